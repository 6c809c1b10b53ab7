"""The doors of the driving API."""

import pytest
import requests

from apps.province.tests.peer import Peer


def test_a_body_must_declare_itself_json(province: Peer) -> None:
    # A web page can make a browser send plain text to this machine without asking; JSON it cannot.
    response = requests.post(
        f"{province.base_url}/control/plans",
        data='{"title": "示例", "budget": "1.00"}'.encode(),
        headers={"Content-Type": "text/plain"},
        timeout=10,
    )

    assert response.status_code == 415
    assert province.feed("plans")["items"] == []


@pytest.mark.parametrize(
    ("method", "path", "status"), [("DELETE", "plans", 405), ("GET", "plans/none", 404), ("POST", "nothing", 404)]
)
def test_what_is_not_there_is_refused(province: Peer, method: str, path: str, status: int) -> None:
    response = requests.request(method, f"{province.base_url}/control/{path}", json={}, timeout=10)

    assert response.status_code == status


def test_a_foreign_host_name_is_refused(province: Peer) -> None:
    response = requests.get(f"{province.base_url}/plans/", headers={"Host": "evil.example"}, timeout=10)

    assert response.status_code == 400


def test_reset_forgets_everything(province: Peer) -> None:
    province.lots_of("P-1")
    province.fault("error", "schedules")

    province.control("POST", "reset", {})

    assert province.feed("plans")["items"] == []
    assert province.control("GET", "ledger") == {"projects": {}}
    assert province.control("GET", "faults") == {"rules": []}

"""Who is let in, and that every answer is signed. `Peer.send` checks the signature of each answer."""

import pytest
import requests

from apps.province.signing import new_nonce
from apps.province.tests.peer import Peer

PATH = "/exchange/v1/feeds/plans?after=&limit=100"


def test_a_signed_request_is_answered(province: Peer) -> None:
    answer = province.send("GET", PATH)

    assert answer.status == 200
    assert answer.json == {"items": [], "next": "", "more": False}


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"secret": "another secret"}, "SIGNATURE_INVALID"),
        ({"signed_path": "/exchange/v1/feeds/plans?after=&limit=101"}, "SIGNATURE_INVALID"),
        ({"nonce": "short"}, "SIGNATURE_INVALID"),
        ({"app_id": "stranger"}, "APP_UNKNOWN"),
        ({"skew_seconds": -301}, "CLOCK_SKEW"),
        ({"skew_seconds": 301}, "CLOCK_SKEW"),
    ],
)
def test_a_wrong_request_is_refused_with_its_code(province: Peer, options: dict[str, object], code: str) -> None:
    answer = province.send("GET", PATH, **options)  # type: ignore[arg-type]

    assert (answer.status, answer.json["code"]) == (401, code)


def test_a_clock_within_five_minutes_is_accepted(province: Peer) -> None:
    assert province.send("GET", PATH, skew_seconds=-290).status == 200


def test_a_nonce_is_good_once(province: Peer) -> None:
    nonce = new_nonce()
    first = province.send("GET", PATH, nonce=nonce)

    second = province.send("GET", PATH, nonce=nonce)

    assert first.status == 200
    assert (second.status, second.json["code"]) == (401, "REPLAY")


def test_a_badly_signed_request_does_not_use_its_nonce_up(province: Peer) -> None:
    nonce = new_nonce()
    province.send("GET", PATH, nonce=nonce, secret="another secret")

    assert province.send("GET", PATH, nonce=nonce).status == 200


def test_the_signature_covers_the_request_line_byte_for_byte(province: Peer) -> None:
    # Lower-case and needless escapes: any decoding and encoding again would change them.
    answer = province.send("GET", "/exchange/v1/lots/%e6%96%b9%2d1?x=%7e&y")

    assert (answer.status, answer.json["code"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/exchange/v1/nothing", 404),
        ("GET", "/exchange/nothing", 404),
        ("POST", "/exchange/v1/feeds/plans", 405),
        ("GET", "/exchange/v1/attachments/none", 404),
        ("GET", "/exchange/v1/lots/a%00b", 400),
    ],
)
def test_errors_are_signed_too(province: Peer, method: str, path: str, status: int) -> None:
    assert province.send(method, path).status == status


def test_an_unsigned_request_is_refused_with_a_signed_answer(province: Peer) -> None:
    response = requests.get(province.base_url + PATH, timeout=10)

    assert response.status_code == 401
    assert len(response.headers["X-Exchange-Signature"]) == 64

"""The read API: what the pages say, typed, for anybody, with every refusal in words."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from apps.announcements.models import Announcement
from apps.announcements.open_data.api import throttling
from apps.announcements.tests.conftest import Receive
from apps.announcements.tests.open_data.conftest import CANARY, Get, Story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

API = "/api/v1/announcements/"


def numbers(page: dict[str, Any]) -> list[str]:
    return [row["announcement_no"] for row in page["results"]]


def test_the_list_holds_what_is_in_force_newest_first(story: Story, get: Get) -> None:
    page = get(API, type="tender")

    assert page["next"] is None
    (row,) = page["results"]
    assert row["type"] == {"code": "tender", "label": "采购公告"}
    assert row["budget"] == "4860000.00"
    assert row["bid_deadline"] == "2026-04-07T09:00:00+08:00"
    assert row["project"]["project_no"] == story.project.project_no
    assert row["state"] == {"code": "in_force", "label": "有效"}


def test_pages_follow_each_other_without_a_count(receive: Receive, client: Client, now: datetime) -> None:
    for number in range(5):
        receive(f"HN-2026-010{number}", first_published_at=now + timedelta(minutes=number))

    seen, address = [], f"{API}?limit=2"
    while address:
        response = client.get(address)
        seen.append(numbers(response.json()))
        assert ("Link" in response) == bool(response.json()["next"])
        address = (response.json()["next"] or "").removeprefix("http://127.0.0.1:8000")

    assert seen == [["HN-2026-0104", "HN-2026-0103"], ["HN-2026-0102", "HN-2026-0101"], ["HN-2026-0100"]]


@pytest.mark.usefixtures("story")
@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"q": "教学设备 中标"}, ["HN-2026-0004", "HN-2026-0003"]),
        ({"type": "contract"}, ["HN-2026-0005"]),
        ({"type": "tender", "state": "open"}, ["HN-2026-0001"]),
        ({"type": "tender", "state": "closed"}, []),
        ({"amount_from": "400", "method": "open_tender"}, ["HN-2026-0003", "HN-2026-0001"]),
        ({"purchaser": "教育体育局", "kind": "goods", "type": "change"}, ["HN-2026-0002"]),
        ({"agency": "没有这家"}, []),
        ({"published_until": "2026-03-01"}, []),
    ],
)
def test_filters_are_those_of_the_search_page(get: Get, filters: dict[str, str], found: list[str]) -> None:
    assert numbers(get(API, **filters)) == found


@pytest.mark.usefixtures("story")
def test_a_page_costs_no_more_than_three_queries(client: Client, django_assert_max_num_queries: Any) -> None:
    for query in ({}, {"q": "教学设备", "limit": "100"}):
        with django_assert_max_num_queries(3):
            client.get(API, query)


def test_an_announcement_says_everything_that_its_page_says(story: Story, get: Get) -> None:
    document = get(f"{API}HN-2026-0001/")

    version = document["version"]
    assert (version["version"], document["is_current"]) == (2, True)
    assert version["facts"]["type"] == "tender"
    assert version["facts"]["purchaser"]["credit_code"] == "1141132200600001XJ"
    assert version["facts"]["documents_price"] == "0.00"
    assert len(version["hashes"]["original_sm3"]) == len(version["hashes"]["shown_sm3"]) == 64
    assert [one["version"] for one in document["versions"]] == [2, 1]
    assert [lot["lot_no"] for lot in document["lots"]] == ["1", "2"]
    assert {time["name"]: time["value"] for time in document["times_in_force"]} == {
        "bid_deadline": "2026-04-07T09:00:00+08:00",
        "opening_at": "2026-04-07T09:00:00+08:00",
    }
    assert {one["announcement_no"] for one in document["followed_by"]} == {"HN-2026-0002", "HN-2026-0003"}


def test_an_earlier_version_has_its_attachment(story: Story, get: Get) -> None:
    document = get(f"{API}HN-2026-0001/versions/1/")

    (attachment,) = document["version"]["attachments"]
    assert (attachment["name"], attachment["size"], attachment["is_available"]) == ("招标文件.pdf", 6, False)
    assert document["is_current"] is False


def test_a_change_says_which_times_the_center_confirmed(story: Story, get: Get) -> None:
    document = get(f"{API}HN-2026-0002/")

    assert {time["name"]: (time["before"], time["after"]) for time in document["confirmed_times"]} == {
        "bid_deadline": ("2026-03-23T09:00:00+08:00", "2026-04-07T09:00:00+08:00"),
        "opening_at": ("2026-03-23T09:00:00+08:00", "2026-04-07T09:00:00+08:00"),
    }
    assert document["follows"]["announcement_no"] == "HN-2026-0001"


def test_a_result_names_those_whom_its_page_names(story: Story, get: Get) -> None:
    facts = get(f"{API}HN-2026-0003/")["version"]["facts"]

    assert facts["lots"][0]["amount"] == "3050000.00"
    assert facts["experts"][0] == {"name": "张某", "role": {"code": "expert", "label": "评审专家"}, "is_chair": True}


def test_what_was_withdrawn_stays_at_its_address_and_says_so(
    story: Story, withdraw: Callable[..., None], get: Get, now: datetime
) -> None:
    withdraw("HN-2026-0005", 2, type="contract", lot_nos=["2"], at=now + timedelta(days=61))

    row = get(f"{API}HN-2026-0005/")["announcement"]

    assert row["state"] == {"code": "withdrawn", "label": "已撤回"}
    assert row["withdrawn_at"] == "2026-05-02T09:00:00+08:00"
    assert numbers(get(API, type="contract")) == []


def test_a_project_tells_its_life(story: Story, get: Get) -> None:
    project = get(f"/api/v1/projects/{story.project.project_no}/")

    assert [row["announcement_no"] for row in project["announcements"]] == [
        f"HN-2026-000{number}" for number in range(1, 6)
    ]
    assert "项目受理" in {event["title"] for event in project["timeline"]}
    assert project["ocid"].startswith("ocds-fangch-")
    assert {period["label"] for period in project["periods"]} >= {"投标截止", "公告期限届满"}


@pytest.mark.usefixtures("as_committed")
def test_changes_come_in_order_and_end_with_a_cursor(story: Story, get: Get) -> None:
    first = get("/api/v1/changes/", limit=4)
    rest = get("/api/v1/changes/", after=first["next_cursor"])
    end = get("/api/v1/changes/", after=rest["next_cursor"])

    told = [
        (line["kind"]["code"], line["announcement_no"], line["version"]) for line in first["results"] + rest["results"]
    ]
    assert told[:2] == [("published", "HN-2026-0001", 1), ("published", "HN-2026-0001", 2)]
    assert ("updated", "HN-2026-0001", None) in told
    assert told[-1] == ("published", "HN-2026-0005", 1)
    assert (first["has_more"], rest["has_more"]) == (True, False)
    assert (end["results"], end["next_cursor"]) == ([], rest["next_cursor"])


@pytest.mark.usefixtures("as_committed")
def test_what_is_not_public_is_nowhere(story: Story, client: Client) -> None:
    addresses = [API, f"{API}HN-2026-0001/", f"/api/v1/projects/{story.project.project_no}/", "/api/v1/changes/"]

    everything = "".join(client.get(address).content.decode() for address in addresses)

    assert CANARY not in everything
    assert story.hidden.announcement_no not in everything
    assert client.get(f"{API}{story.hidden.announcement_no}/").status_code == 404
    assert client.get(API, {"q": CANARY}).json()["results"] == []


def test_a_version_under_review_is_not_read(story: Story, receive: Receive, get: Get, client: Client) -> None:
    receive("HN-2026-0002", 2, type="change", title=CANARY)

    assert CANARY not in json.dumps(get(f"{API}HN-2026-0002/"), ensure_ascii=False)
    assert CANARY not in json.dumps(get(API), ensure_ascii=False)
    assert client.get(f"{API}HN-2026-0002/versions/2/").status_code == 404


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("page=2", "page"),
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=x", "limit"),
        ("type=nothing", "type"),
        ("type=tender&type=change", "type"),
        ("amount_from=NaN", "amount_from"),
        ("amount_from=5&amount_until=1", "amount_until"),
        ("published_from=2026-02-30", "published_from"),
        ("after=", "after"),
        ("after=bad", "after"),
        ("after=%00", "after"),
        ("q=%00", "q"),
        (f"q={'长' * 101}", "q"),
    ],
)
def test_what_is_not_understood_is_refused_at_its_field(client: Client, query: str, field: str) -> None:
    response = client.get(f"{API}?{query}")

    assert response.status_code == 400
    assert response.json()["error"]["code"] == "invalid_parameter"
    assert response.json()["error"]["field"] == field
    assert response["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "address", [f"{API}nothing/", f"{API}%00/", "/api/v1/projects/%00/", "/api/v1/nothing", "/api/v1/"]
)
def test_what_there_is_not_is_a_404_in_words(client: Client, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 404
    assert response.json() == {
        "error": {"code": "not_found", "message": "没有这项内容，或者它尚未公开。", "field": None}
    }


def test_every_site_may_read_and_nobody_may_write(client: Client) -> None:
    preflight = client.options(API)
    refused = client.post(API, {})

    assert client.get(API)["Access-Control-Allow-Origin"] == "*"
    assert (preflight.status_code, preflight["Access-Control-Allow-Methods"]) == (204, "GET, HEAD, OPTIONS")
    assert (refused.status_code, refused.json()["error"]["code"]) == (405, "method_not_allowed")


def test_an_answer_is_the_same_for_everybody_and_not_sent_twice(story: Story, client: Client) -> None:
    first = client.get(API)

    again = client.get(API, headers={"if-none-match": first["ETag"]})

    assert first["Cache-Control"] == "public, max-age=5"
    assert "Vary" not in first
    assert not first.cookies
    assert (again.status_code, again.content) == (304, b"")


def test_who_asks_too_often_is_told_when_to_come_back(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttling, "REQUESTS_A_MINUTE", 2)

    statuses = [client.get(API).status_code for _ in range(3)]
    refused = client.get(API)

    assert statuses == [200, 200, 429]
    assert refused.json()["error"]["code"] == "throttled"
    assert 0 < int(refused["Retry-After"]) <= 61


def test_the_description_names_every_address(get: Get) -> None:
    description = get("/api/v1/openapi.json")

    assert description["openapi"] == "3.1.0"
    assert set(description["paths"]) == {
        "/api/v1/announcements/",
        "/api/v1/announcements/{announcement_no}/",
        "/api/v1/announcements/{announcement_no}/versions/{version}/",
        "/api/v1/changes/",
        "/api/v1/projects/{project_no}/",
    }
    assert "description" not in description["components"]["schemas"]["AnnouncementRow"]


def test_the_page_shows_how_and_on_what_terms(client: Client) -> None:
    response = client.get("/open-data/")

    words = response.content.decode()
    assert response.status_code == 200
    assert "curl &#x27;" in words or "curl '" in words
    assert "使用条款" in words
    assert "文件尚未生成" in words


def test_the_catalogue_is_readable_by_portals(client: Client) -> None:
    response = client.get("/open-data/catalog.jsonld")

    assert response["Content-Type"].startswith("application/ld+json")
    assert response.json()["@type"] == "dcat:Catalog"
    assert Announcement.objects.count() == 0

"""The first page."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import LazySettings
from django.test import Client

from apps.announcements.tests.conftest import Approve, Receive
from apps.announcements.tests.pages import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]


def test_the_latest_announcements_stand_first_and_lead_to_their_pages(
    client: Client, receive: Receive, now: datetime
) -> None:
    older = receive("A", title="较早的公告", first_published_at=now - timedelta(days=2))
    newer = receive("B", title="较新的公告", first_published_at=now - timedelta(days=1))

    page = read(client.get("/"))

    assert page.words.index("较新的公告") < page.words.index("较早的公告")
    assert {f"/announcements/{older.pk}/", f"/announcements/{newer.pk}/"} <= set(page.links())
    assert {"datetime": "2026-03-01T09:00:00+08:00", "class": "entry-list__at"} in page.all("time")


def test_what_closes_within_seven_days_stands_apart_soonest_first(
    client: Client, receive: Receive, now: datetime
) -> None:
    receive("A", title="后截止", bid_deadline=now + timedelta(days=7))
    receive("B", title="先截止", bid_deadline=now + timedelta(days=2, hours=3))
    receive("C", title="还早", bid_deadline=now + timedelta(days=7, minutes=1))
    receive("D", title="已过", bid_deadline=now)

    page = read(client.get("/"))

    words = page.words
    closing = words[words.index("即将截止") : words.index("办事指引")]
    assert closing.index("先截止") < closing.index("后截止")
    countdowns = [span["data-countdown"] for span in page.all("span") if "data-countdown" in span]
    assert countdowns == ["2026-03-04T12:00:00+08:00", "2026-03-09T09:00:00+08:00"]
    assert "还早" not in closing
    assert "已过" not in closing


def test_an_empty_site_says_so(client: Client) -> None:
    words = read(client.get("/")).words

    assert "还没有采购公告" in words
    assert "7 天内没有截止的项目。" in words
    assert "采购公告 暂无公告" in words
    assert "还没有合同公告。" in words


def test_the_doors_of_agency_and_center_are_there(client: Client) -> None:
    links = read(client.get("/")).links()

    assert "/agency/" in links
    assert "/center/" in links


def test_the_columns_stand_in_the_order_of_the_process_with_their_newest_day(client: Client, receive: Receive) -> None:
    receive("A")
    receive("R", type="result")
    receive("K", type="contract")
    receive("K", 2, type="contract", is_withdrawn=True)

    response = client.get("/")

    columns = [(column.type.label, len(column.latest)) for column in response.context["home"].columns]
    assert columns == [
        ("采购公告", 1),
        ("变更公告", 0),
        ("结果公告", 1),
        ("结果更正公告", 0),
        ("终止公告", 0),
        ("合同公告", 0),
    ]
    page = read(response)
    assert "采购公告 2026年3月2日更新 变更公告 暂无公告 结果公告 2026年3月2日更新" in page.words
    assert "/announcements/result-correction/" in page.links()


def test_a_column_shows_its_six_newest_the_newest_first(client: Client, receive: Receive, now: datetime) -> None:
    receive("A")
    for number in range(8):
        receive(f"R{number}", type="result", title=f"结果{number}", first_published_at=now + timedelta(hours=number))

    columns = client.get("/").context["home"].columns

    assert [announcement.title for announcement in columns[2].latest] == [f"结果{n}" for n in (7, 6, 5, 4, 3, 2)]


def test_a_tender_closes_when_its_approved_change_says(
    client: Client, receive: Receive, approve: Approve, now: datetime
) -> None:
    tender = receive("A", title="招标公告")
    change = receive("C", type="change", title="变更公告")

    def closing(day: datetime) -> list[tuple[str, datetime | None]]:
        with time_machine.travel(day, tick=False):
            found = client.get("/").context["home"].closing
        return [(announcement.title, announcement.bid_deadline) for announcement in found]

    assert tender.bid_deadline is not None
    days_before = tender.bid_deadline - timedelta(days=3)
    before = closing(days_before)
    approve(change)

    moved = datetime.fromisoformat("2026-04-07T09:00:00+08:00")
    assert before == [("招标公告", now + timedelta(days=21))]
    assert closing(days_before) == []
    assert closing(moved - timedelta(days=3)) == [("招标公告", moved)]


def test_the_page_bears_the_name_of_the_center_that_runs_it(client: Client, settings: LazySettings) -> None:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"center_name": "某县公共资源交易中心"})

    page = read(client.get("/"))

    assert page.words.count("某县公共资源交易中心") == 2
    assert "方城县公共资源交易中心" not in page.words


def test_the_first_page_costs_two_queries(client: Client, receive: Receive, django_assert_num_queries: Any) -> None:
    for number in range(12):
        receive(f"A{number}")
        receive(f"R{number}", type="result")

    with django_assert_num_queries(2):
        client.get("/")


def test_search_engines_are_told_what_is_not_for_them(client: Client) -> None:
    response = client.get("/robots.txt")

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "Disallow: /agency/" in response.content.decode().splitlines()

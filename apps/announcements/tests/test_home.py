"""The first page."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from apps.announcements.tests.conftest import Receive
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

    words = read(client.get("/")).words

    closing = words[words.index("即将截止") : words.index("办事指引")]
    assert closing.index("先截止") < closing.index("后截止")
    assert "还有 2 天 3 小时" in closing
    assert "还早" not in closing
    assert "已过" not in closing


def test_an_empty_site_says_so(client: Client) -> None:
    words = read(client.get("/")).words

    assert "还没有采购公告" in words
    assert "7 天内没有截止的项目。" in words
    assert "采购公告 暂无公告" in words


def test_the_doors_of_agency_and_center_are_there(client: Client) -> None:
    links = read(client.get("/")).links()

    assert "/agency/" in links
    assert "/center/" in links


def test_the_columns_stand_in_the_order_of_the_process_and_promise_nothing(client: Client, receive: Receive) -> None:
    receive("A")
    receive("B")
    receive("C")
    receive("C", 2, is_withdrawn=True)

    response = client.get("/")

    columns = [(column.label, column.note, column.url) for column in response.context["home"].columns]
    assert columns == [
        ("采购公告", "2 条", "/announcements/"),
        ("变更公告", "暂无公告", ""),
        ("结果公告", "暂无公告", ""),
        ("结果更正公告", "暂无公告", ""),
        ("终止公告", "暂无公告", ""),
        ("合同公告", "暂无公告", ""),
    ]
    assert "采购公告 2 条 变更公告 暂无公告" in read(response).words


def test_the_page_bears_the_name_of_the_center_that_runs_it(client: Client, settings: LazySettings) -> None:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"center_name": "某县公共资源交易中心"})

    page = read(client.get("/"))

    assert page.words.count("某县公共资源交易中心") == 2
    assert "方城县公共资源交易中心" not in page.words


def test_the_first_page_costs_three_queries(client: Client, receive: Receive, django_assert_num_queries: Any) -> None:
    for number in range(12):
        receive(f"A{number}")

    with django_assert_num_queries(3):
        client.get("/")


def test_search_engines_are_told_what_is_not_for_them(client: Client) -> None:
    response = client.get("/robots.txt")

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "Disallow: /agency/" in response.content.decode().splitlines()

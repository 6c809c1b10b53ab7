"""Lists at the center's site as their readers turn and narrow them."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from apps.accounts import center_change_list
from apps.accounts.center_site import CenterModelAdmin
from apps.accounts.models import User
from apps.conftest import PlanFactory, signed_in

pytestmark = pytest.mark.django_db

PLANS = "/center/acceptance/procurementplan/"


@pytest.fixture
def desk(supervisor: User, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A reader whose lists have pages of two rows."""
    monkeypatch.setattr(CenterModelAdmin, "list_per_page", 2)
    return signed_in(supervisor)


@pytest.fixture
def five(make_plan: PlanFactory, now: Any) -> None:
    for number in range(1, 6):
        make_plan(f"P-{number}", title=f"计划{number % 2}", filed_at=now + timedelta(days=number))


def shown(response: Any) -> list[str]:
    return [plan.plan_no for plan in response.context["cl"].result_list]


def links(response: Any) -> dict[str, str]:
    """Return where the links below the list lead."""
    pattern = r'class="button button--secondary"(?: rel="\w+")? href="([^"]+)">([^<]+)<'
    found = re.findall(pattern, response.content.decode())
    return {words: unescape(address) for address, words in found}


class TestTurningPages:
    def test_next_and_previous_lead_through_the_list(self, desk: Client, five: None) -> None:
        first = desk.get(PLANS)
        second = desk.get(PLANS + links(first)["下一页"])
        third = desk.get(PLANS + links(second)["下一页"])
        back = desk.get(PLANS + links(third)["上一页"])

        assert [shown(page) for page in (first, second, third, back)] == [
            ["P-5", "P-4"],
            ["P-3", "P-2"],
            ["P-1"],
            ["P-3", "P-2"],
        ]
        assert links(first).keys() == {"下一页"}
        assert links(second).keys() == {"第一页", "上一页", "下一页"}
        assert links(third).keys() == {"第一页", "上一页"}
        assert shown(desk.get(PLANS + links(third)["第一页"])) == ["P-5", "P-4"]

    def test_a_search_a_filter_and_a_chosen_order_stay(self, desk: Client, five: None) -> None:
        first = desk.get(PLANS, {"q": "计划1", "status__exact": "available", "o": "0"})
        second = desk.get(PLANS + links(first)["下一页"])

        assert shown(first) == ["P-1", "P-3"]
        assert shown(second) == ["P-5"]
        assert [narrowing.value for narrowing in second.context["cl"].narrowings] == ["计划1", "可选择"]

    def test_what_narrows_or_sorts_a_list_begins_it_anew(self, desk: Client, five: None) -> None:
        second = desk.get(PLANS + links(desk.get(PLANS))["下一页"])

        inside = re.findall(r'href="(\?[^"]*(?:status__exact|o=)[^"]*)"', second.content.decode())
        assert len(inside) >= 5
        assert [address for address in inside if "after" in address or "before" in address] == []

    @pytest.mark.parametrize("query", ["after=x", "before=", "after=%00", "p=9&after=WyIxIl0"])
    def test_a_mark_that_is_not_ours_leads_to_the_plain_list(self, desk: Client, five: None, query: str) -> None:
        response = desk.get(f"{PLANS}?{query}")

        assert response.status_code == 302
        assert response.headers["Location"] == f"{PLANS}?e=1"

    def test_asking_for_everything_at_once_gives_a_page(self, desk: Client, five: None) -> None:
        assert shown(desk.get(PLANS, {"all": ""})) == ["P-5", "P-4"]


class TestCounting:
    def test_a_list_says_how_many_it_has(self, desk: Client, five: None) -> None:
        assert "共 5 条" in desk.get(PLANS).content.decode()

    def test_counting_stops(self, desk: Client, five: None, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(center_change_list, "MOST_COUNTED", 3)

        with CaptureQueriesContext(connection) as queries:
            page = desk.get(PLANS).content.decode()

        assert "3 条以上" in page
        assert [
            query["sql"] for query in queries if "COUNT(*)" in query["sql"] and "LIMIT 4" not in query["sql"]
        ] == []


class TestNarrowing:
    def test_every_condition_is_named_and_can_be_taken_back(self, desk: Client, five: None) -> None:
        page = desk.get(PLANS, {"q": "计划1", "status__exact": "available"})

        taken_back = {one.title: desk.get(PLANS + one.url) for one in page.context["cl"].narrowings}
        assert taken_back.keys() == {"搜索", "状态"}
        assert taken_back["搜索"].context["cl"].params == {"status__exact": "available"}
        assert taken_back["状态"].context["cl"].params == {"q": "计划1"}
        assert desk.get(PLANS + page.context["cl"].everything_url).context["cl"].result_count == 5

    def test_what_a_link_from_another_page_narrows_is_named_too(self, desk: Client, five: None) -> None:
        page = desk.get("/center/core/auditentry/", {"subject_type": "acceptance.procurementplan", "subject_id": "7"})

        assert [(one.title, one.value) for one in page.context["cl"].narrowings] == [
            ("对象", "采购计划"),
            ("对象", "7"),
        ]

    @pytest.mark.parametrize(
        "address",
        [
            "accounts/user/?password__gte=argon2",
            "accounts/user/?password=argon2",
            "accounts/user/?last_login__isnull=0",
            "core/outboxmessage/?body__isnull=1",
            "core/auditentry/?details__reason__gte=a",
            "accounts/organisation/?users=1",
            "accounts/organisation/?pk=1",
        ],
    )
    def test_no_column_is_compared_but_those_that_a_page_links_to(self, desk: Client, address: str) -> None:
        assert desk.get(f"/center/{address}").status_code == 400

    @pytest.mark.parametrize("query", ["year=9999&acted_at__month=12", "year=9999", "year=0", "gte=x"])
    def test_a_date_that_no_calendar_has_leads_to_the_plain_list(self, desk: Client, query: str) -> None:
        answer = desk.get(f"/center/core/auditentry/?acted_at__{query}")

        assert answer.status_code == 302
        assert answer.headers["Location"] == "/center/core/auditentry/?e=1"

    def test_more_than_anybody_types_is_not_searched_for(self, desk: Client, five: None) -> None:
        page = desk.get(PLANS, {"q": "计 " * 101})

        assert "最多搜索 200 个字，请减少后再搜索。" in page.content.decode()
        assert shown(page) == ["P-5", "P-4"]

    def test_an_empty_tab_besides_the_first_does_not_say_that_nothing_waits(self, reviewer: User) -> None:
        records, reader = "/center/interconnection/inboundrecord/", signed_in(reviewer)

        assert "没有待处理的记录" in reader.get(records).content.decode()
        assert "没有符合条件的记录" in reader.get(records, {"tab": "settled"}).content.decode()

    def test_a_list_that_nothing_narrows_names_nothing(self, desk: Client, five: None) -> None:
        assert "当前条件" not in desk.get(PLANS).content.decode()

    def test_an_empty_list_says_why(self, desk: Client, five: None) -> None:
        assert "没有符合条件的记录" in desk.get(PLANS, {"q": "没有这样的计划"}).content.decode()

    def test_a_list_with_nothing_in_it_says_so(self, desk: Client) -> None:
        assert "还没有采购计划" in desk.get(PLANS).content.decode()

    def test_everything_is_the_last_tab_where_there_are_tabs(self, reviewer: User) -> None:
        page = signed_in(reviewer).get("/center/interconnection/inboundrecord/", {"q": "x"})

        assert page.context["cl"].everything_url == "?tab=all"


def test_cells_name_their_columns(desk: Client, five: None) -> None:
    page = desk.get(PLANS).content.decode()

    assert '<td data-label="采购人" class="field-purchaser_name">方城县教育体育局</td>' in page
    assert '<th data-label="计划编号" class="field-plan_no">' in page

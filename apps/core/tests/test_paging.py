import base64
import json
from datetime import datetime, timedelta

import pytest
from django.http import QueryDict
from pytest_django import DjangoAssertNumQueries

from apps.acceptance.models import ProcurementPlan
from apps.conftest import PlanFactory
from apps.core.paging import BadPage, Page, page_of

pytestmark = pytest.mark.django_db


def plans(query: str = "", size: int = 2) -> Page[ProcurementPlan]:
    return page_of(ProcurementPlan.objects.all(), by="filed_at", query=QueryDict(query), size=size)


def numbers(page: Page[ProcurementPlan]) -> list[str]:
    return [plan.plan_no for plan in page.rows]


@pytest.fixture
def five(make_plan: PlanFactory, now: datetime) -> None:
    """Five plans: the second and the third were filed at the same moment."""
    for number, days in (("1", 0), ("2", 1), ("3", 1), ("4", 2), ("5", 3)):
        make_plan(number, filed_at=now + timedelta(days=days))


def test_pages_follow_one_another_without_gap_or_double(five: None) -> None:
    first = plans()
    second = plans(first.next_query)
    third = plans(second.next_query)

    assert [numbers(page) for page in (first, second, third)] == [["5", "4"], ["3", "2"], ["1"]]
    assert [page.has_next for page in (first, second, third)] == [True, True, False]
    assert [page.has_previous for page in (first, second, third)] == [False, True, True]


def test_rows_of_the_same_moment_are_told_apart(five: None) -> None:
    first = plans(size=3)

    assert numbers(first) == ["5", "4", "3"]
    assert numbers(plans(first.next_query, size=3)) == ["2", "1"]


def test_a_row_that_arrives_meanwhile_shifts_nothing(five: None, make_plan: PlanFactory, now: datetime) -> None:
    first = plans()
    make_plan("6", filed_at=now + timedelta(days=9))

    assert numbers(plans(first.next_query)) == ["3", "2"]


def test_a_full_last_page_has_no_next(five: None) -> None:
    assert not plans(size=5).has_next


def test_the_filters_stay_when_turning_pages(five: None) -> None:
    page = plans("q=%E5%AD%A6%E6%A0%A1&status=draft&empty=&after=" + plans().next_mark)

    assert page.first_query == "q=%E5%AD%A6%E6%A0%A1&status=draft"
    assert page.next_query.startswith("q=%E5%AD%A6%E6%A0%A1&status=draft&after=")


def test_a_page_is_one_query(five: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(1):
        plans()


def mark(content: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode()


@pytest.mark.parametrize(
    "after",
    [
        "",
        "2",
        "页",
        "%00",
        "!!!!",
        mark([]),
        mark({"at": 1}),
        mark(None),
        mark(["2026-03-02", 1]),
        mark(["2026-03-02T09:00:00", 1]),
        mark(["2026-03-02T09:00:00+08:00", "1"]),
        mark(["2026-03-02T09:00:00+08:00", 1, 2]),
        mark(["0001-01-01T00:00:00+14:00", 1]),
        mark([["deep"], 1]),
        base64.urlsafe_b64encode(b"[" * 5000).decode(),
    ],
)
def test_a_mark_that_is_not_ours_is_refused(five: None, after: str) -> None:
    query = QueryDict(mutable=True)
    query["after"] = after

    with pytest.raises(BadPage):
        page_of(ProcurementPlan.objects.all(), by="filed_at", query=query)


def test_a_mark_beyond_every_row_is_an_empty_page(five: None) -> None:
    page = plans("after=" + mark(["1970-01-01T00:00:00+00:00", 10**30]))

    assert (page.rows, page.has_next, page.has_previous) == ([], False, True)

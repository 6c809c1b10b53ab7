"""Pages by key in any order: every row once, forwards and backwards, whatever the order and however empty a column."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import F, QuerySet
from django.http import QueryDict
from pytest_django import DjangoAssertNumQueries

from apps.acceptance.models import ProcurementPlan
from apps.accounts.models import User
from apps.conftest import PlanFactory
from apps.core.cursor_paging import CursorPage, cursor_page
from apps.core.models import OutboxMessage
from apps.core.paging import BadPage

pytestmark = pytest.mark.django_db

ORDERS: list[list[Any]] = [
    ["pk"],
    ["-budget", "pk"],
    ["-filed_at", "-pk"],
    ["filed_at", "budget", "-pk"],
    ["title", "-filed_at", "pk"],
]
# A column that is empty in some rows, in every way in which it can be sorted.
ORDERS_OF_EMPTY: list[list[Any]] = [
    ["delivered_at", "pk"],
    ["-delivered_at", "-pk"],
    [F("delivered_at").asc(nulls_first=True), "pk"],
    [F("delivered_at").desc(nulls_last=True), "pk"],
    ["status", "-delivered_at", "pk"],
    ["-give_up_at", "delivered_at", "-pk"],
]


def page(rows: QuerySet[Any], query: dict[str, str] | None = None, size: int = 2) -> CursorPage[Any]:
    address = QueryDict(mutable=True)
    address.update(query or {})
    return cursor_page(rows, query=address, size=size)


def walk(rows: QuerySet[Any], size: int) -> list[list[int]]:
    """Return the keys of the rows on every page, forwards; going back must show the same pages."""
    pages = [page(rows, size=size)]
    while pages[-1].next_mark:
        pages.append(page(rows, {"after": pages[-1].next_mark}, size=size))
    back = [pages[-1]]
    while back[0].previous_mark:
        back.insert(0, page(rows, {"before": back[0].previous_mark}, size=size))
    forwards = [[row.pk for row in one.rows] for one in pages]

    assert [[row.pk for row in one.rows] for one in back] == forwards
    return forwards


@pytest.fixture
def plans(make_plan: PlanFactory, now: Any) -> QuerySet[ProcurementPlan]:
    """Seven plans; times, budgets and titles come more than once."""
    for number in range(7):
        make_plan(
            str(number),
            filed_at=now + timedelta(days=number // 3),
            budget=Decimal(number % 3 + 1),
            title=f"计划{number % 2}",
        )
    return ProcurementPlan.objects.all()


@pytest.fixture
def messages(now: Any) -> QuerySet[OutboxMessage]:
    """Seven messages; three were delivered, two of them at the same moment."""
    for number in range(7):
        delivered = {1: now, 4: now, 5: now + timedelta(hours=1)}.get(number)
        OutboxMessage.objects.create(
            topic="lots",
            subject_key="P-1",
            version=number,
            reference_id=1,
            idempotency_key=str(number),
            status="delivered" if delivered else "waiting",
            enqueued_at=now,
            due_at=now,
            delivered_at=delivered,
            receipt="R-1" if delivered else "",
            give_up_at=now if number % 2 else None,
        )
    return OutboxMessage.objects.all()


@pytest.mark.parametrize("order", ORDERS, ids=str)
@pytest.mark.parametrize("size", [1, 3, 7])
def test_every_row_comes_once_and_in_its_order(plans: QuerySet[ProcurementPlan], order: list[Any], size: int) -> None:
    rows = plans.order_by(*order)

    pages = walk(rows, size)

    assert [pk for one in pages for pk in one] == [row.pk for row in rows]
    assert [len(one) for one in pages[:-1]] == [size] * (len(pages) - 1)


@pytest.mark.parametrize("order", ORDERS_OF_EMPTY, ids=str)
@pytest.mark.parametrize("size", [1, 2, 3])
def test_empty_values_have_their_place(messages: QuerySet[OutboxMessage], order: list[Any], size: int) -> None:
    rows = messages.order_by(*order)

    assert [pk for one in walk(rows, size) for pk in one] == [row.pk for row in rows]


def test_a_name_of_another_model_stands_for_its_order(clerk: User, stranger: User, reviewer: User) -> None:
    rows = User.objects.order_by("-organisation", "pk")

    assert [pk for one in walk(rows, 1) for pk in one] == [row.pk for row in rows]


def test_a_row_that_arrives_meanwhile_shifts_nothing(
    plans: QuerySet[ProcurementPlan], make_plan: PlanFactory, now: Any
) -> None:
    rows = plans.order_by("-filed_at", "-pk")
    first = page(rows)
    make_plan("new", filed_at=now + timedelta(days=9))

    second = page(rows, {"after": first.next_mark})
    again = page(rows, {"before": second.previous_mark})

    assert [plan.plan_no for plan in first.rows] == ["6", "5"]
    assert [plan.plan_no for plan in second.rows] == ["4", "3"]
    assert [plan.plan_no for plan in again.rows] == ["6", "5"]
    assert again.previous_mark


def test_a_row_that_has_left_the_list_is_no_loss(plans: QuerySet[ProcurementPlan]) -> None:
    rows = plans.order_by("pk")
    first = page(rows)
    first.rows[-1].delete()

    assert [plan.plan_no for plan in page(rows, {"after": first.next_mark}).rows] == ["2", "3"]


def test_the_first_page_has_nothing_before_it_and_a_full_last_page_nothing_behind(
    plans: QuerySet[ProcurementPlan],
) -> None:
    only = page(plans.order_by("pk"), size=7)

    assert (only.previous_mark, only.next_mark) == ("", "")


def test_a_page_costs_one_query_that_skips_nothing(
    plans: QuerySet[ProcurementPlan], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    rows = plans.order_by("-filed_at", "-pk")
    mark = page(rows).next_mark

    with django_assert_num_queries(1) as queries:
        page(rows, {"after": mark})

    asked = queries.captured_queries[0]["sql"]
    assert "OFFSET" not in asked
    # A place where an index can begin, before the alternatives.
    assert re.search(r'WHERE \("acceptance_procurementplan"."filed_at" <= \S+ AND \(', asked)


@pytest.mark.parametrize("mark", ["", "x", "WyIxIl0:1wABCD:AAAA", "\0", "' OR 1=1"])
def test_what_is_no_mark_of_ours_is_refused(plans: QuerySet[ProcurementPlan], mark: str) -> None:
    with pytest.raises(BadPage):
        page(plans.order_by("pk"), {"after": mark})


def test_a_mark_is_good_for_its_own_order_alone(plans: QuerySet[ProcurementPlan]) -> None:
    mark = page(plans.order_by("pk")).next_mark

    with pytest.raises(BadPage):
        page(plans.order_by("-pk"), {"after": mark})
    with pytest.raises(BadPage):
        page(plans.order_by("budget", "pk"), {"after": mark})
    with pytest.raises(BadPage):
        page(User.objects.order_by("pk"), {"after": mark})

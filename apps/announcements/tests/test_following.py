"""What follows what, whatever the order of arrival."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest
from django.db import transaction

from apps.announcements.exceptions import ParentMissing
from apps.announcements.following import Member, predecessor
from apps.announcements.models import Announcement
from apps.announcements.services.receiving import receive_announcement
from apps.announcements.services.versions import Arrival
from apps.announcements.tests.conftest import ArrivalFactory, Receive
from apps.conftest import NOW

Make = Callable[..., Member]


def member(pk: int, announcement_type: str, *, hours: int = 0, **changes: Any) -> Member:
    values: dict[str, Any] = {
        "pk": pk,
        "announcement_no": f"A{pk}",
        "type": announcement_type,
        "lot_nos": frozenset(),
        "corrects_no": "",
        "first_published_at": NOW + timedelta(hours=hours),
        "is_withdrawn": False,
    }
    return Member(**(values | changes))


def test_what_is_named_goes_before_everything() -> None:
    members = [
        member(1, "result", is_withdrawn=True),
        member(2, "result", hours=5),
        member(3, "result_correction", hours=9, corrects_no="A1"),
    ]

    assert predecessor(members[2], members) == 1


@pytest.mark.parametrize(
    ("announcement_type", "expected"),
    [("tender", None), ("change", 1), ("result", 1), ("termination", 1), ("result_correction", 2), ("contract", 2)],
)
def test_every_type_follows_what_the_process_has_before_it(announcement_type: str, expected: int | None) -> None:
    members = [member(1, "tender"), member(2, "result", hours=1), member(3, announcement_type, hours=2)]

    assert predecessor(members[2], members) == expected


def test_the_newest_before_it_is_followed_and_not_one_after_it() -> None:
    members = [
        member(1, "tender"),
        member(2, "tender", hours=2),
        member(3, "result", hours=3),
        member(4, "tender", hours=9),
    ]

    assert predecessor(members[2], members) == 2


def test_the_same_lots_go_before_what_is_newer() -> None:
    members = [
        member(1, "result", lot_nos=frozenset({"1"})),
        member(2, "result", hours=1, lot_nos=frozenset({"2"})),
        member(3, "contract", hours=2, lot_nos=frozenset({"1"})),
    ]

    assert predecessor(members[2], members) == 1


def test_what_was_taken_back_is_followed_only_when_there_is_nothing_else() -> None:
    withdrawn, other, result = (
        member(1, "tender", hours=1, is_withdrawn=True),
        member(2, "tender"),
        member(3, "result", hours=2),
    )

    assert predecessor(result, [withdrawn, other, result]) == 2
    assert predecessor(result, [withdrawn, result]) == 1


@pytest.mark.django_db
def test_what_comes_late_is_followed_by_what_was_here(receive: Receive, now: datetime) -> None:
    contract = receive("K", type="contract", first_published_at=now + timedelta(days=9))
    receive("T")

    result = receive("R", type="result", first_published_at=now + timedelta(days=5))

    contract.refresh_from_db()
    assert contract.follows == result


@pytest.mark.django_db
def test_a_correction_of_a_correction_follows_it(receive: Receive) -> None:
    receive("T")
    result = receive("R", type="result")
    first = receive("RC", type="result_correction", corrects_no="R")

    second = receive("RC2", type="result_correction", corrects_no="RC")

    assert (first.follows, second.follows) == (result, first)


def arrive(arrivals: list[Arrival]) -> None:
    """Let everything arrive as the inbox does: what waits is tried again after every arrival that took effect."""
    waiting: list[Arrival] = []
    for arrival in arrivals:
        trying = [arrival]
        while trying:
            one = trying.pop(0)
            newer = [other for other in [*waiting, *trying] if other.announcement_no == one.announcement_no]
            is_outdated = any(other.is_withdrawn and other.version > one.version for other in newer)
            try:
                with transaction.atomic():
                    taken = receive_announcement(arrival=one, now=NOW, is_outdated=is_outdated)
            except ParentMissing:
                waiting.append(one)
                continue
            if taken is not None:
                trying, waiting = trying + waiting, []
    assert waiting == []


def state() -> dict[str, tuple[str, int, str | None, Any, Any]]:
    return {
        row.announcement_no: (
            row.status,
            row.version,
            row.follows.announcement_no if row.follows else None,
            row.amount,
            row.bid_deadline,
        )
        for row in Announcement.objects.select_related("follows")
    }


@pytest.mark.django_db
def test_a_change_waits_for_its_times_in_every_order_of_arrival(make_arrival: ArrivalFactory) -> None:
    arrivals = [
        make_arrival("T"),
        make_arrival("C", type="change", first_published_at=NOW + timedelta(days=1)),
        make_arrival("C", 2, type="change", first_published_at=NOW + timedelta(days=1)),
        make_arrival("C2", type="change", first_published_at=NOW + timedelta(days=2), corrects_no="C"),
    ]
    states = []

    for order in permutations(arrivals):
        with transaction.atomic():
            arrive(list(order))
            states.append(state())
            transaction.set_rollback(True)

    assert all(one == states[0] for one in states)
    assert {number: row[:3] for number, row in states[0].items()} == {
        "T": ("published", 1, None),
        "C": ("awaiting_times", 2, "T"),
        "C2": ("awaiting_times", 1, "C"),
    }


@pytest.mark.django_db
def test_every_order_of_arrival_ends_in_the_same_state(make_arrival: ArrivalFactory) -> None:
    later = iter(NOW + timedelta(days=day) for day in range(1, 9))
    arrivals = [
        make_arrival("T", first_published_at=NOW),
        make_arrival("R", type="result", first_published_at=next(later)),
        make_arrival("RC", type="result_correction", first_published_at=next(later), corrects_no="R"),
        make_arrival("K", type="contract", first_published_at=next(later)),
        make_arrival("R", 2, type="result", first_published_at=next(later), is_withdrawn=True),
    ]
    states = []

    for order in permutations(arrivals):
        with transaction.atomic():
            arrive(list(order))
            states.append(state())
            transaction.set_rollback(True)

    assert len(states) == 120
    assert all(one == states[0] for one in states)
    assert {number: row[:3] for number, row in states[0].items()} == {
        "T": ("published", 1, None),
        "R": ("withdrawn", 2, "T"),
        "RC": ("published", 1, "R"),
        "K": ("published", 1, "R"),
    }

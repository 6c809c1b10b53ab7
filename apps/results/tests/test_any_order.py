"""Whatever the order in which announcements arrive and are taken back, the lots end in the same state."""

import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from apps.acceptance.models import Project
from apps.announcements.exceptions import ParentMissing
from apps.announcements.services.receiving import receive_announcement
from apps.announcements.services.versions import Arrival
from apps.announcements.tests.facts import OTHER_SUPPLIER, awarded_lot
from apps.results.derivation import Outcome, Saying, derive
from apps.results.models import Award, LotResult
from apps.results.tests.conftest import DAY, arrival

Type = ("result", "result_correction", "termination", "contract")
ORDERS_TRIED = 60


class TestDerivation:
    @given(
        st.lists(
            st.builds(
                Saying,
                version_id=st.integers(1, 50),
                announcement_no=st.sampled_from("ABCDEF"),
                type=st.sampled_from(Type),
                first_published_at=st.integers(0, 3).map(lambda day: datetime(2026, 3, 2, tzinfo=UTC) + day * DAY),
                corrects_no=st.sampled_from(["", *"ABCDEF"]),
                suppliers=st.sampled_from([frozenset({"x"}), frozenset({"y"}), frozenset({"x", "y"})]),
                has_items=st.booleans(),
                names_lot=st.booleans(),
                has_ground=st.booleans(),
            ),
            max_size=5,
            unique_by=lambda saying: saying.announcement_no,
        ),
        st.randoms(use_true_random=False),
    )
    def test_does_not_depend_on_the_order(self, sayings: list[Saying], chance: random.Random) -> None:
        shuffled = list(sayings)
        chance.shuffle(shuffled)

        assert derive(shuffled) == derive(sayings)

    def test_a_correction_follows_what_it_corrects_although_its_clock_says_otherwise(self) -> None:
        at = datetime(2026, 3, 2, tzinfo=UTC)
        result = Saying(1, "R-1", "result", at)
        correction = Saying(2, "C-1", "result_correction", at - timedelta(hours=1), corrects_no="R-1")

        outcome = derive([correction, result])

        assert (outcome.awarded_by_id, outcome.decided_by_id, outcome.first_published_at) == (2, 1, at)

    def test_corrections_that_correct_each_other_come_to_an_end(self) -> None:
        at = datetime(2026, 3, 2, tzinfo=UTC)
        first = Saying(1, "C-1", "result_correction", at, corrects_no="C-2")
        second = Saying(2, "C-2", "result_correction", at, corrects_no="C-1")

        assert derive([first, second]).awarded_by_id == 2

    def test_a_correction_that_names_a_lot_which_its_result_did_not_decides_by_itself(self) -> None:
        at = datetime(2026, 3, 2, tzinfo=UTC)

        outcome = derive([Saying(2, "C-1", "result_correction", at, corrects_no="R-1")])

        assert (outcome.status, outcome.decided_by_id, outcome.first_published_at) == ("awarded", 2, at)

    def test_a_correction_without_its_result_decides_nothing(self) -> None:
        at = datetime(2026, 3, 2, tzinfo=UTC)
        correction = Saying(2, "C-1", "result_correction", at, corrects_no="R-1", has_ground=False)

        assert derive([correction]) == Outcome()


def _arrivals(project: Project, now: datetime) -> list[Arrival]:
    """A result, its correction twice over, a termination that is taken back, and a contract that names no lot."""
    bare = awarded_lot("1", amount="3030000.00", main_items=[])
    fresh = awarded_lot("2", supplier=OTHER_SUPPLIER, amount="1690000.00")
    return [
        arrival(project, "R-1", "result", first_published_at=now + 30 * DAY),
        arrival(project, "C-1", "result_correction", first_published_at=now + 32 * DAY, corrects_no="R-1"),
        arrival(
            project,
            "C-2",
            "result_correction",
            first_published_at=now + 34 * DAY,
            corrects_no="C-1",
            facts={"lots": [bare, fresh]},
        ),
        arrival(project, "E-1", "termination", first_published_at=now + 33 * DAY),
        arrival(project, "E-1", "termination", first_published_at=now + 33 * DAY, version=2, is_withdrawn=True),
        arrival(project, "K-1", "contract", first_published_at=now + 50 * DAY, lot_nos=[]),
    ]


def _let_arrive(arrivals: Iterable[Arrival], now: datetime) -> None:
    """Take them in this order; what has to wait for another is tried again after the rest, as the inbox does."""
    waiting = list(arrivals)
    while waiting:
        again = []
        for each in waiting:
            try:
                receive_announcement(arrival=each, now=now)
            except ParentMissing:
                again.append(each)
        assert len(again) < len(waiting)
        waiting = again


def _state() -> list[tuple[object, ...]]:
    pointers = ("awarded_by", "items_by", "failed_by", "contracted_by", "decided_by")
    columns = [f"{pointer}__announcement__announcement_no" for pointer in pointers]
    rows = LotResult.objects.order_by("lot").values_list("lot__lot_no", "status", "first_published_at", *columns)
    awards = Award.objects.in_force().order_by("lot", "position").values_list("supplier_name", "amount")
    return [*rows, *awards]


@pytest.mark.django_db
def test_the_lots_end_in_the_same_state(announced: Project, now: datetime) -> None:
    orders = list(permutations(_arrivals(announced, now)))
    tried = random.Random(2026).sample(orders, ORDERS_TRIED)  # noqa: S311  the same orders in every run
    states = []

    for order in [orders[0], orders[-1], *tried]:
        with transaction.atomic():
            _let_arrive(order, now)
            states.append(_state())
            transaction.set_rollback(True)

    at = now + 30 * DAY
    assert states[0][:2] == [
        ("1", "awarded", at, "C-2", "C-1", None, "K-1", "R-1"),
        ("2", "awarded", at, "C-2", "C-2", None, "K-1", "R-1"),
    ]
    assert all(state == states[0] for state in states)

"""Times are stored, and rooms are booked for just those times."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from apps.accounts.models import User
from apps.core.actors import Actor
from apps.core.exceptions import Refused, StaleState
from apps.tender_planning.exceptions import NotOpen
from apps.tender_planning.models import OpeningSettings, Planning, Room, RoomBooking
from apps.tender_planning.services.beginning import Terms, lock_planning
from apps.tender_planning.services.schedule import book_for_schedule, save_schedule


def opening_of(terms: Terms, **changes: object) -> dict[str, object]:
    return {
        "documents_from": terms.documents_from,
        "documents_until": terms.documents_until,
        "bid_deadline": terms.bid_deadline,
        "opening_at": terms.opening_at,
        "opening_place": terms.opening_place,
        "opening_minutes": 120,
        "price_reader": "王唱",
    } | changes


@pytest.fixture
def stored(planning: Planning, terms: Terms, clerk: User, now: datetime) -> Planning:
    """A preparation whose times are those of the announcement, revision 1."""
    evaluation = {"evaluation_at": terms.opening_at + timedelta(hours=2), "evaluation_hours": 8}
    save_schedule(
        planning=planning,
        revision=0,
        opening=opening_of(terms),
        evaluation=evaluation,
        user=clerk,
        actor=Actor.person(clerk),
        now=now,
    )
    return planning


def test_saving_twice_keeps_one_record_of_each_half(
    stored: Planning, terms: Terms, clerk: User, now: datetime
) -> None:
    revision = save_schedule(
        planning=stored,
        revision=1,
        opening=opening_of(terms, price_reader="赵唱"),
        evaluation={},
        user=clerk,
        actor=Actor.person(clerk),
        now=now,
    )

    assert revision == 2
    assert OpeningSettings.objects.get().price_reader == "赵唱"


def test_rooms_are_booked_for_the_stored_times(
    stored: Planning, terms: Terms, rooms: dict[str, Room], clerk: User, now: datetime
) -> None:
    book_for_schedule(
        planning=stored,
        revision=1,
        rooms={"opening": rooms["不见面开标大厅"], "evaluation": rooms["评标二室"]},
        user=clerk,
        actor=Actor.person(clerk),
        now=now,
    )

    opening, evaluation = stored.bookings.order_by("purpose").reverse()
    assert (opening.starts_at, opening.ends_at) == (terms.opening_at, terms.opening_at + timedelta(hours=2))
    assert evaluation.ends_at - evaluation.starts_at == timedelta(hours=8)


def test_times_that_changed_meanwhile_are_not_booked(
    stored: Planning, rooms: dict[str, Room], clerk: User, now: datetime
) -> None:
    with pytest.raises(StaleState, match="场地没有变动"):
        book_for_schedule(
            planning=stored,
            revision=0,
            rooms={"opening": rooms["不见面开标大厅"]},
            user=clerk,
            actor=Actor.person(clerk),
            now=now,
        )

    assert not RoomBooking.objects.exists()


def test_without_a_time_there_is_nothing_to_book(
    planning: Planning, rooms: dict[str, Room], clerk: User, now: datetime
) -> None:
    with pytest.raises(Refused, match="请先填写并保存评标时间"):
        book_for_schedule(
            planning=planning,
            revision=0,
            rooms={"evaluation": rooms["评标一室"]},
            user=clerk,
            actor=Actor.person(clerk),
            now=now,
        )


def test_a_closed_sheet_is_neither_saved_nor_booked(
    stored: Planning, terms: Terms, rooms: dict[str, Room], clerk: User, now: datetime
) -> None:
    lock_planning(project=stored.project, now=now)
    common: dict[str, Any] = {
        "planning": stored,
        "revision": 1,
        "user": clerk,
        "actor": Actor.person(clerk),
        "now": now,
    }

    with pytest.raises(NotOpen):
        save_schedule(opening=opening_of(terms, price_reader="赵唱"), evaluation={}, **common)
    with pytest.raises(NotOpen):
        book_for_schedule(rooms={"opening": rooms["不见面开标大厅"]}, **common)

    assert OpeningSettings.objects.get().price_reader == "王唱"
    assert not RoomBooking.objects.exists()

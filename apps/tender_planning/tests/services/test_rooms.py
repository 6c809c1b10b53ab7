"""A room is had by one project at a time, and every booking is kept."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from unittest.mock import Mock

import pytest
from celery import Celery
from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from apps.acceptance.models import Project
from apps.acceptance.tests.conftest import at_once
from apps.accounts.models import User
from apps.core.actors import PLATFORM, Actor
from apps.core.exceptions import Refused
from apps.core.models import AuditEntry
from apps.tender_planning.models import Planning, Room, RoomBooking
from apps.tender_planning.services.rooms import RoomTaken, Wish, book_rooms, release_rooms

# 24 March 2026, nine o'clock in Fangcheng.
NINE = datetime(2026, 3, 24, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
Rooms = dict[str, Room]
Book = Callable[..., list[RoomBooking]]


@pytest.fixture
def other(planning: Planning, clerk: User, now: datetime) -> Planning:
    """Another agency's project would do as well: whose it is plays no part in booking."""
    project = Project.objects.create(
        agency=planning.project.agency,
        name="保密的项目",
        status="accepted",
        project_no="方财公开采购-2026-99",
        accepted_at=now,
        created_at=now,
        created_by=clerk,
        changed_at=now,
    )
    return Planning.objects.create(project=project, begun_at=now)


@pytest.fixture
def book(clerk: User, now: datetime) -> Book:
    """Return a function that books an opening room for a project from a moment on for two hours, or what is wished."""

    def act(planning: Planning, room: Room, start: datetime = NINE, **others: Wish) -> list[RoomBooking]:
        return book_rooms(
            planning=planning,
            wishes={"opening": Wish(room, start, start + 2 * HOUR), **others},
            reason="开标时间调整",
            user=clerk,
            actor=Actor.person(clerk),
            now=now,
        )

    return act


def test_both_rooms_are_booked_in_one_act(planning: Planning, rooms: Rooms, book: Book) -> None:
    book(planning, rooms["开标一室"], evaluation=Wish(rooms["评标一室"], NINE + HOUR, NINE + 9 * HOUR))

    assert [(booking.room.name, booking.starts_at, booking.ends_at) for booking in planning.bookings.all()] == [
        ("开标一室", NINE, NINE + 2 * HOUR),
        ("评标一室", NINE + HOUR, NINE + 9 * HOUR),
    ]
    entry = AuditEntry.objects.get(act="rooms.booked")
    assert "开标一室（2026年3月24日 09:00—11:00）" in entry.summary


def test_a_taken_room_is_told_with_its_time_and_without_its_project(
    planning: Planning, other: Planning, rooms: Rooms, book: Book
) -> None:
    book(other, rooms["开标一室"])

    with pytest.raises(RoomTaken) as refusal:
        book(planning, rooms["开标一室"], NINE + HOUR)

    assert refusal.value.problems == {
        "opening": ["开标一室在 2026年3月24日 09:00—11:00 已被预约，请另选场所或者时间。"]
    }
    assert not planning.bookings.exists()


def test_the_next_may_begin_when_the_first_ends(planning: Planning, other: Planning, rooms: Rooms, book: Book) -> None:
    book(other, rooms["开标一室"])

    book(planning, rooms["开标一室"], NINE + 2 * HOUR)

    assert RoomBooking.objects.filter(released_at=None).count() == 2


def test_a_changed_time_frees_and_rebooks_in_one_act(
    planning: Planning, rooms: Rooms, book: Book, now: datetime
) -> None:
    book(planning, rooms["开标一室"])

    book(planning, rooms["开标一室"], NINE + HOUR)

    old, new = planning.bookings.order_by("pk")
    assert (old.released_at, old.release_reason) == (now, "开标时间调整")
    assert (new.starts_at, new.released_at) == (NINE + HOUR, None)


def test_when_the_new_time_is_taken_nothing_changes(
    planning: Planning, other: Planning, rooms: Rooms, book: Book
) -> None:
    book(planning, rooms["开标一室"])
    book(other, rooms["开标一室"], NINE + 24 * HOUR)

    with pytest.raises(RoomTaken):
        book(planning, rooms["开标一室"], NINE + 25 * HOUR)

    booking = planning.bookings.get()
    assert (booking.starts_at, booking.released_at) == (NINE, None)


def test_one_taken_room_of_two_books_neither(planning: Planning, other: Planning, rooms: Rooms, book: Book) -> None:
    book(other, rooms["开标一室"])

    with pytest.raises(RoomTaken):
        book(planning, rooms["开标一室"], evaluation=Wish(rooms["评标一室"], NINE, NINE + HOUR))

    assert not planning.bookings.exists()


def test_booking_the_same_twice_leaves_one(planning: Planning, rooms: Rooms, book: Book) -> None:
    first = book(planning, rooms["开标一室"])

    again = book(planning, rooms["开标一室"])

    assert again == first
    assert AuditEntry.objects.filter(act="rooms.booked").count() == 1


def test_a_released_room_is_free_again_and_its_booking_stays(
    planning: Planning, other: Planning, rooms: Rooms, book: Book, now: datetime
) -> None:
    book(other, rooms["开标一室"])

    release_rooms(planning=other, reason="项目终止", actor=PLATFORM, now=now)
    book(planning, rooms["开标一室"])

    assert other.bookings.get().release_reason == "项目终止"
    assert planning.bookings.get().released_at is None


@pytest.mark.usefixtures("rooms")
@pytest.mark.parametrize(
    ("room", "start", "sentence"),
    [
        ("评标一室", NINE, "评标一室是评标室，不能用于开标。"),
        ("开标二室", NINE, "开标二室已停用，请另选场所。"),
        ("开标一室", datetime(2026, 3, 2, 1, 0, tzinfo=UTC), "2026年3月2日 09:00 已经过去，不能预约。"),
    ],
)
def test_what_cannot_be_booked_is_refused_with_the_reason(
    planning: Planning, book: Book, room: str, start: datetime, sentence: str
) -> None:
    Room.objects.filter(name="开标二室").update(is_active=False)

    with pytest.raises(Refused) as refusal:
        book(planning, Room.objects.get(name=room), start)

    assert refusal.value.problems == {"opening": [sentence]}
    assert not RoomBooking.objects.exists()


def test_the_database_itself_books_no_room_twice(
    planning: Planning, other: Planning, rooms: Rooms, book: Book
) -> None:
    booking = book(other, rooms["开标一室"])[0]

    with pytest.raises(IntegrityError, match="room_is_booked_once"), transaction.atomic():
        RoomBooking.objects.create(
            room=booking.room,
            planning=planning,
            purpose="opening",
            period=DateTimeTZRange(NINE + HOUR, NINE + 3 * HOUR),
            booked_at=booking.booked_at,
            booked_by=booking.booked_by,
        )


@pytest.mark.django_db(transaction=True)
def test_of_two_who_book_at_once_one_has_the_room(
    monkeypatch: pytest.MonkeyPatch, planning: Planning, other: Planning, rooms: Rooms, book: Book
) -> None:
    monkeypatch.setattr(Celery, "send_task", Mock())

    outcomes = at_once(*(partial(book, each, rooms["开标一室"]) for each in (planning, other)))

    assert sorted(isinstance(outcome, RoomTaken) for outcome in outcomes) == [False, True]
    assert RoomBooking.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_exchange_their_rooms_at_once_do_not_wait_for_each_other(
    monkeypatch: pytest.MonkeyPatch, planning: Planning, other: Planning, rooms: Rooms, book: Book
) -> None:
    monkeypatch.setattr(Celery, "send_task", Mock())
    book(planning, rooms["开标一室"])
    book(other, rooms["开标二室"])

    outcomes = at_once(
        partial(book, planning, rooms["开标二室"], NINE + HOUR), partial(book, other, rooms["开标一室"], NINE + HOUR)
    )

    assert all(isinstance(outcome, RoomTaken | list) for outcome in outcomes)
    assert any(isinstance(outcome, RoomTaken) for outcome in outcomes)
    assert RoomBooking.objects.filter(released_at=None).count() == 2

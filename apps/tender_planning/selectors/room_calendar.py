"""A week of the center's rooms."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q
from django.utils import timezone

from apps.core.working_days import WEEKDAYS
from apps.tender_planning.models import Room, RoomBooking

DAYS = 7


@dataclass(frozen=True)
class CalendarEntry:
    """A booking on one day of the week: the part of it that lies on that day."""

    booking: RoomBooking
    hours: str


@dataclass(frozen=True)
class CalendarColumn:
    """A day of the week."""

    day: date
    weekday: str
    is_today: bool


@dataclass(frozen=True)
class CalendarRow:
    """A room with its bookings, day by day."""

    room: Room
    days: list[list[CalendarEntry]]


@dataclass(frozen=True)
class RoomCalendar:
    """The rooms of a week; `previous` and `following` are days of the neighbouring weeks."""

    columns: list[CalendarColumn]
    rows: list[CalendarRow]
    previous: date
    following: date


def room_calendar(day: date, *, today: date) -> RoomCalendar:
    """Return the week, from Monday, that a day lies in, by two queries. A room in use is listed although closed."""
    monday = day - timedelta(days=day.weekday())
    days = [monday + timedelta(days=number) for number in range(DAYS)]
    week = DateTimeTZRange(_midnight(monday), _midnight(monday + timedelta(days=DAYS)))
    bookings = list(
        RoomBooking.objects.filter(released_at=None, period__overlap=week).select_related(
            "planning__project__agency", "room"
        )
    )
    rooms = Room.objects.filter(Q(is_active=True) | Q(pk__in=[booking.room_id for booking in bookings]))
    return RoomCalendar(
        columns=[CalendarColumn(each, WEEKDAYS[each.weekday()], each == today) for each in days],
        rows=[
            CalendarRow(room, [_entries([b for b in bookings if b.room_id == room.pk], each) for each in days])
            for room in rooms
        ],
        previous=monday - timedelta(days=DAYS),
        following=monday + timedelta(days=DAYS),
    )


def _entries(bookings: list[RoomBooking], day: date) -> list[CalendarEntry]:
    first, last = _midnight(day), _midnight(day + timedelta(days=1))
    return [
        CalendarEntry(booking, _hours(max(booking.starts_at, first), min(booking.ends_at, last), last))
        for booking in bookings
        if booking.starts_at < last and first < booking.ends_at
    ]


def _hours(start: datetime, end: datetime, midnight: datetime) -> str:
    until = "24:00" if end == midnight else f"{timezone.localtime(end):%H:%M}"
    return f"{timezone.localtime(start):%H:%M}—{until}"


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))

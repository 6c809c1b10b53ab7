"""Which rooms a tender may have at a time, and which are taken."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from apps.tender_planning.models import EvaluationSettings, OpeningSettings, Planning, Room, RoomBooking
from apps.tender_planning.services.rooms import Wish, period_words
from apps.tender_planning.setup_rules import opening_place

Purpose = RoomBooking.Purpose


@dataclass(frozen=True)
class RoomChoice:
    """A room as the agency may choose it."""

    room: Room
    is_chosen: bool
    taken: str = ""


@dataclass(frozen=True)
class RoomUse:
    """One purpose on the page: when a room is needed, what is booked, and what could be."""

    purpose: str
    label: str
    start: datetime | None
    end: datetime | None
    booking: RoomBooking | None
    choices: list[RoomChoice]

    @property
    def period(self) -> str:
        """Return the time for which a room is needed, in words."""
        return period_words(self.start, self.end) if self.start and self.end else ""

    @property
    def booked_period(self) -> str:
        """Return the time for which a room is booked, in words."""
        return period_words(self.booking.starts_at, self.booking.ends_at) if self.booking else ""

    @property
    def is_settled(self) -> bool:
        """Tell whether the room is booked for just the time that was set."""
        return self.booking is not None and (self.booking.starts_at, self.booking.ends_at) == (
            self.start,
            self.end,
        )


def period_of(settings: OpeningSettings | EvaluationSettings) -> tuple[datetime | None, datetime | None]:
    """Return from when until when a room is needed; two None while the time is not set."""
    if isinstance(settings, OpeningSettings):
        start, length = settings.opening_at, timedelta(minutes=settings.opening_minutes)
    else:
        start, length = settings.evaluation_at, timedelta(hours=settings.evaluation_hours)
    return (start, start + length) if start else (None, None)


def wish_for(room: Room, settings: OpeningSettings | EvaluationSettings) -> Wish | None:
    """Return the room for the time of the settings; None while that is not set."""
    start, end = period_of(settings)
    return Wish(room, start, end) if start and end else None


def room_uses(
    planning: Planning, opening: OpeningSettings, evaluation: EvaluationSettings, default_room: Room | None
) -> list[RoomUse]:
    """Return both purposes with the rooms that fit, by three queries."""
    opening_kind = opening_place(is_remote=planning.project.is_remote_opening)
    kinds = {Purpose.OPENING: opening_kind, Purpose.EVALUATION: Room.Kind.EVALUATION}
    rooms = list(Room.objects.filter(is_active=True, kind__in=kinds.values()))
    present = {
        booking.purpose: booking
        for booking in planning.bookings.filter(released_at=None).select_related("room", "booked_by")
    }
    periods = {Purpose.OPENING: period_of(opening), Purpose.EVALUATION: period_of(evaluation)}
    others = _others(planning, [start for start, _ in periods.values()], [end for _, end in periods.values()])
    uses = []
    for purpose, kind in kinds.items():
        start, end = periods[purpose]
        booking = present.get(purpose)
        chosen = booking.room_id if booking else default_room.pk if default_room else None
        choices = [
            RoomChoice(room, room.pk == chosen, _taken(room, start, end, others))
            for room in rooms
            if room.kind == kind
        ]
        uses.append(RoomUse(purpose, purpose.label, start, end, booking, choices))
    return uses


def _others(
    planning: Planning, starts: Iterable[datetime | None], ends: Iterable[datetime | None]
) -> list[RoomBooking]:
    """Return everybody else's bookings around the times in question."""
    known = [moment for moment in (*starts, *ends) if moment]
    if not known:
        return []
    around = DateTimeTZRange(min(known), max(known))
    return list(RoomBooking.objects.filter(released_at=None, period__overlap=around).exclude(planning=planning))


def _taken(room: Room, start: datetime | None, end: datetime | None, others: Iterable[RoomBooking]) -> str:
    """Return when the room is taken within a time; whose it is is not told."""
    if not start or not end:
        return ""
    times = [
        period_words(booking.starts_at, booking.ends_at)
        for booking in others
        if booking.room_id == room.pk and booking.starts_at < end and start < booking.ends_at
    ]
    return "、".join(times)

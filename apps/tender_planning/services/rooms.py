"""Booking the center's rooms. Who had a room when is kept: a booking is released, never changed or deleted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils import timezone

from apps.accounts.models import User
from apps.core import audit
from apps.core.actors import Actor
from apps.core.exceptions import Refused
from apps.core.templatetags.ui import datetime_cn
from apps.tender_planning.gates import lock
from apps.tender_planning.models import Planning, Room, RoomBooking

Purpose = RoomBooking.Purpose
# What each use takes place in.
KINDS: Mapping[str, frozenset[str]] = {
    Purpose.OPENING: frozenset({Room.Kind.OPENING, Room.Kind.REMOTE_HALL}),
    Purpose.EVALUATION: frozenset({Room.Kind.EVALUATION}),
}


@dataclass(frozen=True)
class Wish:
    """A room from one moment to another."""

    room: Room
    start: datetime
    end: datetime

    @property
    def words(self) -> str:
        """Return the wish as the trail keeps it."""
        return f"{self.room}（{period_words(self.start, self.end)}）"


class RoomTaken(Refused):
    """Somebody else has the room at that time: nothing was booked and nothing released."""


@transaction.atomic
def book_rooms(
    *, planning: Planning, wishes: Mapping[str, Wish], reason: str, user: User, actor: Actor, now: datetime
) -> list[RoomBooking]:
    """Give a project the rooms it wishes, by purpose, and release those it had for the same purposes; all or nothing.

    A purpose that is not named keeps its booking. Asks no gate: the page of the agency and the approval of a
    change ask their own. ``reason`` is kept with the bookings that are released.

    Twice: what is booked already stays as it is. Two at once for one room: its row is locked in the order of the
    primary keys, the second sees the first's booking; the exclusion constraint is the last word.

    Raises RoomTaken (keys `opening`, `evaluation`); Refused for a room that is closed, of another kind, or a time
    that lies behind or ends before it begins.
    """
    lock(planning)
    rooms = {wish.room.pk for wish in wishes.values()}
    open_rooms = {room.pk: room for room in Room.objects.select_for_update().filter(pk__in=rooms).order_by("pk")}
    for purpose, wish in wishes.items():
        _check(purpose, wish, open_rooms[wish.room.pk], now)
    present = {booking.purpose: booking for booking in planning.bookings.filter(released_at=None, purpose__in=wishes)}
    wanted = {purpose: wish for purpose, wish in wishes.items() if not _fulfils(present.get(purpose), wish)}
    for purpose in wanted:
        if purpose in present:
            _release(present[purpose], reason, now)
    taken = {purpose: [text] for purpose, wish in wanted.items() if (text := taken_words(wish))}
    if taken:
        raise RoomTaken(taken)
    booked = [_book(planning, purpose, wish, user, now) for purpose, wish in wanted.items()]
    if booked:
        audit.record(
            act="rooms.booked",
            summary="预约场地：" + "，".join(wish.words for wish in wanted.values()),
            subject=planning,
            actor=actor,
            now=now,
            details={"reason": reason, "rooms": {purpose: wish.words for purpose, wish in wanted.items()}},
        )
    kept = [booking for purpose, booking in present.items() if purpose not in wanted]
    return kept + booked


@transaction.atomic
def release_rooms(*, planning: Planning, reason: str, actor: Actor, now: datetime) -> None:
    """Free every room of a project; the bookings stay with the reason. Twice: nothing happens.

    Raises Refused without a reason.
    """
    if not reason.strip():
        raise Refused({"reason": ["请写明释放场地的原因。"]})
    lock(planning)
    bookings = list(planning.bookings.filter(released_at=None).select_related("room"))
    for booking in bookings:
        _release(booking, reason, now)
    if bookings:
        audit.record(
            act="rooms.released",
            summary="释放场地：" + "，".join(str(booking.room) for booking in bookings),
            subject=planning,
            actor=actor,
            now=now,
            details={"reason": reason},
        )


def taken_words(wish: Wish) -> str:
    """Return when the room is taken around that time, in words that do not tell by whom; empty when it is free."""
    taken = RoomBooking.objects.filter(
        room=wish.room, released_at=None, period__overlap=DateTimeTZRange(wish.start, wish.end)
    ).order_by("period")
    times = "、".join(period_words(booking.starts_at, booking.ends_at) for booking in taken)
    return f"{wish.room}在 {times} 已被预约，请另选场所或者时间。" if times else ""


def period_words(start: datetime, end: datetime) -> str:
    """Write a period; the day of its end is written when it is another one: ``2026年3月24日 09:00—11:00``."""
    ends = timezone.localtime(end)
    is_one_day = timezone.localdate(start) == ends.date()
    return f"{datetime_cn(start)}—{f'{ends:%H:%M}' if is_one_day else datetime_cn(end)}"


def _check(purpose: str, wish: Wish, room: Room, now: datetime) -> None:
    if not room.is_active:
        raise Refused({purpose: [f"{room}已停用，请另选场所。"]})
    if room.kind not in KINDS[purpose]:
        raise Refused({purpose: [f"{room}是{room.get_kind_display()}，不能用于{Purpose(purpose).label}。"]})
    if wish.end <= wish.start:
        raise Refused({purpose: ["场地的结束时间应晚于开始时间。"]})
    if wish.start <= now:
        raise Refused({purpose: [f"{datetime_cn(wish.start)} 已经过去，不能预约。"]})


def _fulfils(booking: RoomBooking | None, wish: Wish) -> bool:
    return (
        booking is not None
        and booking.room_id == wish.room.pk
        and (booking.starts_at, booking.ends_at) == (wish.start, wish.end)
    )


def _release(booking: RoomBooking, reason: str, now: datetime) -> None:
    booking.released_at, booking.release_reason = now, reason
    booking.save(update_fields=["released_at", "release_reason"])


def _book(planning: Planning, purpose: str, wish: Wish, user: User, now: datetime) -> RoomBooking:
    booking = RoomBooking(
        room=wish.room,
        planning=planning,
        purpose=purpose,
        period=DateTimeTZRange(wish.start, wish.end),
        booked_at=now,
        booked_by=user,
    )
    try:
        with transaction.atomic():
            booking.save(force_insert=True)
    except IntegrityError:
        # The rooms are locked and were looked at; this is the database's last word.
        raise RoomTaken({purpose: [f"{wish.room}在这一时段刚刚已被预约，请另选场所或者时间。"]}) from None
    return booking

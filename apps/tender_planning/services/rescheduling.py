"""An approved change moves the times of a tender: what was announced, what was settled, and the rooms."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from apps.accounts.models import User
from apps.core import audit
from apps.core.actors import Actor
from apps.core.status import move
from apps.tender_planning.gates import lock
from apps.tender_planning.models import (
    AnnouncedTerms,
    EvaluationSettings,
    OpeningSettings,
    Planning,
    PlanningVersion,
    Room,
    RoomBooking,
    Sheet,
)
from apps.tender_planning.selectors.rooms import period_of, wish_for
from apps.tender_planning.selectors.schedule import load_settings
from apps.tender_planning.services.issuing import issue_planning, standing_errors
from apps.tender_planning.services.reopening import reopen_planning
from apps.tender_planning.services.rooms import Wish, book_rooms

Purpose = RoomBooking.Purpose


@dataclass(frozen=True)
class Moves:
    """The times and the place that a change sets; what it does not set is None or empty."""

    documents_until: datetime | None = None
    question_deadline: datetime | None = None
    bid_deadline: datetime | None = None
    opening_at: datetime | None = None
    opening_place: str = ""
    evaluation_at: datetime | None = None

    def on(self, record: AnnouncedTerms | OpeningSettings | EvaluationSettings) -> dict[str, Any]:
        """Return what is set of the fields that a record has."""
        names = {field.name for field in record._meta.fields}
        return {name: value for name, value in asdict(self).items() if value and name in names}


@transaction.atomic
def reschedule(
    *,
    planning: Planning,
    moves: Moves,
    rooms: Mapping[str, Room],
    reason: str,
    user: User,
    actor: Actor,
    now: datetime,
) -> None:
    """Move the times of a preparation in any status, and with them its rooms; all or nothing.

    For the approval of a change alone. A purpose that `rooms` does not name keeps its room at the new time; what
    nobody has settled or booked yet is left to the agency. Whoever has the sheet open is told that it is another one.
    Twice: nothing moves the second time. Two at once: the row is locked.

    Raises RoomTaken, Refused as `book_rooms` does.
    """
    lock(planning)
    stored = [
        record
        for model in (AnnouncedTerms, OpeningSettings, EvaluationSettings)
        if (record := model.objects.filter(planning=planning).first()) is not None
    ]
    for record in stored:
        changes = moves.on(record)
        for name, value in changes.items():
            setattr(record, name, value)
        record.save(update_fields=[*changes])
    sheet = Sheet.objects.filter(planning=planning, kind=Sheet.Kind.SCHEDULE)
    sheet.update(revision=F("revision") + 1, changed_at=now, changed_by=user)
    wishes = _wishes(planning, rooms)
    if wishes:
        book_rooms(planning=planning, wishes=wishes, reason=reason, user=user, actor=actor, now=now)
    audit.record(
        act="schedule.moved",
        summary="按变更公告调整时间",
        subject=planning,
        actor=actor,
        now=now,
        details={"reason": reason, **{name: str(value) for name, value in asdict(moves).items() if value}},
    )


@transaction.atomic
def reissue(*, planning: Planning, reason: str, user: User, actor: Actor, now: datetime) -> PlanningVersion | None:
    """Issue a preparation in force once more, because nothing but its times has changed (发出).

    None when a rule stands in the way that did not when it was issued: then it is opened, and the agency is told.
    `user` is who asked for the change. Raises UnlawfulMove, StaleState for one that is not in force.
    """
    lock(planning)
    if standing_errors(planning, now):
        reopen_planning(planning=planning, reason=reason, actor=actor, now=now)
        return None
    move(planning, Planning.Status.EDITABLE, actor=actor, now=now, reason=reason)
    return issue_planning(planning=planning, user=user, actor=actor, now=now)


def wishes_for(
    planning: Planning,
    opening: OpeningSettings,
    evaluation: EvaluationSettings,
    rooms: Mapping[str, Room],
) -> dict[str, Wish]:
    """Return the rooms that these settings ask for and that are not booked for just that time yet, by purpose."""
    booked = {one.purpose: one for one in planning.bookings.filter(released_at=None).select_related("room")}
    wishes: dict[str, Wish] = {}
    for purpose, record in ((Purpose.OPENING, opening), (Purpose.EVALUATION, evaluation)):
        present = booked.get(purpose)
        room = rooms.get(purpose) or (present.room if present else None)
        wish = wish_for(room, record) if room else None
        fits = present and room == present.room and (present.starts_at, present.ends_at) == period_of(record)
        if wish is not None and not fits:
            wishes[purpose] = wish
    return wishes


def _wishes(planning: Planning, rooms: Mapping[str, Room]) -> dict[str, Wish]:
    settings = load_settings(planning)
    if not settings.is_stored:
        return {}
    return wishes_for(planning, settings.opening, settings.evaluation, rooms)

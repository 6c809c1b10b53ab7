"""Settling 开评标配置: times and committee are stored, rooms are booked for them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.core import audit
from apps.core.actors import Actor
from apps.core.exceptions import Refused, StaleState
from apps.tender_planning.gates import claim, lock_open, revision_of
from apps.tender_planning.models import EvaluationSettings, OpeningSettings, Planning, Room, RoomBooking, Sheet
from apps.tender_planning.selectors.rooms import wish_for
from apps.tender_planning.selectors.schedule import load_settings
from apps.tender_planning.services.rooms import book_rooms

KIND = Sheet.Kind.SCHEDULE


@transaction.atomic
def save_schedule(
    *,
    planning: Planning,
    revision: int,
    opening: Mapping[str, Any],
    evaluation: Mapping[str, Any],
    user: User,
    actor: Actor,
    now: datetime,
) -> int:
    """Store both halves of the sheet, complete or not; return the new revision.

    Rooms stay booked as they are: what no longer fits the times is told, and booked anew by `book_for_schedule`.
    Raises NotOpen, StaleState.
    """
    revision = claim(planning, KIND, revision=revision, user=user, now=now)
    OpeningSettings.objects.update_or_create(planning=planning, defaults=dict(opening))
    EvaluationSettings.objects.update_or_create(planning=planning, defaults=dict(evaluation))
    audit.record(
        act="schedule.saved",
        summary="保存开评标配置",
        subject=planning,
        actor=actor,
        now=now,
        details={"revision": revision},
    )
    return revision


@transaction.atomic
def book_for_schedule(
    *, planning: Planning, revision: int, rooms: Mapping[str, Room], user: User, actor: Actor, now: datetime
) -> list[RoomBooking]:
    """Book rooms, by purpose, for the times that are stored, and release those booked for other times; all or nothing.

    `revision` is that of the sheet whose times the page showed. Raises Refused (keys `opening`, `evaluation`) while a
    time is not set or a room is taken; NotOpen, StaleState.
    """
    lock_open(planning, KIND)
    if revision_of(planning, KIND) != revision:
        raise StaleState("开标或者评标时间刚刚被修改，场地没有变动，请按最新时间重新预约。")
    settings = load_settings(planning)
    records: Mapping[str, OpeningSettings | EvaluationSettings] = {
        RoomBooking.Purpose.OPENING: settings.opening,
        RoomBooking.Purpose.EVALUATION: settings.evaluation,
    }
    wishes = {purpose: wish_for(room, records[purpose]) for purpose, room in rooms.items()}
    unset = {
        purpose: [f"请先填写并保存{RoomBooking.Purpose(purpose).label}时间，再预约场地。"]
        for purpose, wish in wishes.items()
        if wish is None or not settings.is_stored
    }
    if unset:
        raise Refused(unset)
    return book_rooms(
        planning=planning,
        wishes={purpose: wish for purpose, wish in wishes.items() if wish is not None},
        reason="开评标时间或者场所调整",
        user=user,
        actor=actor,
        now=now,
    )

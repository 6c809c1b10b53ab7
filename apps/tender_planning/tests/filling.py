"""Fills in a preparation through its services, as an agency would."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from apps.acceptance.models import Lot
from apps.accounts.models import User
from apps.core.actors import Actor
from apps.tender_planning.gates import revision_of
from apps.tender_planning.models import Planning, Room, RoomBooking, Sheet
from apps.tender_planning.models.fees import FeeKind
from apps.tender_planning.services.checks import begin_checks
from apps.tender_planning.services.documents import begin_document
from apps.tender_planning.services.fees import save_fees
from apps.tender_planning.services.schedule import save_schedule
from apps.tender_planning.services.scoring import save_scheme
from apps.tender_planning.services.slots import begin_slots
from apps.tender_planning.tests.fees import fee, free_documents
from apps.tender_planning.tests.scoring.examples import SCHEME


def fill_in(planning: Planning, user: User, now: datetime) -> None:
    """Put something into every part."""
    by = _by(planning, user, now)
    fill_in_lots(planning, planning.project.lots.all(), user, now)
    begin_document(**by)
    opens_at = now + timedelta(days=22)
    opening = {"opening_at": opens_at, "opening_place": "开标一室"}
    save_schedule(revision=0, opening=opening, evaluation={"expert_count": 4, "representative_count": 1}, **by)
    room = Room.objects.create(name="开标一室（测试）", kind=Room.Kind.OPENING, address="方城县")
    RoomBooking.objects.create(
        room=room,
        planning=planning,
        purpose=RoomBooking.Purpose.OPENING,
        period=(opens_at, opens_at + timedelta(hours=2)),
        booked_at=now,
        booked_by=user,
    )
    planning.setup.room = room
    planning.setup.save(update_fields=["room"])


def fill_in_lots(planning: Planning, lots: Iterable[Lot], user: User, now: datetime) -> None:
    """Put something into every part of these lots."""
    by = _by(planning, user, now)
    for lot in lots:
        save_fees(lot=lot, revision=0, fees=[free_documents(), fee(FeeKind.AGENCY_SERVICE)], **by)
        save_scheme(lot=lot, revision=0, scheme=SCHEME, **by)
        begin_checks(lot=lot, revision=0, **by)
    begin_slots(revision=revision_of(planning, Sheet.Kind.SLOTS), **by)


def _by(planning: Planning, user: User, now: datetime) -> dict[str, Any]:
    return {"planning": planning, "user": user, "actor": Actor.person(user), "now": now}

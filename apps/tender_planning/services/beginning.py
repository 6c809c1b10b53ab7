"""A preparation begins with the acceptance and opens with the tender announcement."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from apps.acceptance.models import Project
from apps.core import audit
from apps.core.actors import PLATFORM, PROVINCE, Actor
from apps.core.status import move
from apps.tender_planning.gates import lock
from apps.tender_planning.models import AnnouncedTerms, Planning, ProjectSetup
from apps.tender_planning.telling import tell_closed, tell_opened

Status = Planning.Status


@dataclass(frozen=True)
class Terms:
    """What the tender announcement says that the preparation must agree with."""

    announcement_no: str
    first_published_at: datetime
    notice_working_days: int
    documents_from: datetime
    documents_until: datetime
    documents_price: Decimal
    bid_deadline: datetime
    opening_at: datetime
    opening_place: str
    accepts_consortium: bool


@transaction.atomic
def begin_planning(*, project: Project, now: datetime) -> Planning:
    """Give an accepted project its preparation. Twice: the one that is there is returned."""
    planning, is_new = Planning.objects.get_or_create(project=project, defaults={"begun_at": now})
    if is_new:
        ProjectSetup.objects.create(planning=planning)
        audit.record(act="planning.begun", summary="建立招标准备", subject=planning, actor=PLATFORM, now=now)
    return planning


@transaction.atomic
def unlock_planning(*, project: Project, terms: Terms, now: datetime, actor: Actor = PROVINCE) -> Planning:
    """Open the preparation because the project's tender announcement is public; keep what it says.

    Twice, or with a newer version of the announcement: the terms are replaced, the status stays.
    An issued preparation stays issued: what the announcement now says differently is shown, and
    only an approved change opens the next version.
    """
    planning = begin_planning(project=project, now=now)
    lock(planning)
    AnnouncedTerms.objects.update_or_create(planning=planning, defaults=vars(terms))
    if planning.status == Status.LOCKED:
        move(planning, Status.EDITABLE, actor=actor, now=now, reason="采购公告已发布", unlocked_at=now)
        audit.record(
            act="planning.unlocked",
            summary="采购公告已发布，开放编制",
            subject=planning,
            actor=actor,
            now=now,
            details={"announcement_no": terms.announcement_no},
        )
        tell_opened(planning, now)
    return planning


@transaction.atomic
def lock_planning(*, project: Project, now: datetime, actor: Actor = PROVINCE) -> None:
    """Close the preparation because the tender announcement was taken back; what was entered stays.

    Twice, or of an issued preparation: nothing happens. Bidders hold what was issued, and only
    another announcement can end it.
    """
    planning = Planning.objects.filter(project=project).first()
    if planning is None:
        return
    lock(planning)
    if planning.status != Status.EDITABLE:
        return
    move(planning, Status.LOCKED, actor=actor, now=now, reason="采购公告已撤回")
    audit.record(act="planning.locked", summary="采购公告已撤回，暂停编制", subject=planning, actor=actor, now=now)
    tell_closed(planning, now)

"""A preparation in force is opened for its next version."""

from datetime import datetime

from django.db import transaction

from apps.core import audit
from apps.core.actors import Actor
from apps.core.exceptions import Refused
from apps.core.status import move
from apps.tender_planning.gates import lock
from apps.tender_planning.models import Planning
from apps.tender_planning.telling import tell_reopened

Status = Planning.Status


@transaction.atomic
def reopen_planning(*, planning: Planning, reason: str, actor: Actor, now: datetime) -> None:
    """Let the next version be prepared; what was issued stays in force until that is issued.

    For the approval of a change alone: no page of an agency leads here. Twice: the second finds
    it open and is refused.

    Raises Refused without a reason, UnlawfulMove, StaleState.
    """
    if not reason.strip():
        raise Refused({"reason": ["请写明重新开放编制的依据。"]})
    lock(planning)
    move(planning, Status.EDITABLE, actor=actor, now=now, reason=reason)
    audit.record(
        act="planning.reopened",
        summary="重新开放编制",
        subject=planning,
        actor=actor,
        now=now,
        details={"reason": reason},
    )
    tell_reopened(planning, reason, now)

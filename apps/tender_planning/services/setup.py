"""立项信息: what the project brought along, settled and checked by the agency."""

from datetime import datetime

from django.db import transaction

from apps.acceptance.services.opening_manner import change_opening_manner
from apps.accounts.models import User
from apps.core import audit
from apps.core.actors import Actor
from apps.core.exceptions import Refused
from apps.tender_planning.gates import claim
from apps.tender_planning.models import Planning, ProjectSetup, Sheet
from apps.tender_planning.setup_rules import SetupFacts, contradictions, facts_of, omissions

FIELDS = ("decryption_minutes", "room", "remarks")


@transaction.atomic
def save_setup(
    *, planning: Planning, revision: int, facts: SetupFacts, is_checked: bool, user: User, actor: Actor, now: datetime
) -> int:
    """Store 立项信息, and stamp it as checked when `is_checked`; return the new revision.

    What is changed afterwards loses the stamp. A change of 是否加密 or 是否不见面开标 is the
    project's: it freezes and pushes the lots' next version in this transaction. The decryption
    limit of bids in the clear is dropped.

    Raises NotOpen, StaleState, PlanChanged; Refused by field for what contradicts itself, and
    with `is_checked` for what is missing.
    """
    new_revision = claim(planning, Sheet.Kind.SETUP, revision=revision, user=user, now=now)
    problems = contradictions(facts) or (omissions(facts) if is_checked else {})
    if problems:
        raise Refused(problems)
    setup = ProjectSetup.objects.select_related("room").get(planning=planning)
    before = facts_of(planning.project, setup)
    change_opening_manner(
        project=planning.project,
        is_encrypted=facts.is_encrypted,
        is_remote_opening=facts.is_remote_opening,
        user=user,
        actor=actor,
        now=now,
    )
    setup.decryption_minutes = facts.decryption_minutes if facts.is_encrypted else None
    setup.room, setup.remarks = facts.room, facts.remarks
    if is_checked:
        setup.checked_at, setup.checked_by = now, user
    elif facts_of(planning.project, setup) != before:
        setup.checked_at, setup.checked_by = None, None
    setup.save(update_fields=[*FIELDS, "checked_at", "checked_by"])
    audit.record(
        act="setup.checked" if is_checked else "setup.saved",
        summary="核对立项信息" if is_checked else "保存立项信息",
        subject=planning,
        actor=actor,
        now=now,
        details={"revision": new_revision, "is_encrypted": facts.is_encrypted, "is_remote": facts.is_remote_opening},
    )
    return new_revision

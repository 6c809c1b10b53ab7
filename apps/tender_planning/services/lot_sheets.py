"""What acts on the sheet of one lot have in common: the claim at their beginning and the entry at their end."""

from datetime import datetime

from apps.acceptance.models import Lot
from apps.accounts.models import User
from apps.core import audit
from apps.core.actors import Actor
from apps.tender_planning.gates import claim
from apps.tender_planning.models import Planning, Sheet


def claim_of_lot(planning: Planning, kind: Sheet.Kind, lot: Lot, *, revision: int, user: User, now: datetime) -> int:
    """Claim the sheet of a lot and return its new revision. Raises NotOpen, StaleState."""
    return claim(planning, kind, subject=str(lot.pk), revision=revision, user=user, now=now)


def record_of_lot(
    planning: Planning, lot: Lot, act: str, summary: str, *, revision: int, actor: Actor, now: datetime
) -> None:
    """Write the entry of an act that made the sheet of a lot this revision."""
    audit.record(
        act=act,
        summary=f"标段 {lot.lot_no}：{summary}",
        subject=planning,
        actor=actor,
        now=now,
        details={"lot": lot.lot_no, "revision": revision},
    )

"""The one function that moves a record from one status to another."""

from datetime import datetime
from typing import Any

from django.db import transaction

from apps.core.actors import Actor
from apps.core.exceptions import StaleState, UnlawfulMove
from apps.core.models import StatusChange, StatusModel


def move(record: StatusModel, to: str, *, actor: Actor, now: datetime, reason: str = "", **facts: Any) -> None:
    """Move `record` to the status `to`, write `facts` with it, and leave a history row.

    Compare-and-set: of two who move the same record at once, one wins and the other gets
    StaleState. Must run inside the transaction of the act.

    Raises UnlawfulMove when the table of moves has no such move, StaleState when the stored
    status is no longer the one in hand.
    """
    old = record.status
    model = type(record)
    label = str(dict(model._meta.get_field("status").flatchoices)[to])
    if to not in model.MOVES.get(old, frozenset()):
        raise UnlawfulMove(f"当前状态为“{record.get_status_display()}”，不能改为“{label}”。")  # type: ignore[attr-defined]
    with transaction.atomic():
        changed = model._base_manager.filter(pk=record.pk, status=old).update(status=to, **facts)
        if changed != 1:
            raise StaleState("该记录刚刚已被他人处理，请刷新页面查看最新状态。")
        StatusChange.objects.create(
            subject_type=model._meta.label_lower,
            subject_id=record.pk,
            old_status=old,
            new_status=to,
            new_status_label=label,
            reason=reason,
            actor_id=actor.user_id,
            actor_name=actor.name,
            changed_at=now,
        )
    record.status = to
    for name, value in facts.items():
        setattr(record, name, value)

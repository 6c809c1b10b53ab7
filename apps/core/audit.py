"""The audit trail."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models

from apps.core.actors import Actor
from apps.core.models import AuditEntry


def record(
    *,
    act: str,
    summary: str,
    subject: models.Model,
    actor: Actor,
    now: datetime,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Write one entry; call it inside the transaction of the act, so that neither stands alone.

    `act` is a stable code (`project.submitted`), `summary` the sentence that people read.
    """
    AuditEntry.objects.create(
        act=act,
        summary=summary,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        details=dict(details or {}),
        actor_id=actor.user_id,
        actor_name=actor.name,
        actor_address=actor.address,
        acted_at=now,
    )

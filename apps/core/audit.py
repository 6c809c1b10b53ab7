"""The audit trail."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import models

from apps.core.actors import Actor
from apps.core.models import AuditEntry

# As much as the column holds: a long name must not stop the act that it belongs to.
LONGEST_SUMMARY = 300


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

    `act` is a stable code (`project.submitted`), `summary` the sentence that people read; a longer one is cut.
    """
    AuditEntry.objects.create(
        act=act,
        summary=summary[:LONGEST_SUMMARY],
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        details=dict(details or {}),
        actor_id=actor.user_id,
        actor_name=actor.name,
        actor_address=actor.address,
        acted_at=now,
    )

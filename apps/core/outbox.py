"""Obligations to tell the province something."""

import hashlib
from datetime import datetime

from django.conf import settings
from django.db import models

from apps.core.doorbell import ring
from apps.core.models import OutboxMessage


def enqueue(
    topic: OutboxMessage.Topic,
    *,
    reference: models.Model,
    subject_key: str,
    version: int,
    content_sm3: str,
    now: datetime,
) -> OutboxMessage:
    """Write the obligation to send `reference` (an immutable record); call it inside the act's transaction.

    The key is a function of what is sent, so whoever sends it, however often, sends it under
    the same key.
    """
    identity = f"{topic}\n{subject_key}\n{version}\n{content_sm3}"
    message = OutboxMessage.objects.create(
        topic=topic,
        subject_key=subject_key,
        version=version,
        reference_id=reference.pk,
        idempotency_key=hashlib.sha256(identity.encode()).hexdigest(),
        enqueued_at=now,
        due_at=now,
    )
    ring(settings.OUTBOX_DELIVERY_TASK)
    return message

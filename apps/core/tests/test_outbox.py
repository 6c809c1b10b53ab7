from datetime import datetime

import pytest
from django.db import IntegrityError, transaction

from apps.acceptance.models import ProcurementPlan
from apps.core.models import OutboxMessage
from apps.core.outbox import enqueue

pytestmark = pytest.mark.django_db

LOTS = OutboxMessage.Topic.LOTS


def test_the_key_is_a_function_of_what_is_sent(plan: ProcurementPlan, now: datetime) -> None:
    first = enqueue(LOTS, reference=plan, subject_key="方财公开采购-2026-1", version=1, content_sm3="a", now=now)
    key = first.idempotency_key
    OutboxMessage.objects.all().delete()

    again = enqueue(LOTS, reference=plan, subject_key="方财公开采购-2026-1", version=1, content_sm3="a", now=now)
    other = enqueue(LOTS, reference=plan, subject_key="方财公开采购-2026-1", version=2, content_sm3="a", now=now)

    assert again.idempotency_key == key
    assert other.idempotency_key != key
    assert len(key) == 64


def test_a_version_is_owed_once(plan: ProcurementPlan, now: datetime) -> None:
    enqueue(LOTS, reference=plan, subject_key="1", version=1, content_sm3="a", now=now)

    with pytest.raises(IntegrityError), transaction.atomic():
        enqueue(LOTS, reference=plan, subject_key="1", version=1, content_sm3="a", now=now)

    assert OutboxMessage.objects.count() == 1


def test_a_delivery_without_a_receipt_cannot_be_stored(plan: ProcurementPlan, now: datetime) -> None:
    enqueue(LOTS, reference=plan, subject_key="1", version=1, content_sm3="a", now=now)

    with pytest.raises(IntegrityError, match="delivered_has_receipt"):
        OutboxMessage.objects.update(status="delivered", delivered_at=now)

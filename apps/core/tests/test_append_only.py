from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from apps.acceptance.models import ProcurementPlan
from apps.accounts.models import User
from apps.core import audit
from apps.core.actors import PLATFORM
from apps.core.models import AuditEntry, StatusChange
from apps.core.status import move

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
@pytest.mark.parametrize("model", [AuditEntry, StatusChange])
def test_history_can_neither_be_changed_nor_deleted(
    plan: ProcurementPlan, clerk: User, now: datetime, model: type[AuditEntry | StatusChange], statement: str
) -> None:
    move(plan, "taken", actor=PLATFORM, now=now)
    audit.record(act="thing.done", summary="办了", subject=clerk, actor=PLATFORM, now=now)
    before = model.objects.count()

    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(model._meta.db_table))

    assert before > 0
    assert model.objects.count() == before

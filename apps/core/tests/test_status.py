from datetime import datetime

import pytest

from apps.acceptance.models import ProcurementPlan
from apps.core.actors import PLATFORM, Actor
from apps.core.exceptions import StaleState, UnlawfulMove
from apps.core.models import OutboxMessage, StatusChange
from apps.core.status import move

pytestmark = pytest.mark.django_db

OUTBOX_MOVES = {("waiting", "delivered"), ("waiting", "parked"), ("parked", "waiting"), ("delivered", "waiting")}


def test_a_move_stores_status_facts_and_history_together(plan: ProcurementPlan, now: datetime) -> None:
    actor = Actor(name="李经办", user_id=7)

    move(plan, "withdrawn", actor=actor, now=now, reason="采购人撤回", withdrawn_at=now)

    stored = ProcurementPlan.objects.get()
    assert (stored.status, stored.withdrawn_at) == ("withdrawn", now)
    assert (plan.status, plan.withdrawn_at) == ("withdrawn", now)
    change = StatusChange.objects.get()
    assert (change.subject_type, change.subject_id) == ("acceptance.procurementplan", plan.pk)
    assert (change.old_status, change.new_status, change.new_status_label) == ("available", "withdrawn", "已撤回")
    assert (change.reason, change.actor_id, change.actor_name, change.changed_at) == ("采购人撤回", 7, "李经办", now)


def test_of_two_who_hold_the_same_record_the_second_is_told(plan: ProcurementPlan, now: datetime) -> None:
    mine, theirs = ProcurementPlan.objects.get(), ProcurementPlan.objects.get()
    move(theirs, "taken", actor=PLATFORM, now=now)

    with pytest.raises(StaleState):
        move(mine, "withdrawn", actor=PLATFORM, now=now, withdrawn_at=now)

    stored = ProcurementPlan.objects.get()
    assert (stored.status, stored.withdrawn_at) == ("taken", None)
    assert mine.status == "available"
    assert StatusChange.objects.count() == 1


def test_an_unlawful_move_says_so_in_the_clerks_words(plan: ProcurementPlan, now: datetime) -> None:
    with pytest.raises(UnlawfulMove, match="当前状态为“可选择”，不能改为“可选择”"):
        move(plan, "available", actor=PLATFORM, now=now)

    assert not StatusChange.objects.exists()


@pytest.mark.parametrize("to", OutboxMessage.Status.values)
@pytest.mark.parametrize("start", OutboxMessage.Status.values)
def test_an_outbox_message_moves_as_the_table_says_and_no_other_way(now: datetime, start: str, to: str) -> None:
    message = OutboxMessage.objects.create(
        topic="lots",
        subject_key="1",
        version=1,
        reference_id=1,
        idempotency_key="k",
        status=start,
        enqueued_at=now,
        due_at=now,
        delivered_at=now,
        receipt="r",
    )

    if (start, to) in OUTBOX_MOVES:
        move(message, to, actor=PLATFORM, now=now)
    else:
        with pytest.raises(UnlawfulMove):
            move(message, to, actor=PLATFORM, now=now)

    message.refresh_from_db()
    assert message.status == (to if (start, to) in OUTBOX_MOVES else start)

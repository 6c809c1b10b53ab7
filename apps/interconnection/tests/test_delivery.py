import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from apps.acceptance.models import Project
from apps.acceptance.services.opening_manner import change_opening_manner
from apps.accounts.models import User
from apps.conftest import NOW
from apps.core.actors import PLATFORM, Actor
from apps.core.exceptions import StaleState, UnlawfulMove
from apps.core.models import AuditEntry, OutboxMessage, StatusChange
from apps.interconnection import delivery
from apps.interconnection.gateway.client import Receipt
from apps.interconnection.gateway.evidence import Verdict
from apps.interconnection.gateway.exceptions import (
    GatewayError,
    IdempotencyMismatch,
    PlanUnknown,
    Problem,
    RejectedByProvince,
    StaleVersion,
    TemporaryGatewayError,
    Unauthorized,
)
from apps.interconnection.models import DeliveryAttempt, Discrepancy
from apps.interconnection.resending import resend
from apps.interconnection.tests.conftest import Clock, ScriptedProvince, exchange

pytestmark = pytest.mark.django_db

Status = OutboxMessage.Status


def receipt(name: str = "R-1") -> Receipt:
    return Receipt(receipt=name, exchange=exchange(status=201))


def no_answer() -> TemporaryGatewayError:
    return TemporaryGatewayError("没有应答", verdict=Verdict.NO_ANSWER, exchange=exchange(status=None))


def earlier(message: OutboxMessage) -> OutboxMessage:
    """Return a message of the first version that is due with `message`."""
    return OutboxMessage.objects.create(
        topic=message.topic,
        subject_key=message.subject_key if message.version != 1 else "other",
        version=1,
        reference_id=message.reference_id,
        idempotency_key="another key",
        enqueued_at=NOW,
        due_at=NOW + timedelta(seconds=1),
    )


def deliver(province: ScriptedProvince, clock: Clock, message: OutboxMessage) -> OutboxMessage:
    delivery.deliver_due(province, clock)
    message.refresh_from_db()
    return message


def test_lots_are_sent_as_they_were_approved(
    province: ScriptedProvince, clock: Clock, accepted: Project, message: OutboxMessage
) -> None:
    accepted.lots.update(name="改名")
    province.answers = [receipt()]

    deliver(province, clock, message)

    where, body, key = province.pushed[0]
    document = json.loads(body)
    assert where == f"lots/{accepted.project_no}"
    assert key == message.idempotency_key
    assert document["version"] == 1
    assert document["plan_nos"] == ["411322-2026-00017"]
    assert document["agency"]["uscc"] == "91411300MA9F00015G"
    assert document["lots"][0] == {
        "lot_no": "1",
        "name": "电子白板",
        "budget": "3120000.00",
        "ceiling_price": "3120000.00",
        "category_code": "A02020700",
        "quantity": 100,
        "unit": "台",
        "unified_deal_code": accepted.lots.order_by("pk")[0].unified_deal_code,
    }
    assert (document["encrypted"], document["remote_opening"]) == (True, True)
    assert document["accepted_at"] == "2026-03-02T09:00:00+08:00"


def test_a_receipt_settles_the_message(province: ScriptedProvince, clock: Clock, message: OutboxMessage) -> None:
    province.answers = [receipt()]

    deliver(province, clock, message)

    assert (message.status, message.receipt, message.delivered_at) == (Status.DELIVERED, "R-1", NOW)
    attempt = DeliveryAttempt.objects.get()
    assert (attempt.verdict, attempt.words) == (DeliveryAttempt.Verdict.DELIVERED, "R-1")
    assert AuditEntry.objects.filter(act="outbox.delivered").count() == 1


def test_a_delivered_message_is_not_sent_again(
    province: ScriptedProvince, clock: Clock, message: OutboxMessage
) -> None:
    province.answers = [receipt()]
    deliver(province, clock, message)

    deliver(province, clock, message)

    assert len(province.pushed) == 1


def test_without_an_answer_the_same_key_and_body_are_sent_again(
    province: ScriptedProvince, clock: Clock, message: OutboxMessage
) -> None:
    province.answers = [no_answer(), receipt()]
    deliver(province, clock, message)
    assert (message.status, message.last_error) == (Status.WAITING, "没有应答")
    clock.forward(seconds=6)

    deliver(province, clock, message)

    assert province.pushed[0] == province.pushed[1]
    assert (message.status, message.attempts, message.last_error) == (Status.DELIVERED, 2, "")


def test_the_pauses_grow_and_the_message_is_tried_for_three_days(
    province: ScriptedProvince, clock: Clock, message: OutboxMessage
) -> None:
    pauses = []
    while message.status == Status.WAITING:
        province.answers = [no_answer()]
        deliver(province, clock, message)
        pauses.append(message.due_at - clock())
        clock.at = max(clock.at, message.due_at)

    assert pauses[0] <= timedelta(seconds=5)
    assert timedelta(seconds=300) <= pauses[-2] <= timedelta(seconds=600)
    assert clock.at - NOW >= timedelta(hours=72)
    assert message.status == Status.PARKED
    assert message.last_error == "连续 72 小时未能送达，最近一次：没有应答"


def test_the_pause_that_the_province_asks_for_is_kept(
    province: ScriptedProvince, clock: Clock, message: OutboxMessage
) -> None:
    province.answers = [
        TemporaryGatewayError("请求过多", verdict=Verdict.RATE_LIMITED, exchange=exchange(status=429), retry_after=120)
    ]

    deliver(province, clock, message)

    assert message.due_at == NOW + timedelta(seconds=120)


def test_a_refused_signature_is_tried_slowly(province: ScriptedProvince, clock: Clock, message: OutboxMessage) -> None:
    province.answers = [Unauthorized("签名未被接受", code="SIGNATURE_INVALID", exchange=exchange(status=401))]

    deliver(province, clock, message)

    assert message.due_at >= NOW + timedelta(minutes=10)


def test_an_unknown_plan_is_tried_again(province: ScriptedProvince, clock: Clock, message: OutboxMessage) -> None:
    province.answers = [PlanUnknown("省系统尚无该计划", exchange=exchange(status=404)), receipt()]

    deliver(province, clock, message)
    clock.forward(seconds=6)

    assert deliver(province, clock, message).status == Status.DELIVERED


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (
            lambda: RejectedByProvince(
                code="INVALID",
                words="报文不合格",
                errors=[Problem("lots[0].budget", "超过计划预算")],
                exchange=exchange(status=422),
            ),
            "省系统拒收：报文不合格；lots[0].budget：超过计划预算",
        ),
        (lambda: IdempotencyMismatch("幂等键已用于别的内容", exchange=exchange(status=409)), "幂等键已用于别的内容"),
        (
            lambda: StaleVersion("省系统已有更新的版本", current=7, exchange=exchange(status=409)),
            "省系统已有更新的版本",
        ),
    ],
)
def test_what_is_refused_for_good_is_parked_with_the_words_of_the_province(
    province: ScriptedProvince,
    clock: Clock,
    message: OutboxMessage,
    refusal: Callable[[], GatewayError],
    words: str,
) -> None:
    province.answers = [refusal()]

    deliver(province, clock, message)

    assert (message.status, message.last_error) == (Status.PARKED, words)
    assert DeliveryAttempt.objects.get().verdict == DeliveryAttempt.Verdict.REFUSED


def test_a_stale_version_is_done_when_the_newer_one_is_ours(
    province: ScriptedProvince, clock: Clock, message: OutboxMessage
) -> None:
    province.answers = [StaleVersion("已有第1版", current=1, exchange=exchange(status=409))]

    deliver(province, clock, message)

    assert (message.status, message.receipt) == (Status.DELIVERED, "省系统已有第1版")


@pytest.fixture
def second(message: OutboxMessage, accepted: Project, clerk: User) -> OutboxMessage:
    """The lots are owed again: the agency changed the manner of the opening after the acceptance."""
    change_opening_manner(
        project=accepted,
        is_encrypted=True,
        is_remote_opening=False,
        user=clerk,
        actor=Actor.person(clerk),
        now=NOW + timedelta(minutes=1),
    )
    return OutboxMessage.objects.get(subject_key=accepted.project_no, version=2)


def test_a_version_after_the_acceptance_is_delivered_under_a_key_of_its_own(
    province: ScriptedProvince, clock: Clock, message: OutboxMessage, second: OutboxMessage
) -> None:
    clock.forward(minutes=1)
    province.answers = [receipt("R-1"), receipt("R-2")]

    deliver(province, clock, second)

    documents = [json.loads(body) for _, body, _ in province.pushed]
    assert [document["version"] for document in documents] == [1, 2]
    assert [document["remote_opening"] for document in documents] == [True, False]
    assert [document["accepted_at"] for document in documents] == ["2026-03-02T09:00:00+08:00"] * 2
    assert [key for *_, key in province.pushed] == [message.idempotency_key, second.idempotency_key]
    assert message.idempotency_key != second.idempotency_key
    assert (second.status, second.receipt) == (Status.DELIVERED, "R-2")


def test_an_older_version_that_still_waits_is_overtaken_by_the_newer_one(
    province: ScriptedProvince, clock: Clock, message: OutboxMessage, second: OutboxMessage
) -> None:
    OutboxMessage.objects.filter(pk=message.pk).update(due_at=NOW + timedelta(minutes=5))
    clock.forward(minutes=1)
    province.answers = [receipt("R-2")]
    deliver(province, clock, second)
    clock.forward(minutes=5)
    province.answers = [StaleVersion("已有第2版", current=2, exchange=exchange(status=409))]

    deliver(province, clock, message)

    second.refresh_from_db()
    assert (second.status, second.receipt) == (Status.DELIVERED, "R-2")
    assert (message.status, message.receipt) == (Status.DELIVERED, "省系统已有第2版")


def test_a_stale_version_below_ours_is_for_a_person(
    province: ScriptedProvince, clock: Clock, message: OutboxMessage
) -> None:
    message.version = 5
    message.save(update_fields=["version"])
    earlier(message)
    province.answers = [StaleVersion("已有第1版", current=1, exchange=exchange(status=409))]

    deliver(province, clock, message)

    assert message.status == Status.PARKED


def test_what_the_province_asks_for_holds_everything_back(
    province: ScriptedProvince, clock: Clock, message: OutboxMessage
) -> None:
    another = earlier(message)
    province.answers = [
        TemporaryGatewayError("请求过多", verdict=Verdict.RATE_LIMITED, exchange=exchange(status=429), retry_after=120)
    ]

    deliver(province, clock, message)

    another.refresh_from_db()
    assert len(province.pushed) == 1
    assert {message.due_at, another.due_at} == {NOW + timedelta(seconds=120)}


def test_a_message_that_cannot_be_built_is_parked_in_the_end_and_holds_nobody_up(
    province: ScriptedProvince, clock: Clock, message: OutboxMessage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(message: OutboxMessage) -> None:
        raise KeyError("plan")

    monkeypatch.setattr(delivery, "build", fail)

    deliver(province, clock, message)
    assert (message.status, message.last_error) == (
        Status.WAITING,
        "发送时出现意外错误，请联系运维人员查看日志。",
    )
    clock.forward(hours=73)

    assert deliver(province, clock, message).status == Status.PARKED


def test_a_message_that_kills_every_worker_is_parked_in_the_end(
    province: ScriptedProvince, clock: Clock, message: OutboxMessage
) -> None:
    delivery._claim(clock())
    clock.forward(hours=73)

    deliver(province, clock, message)

    assert (message.status, message.last_error) == (
        Status.PARKED,
        "连续 72 小时未能送达，最近一次：结果未知",
    )
    assert province.pushed == []


def test_a_retry_sends_the_bytes_of_the_first_attempt_whatever_the_code_would_build_now(
    province: ScriptedProvince, clock: Clock, message: OutboxMessage, monkeypatch: pytest.MonkeyPatch
) -> None:
    province.answers = [no_answer(), receipt()]
    deliver(province, clock, message)
    monkeypatch.setattr(delivery, "build", None)
    clock.forward(seconds=6)

    deliver(province, clock, message)

    assert message.status == Status.DELIVERED
    assert province.pushed[0] == province.pushed[1]


def test_a_parked_message_can_be_sent_again_under_the_same_key(
    province: ScriptedProvince, clock: Clock, message: OutboxMessage, reviewer: User
) -> None:
    province.answers = [IdempotencyMismatch("不符", exchange=exchange(status=409)), receipt()]
    deliver(province, clock, message)

    resend(message=message, actor=Actor.person(reviewer), now=clock())
    deliver(province, clock, message)

    assert message.status == Status.DELIVERED
    assert province.pushed[0] == province.pushed[1]
    assert AuditEntry.objects.filter(act="outbox.resent", actor_name=str(reviewer)).count() == 1


def test_a_delivered_message_cannot_be_sent_again(
    province: ScriptedProvince, clock: Clock, message: OutboxMessage, reviewer: User
) -> None:
    province.answers = [receipt()]
    deliver(province, clock, message)

    with pytest.raises(UnlawfulMove):
        resend(message=message, actor=Actor.person(reviewer), now=clock())

    assert not AuditEntry.objects.filter(act="outbox.resent").exists()


def lost(message: OutboxMessage, **changes: Any) -> Discrepancy:
    """Note that reconciliation did not find the lots of `message` in the province."""
    facts = {
        "record_type": "lots",
        "key": message.subject_key,
        "kind": "unknown_there",
        "our_version": message.version,
        "found_at": NOW,
    }
    return Discrepancy.objects.create(**facts | changes)


def test_what_the_province_has_lost_is_sent_again_with_the_same_key_and_the_same_bytes(
    province: ScriptedProvince, clock: Clock, message: OutboxMessage, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    province.answers = [receipt("R-1"), receipt("R-2")]
    deliver(province, clock, message)
    loss = lost(message)
    # What the code of a later day would build is not asked.
    monkeypatch.setattr(delivery, "build", None)

    clock.forward(days=40)
    resend(message=message, actor=Actor.person(reviewer), now=clock())
    again = (message.status, message.receipt, message.delivered_at)
    deliver(province, clock, message)

    assert again == (Status.WAITING, "", None)
    assert (message.status, message.receipt, message.delivered_at) == (Status.DELIVERED, "R-2", clock())
    assert province.pushed[0] == province.pushed[1]
    moves = StatusChange.objects.filter(subject_type="core.outboxmessage").values_list("new_status", "actor_name")
    assert list(moves) == [
        ("delivered", PLATFORM.name),
        ("waiting", str(reviewer)),
        ("delivered", PLATFORM.name),
    ]
    entry = AuditEntry.objects.get(act="outbox.resent")
    assert (entry.actor_name, entry.details) == (str(reviewer), {"receipt": "R-1", "discrepancy": loss.pk})


def test_a_resend_of_what_was_lost_is_tried_for_three_days_anew(
    province: ScriptedProvince, clock: Clock, message: OutboxMessage, reviewer: User
) -> None:
    province.answers = [receipt(), no_answer()]
    deliver(province, clock, message)
    lost(message)
    clock.forward(days=40)

    resend(message=message, actor=Actor.person(reviewer), now=clock())
    deliver(province, clock, message)

    assert (message.status, message.give_up_at) == (Status.WAITING, clock() + timedelta(hours=72))


@pytest.mark.parametrize(
    "changes",
    [
        {"mended_at": NOW},
        {"key": "another"},
        {"our_version": 2},
        {"kind": "older_here"},
        {"record_type": "announcements"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_only_what_reconciliation_misses_now_is_sent_again(
    province: ScriptedProvince, clock: Clock, message: OutboxMessage, reviewer: User, changes: dict[str, Any]
) -> None:
    province.answers = [receipt()]
    deliver(province, clock, message)
    lost(message, **changes)

    with pytest.raises(UnlawfulMove, match="对账没有发现省系统缺少它"):
        resend(message=message, actor=Actor.person(reviewer), now=clock())

    message.refresh_from_db()
    assert (message.status, message.receipt) == (Status.DELIVERED, "R-1")
    assert not AuditEntry.objects.filter(act="outbox.resent").exists()


def test_of_two_who_send_again_what_was_lost_the_second_is_told(
    province: ScriptedProvince, clock: Clock, message: OutboxMessage, reviewer: User
) -> None:
    province.answers = [receipt(), receipt()]
    deliver(province, clock, message)
    lost(message)
    stale = OutboxMessage.objects.get(pk=message.pk)
    resend(message=message, actor=Actor.person(reviewer), now=clock())

    with pytest.raises(StaleState):
        resend(message=stale, actor=Actor.person(reviewer), now=clock())

    assert AuditEntry.objects.filter(act="outbox.resent").count() == 1


def test_a_leased_message_is_left_alone_until_the_lease_lapses(
    province: ScriptedProvince, clock: Clock, message: OutboxMessage
) -> None:
    delivery._claim(clock())
    province.answers = [receipt()]

    deliver(province, clock, message)
    assert province.pushed == []
    clock.forward(seconds=121)
    deliver(province, clock, message)

    assert message.status == Status.DELIVERED
    assert list(DeliveryAttempt.objects.values_list("number", "verdict")) == [(2, "delivered"), (1, "unknown")]


def test_a_worker_that_slept_past_its_lease_settles_nothing(
    province: ScriptedProvince, clock: Clock, message: OutboxMessage
) -> None:
    def sleep_past_the_lease() -> Receipt:
        clock.forward(seconds=121)
        province.answers = [IdempotencyMismatch("不符", exchange=exchange(status=409))]
        delivery.deliver_due(province, clock)
        return receipt("late")

    province.answers = [sleep_past_the_lease]

    deliver(province, clock, message)

    assert (message.status, message.last_error) == (Status.PARKED, "不符")
    assert message.receipt == ""


def test_nobody_else_is_tried_while_nobody_answers(
    province: ScriptedProvince, clock: Clock, message: OutboxMessage
) -> None:
    OutboxMessage.objects.create(
        topic=message.topic,
        subject_key="other",
        version=1,
        reference_id=message.reference_id,
        idempotency_key="other",
        enqueued_at=NOW,
        due_at=NOW,
    )
    province.answers = [no_answer(), receipt(), receipt()]

    delivery.deliver_due(province, clock)

    assert len(province.pushed) == 1


def test_what_found_no_answer_is_sent_as_soon_as_the_province_is_back(
    province: ScriptedProvince, clock: Clock, message: OutboxMessage
) -> None:
    for _ in range(6):
        province.answers = [no_answer()]
        message = deliver(province, clock, message)
        clock.at = max(clock.at, message.due_at)
    province.answers = [no_answer()]
    deliver(province, clock, message)
    assert message.due_at > clock()

    delivery.wake_unanswered(now=clock())

    message.refresh_from_db()
    assert message.due_at == clock()


def test_a_resend_while_waiting_sends_now(
    province: ScriptedProvince, clock: Clock, message: OutboxMessage, reviewer: User
) -> None:
    province.answers = [no_answer(), receipt()]
    deliver(province, clock, message)

    resend(message=message, actor=Actor.person(reviewer), now=clock())

    assert deliver(province, clock, message).status == Status.DELIVERED


def test_every_topic_can_be_built(message: OutboxMessage) -> None:
    from apps.interconnection.outgoing import BUILDERS

    assert set(BUILDERS) == set(OutboxMessage.Topic)


def test_the_secret_is_nowhere_in_the_evidence(
    province: ScriptedProvince, clock: Clock, message: OutboxMessage, settings: Any
) -> None:
    province.answers = [receipt()]
    deliver(province, clock, message)

    secret = settings.ENVIRONMENT.province_app_secret.get_secret_value()
    assert secret not in json.dumps(DeliveryAttempt.objects.get().exchange)

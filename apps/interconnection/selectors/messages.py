"""What the center's page of a message to the province shows."""

import re
from dataclasses import dataclass

from django.urls import reverse
from pydantic import ValidationError

from apps.acceptance.models import Project
from apps.accounts.center_history import HistoryItem, history_of, trail_of
from apps.core.facts import Fact
from apps.core.models import AuditEntry, OutboxMessage
from apps.core.templatetags.ui import ABSENT, datetime_cn
from apps.core.visible_text import visible
from apps.interconnection.displaying import as_document
from apps.interconnection.models import DeliveryAttempt, Discrepancy
from apps.interconnection.outgoing import build
from apps.interconnection.resending import loss_of

ATTEMPTS_PER_PAGE = 10
ATTEMPT_NUMBER = re.compile("[0-9]{1,9}")
ONE_SECOND = 1000

MESSAGE_TONES = {"delivered": "success", "parked": "danger"}
VERDICT_TONES = {"delivered": "success", "temporary": "warning", "refused": "danger", "unknown": ""}


@dataclass(frozen=True)
class AttemptRow:
    """One attempt to deliver, in words."""

    attempt: DeliveryAttempt
    tone: str
    words: str
    request: str
    status: str
    duration: str
    response: str


@dataclass(frozen=True)
class AttemptPage:
    """Some of the attempts, newest first, with the ways to the others (see components/pagination.html)."""

    rows: list[AttemptRow]
    count: int
    has_next: bool
    next_query: str
    has_previous: bool
    first_query: str = ""


@dataclass(frozen=True)
class MessagePage:
    """What is owed to the province, how often it was tried, and what the province said."""

    message: OutboxMessage
    reason: str
    facts: list[Fact]
    body: str
    attempts: AttemptPage
    history: list[HistoryItem]
    trail: list[AuditEntry]
    loss: Discrepancy | None

    @property
    def is_delivered(self) -> bool:
        """Tell whether the province's receipt is here."""
        return self.message.status == OutboxMessage.Status.DELIVERED

    @property
    def may_be_resent(self) -> bool:
        """Tell whether there is anything left to send, or the province has lost what it was sent."""
        return not self.is_delivered or self.loss is not None


def message_page(message: OutboxMessage, attempts_below: str) -> MessagePage:
    """Assemble the page of a message."""
    return MessagePage(
        message=message,
        reason=visible(message.last_error),
        facts=_message_facts(message),
        body=_body(message),
        attempts=_attempts(message, attempts_below),
        history=history_of(message, MESSAGE_TONES),
        trail=trail_of(message),
        loss=loss_of(message),
    )


def _message_facts(message: OutboxMessage) -> list[Fact]:
    project = Project.objects.filter(project_no=message.subject_key).only("pk", "name").first()
    url = reverse("admin:acceptance_project_change", args=[project.pk]) if project else ""
    facts = [
        Fact("事项", message.get_topic_display()),
        Fact("业务编号", message.subject_key, url=url, note=project.name if project else ""),
        Fact("版本", f"第 {message.version} 版"),
        Fact("登记时间", datetime_cn(message.enqueued_at)),
        Fact("已发送", f"{message.attempts} 次"),
    ]
    if message.status == OutboxMessage.Status.DELIVERED:
        facts += [Fact("送达时间", datetime_cn(message.delivered_at)), Fact("回执", visible(message.receipt))]
    if message.status == OutboxMessage.Status.WAITING:
        facts += [
            Fact("下次发送", datetime_cn(message.due_at)),
            Fact("停止重试", datetime_cn(message.give_up_at) if message.give_up_at else "首次发送后 72 小时"),
        ]
    return [*facts, Fact("幂等键", message.idempotency_key, note="每次重发都使用同一幂等键，省系统不会重复受理")]


def _body(message: OutboxMessage) -> str:
    """Return the document as it is sent, made from the frozen version, or nothing when it cannot be made."""
    try:
        return as_document(bytes(message.body) if message.body is not None else build(message).encode())
    except ValidationError:
        return ""


def _attempts(message: OutboxMessage, below: str) -> AttemptPage:
    attempts = DeliveryAttempt.objects.filter(message=message)
    # Any other words in the address lead to the newest.
    mark = int(below) if ATTEMPT_NUMBER.fullmatch(below) else None
    older = attempts if mark is None else attempts.filter(number__lt=mark)
    found = list(older.order_by("-number")[: ATTEMPTS_PER_PAGE + 1])
    rows = found[:ATTEMPTS_PER_PAGE]
    return AttemptPage(
        rows=[_attempt(attempt) for attempt in rows],
        count=attempts.count(),
        has_next=len(found) > ATTEMPTS_PER_PAGE,
        next_query=f"attempts={rows[-1].number}" if rows else "",
        has_previous=mark is not None,
    )


def _attempt(attempt: DeliveryAttempt) -> AttemptRow:
    exchange = attempt.exchange
    status = exchange.get("status")
    milliseconds = exchange.get("duration_ms")
    return AttemptRow(
        attempt=attempt,
        tone=VERDICT_TONES[attempt.verdict],
        words=attempt.words
        if attempt.finished_at
        else "正在发送；若长时间没有结果，是发送时进程中断，到期后自动重发。",
        request=visible(exchange.get("request", "")),
        status=f"HTTP {status}" if status else "没有应答",
        duration=ABSENT if milliseconds is None else _duration(milliseconds),
        response=as_document(exchange.get("response", "").encode()),
    )


def _duration(milliseconds: int) -> str:
    return f"{milliseconds} 毫秒" if milliseconds < ONE_SECOND else f"{milliseconds / ONE_SECOND:.1f} 秒"

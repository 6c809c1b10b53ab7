"""What the center's pages of the exchange show."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count
from django.urls import reverse
from pydantic import ValidationError

from apps.acceptance.models import Project
from apps.accounts.center_history import HistoryItem, history_of, trail_of
from apps.core.facts import Fact
from apps.core.models import AuditEntry, OutboxMessage
from apps.core.templatetags.ui import ABSENT, datetime_cn
from apps.core.visible_text import visible
from apps.interconnection.connection import FeedState, feed_state
from apps.interconnection.displaying import as_document, as_text
from apps.interconnection.models import (
    DeliveryAttempt,
    Discrepancy,
    Feed,
    FeedCursor,
    InboundPage,
    InboundRecord,
)
from apps.interconnection.outgoing import build
from apps.interconnection.resending import loss_of, lost_message

ATTEMPTS_PER_PAGE = 10
MOST_SIBLINGS = 20
RECENT_PAGES = 10
ONE_SECOND = 1000

# Feeds whose records anybody in business may read as they came. A feed is secret until it is
# named here: records of expert draws name experts before the opening.
READABLE_FEEDS = frozenset({Feed.PLANS, Feed.ANNOUNCEMENTS})

MESSAGE_TONES = {"delivered": "success", "parked": "danger"}
RECORD_TONES = {"handled": "success", "parked": "danger", "waiting": "warning"}
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


@dataclass(frozen=True)
class RecordPage:
    """A record as it came, what proves where it came from, and what became of it."""

    record: InboundRecord
    key: str
    note: str
    facts: list[Fact]
    evidence: list[Fact]
    is_readable: bool
    document: str
    raw: str
    siblings: list[InboundRecord]
    history: list[HistoryItem]
    trail: list[AuditEntry]

    @property
    def may_be_tried_again(self) -> bool:
        """Tell whether a person has to decide."""
        return self.record.status == InboundRecord.Status.PARKED


@dataclass(frozen=True)
class CursorPage:
    """How the reading of a feed goes, and what it brought lately."""

    cursor: FeedCursor
    state: FeedState
    facts: list[Fact]
    recent: list[InboundPage]
    trail: list[AuditEntry]

    @property
    def notice_tone(self) -> str:
        """Return the tone of the sentence above everything; nothing to say yet is no warning."""
        return "info" if self.state.tone == "neutral" else self.state.tone


@dataclass(frozen=True)
class DiscrepancyPage:
    """What differs, and where to look."""

    discrepancy: Discrepancy
    key: str
    facts: list[Fact]
    advice: str
    # The message that brought it there, which may be sent again; empty when there is none.
    message_url: str


# What a person may do about a difference that has not gone away by itself.
ADVICE = {
    Discrepancy.Kind.MISSING_HERE: "下次对账时再次调取。多次未能补齐的，请与省系统核对该记录是否可以读取。",
    Discrepancy.Kind.OLDER_HERE: "下次对账时再次调取。标段由本平台推送，省系统版本较新的，请与省系统核对来源。",
    Discrepancy.Kind.OTHER_CONTENT: "省系统改动了已发出的版本。两份内容均已保存，请与省系统核对，由其以新版本重发。",
    Discrepancy.Kind.UNKNOWN_THERE: "本平台的数据保持不变。请与省系统核对该数据是否已在其系统中删除。",
}
LOST_LOTS = "标段曾经送达，省系统现在没有，或者只有更早的版本。请先与省系统核实；确属丢失的，可以重新发送原来的消息。"


def message_page(message: OutboxMessage, page_number: str) -> MessagePage:
    """Assemble the page of a message."""
    return MessagePage(
        message=message,
        reason=visible(message.last_error),
        facts=_message_facts(message),
        body=_body(message),
        attempts=_attempts(message, page_number),
        history=history_of(message, MESSAGE_TONES),
        trail=trail_of(message),
        loss=loss_of(message),
    )


def record_page(record: InboundRecord) -> RecordPage:
    """Assemble the page of a record that came in."""
    is_readable = record.feed in READABLE_FEEDS
    raw = bytes(record.raw) if is_readable else b""
    siblings = InboundRecord.objects.filter(feed=record.feed, key=record.key).exclude(pk=record.pk).defer("raw")
    return RecordPage(
        record=record,
        key=visible(record.key) or "（无法读出业务主键）",
        note=visible(record.note),
        facts=_record_facts(record),
        evidence=_evidence(record.page),
        is_readable=is_readable,
        document=as_document(raw),
        raw=as_text(raw),
        siblings=list(siblings.order_by("-version", "-pk")[:MOST_SIBLINGS]) if record.key else [],
        history=history_of(record, RECORD_TONES),
        trail=trail_of(record),
    )


def cursor_page(cursor: FeedCursor, now: datetime) -> CursorPage:
    """Assemble the page of a feed."""
    recent = InboundPage.objects.filter(feed=cursor.feed).defer("body_compressed").annotate(count=Count("records"))
    return CursorPage(
        cursor=cursor,
        state=feed_state(cursor, now),
        facts=_cursor_facts(cursor),
        recent=list(recent.order_by("-fetched_at", "-pk")[:RECENT_PAGES]),
        trail=trail_of(cursor),
    )


def discrepancy_page(discrepancy: Discrepancy) -> DiscrepancyPage:
    """Assemble the page of a difference."""
    if discrepancy.record_type == Discrepancy.RecordType.LOTS:
        ours = reverse("admin:core_outboxmessage_changelist")
    else:
        ours = reverse("admin:interconnection_inboundrecord_changelist")
    key = visible(discrepancy.key)
    lost = lost_message(discrepancy)
    search = f"{ours}?{urlencode({'q': discrepancy.key})}"
    return DiscrepancyPage(
        discrepancy=discrepancy,
        key=key,
        facts=[
            Fact("数据类别", discrepancy.get_record_type_display()),
            Fact("业务主键", key, url=search, note="点击查看本平台的收发记录"),
            Fact("差异", discrepancy.get_kind_display()),
            Fact("省系统版本", _number(discrepancy.province_version)),
            Fact("省系统摘要（SM3）", discrepancy.province_digest or ABSENT),
            Fact("本平台版本", _number(discrepancy.our_version)),
            Fact("发现时间", datetime_cn(discrepancy.found_at)),
            Fact("恢复一致的时间", datetime_cn(discrepancy.mended_at)),
        ],
        advice=_advice(discrepancy, lost),
        message_url=reverse("admin:core_outboxmessage_change", args=[lost.pk]) if lost else "",
    )


def _advice(discrepancy: Discrepancy, lost: OutboxMessage | None) -> str:
    if discrepancy.mended_at:
        return ""
    return LOST_LOTS if lost else ADVICE[Discrepancy.Kind(discrepancy.kind)]


def _cursor_facts(cursor: FeedCursor) -> list[Fact]:
    facts = [
        Fact("最近一次成功", datetime_cn(cursor.last_succeeded_at)),
        Fact("最近一次开始", datetime_cn(cursor.last_started_at)),
        Fact("连续失败次数", str(cursor.failures)),
        Fact("下次拉取", datetime_cn(cursor.due_at) if cursor.due_at else "下一个拉取周期"),
        Fact("当前游标", visible(cursor.cursor) or "（从头读取）"),
        Fact("最近一次对账", datetime_cn(cursor.reconciled_at)),
    ]
    if cursor.reconcile_error:
        facts.append(Fact("对账未完成", visible(cursor.reconcile_error), note="下次对账从头重新进行"))
    return facts


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


def _attempts(message: OutboxMessage, page_number: str) -> AttemptPage:
    pages = Paginator(DeliveryAttempt.objects.filter(message=message).order_by("-number"), ATTEMPTS_PER_PAGE)
    page = pages.get_page(page_number)
    return AttemptPage(
        rows=[_attempt(attempt) for attempt in page],
        count=pages.count,
        has_next=page.has_next(),
        next_query=f"attempts={page.number + 1}",
        has_previous=page.has_previous(),
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


def _record_facts(record: InboundRecord) -> list[Fact]:
    facts = [
        Fact("来源", record.get_feed_display()),
        Fact("业务主键", visible(record.key) or "（无法读出）"),
        Fact("版本", f"第 {record.version} 版" if record.version else "（无法读出）"),
        Fact("收到时间", datetime_cn(record.received_at)),
        Fact("已处理", f"{record.attempts} 次"),
    ]
    if record.status in InboundRecord.OPEN:
        facts.append(Fact("下次处理", datetime_cn(record.due_at)))
    if record.status == InboundRecord.Status.WAITING:
        facts.append(Fact("等待的项目编号", visible(record.waits_for) or ABSENT))
    if record.settled_at:
        facts.append(Fact("处理完成", datetime_cn(record.settled_at)))
    return [*facts, Fact("内容指纹", record.fingerprint)]


def _evidence(page: InboundPage) -> list[Fact]:
    how = Fact("调取方式", "对账时单独调取") if page.record_key else Fact("起始游标", page.after or "（从头读取）")
    return [
        Fact("收到时间", datetime_cn(page.fetched_at)),
        Fact("请求随机数", page.request_nonce),
        Fact("响应签名（HMAC-SM3）", page.response_signature),
        Fact("整页原文摘要（SM3）", page.body_sm3),
        how,
    ]


def _number(version: int | None) -> str:
    return ABSENT if version is None else f"第 {version} 版"

"""What the center's page of a record from the province shows."""

from dataclasses import dataclass

from apps.accounts.center_history import HistoryItem, history_of, trail_of
from apps.core.facts import Fact
from apps.core.models import AuditEntry
from apps.core.templatetags.ui import ABSENT, datetime_cn
from apps.core.visible_text import visible
from apps.interconnection.displaying import as_document, as_text
from apps.interconnection.models import Feed, InboundPage, InboundRecord

MOST_SIBLINGS = 20
RECORD_TONES = {"handled": "success", "parked": "danger", "waiting": "warning"}

# Feeds whose records anybody in business may read as they came. A feed is secret until it is
# named here: records of expert draws name experts before the opening.
READABLE_FEEDS = frozenset({Feed.PLANS, Feed.ANNOUNCEMENTS})


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

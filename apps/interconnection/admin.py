"""The exchange with the province at the center's site: watched by business, mended by reviewers."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import truncatechars
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.accounts.center_acts import BUSINESS_READERS, CenterActAdmin
from apps.accounts.center_cells import moment_cell, status_cell, waited_cell
from apps.accounts.center_site import CenterPageAdmin, desk
from apps.core.actors import Actor
from apps.core.models import OutboxMessage
from apps.core.templatetags.ui import ABSENT
from apps.core.visible_text import visible
from apps.interconnection.connection import data_as_of, feed_state, feed_states
from apps.interconnection.delivery import resend
from apps.interconnection.desks import (
    open_discrepancies,
    parked_records,
    province_connection,
    undelivered_messages,
)
from apps.interconnection.inbox import try_again
from apps.interconnection.list_filters import (
    DiscrepancyTabs,
    FeedFilter,
    KindFilter,
    MessageStateFilter,
    MessageTabs,
    RecordStateFilter,
    RecordTabs,
    RecordTypeFilter,
)
from apps.interconnection.models import Discrepancy, FeedCursor, InboundRecord
from apps.interconnection.pulling import request_pull
from apps.interconnection.selectors import cursor_page, discrepancy_page, message_page, record_page

LONGEST_REASON = 90

for card in (undelivered_messages, parked_records, province_connection, open_discrepancies):
    desk(card)


@admin.register(OutboxMessage)
class OutboxMessageAdmin(CenterActAdmin):
    """What the province is owed."""

    # Among the upkeep, because the menu is by app and this one's other entry is the audit trail.
    menu_position = 80
    act_name = "resend"
    act_done = "已安排重新发送，结果稍后显示在发送记录中。"
    page_template = "center/exchange_message.html"
    change_list_template = "center/exchange_list.html"
    list_display = ["number", "state", "attempts"]
    list_display_links = ["number"]
    list_filter = [MessageTabs, MessageStateFilter]
    search_fields = ["subject_key", "receipt", "idempotency_key"]
    search_help_text = "项目编号、回执或幂等键"

    def act(self, record: OutboxMessage, *, actor: Actor, now: datetime) -> None:
        """重新发送."""
        resend(message=record, actor=actor, now=now)

    def page_context(self, request: HttpRequest, record: OutboxMessage) -> dict[str, Any]:
        """Return the message with everything that happened to it."""
        return {"page": message_page(record, request.GET.get("attempts", ""))}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Say what an empty list means."""
        words = {"empty_title": "没有待送达的消息", "empty_text": "发往省系统的消息已全部送达。"}
        return super().changelist_view(request, words | (extra_context or {}))

    def get_ordering(self, request: HttpRequest) -> Any:
        """Return the oldest first where something is left to do, the newest first elsewhere."""
        return ["enqueued_at", "pk"] if MessageTabs.is_first(request) else ["-enqueued_at", "-pk"]

    def get_list_display(self, request: HttpRequest) -> Any:
        """Show how long it waits and why where something is left to do, the receipt elsewhere."""
        if MessageTabs.is_first(request):
            return ["waiting_time", *self.list_display, "reason", "next_attempt"]
        return [*self.list_display, "receipt_name", "delivered", "enqueued"]

    @admin.display(description="已等待", ordering="enqueued_at")
    def waiting_time(self, message: OutboxMessage) -> SafeString:
        """Return how long the province has been waiting for it."""
        return waited_cell(message.enqueued_at, timezone.now(), "登记")

    @admin.display(description="业务编号", ordering="subject_key")
    def number(self, message: OutboxMessage) -> SafeString:
        """Return the number of the project, and what the province is told about it."""
        return format_html(
            '{}<span class="data-table__note">{} · 第 {} 版</span>',
            message.subject_key,
            message.get_topic_display(),
            message.version,
        )

    @admin.display(description="状态", ordering="status")
    def state(self, message: OutboxMessage) -> SafeString:
        """Return the status."""
        return status_cell(message)

    @admin.display(description="最近一次未成功的原因")
    def reason(self, message: OutboxMessage) -> str:
        """Return why it is not delivered."""
        return truncatechars(visible(message.last_error), LONGEST_REASON) or ABSENT

    @admin.display(description="下次发送", ordering="due_at")
    def next_attempt(self, message: OutboxMessage) -> SafeString | str:
        """Return when it is sent next."""
        return moment_cell(message.due_at) if message.status == OutboxMessage.Status.WAITING else "等待人工处理"

    @admin.display(description="回执")
    def receipt_name(self, message: OutboxMessage) -> str:
        """Return the province's receipt."""
        return visible(message.receipt) or ABSENT

    @admin.display(description="送达时间", ordering="delivered_at")
    def delivered(self, message: OutboxMessage) -> SafeString:
        """Return when it was delivered."""
        return moment_cell(message.delivered_at)

    @admin.display(description="登记时间", ordering="enqueued_at")
    def enqueued(self, message: OutboxMessage) -> SafeString:
        """Return when it was owed first."""
        return moment_cell(message.enqueued_at)


@admin.register(InboundRecord)
class InboundRecordAdmin(CenterActAdmin):
    """What came from the province."""

    menu_position = 31
    act_name = "try-again"
    act_done = "已安排重新处理。"
    page_template = "center/exchange_record.html"
    change_list_template = "center/exchange_list.html"
    list_display = ["subject", "source", "version_name", "state", "explanation", "received"]
    list_display_links = ["subject"]
    list_filter = [RecordTabs, FeedFilter, RecordStateFilter]
    search_fields = ["key", "waits_for"]
    search_help_text = "业务主键（计划编号、公告编号）或等待的项目编号"

    def act(self, record: InboundRecord, *, actor: Actor, now: datetime) -> None:
        """重新处理."""
        try_again(record=record, actor=actor, now=now)

    def get_queryset(self, request: HttpRequest) -> QuerySet[InboundRecord]:
        """Leave the bytes in the database: a list does not show them, and a page asks for its own."""
        records: QuerySet[InboundRecord] = super().get_queryset(request).defer("raw")
        return records

    def page_context(self, request: HttpRequest, record: InboundRecord) -> dict[str, Any]:
        """Return the record as it came, with what became of it."""
        return {"page": record_page(record)}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Say what an empty list means."""
        words = {"empty_title": "没有待处理的记录", "empty_text": "省系统推送的记录已全部处理。"}
        return super().changelist_view(request, words | (extra_context or {}))

    def get_ordering(self, request: HttpRequest) -> Any:
        """Return the oldest first where something is left to do, the newest first elsewhere."""
        return ["received_at", "pk"] if RecordTabs.is_first(request) else ["-received_at", "-pk"]

    @admin.display(description="业务主键", ordering="key")
    def subject(self, record: InboundRecord) -> str:
        """Return the key, as far as it could be read."""
        return visible(record.key) or "（无法读出）"

    @admin.display(description="来源", ordering="feed")
    def source(self, record: InboundRecord) -> SafeString:
        """Return the feed."""
        return format_html('<span class="nowrap">{}</span>', record.get_feed_display())

    @admin.display(description="版本", ordering="version")
    def version_name(self, record: InboundRecord) -> SafeString:
        """Return the version, as far as it could be read."""
        return format_html('<span class="nowrap">{}</span>', f"第 {record.version} 版" if record.version else ABSENT)

    @admin.display(description="状态", ordering="status")
    def state(self, record: InboundRecord) -> SafeString:
        """Return the status."""
        return status_cell(record)

    @admin.display(description="说明")
    def explanation(self, record: InboundRecord) -> str:
        """Return why it waits or was parked."""
        return truncatechars(visible(record.note), LONGEST_REASON) or ABSENT

    @admin.display(description="收到时间", ordering="received_at")
    def received(self, record: InboundRecord) -> SafeString:
        """Return when it came."""
        return moment_cell(record.received_at)


@admin.register(FeedCursor)
class FeedCursorAdmin(CenterActAdmin):
    """How the reading of the feeds goes."""

    menu_position = 30
    act_name = "pull"
    act_done = "已安排立即拉取，稍后刷新本页查看结果。"
    page_template = "center/exchange_feed.html"
    change_list_template = "center/exchange_list.html"
    list_display = ["source", "state", "explanation", "succeeded", "failures", "reconciled"]
    list_display_links = ["source"]
    ordering = ["pk"]

    def act(self, record: FeedCursor, *, actor: Actor, now: datetime) -> None:
        """立即拉取."""
        request_pull(cursor=record, actor=actor, now=now)

    def page_context(self, request: HttpRequest, record: FeedCursor) -> dict[str, Any]:
        """Return the state of the feed."""
        return {"page": cursor_page(record, timezone.now())}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Say up to when the data of the province is here."""
        now = timezone.now()
        words = {
            "list_note": data_as_of(feed_states(now), now),
            "empty_title": "还没有拉取过",
            "empty_text": "后台任务开始运行后，每个来源的进度显示在这里。",
        }
        return super().changelist_view(request, words | (extra_context or {}))

    @admin.display(description="来源", ordering="feed")
    def source(self, cursor: FeedCursor) -> SafeString:
        """Return the feed."""
        return format_html('<span class="nowrap">{}</span>', cursor.get_feed_display())

    @admin.display(description="状态")
    def state(self, cursor: FeedCursor) -> SafeString:
        """Return how the reading goes."""
        state = feed_state(cursor, timezone.now())
        return format_html('<span class="tag tag--{}">{}</span>', state.tone, state.title)

    @admin.display(description="情况")
    def explanation(self, cursor: FeedCursor) -> str:
        """Return it in a sentence."""
        return feed_state(cursor, timezone.now()).text

    @admin.display(description="最近一次成功", ordering="last_succeeded_at")
    def succeeded(self, cursor: FeedCursor) -> SafeString:
        """Return when the feed was read to its end last."""
        return moment_cell(cursor.last_succeeded_at)

    @admin.display(description="最近一次对账", ordering="reconciled_at")
    def reconciled(self, cursor: FeedCursor) -> SafeString:
        """Return when both systems were compared last."""
        return moment_cell(cursor.reconciled_at)


@admin.register(Discrepancy)
class DiscrepancyAdmin(CenterPageAdmin):
    """What reconciliation found different."""

    viewers = BUSINESS_READERS
    menu_position = 32
    page_template = "center/exchange_discrepancy.html"
    change_list_template = "center/exchange_list.html"
    list_display = ["subject", "record_type", "difference", "versions_there", "versions_here", "found", "mended"]
    list_display_links = ["subject"]
    list_filter = [DiscrepancyTabs, RecordTypeFilter, KindFilter]
    search_fields = ["key"]
    search_help_text = "业务主键（计划编号、公告编号、项目编号）"

    def page_context(self, request: HttpRequest, record: Discrepancy) -> dict[str, Any]:
        """Return the difference, and what to do about it."""
        return {"page": discrepancy_page(record)}

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Say what an empty list means."""
        words = {"empty_title": "没有对账差异", "empty_text": "每小时与省系统逐条核对一次，不一致的数据显示在这里。"}
        return super().changelist_view(request, words | (extra_context or {}))

    def get_ordering(self, request: HttpRequest) -> Any:
        """Return the oldest first where something is left to do, the newest first elsewhere."""
        return ["found_at", "pk"] if DiscrepancyTabs.is_first(request) else ["-found_at", "-pk"]

    @admin.display(description="业务主键", ordering="key")
    def subject(self, discrepancy: Discrepancy) -> str:
        """Return the key."""
        return visible(discrepancy.key)

    @admin.display(description="差异", ordering="kind")
    def difference(self, discrepancy: Discrepancy) -> SafeString:
        """Return how the two systems differ."""
        tone = "neutral" if discrepancy.mended_at else "warning"
        return format_html('<span class="tag tag--{}">{}</span>', tone, discrepancy.get_kind_display())

    @admin.display(description="省系统版本", ordering="province_version")
    def versions_there(self, discrepancy: Discrepancy) -> str:
        """Return the version that the province holds."""
        return ABSENT if discrepancy.province_version is None else str(discrepancy.province_version)

    @admin.display(description="本平台版本", ordering="our_version")
    def versions_here(self, discrepancy: Discrepancy) -> str:
        """Return the version that stands here."""
        return ABSENT if discrepancy.our_version is None else str(discrepancy.our_version)

    @admin.display(description="发现时间", ordering="found_at")
    def found(self, discrepancy: Discrepancy) -> SafeString:
        """Return when the difference was found."""
        return moment_cell(discrepancy.found_at)

    @admin.display(description="恢复一致", ordering="mended_at")
    def mended(self, discrepancy: Discrepancy) -> SafeString:
        """Return when both systems held the same again."""
        return moment_cell(discrepancy.mended_at)

"""What came from the province, and the press that has it handled once more."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import truncatechars
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.accounts.center_acts import CenterActAdmin
from apps.accounts.center_cells import moment_cell, status_cell
from apps.core.actors import Actor
from apps.core.templatetags.ui import ABSENT
from apps.core.visible_text import visible
from apps.interconnection.inbox import try_again
from apps.interconnection.list_filters import FeedFilter, RecordStateFilter, RecordTabs
from apps.interconnection.models import InboundRecord
from apps.interconnection.selectors.records import record_page

LONGEST_REASON = 90


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
    search_fields = ["key__startswith", "waits_for__startswith"]
    search_help_text = "业务主键（计划编号、公告编号）或等待的项目编号的开头"

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

"""What is owed to the province, and the press that sends it again."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.defaultfilters import truncatechars
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.accounts.center_acts import CenterActAdmin
from apps.accounts.center_cells import moment_cell, status_cell, waited_cell
from apps.core.actors import Actor
from apps.core.models import OutboxMessage
from apps.core.templatetags.ui import ABSENT
from apps.core.visible_text import visible
from apps.interconnection.list_filters import MessageStateFilter, MessageTabs
from apps.interconnection.resending import resend
from apps.interconnection.selectors.messages import message_page

LONGEST_REASON = 90


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
    search_fields = ["subject_key__startswith", "receipt__startswith", "idempotency_key__startswith"]
    search_help_text = "项目编号、回执或幂等键的开头"

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

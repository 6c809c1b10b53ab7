"""How the reading of the feeds goes, and the press that reads one now."""

from datetime import datetime
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.accounts.center_acts import CenterActAdmin
from apps.accounts.center_cells import moment_cell
from apps.core.actors import Actor
from apps.interconnection.connection import data_as_of, feed_state, feed_states
from apps.interconnection.models import FeedCursor
from apps.interconnection.pulling import request_pull
from apps.interconnection.selectors.feeds import feed_page


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
        return {"page": feed_page(record, timezone.now())}

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

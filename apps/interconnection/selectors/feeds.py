"""What the center's page of a feed of the province shows."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from apps.accounts.center_history import trail_of
from apps.core.facts import Fact
from apps.core.models import AuditEntry
from apps.core.templatetags.ui import datetime_cn
from apps.core.visible_text import visible
from apps.interconnection.connection import FeedState, feed_state
from apps.interconnection.models import FeedCursor, InboundPage

RECENT_PAGES = 10


@dataclass(frozen=True)
class FeedPage:
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


def feed_page(cursor: FeedCursor, now: datetime) -> FeedPage:
    """Assemble the page of a feed."""
    recent = InboundPage.objects.filter(feed=cursor.feed).defer("body_compressed").annotate(count=Count("records"))
    return FeedPage(
        cursor=cursor,
        state=feed_state(cursor, now),
        facts=_cursor_facts(cursor),
        recent=list(recent.order_by("-fetched_at", "-pk")[:RECENT_PAGES]),
        trail=trail_of(cursor),
    )


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

"""How the connection to the province does, in words for the center's first page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.conf import settings
from django.utils import timezone

from apps.core.templatetags.ui import datetime_cn, waited
from apps.core.visible_text import visible
from apps.interconnection.models import Feed, FeedCursor

# A feed that nobody has read for this many turns: the workers or the clock of the tasks stand still.
SILENT_AFTER_POLLS = 10
SILENT_AFTER_AT_LEAST = timedelta(minutes=5)


@dataclass(frozen=True)
class FeedState:
    """How the reading of one feed goes."""

    label: str
    tone: Literal["success", "warning", "danger", "neutral"]
    title: str
    text: str
    succeeded_at: datetime | None

    @property
    def is_well(self) -> bool:
        """Tell whether there is nothing to look after."""
        return self.tone == "success"


def feed_states(now: datetime) -> list[FeedState]:
    """Return the state of every feed, those that were never read included; one query."""
    known = {cursor.feed: cursor for cursor in FeedCursor.objects.all()}
    return [feed_state(known.get(feed) or FeedCursor(feed=feed), now) for feed in Feed]


def feed_state(cursor: FeedCursor, now: datetime) -> FeedState:
    """Return the state of one feed."""
    label = cursor.get_feed_display()
    succeeded_at = cursor.last_succeeded_at
    if cursor.failures:
        text = f"{_last_success(succeeded_at, now)}，已连续失败 {cursor.failures} 次：{visible(cursor.last_error)}"
        return FeedState(label, "danger", "连接失败", text, succeeded_at)
    if succeeded_at is None:
        return FeedState(label, "neutral", "尚未拉取", "后台任务还没有拉取过。", None)
    if now - succeeded_at > _longest_silence():
        text = f"{_last_success(succeeded_at, now)}，此后没有再拉取，请检查后台任务是否在运行。"
        return FeedState(label, "warning", "没有按时拉取", text, succeeded_at)
    return FeedState(label, "success", "正常", _last_success(succeeded_at, now), succeeded_at)


def data_as_of(states: Iterable[FeedState], now: datetime) -> str:
    """Return the moment up to which everything that the province has told is here."""
    moments = [state.succeeded_at for state in states]
    known = [moment for moment in moments if moment is not None]
    if not known or len(known) < len(moments):
        return "省系统数据尚未完整接收"
    return f"省系统数据截至 {clock_time(min(known), now)}"


def clock_time(moment: datetime, now: datetime) -> str:
    """Return the time of day, with the date unless it is today's."""
    local = timezone.localtime(moment)
    return f"{local:%H:%M}" if local.date() == timezone.localtime(now).date() else datetime_cn(moment)


def _last_success(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return "从未成功"
    return f"最近一次成功 {clock_time(moment, now)}（{waited(moment, now)}前）"


def _longest_silence() -> timedelta:
    poll = timedelta(seconds=settings.ENVIRONMENT.exchange_poll_seconds)
    return max(poll * SILENT_AFTER_POLLS, SILENT_AFTER_AT_LEAST)

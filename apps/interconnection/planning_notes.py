"""Tells a preparation that waits for its tender announcement how far the exchange is."""

from datetime import datetime

from apps.acceptance.models import Project
from apps.announcements.models import Announcement
from apps.core.templatetags.ui import datetime_cn, waited
from apps.core.visible_text import visible
from apps.interconnection.connection import clock_time, feed_state
from apps.interconnection.gateway.exceptions import InvalidDocument
from apps.interconnection.gateway.feeds import read_item
from apps.interconnection.models import Feed, FeedCursor, InboundRecord
from apps.tender_planning.waiting import ExchangeNote, exchange_notes

Status = InboundRecord.Status

TENDER = "tender"
# Records are settled within seconds; what is not is looked through for the project, the newest first.
UNSETTLED = frozenset({Status.RECEIVED, Status.WAITING, Status.PARKED})
MOST_LOOKED_THROUGH = 200


@exchange_notes
def tender_announcement(project: Project, now: datetime) -> list[ExchangeNote]:
    """Return what is known of the project's tender announcement, and when announcements were last asked for."""
    if project.plan_id is None:
        # It never meets the province.
        return []
    return [_announcement(project), _feed(now)]


def _announcement(project: Project) -> ExchangeNote:
    record = _record_of(project)
    if record is not None and record.status == Status.PARKED:
        text = f"{visible(record.note)}\n已转交易中心处理，处理后自动开放编制。"
        return ExchangeNote("采购公告已收到，未能处理", text, "danger")
    if record is not None:
        return ExchangeNote("采购公告已收到，正在处理", visible(record.note) or "通常一分钟内处理完毕。")
    withdrawn = project.announcements.filter(type=Announcement.Type.TENDER, status=Announcement.Status.WITHDRAWN)
    last = withdrawn.order_by("-withdrawn_at").first()
    if last is not None:
        text = f"省采购系统于 {datetime_cn(last.withdrawn_at)} 撤回了“{last.title}”，重新发布后继续编制。"
        return ExchangeNote("采购公告已撤回", text, "warning")
    return ExchangeNote("采购公告尚未到达", "本平台还没有收到本项目的采购公告。")


def _record_of(project: Project) -> InboundRecord | None:
    """Return the newest record of the project's tender announcement that is not settled."""
    records = InboundRecord.objects.filter(feed=Feed.ANNOUNCEMENTS, status__in=UNSETTLED).order_by("-pk")
    for record in records[:MOST_LOOKED_THROUGH]:
        try:
            payload = read_item(bytes(record.raw)).payload
        except InvalidDocument:
            continue
        if payload.get("project_no") == project.project_no and payload.get("type") == TENDER:
            return record
    return None


def _feed(now: datetime) -> ExchangeNote:
    """Say when announcements were last asked for; why it failed is for the center to read."""
    cursor = FeedCursor.objects.filter(feed=Feed.ANNOUNCEMENTS).first() or FeedCursor(feed=Feed.ANNOUNCEMENTS)
    state = feed_state(cursor, now)
    if state.succeeded_at is None:
        return ExchangeNote("尚未接收过省采购系统的公告", "后台任务启动后自动接收。", "warning")
    last = f"最近一次接收 {clock_time(state.succeeded_at, now)}（{waited(state.succeeded_at, now)}前）"
    if state.is_well:
        return ExchangeNote("公告接收正常", f"{last}。")
    return ExchangeNote("公告接收暂时中断", f"{last}，系统自动重试；恢复后公告自动到达，不会遗漏。", "warning")

"""Who did what when in a project: its acceptance, its lots, its announcements in every version."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from apps.acceptance.models import Project
from apps.announcements.models import Announcement, AnnouncementVersion
from apps.core.models import StatusChange
from apps.core.templatetags.ui import datetime_cn

CENTER = "交易中心"
PROVINCE = "省采购系统"
PLATFORM = "交易平台"


@dataclass(frozen=True)
class Event:
    """Something that happened, for `components/timeline.html`."""

    at: datetime
    title: str
    by: str
    text: str = ""
    url: str = ""
    tone: str = ""


def events_of(
    project: Project, versions: Sequence[AnnouncementVersion], *, lots_delivered_at: datetime | None
) -> list[Event]:
    """Return what happened in the order in which it did. `versions` are public, in the order of their publication."""
    withdrawals = _withdrawals({version.announcement_id: version.announcement for version in versions})
    events = [*_before(project, lots_delivered_at), *_published(versions, withdrawals), *withdrawals.values()]
    # The province tells whole seconds; within one, things happened in the order of the process.
    return sorted(events, key=lambda event: event.at.replace(microsecond=0))


def _before(project: Project, lots_delivered_at: datetime | None) -> Iterator[Event]:
    if project.accepted_at:
        yield Event(project.accepted_at, "项目受理", CENTER, f"代理机构：{project.agency.name}")
    if lots_delivered_at:
        yield Event(lots_delivered_at, "标段推送至省采购系统", PLATFORM, "已取得省系统回执")


def _published(
    versions: Sequence[AnnouncementVersion], withdrawals: dict[tuple[int, datetime], Event]
) -> Iterator[Event]:
    seen: set[int] = set()
    for version in versions:
        announcement, at = version.announcement, version.publication.published_at
        if (announcement.pk, at) in withdrawals:
            # The last state that came with a withdrawal is no news.
            continue
        url = reverse("announcements:detail", args=[announcement.pk])
        label = announcement.get_type_display()
        if announcement.pk in seen:
            text = f"第{version.version}版，{version.title}"
            yield Event(at, f"{label}有新版本", _publisher(announcement), text, url)
        else:
            seen.add(announcement.pk)
            # What is drafted here is public nowhere before; the province's is told with both times.
            first = at if announcement.is_local else version.first_published_at
            text = version.title if announcement.is_local else f"{version.title}\n本平台 {datetime_cn(at)} 发布"
            yield Event(first, f"发布{label}", _publisher(announcement), text, url, "success")


def _publisher(announcement: Announcement) -> str:
    return f"{announcement.agency_name}，{CENTER}审核" if announcement.is_local else PROVINCE


def _withdrawals(announcements: dict[int, Announcement]) -> dict[tuple[int, datetime], Event]:
    """Return when which announcement was taken back, those that stand again included; one query."""
    seen_from = {
        pk: announcement.published_at for pk, announcement in announcements.items() if announcement.published_at
    }
    changes = StatusChange.objects.filter(
        subject_type="announcements.announcement",
        subject_id__in=announcements,
        new_status=Announcement.Status.WITHDRAWN,
    )
    return {
        (change.subject_id, change.changed_at): Event(
            change.changed_at,
            f"撤回{announcements[change.subject_id].get_type_display()}",
            CENTER if announcements[change.subject_id].is_local else PROVINCE,
            _withdrawn_words(announcements[change.subject_id], change),
            reverse("announcements:detail", args=[change.subject_id]),
            "danger",
        )
        for change in changes
        # Taken back before anybody could read it: nothing happened to the public.
        if change.changed_at >= seen_from[change.subject_id]
    }


def _withdrawn_words(announcement: Announcement, change: StatusChange) -> str:
    """Return what was taken back, and of one of this platform why: the reason was given for the public."""
    return f"{announcement.title}\n撤回原因：{change.reason}" if announcement.is_local else announcement.title

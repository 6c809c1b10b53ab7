"""Who is told what of a change; each is called inside the transaction of its act."""

from datetime import datetime

from django.urls import reverse

from apps.accounts.notifying import agency_staff, center_reviewers, notify
from apps.announcements.models import Announcement, ChangeReview, ChangeTimes


def tell_arrived(announcement: Announcement, now: datetime) -> None:
    """Tell the agency that it has to confirm the times of a change."""
    verb = "已生成" if announcement.is_local else "收到"
    text = f"{verb}{_name(announcement)}，时间已按公告自动填写，请核对后提交审核。"
    _tell_agency(announcement, text, now)


def tell_new_version(announcement: Announcement, now: datetime) -> None:
    """Tell the agency that there is another version, and that what it confirmed does not hold for it."""
    text = f"{_name(announcement)}有新版本，时间已重新填写，请核对后重新提交审核。"
    if not announcement.is_local:
        text = f"省采购系统发来{text}"
    _tell_agency(announcement, text, now)


def tell_submitted(times: ChangeTimes, now: datetime) -> None:
    """Tell the center that a change waits for its review."""
    _tell_center(times, f"{_name(times.announcement)}已由代理机构确认时间，等待审核。", now)


def tell_returned(review: ChangeReview, announcement: Announcement, now: datetime) -> None:
    """Tell the agency what to correct."""
    _tell_agency(announcement, f"{_name(announcement)}被退回：{review.reason}", now)


def tell_approved(announcement: Announcement, outcome: str, now: datetime) -> None:
    """Tell the agency and the center that a change holds, and what became of the documents."""
    text = f"{_name(announcement)}已审核通过并公开，时间已调整。{outcome}"
    _tell_agency(announcement, text, now)
    _tell_center(announcement.change_times, text, now)


def tell_taken_back(
    announcement: Announcement, now: datetime, *, by: str, was_public: bool, was_under_review: bool
) -> None:
    """Tell the agency, and the center where it is concerned, that a change was taken back, and by whom."""
    text = f"{by}撤回了{_name(announcement)}。"
    if was_public:
        text += "已调整的时间继续有效；需要恢复原时间的，须另行发布变更公告。"
    _tell_agency(announcement, text, now)
    if was_public or was_under_review:
        _tell_center(announcement.change_times, text, now)


def _tell_agency(announcement: Announcement, text: str, now: datetime) -> None:
    notify(
        agency_staff(announcement.project.agency),
        text=text,
        url=reverse("changes:change", args=[announcement.pk]),
        now=now,
    )


def _tell_center(times: ChangeTimes, text: str, now: datetime) -> None:
    url = reverse("admin:announcements_changetimes_change", args=[times.pk])
    notify(center_reviewers(), text=text, url=url, now=now)


def _name(announcement: Announcement) -> str:
    return f"{announcement.project.project_no}的变更公告“{announcement.title}”"

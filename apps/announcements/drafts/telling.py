"""Who is told what of an announcement that is drafted here; each is called inside the transaction of its act."""

from datetime import datetime

from django.urls import reverse

from apps.accounts.notifying import agency_staff, center_reviewers, notify
from apps.announcements.models import Announcement, AnnouncementDraft, DraftReview


def tell_draft_submitted(draft: AnnouncementDraft, now: datetime) -> None:
    """Tell the center that an announcement waits for its review."""
    url = reverse("admin:announcements_announcementdraft_change", args=[draft.pk])
    notify(center_reviewers(), text=f"{_name(draft)}已提交，等待审核。", url=url, now=now)


def tell_draft_returned(review: DraftReview, now: datetime) -> None:
    """Tell the agency what to correct."""
    _tell_agency(review.draft, f"{_name(review.draft)}被退回：{review.reason}", now)


def tell_draft_approved(draft: AnnouncementDraft, now: datetime) -> None:
    """Tell the agency that its announcement is public."""
    _tell_agency(draft, f"{_name(draft)}已审核通过并发布。", now)


def tell_withdrawn(announcement: Announcement, reason: str, now: datetime) -> None:
    """Tell the agency that the center took its announcement back, and why."""
    kind, title = announcement.get_type_display(), announcement.title
    text = f"中心撤回了{announcement.project.project_no}的{kind}“{title}”：{reason}"
    url = reverse("drafts:list", args=[announcement.project_id])
    notify(agency_staff(announcement.project.agency), text=text, url=url, now=now)


def _tell_agency(draft: AnnouncementDraft, text: str, now: datetime) -> None:
    url = reverse("drafts:draft", args=[draft.project_id, draft.pk])
    notify(agency_staff(draft.project.agency), text=text, url=url, now=now)


def _name(draft: AnnouncementDraft) -> str:
    return f"{draft.project.project_no}的{draft.get_type_display()}“{draft.title}”"

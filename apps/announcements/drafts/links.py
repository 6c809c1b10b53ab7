"""Leads to the announcements of a project without a plan: from its page, and from what waits for one of them."""

from datetime import datetime

from django.urls import reverse

from apps.acceptance.models import Project
from apps.acceptance.project_links import ProjectLink, project_link
from apps.announcements.formats.gates import project_closed_because
from apps.announcements.models import Announcement, AnnouncementDraft
from apps.tender_planning.waiting import ExchangeNote, exchange_notes

Status = AnnouncementDraft.Status


@project_link
def to_the_announcements(project: Project) -> ProjectLink | None:
    """Return the link of an accepted project without a plan: its announcements are drafted here."""
    if project.plan_id is not None or project.accepted_at is None:
        return None
    return ProjectLink("公告", reverse("drafts:list", args=[project.pk]))


@exchange_notes
def the_announcement_to_draft(project: Project, now: datetime) -> list[ExchangeNote]:
    """Say how far the tender announcement is that opens the preparation, and where it is drafted."""
    if project_closed_because(project):
        return []
    drafts = project.announcement_drafts.filter(type=Announcement.Type.TENDER, status__in=AnnouncementDraft.OPEN)
    draft = drafts.defer("content").first()
    url = reverse("drafts:list", args=[project.pk])
    if draft is None:
        text = "项目已有的信息会自动填入；提交中心审核通过后立即发布。"
        return [ExchangeNote("下一步：拟定采购公告", text, "info", url, "拟定采购公告")]
    url = reverse("drafts:draft", args=[project.pk, draft.pk])
    if draft.status == Status.AWAITING_REVIEW:
        return [ExchangeNote("采购公告待中心审核", "审核通过后立即发布，并开放编制。", "info", url, "查看采购公告")]
    if draft.status == Status.RETURNED:
        return [ExchangeNote("采购公告被中心退回", "请修改后重新提交。", "warning", url, "修改采购公告")]
    return [ExchangeNote("采购公告拟定中", "填写完整后提交中心审核。", "info", url, "继续拟定采购公告")]

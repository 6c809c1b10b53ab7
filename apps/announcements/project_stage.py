"""Tells on a project's page how far its announcements are."""

from apps.acceptance.models import Project
from apps.acceptance.stages import Step, later_step
from apps.announcements.models import Announcement, AnnouncementDraft


@later_step("采购公告")
def tender_announcement(project: Project) -> Step:
    """Return the stage 采购公告: public since when, or what it waits for."""
    label = "采购公告"
    announcement = (
        project.announcements.filter(type=Announcement.Type.TENDER).order_by("-first_published_at", "-pk").first()
    )
    if announcement is None:
        return Step(label, note=_waits_for(project))
    if announcement.is_withdrawn:
        return Step(label, "blocked", announcement.withdrawn_at, "已撤回")
    return Step(label, "done", announcement.published_at, "已发布")


def _waits_for(project: Project) -> str:
    if project.status != Project.Status.ACCEPTED:
        return ""
    if project.plan_id is not None:
        return "待省系统发布"
    under_review = project.announcement_drafts.filter(
        type=Announcement.Type.TENDER, status=AnnouncementDraft.Status.AWAITING_REVIEW
    )
    return "待中心审核" if under_review.exists() else "待拟定"


@later_step("结果公告")
def result_announcement(project: Project) -> Step:
    """Return the stage 结果公告: public since when; a termination ends it too."""
    ends = (Announcement.Type.RESULT, Announcement.Type.TERMINATION)
    announcement = project.announcements.filter(type__in=ends).order_by("-first_published_at", "-pk").first()
    if announcement is None:
        return Step("结果公告")
    label = announcement.get_type_display()
    if announcement.is_withdrawn:
        return Step(label, "blocked", announcement.withdrawn_at, "已撤回")
    return Step(label, "done", announcement.published_at, "已发布")

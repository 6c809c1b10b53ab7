"""What may be drafted of a project now, and why not."""

from collections.abc import Mapping

from apps.acceptance.models import Project
from apps.announcements.following import WITHOUT_TENDER
from apps.announcements.formats.about import About
from apps.announcements.formats.lots import LotState
from apps.announcements.formats.result import announceable
from apps.announcements.formats.result_correction import CORRECTABLE
from apps.announcements.formats.tender import CHOOSABLE
from apps.announcements.formats.termination import terminable
from apps.announcements.models import Announcement

Type = Announcement.Type

NOT_ACCEPTED = "项目受理后才能拟定公告。"
HAS_PLAN = "本项目选择了采购计划，公告在省采购系统编制、发布，自动同步到本平台。"
NO_TENDER = "没有生效的采购公告。"
NO_RESULT = "没有生效的结果公告。"

_NOTHING_LEFT: Mapping[str, str] = {
    Type.TENDER: "各标段都已有采购公告；需要重新公告的，先终止或者请中心撤回原公告。",
    Type.RESULT: "没有待公布结果的标段。",
    Type.TERMINATION: "没有可以终止的标段。",
    Type.RESULT_CORRECTION: NO_RESULT,
    Type.CONTRACT: "没有待公告合同的中标（成交）标段。",
}


def project_closed_because(project: Project) -> str:
    """Return why nothing of the project is drafted here at all; empty when something may be."""
    if project.plan_id is not None:
        return HAS_PLAN
    if project.accepted_at is None:
        return NOT_ACCEPTED
    if project.status != Project.Status.ACCEPTED:
        return f"项目{project.get_status_display()}，不能再拟定公告。"
    return ""


def closed_because(announcement_type: str, about: About) -> str:
    """Return why an announcement of that type cannot be drafted now; empty when it can."""
    project = about.project
    if closed := project_closed_because(project):
        return closed
    if announcement_type == Type.CHANGE:
        return "" if about.times is not None and about.times.tender.is_published else NO_TENDER
    needs_tender = announcement_type in (Type.RESULT, Type.TERMINATION) and project.method not in WITHOUT_TENDER
    if needs_tender and about.times is None:
        return NO_TENDER
    return "" if about.lots_that_are(*_states(announcement_type, about)) else _NOTHING_LEFT[announcement_type]


def _states(announcement_type: str, about: About) -> tuple[LotState, ...]:
    """Return in which states of its lots there is something to say."""
    return {
        Type.TENDER: CHOOSABLE,
        Type.RESULT: announceable(about),
        Type.TERMINATION: terminable(about),
        Type.RESULT_CORRECTION: CORRECTABLE,
        Type.CONTRACT: (LotState.AWARDED,),
    }[Type(announcement_type)]

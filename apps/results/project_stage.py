"""Tells on a project's page how many of its lots are decided."""

from apps.acceptance.models import Project
from apps.acceptance.stages import Step, later_step
from apps.results.models import LotResult

LABEL = "结果公告"


@later_step(LABEL)
def result_announcement(project: Project) -> Step:
    """Return the stage 结果公告: done when every lot is decided, blocked when none of them went to anybody."""
    if project.accepted_at is None:
        return Step(LABEL)
    rows = LotResult.objects.filter(lot__project=project).values_list("status", "first_published_at")
    decided = [(status, at) for status, at in rows if at is not None]
    if not decided:
        return Step(LABEL)
    at = max(moment for _, moment in decided)
    if len(decided) < len(rows):
        return Step(LABEL, "current", at, f"{len(decided)}／{len(rows)} 个标段已定标")
    failed = sum(status == LotResult.Status.FAILED for status, _ in decided)
    if failed == len(rows):
        return Step(LABEL, "blocked", at, "已终止")
    return Step(LABEL, "done", at, f"{failed} 个标段终止" if failed else "已公告")

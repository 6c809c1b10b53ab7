"""Tells on a project's page how far the preparation of the tender is."""

from apps.acceptance.models import Project
from apps.acceptance.stages import Step, later_step
from apps.tender_planning.models import Planning


@later_step("招标文件")
def tender_preparation(project: Project) -> Step:
    """Return the stage 招标文件: issued since when, being prepared, or still to come."""
    label = "招标文件"
    planning = Planning.objects.filter(project=project).first()
    if planning is None or planning.status == Planning.Status.LOCKED:
        return Step(label)
    if planning.is_issued:
        return Step(label, "done", planning.issued_at, "已发出")
    return Step(label, "current", planning.unlocked_at, "编制中")

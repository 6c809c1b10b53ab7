"""The stages of a project on its page: 登记, 提交审核, 中心受理, 标段推送, 采购公告 and so on.

The later stages are told by the apps above this one, which know them: each registers its own
step in its `apps.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from apps.acceptance.models import Project
from apps.acceptance.push_state import ACCEPTED, PushState

State = Literal["done", "current", "waiting", "blocked"]


@dataclass(frozen=True)
class Step:
    """One stage and how far it is."""

    label: str
    state: State = "waiting"
    at: datetime | None = None
    note: str = ""


StepMaker = Callable[[Project], Step]

# In the order of the process; a stage whose app does not tell anything yet is still to come.
_later_steps: dict[str, StepMaker | None] = {
    "采购公告": None,
    "招标文件": None,
    "开标评标": None,
    "结果公告": None,
}


def later_step(label: str) -> Callable[[StepMaker], StepMaker]:
    """Register who tells how far the stage `label` is."""

    def register(maker: StepMaker) -> StepMaker:
        _later_steps[label] = maker
        return maker

    return register


def stages(project: Project, push: PushState) -> list[Step]:
    """Return the stages of a project; `push` tells about its lots."""
    later = [maker(project) if maker else Step(label) for label, maker in _later_steps.items()]
    pushed = [Step("标段推送", push.step, push.delivered_at)] if project.plan_id else []
    return [
        _entry(project),
        _submission(project),
        _acceptance(project),
        *pushed,
        *later,
    ]


def _entry(project: Project) -> Step:
    if project.status == Project.Status.CANCELLED:
        return Step("登记", "blocked", project.created_at, "已取消")
    return Step("登记", "current" if project.status == Project.Status.DRAFT else "done", project.created_at)


def _submission(project: Project) -> Step:
    if project.status == Project.Status.RETURNED:
        return Step("提交审核", "blocked", project.submitted_at, "已退回，待修改")
    return Step("提交审核", "done" if project.submitted_at else "waiting", project.submitted_at)


def _acceptance(project: Project) -> Step:
    if project.status in ACCEPTED:
        return Step("中心受理", "done", project.accepted_at)
    if project.status == Project.Status.SUBMITTED:
        return Step("中心受理", "current", note="待审核")
    return Step("中心受理")

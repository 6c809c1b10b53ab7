"""How far the lots of a project are on their way to the province, in the clerk's words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from apps.acceptance.models import Project
from apps.core.models import OutboxMessage

ACCEPTED = frozenset({Project.Status.ACCEPTED, Project.Status.CLOSED, Project.Status.TERMINATED})


@dataclass(frozen=True)
class PushState:
    """Where the push of the lots stands, and why it is not further."""

    step: Literal["done", "current", "waiting", "blocked"]
    title: str
    text: str
    tone: Literal["info", "success", "warning", "danger"]
    receipt: str = ""
    delivered_at: datetime | None = None
    next_attempt_at: datetime | None = None


NOT_NEEDED = PushState("waiting", "无需推送", "本项目未选择采购计划，标段不向省采购系统推送。", "info")
GIVEN_UP = PushState("waiting", "不推送", "项目已取消，标段不推送至省采购系统。", "info")
NOT_YET = PushState("waiting", "标段尚未推送", "中心受理后自动推送至省采购系统，无需另行办理。", "info")
LOST = PushState("blocked", "标段尚未推送", "没有查到推送任务，请联系交易中心处理。", "danger")


def lots_push(project: Project) -> PushState:
    """Return where the push of one project's lots stands."""
    return lots_pushes([project])[project.pk]


def lots_pushes(projects: Iterable[Project]) -> dict[int, PushState]:
    """Return where the pushes of several projects stand, by primary key, with one query."""
    projects = list(projects)
    messages = newest_messages(projects)
    return {project.pk: _state(project, messages.get(project.pk)) for project in projects}


def newest_messages(projects: Iterable[Project]) -> dict[int, OutboxMessage]:
    """Return the newest obligation to push the lots of each accepted project, by its primary key."""
    accepted = {project.project_no: project.pk for project in projects if project.status in ACCEPTED}
    newest = (
        OutboxMessage.objects.filter(topic=OutboxMessage.Topic.LOTS, subject_key__in=accepted)
        .order_by("subject_key", "-version")
        .distinct("subject_key")
    )
    return {accepted[message.subject_key]: message for message in newest}


def _state(project: Project, message: OutboxMessage | None) -> PushState:
    if project.plan_id is None:
        return NOT_NEEDED
    if project.status not in ACCEPTED:
        return GIVEN_UP if project.status == Project.Status.CANCELLED else NOT_YET
    if message is None:
        return LOST
    return _on_its_way(message)


def _on_its_way(message: OutboxMessage) -> PushState:
    if message.status == OutboxMessage.Status.DELIVERED:
        return PushState(
            "done",
            "标段已推送",
            "省采购系统已收到标段，可以在省采购系统起草采购公告。",
            "success",
            receipt=message.receipt,
            delivered_at=message.delivered_at,
        )
    if message.status == OutboxMessage.Status.PARKED:
        return PushState("blocked", "推送未成功，已转中心处理", _province_says(message), "danger")
    if not message.last_error:
        return PushState("current", "标段正在推送", "已受理，标段正在推送至省采购系统，通常一分钟内完成。", "info")
    return PushState(
        "current",
        "推送暂未成功，系统将自动重试",
        _province_says(message),
        "warning",
        next_attempt_at=message.due_at,
    )


def _province_says(message: OutboxMessage) -> str:
    return f"已发送 {message.attempts} 次，最近一次的原因：{message.last_error or '未注明'}"

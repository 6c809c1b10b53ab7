"""Where a project stands, as far as the public may know it: derived from dated facts, never stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from apps.acceptance.models import Project
from apps.announcements.announced_times import AnnouncedTimes, newest
from apps.announcements.models import Announcement
from apps.announcements.wording import Wording, wording_of
from apps.core.models import OutboxMessage

Type = Announcement.Type
StepState = Literal["done", "current", "waiting", "blocked"]
ENDED = "已终止"


@dataclass(frozen=True)
class Step:
    """One step of the track; `at` is when it was, or is due."""

    label: str
    state: StepState
    at: datetime | None = None
    note: str = ""


def progress_of(
    project: Project,
    family: Sequence[Announcement],
    times: AnnouncedTimes | None,
    *,
    lots_delivered_at: datetime | None,
    now: datetime,
) -> list[Step]:
    """Return the steps of a project up to its contract; `family` are its public announcements."""
    result = newest(family, Type.RESULT, Type.TERMINATION)
    steps = [Step("项目受理", "done", project.accepted_at)]
    if project.plan_id:
        steps.append(_lots_pushed(lots_delivered_at))
    if times is not None:
        steps += _tendered(times, result, now)
    return [*steps, _result(result), *_contract(result, family)]


def lots_delivered_at(project: Project) -> datetime | None:
    """Return when the province's receipt for the project's lots came; None while it has not."""
    delivered = OutboxMessage.objects.filter(
        topic=OutboxMessage.Topic.LOTS, subject_key=project.project_no, status=OutboxMessage.Status.DELIVERED
    )
    return delivered.order_by("-version").values_list("delivered_at", flat=True).first()


def _lots_pushed(at: datetime | None) -> Step:
    return Step("标段推送", "done", at) if at else Step("标段推送", "current", note="等待省系统回执")


def _tendered(times: AnnouncedTimes, result: Announcement | None, now: datetime) -> list[Step]:
    tender, words = times.tender, wording_of(times.table.method)
    if tender.is_withdrawn:
        return [
            Step("采购公告", "blocked", tender.first_published_at, "公告已撤回"),
            Step(words.deadline, "waiting"),
            Step(words.opening, "waiting"),
        ]
    return [
        Step("采购公告", "done", tender.first_published_at),
        _deadline(words, times.bid_deadline, times.ended_at, now),
        _opening(words, times.opening_at, result, times.ended_at, now),
    ]


def _deadline(words: Wording, at: datetime, ended_at: datetime | None, now: datetime) -> Step:
    if ended_at and ended_at < at:
        return Step(words.deadline, "waiting", note=ENDED)
    return Step(words.deadline, "current", at, words.open) if now < at else Step(words.deadline, "done", at)


def _opening(
    words: Wording, at: datetime, result: Announcement | None, ended_at: datetime | None, now: datetime
) -> Step:
    if ended_at and ended_at < at:
        return Step(words.opening, "waiting", note=ENDED)
    if now < at:
        return Step(words.opening, "waiting", at, "公告时间")
    # That the hour has come does not say that the opening took place; that there is a result does.
    if result is not None and result.is_published:
        return Step(words.opening, "done", at)
    return Step(words.opening, "current", at, f"已到公告的{words.opening}时间")


def _result(result: Announcement | None) -> Step:
    """Tell of the result, or that there will be none; a project may have both, lot by lot."""
    if result is None:
        return Step("结果公告", "waiting")
    if result.is_withdrawn:
        return Step("结果公告", "blocked", result.first_published_at, "公告已撤回")
    label = "终止公告" if result.type == Type.TERMINATION else "结果公告"
    return Step(label, "done", result.first_published_at)


def _contract(result: Announcement | None, family: Sequence[Announcement]) -> list[Step]:
    """Tell of the contract as soon as there is a result that asks for one."""
    contract = newest(family, Type.CONTRACT)
    if contract is not None and contract.is_published:
        return [Step("合同公告", "done", contract.first_published_at)]
    if result is None or result.type == Type.TERMINATION or not result.is_published:
        return []
    return [Step("合同公告", "waiting")]

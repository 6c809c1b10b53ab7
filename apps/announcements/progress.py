"""Where a project stands, as far as the public may know it: derived from dated facts, never stored."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from apps.acceptance.models import Project
from apps.announcements.models import Announcement
from apps.announcements.wording import Wording
from apps.core.models import OutboxMessage

StepState = Literal["done", "current", "waiting", "blocked"]


@dataclass(frozen=True)
class Step:
    """One step of the track; `at` is when it was, or is due."""

    label: str
    state: StepState
    at: datetime | None = None
    note: str = ""


def progress_of(announcement: Announcement, *, opening_at: datetime, now: datetime) -> list[Step]:
    """Return the steps of the project up to the opening; `opening_at` is the announced time."""
    words = announcement.wording
    steps = [Step("项目受理", "done", announcement.project.accepted_at)]
    if announcement.project.plan_id:
        steps.append(_lots_pushed(announcement.project))
    if announcement.is_withdrawn:
        return [
            *steps,
            Step("采购公告", "blocked", announcement.first_published_at, "公告已撤回"),
            Step(words.deadline, "waiting"),
            Step(words.opening, "waiting"),
        ]
    return [
        *steps,
        Step("采购公告", "done", announcement.first_published_at),
        _deadline(words, announcement.bid_deadline, now),
        _opening(words, opening_at, now),
    ]


def _lots_pushed(project: Project) -> Step:
    delivered = (
        OutboxMessage.objects.filter(
            topic=OutboxMessage.Topic.LOTS,
            subject_key=project.project_no,
            status=OutboxMessage.Status.DELIVERED,
        )
        .order_by("-version")
        .first()
    )
    return (
        Step("标段推送", "done", delivered.delivered_at) if delivered else Step("标段推送", "current", note="等待回执")
    )


def _deadline(words: Wording, at: datetime, now: datetime) -> Step:
    return Step(words.deadline, "current", at, words.open) if now < at else Step(words.deadline, "done", at)


def _opening(words: Wording, at: datetime, now: datetime) -> Step:
    if now < at:
        return Step(words.opening, "waiting", at, "公告时间")
    # That the hour has come does not say that the opening took place.
    return Step(words.opening, "current", at, f"已到公告的{words.opening}时间")

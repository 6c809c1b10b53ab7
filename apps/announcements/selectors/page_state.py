"""How the files of the public pages stand, for the center; costs the same with a million pages."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from apps.acceptance.models import Project
from apps.announcements.models import OF_PROJECT, PageFile, PageOrder, PageRound
from apps.core.facts import Fact
from apps.core.models import AuditEntry
from apps.core.templatetags.ui import ABSENT, datetime_cn

# Counting costs what is counted; beyond this a person needs no more than "more than".
MOST_COUNTED = 10_000
SHOWN = 20
TRAIL_LENGTH = 10


@dataclass(frozen=True)
class FailedOrder:
    """Pages that could not be made, and why; without `due_at` they are not tried again by themselves."""

    name: str
    attempts: int
    error: str
    due_at: datetime | None


@dataclass(frozen=True)
class PageState:
    """What the page of the center shows."""

    files: str
    waiting: str
    oldest_at: datetime | None
    failed: list[FailedOrder]
    check: PageRound
    look: PageRound
    trail: list[AuditEntry]

    @property
    def check_facts(self) -> list[Fact]:
        """Return how far the check is, and what it found."""
        found = f"{self.check.faults} 处，已自动修复" if self.check.faults else "没有"
        return [
            Fact("状态", _state(self.check)),
            Fact("开始时间", datetime_cn(self.check.started_at)),
            Fact("完成时间", datetime_cn(self.check.finished_at)),
            Fact("发现不一致", found if self.check.started_at else ABSENT),
        ]

    @property
    def look_facts(self) -> list[Fact]:
        """Return since when all pages have had the present look."""
        return [
            Fact("状态", _state(self.look)),
            Fact("开始时间", datetime_cn(self.look.started_at)),
            Fact("完成时间", datetime_cn(self.look.finished_at)),
            Fact("未能生成", f"{self.look.faults} 个" if self.look.started_at else ABSENT),
        ]


def page_state() -> PageState:
    """Return how everything stands."""
    orders = PageOrder.objects.all()
    rounds = {round_.kind: round_ for round_ in PageRound.objects.all()}
    trail = AuditEntry.objects.filter(subject_type="announcements.pageround")
    return PageState(
        files=_count(PageFile.objects.all()),
        waiting=_count(orders),
        oldest_at=orders.order_by("pk").values_list("marked_at", flat=True).first(),
        failed=list(_failed(orders)),
        check=rounds.get(PageRound.Kind.CHECK, PageRound(kind=PageRound.Kind.CHECK)),
        look=rounds.get(PageRound.Kind.LOOK, PageRound(kind=PageRound.Kind.LOOK)),
        trail=list(trail.order_by("-acted_at", "-pk")[:TRAIL_LENGTH]),
    )


def _failed(orders: QuerySet[PageOrder]) -> Iterator[FailedOrder]:
    failed = list(orders.exclude(last_error="").order_by("pk")[:SHOWN])
    keys = [order.key for order in failed if order.subject in OF_PROJECT]
    projects = {project.pk: project for project in Project.objects.filter(pk__in=keys)}
    for order in failed:
        project = projects.get(order.key) if order.subject in OF_PROJECT else None
        yield FailedOrder(
            name=str(project or order),
            attempts=order.attempts,
            error=order.last_error,
            due_at=order.due_at,
        )


def _count(rows: QuerySet[PageFile] | QuerySet[PageOrder]) -> str:
    count = rows[: MOST_COUNTED + 1].count()
    return f"超过 {MOST_COUNTED}" if count > MOST_COUNTED else str(count)


def _state(round_: PageRound) -> str:
    if round_.started_at is None:
        return "尚未开始"
    return "已完成" if round_.finished_at else "进行中"

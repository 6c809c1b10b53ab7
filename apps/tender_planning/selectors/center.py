"""What the center's pages of preparations show."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet, prefetch_related_objects
from django.db.models.functions import Coalesce
from django.urls import reverse

from apps.acceptance.stages import Step
from apps.accounts.center_history import HistoryItem, history_of, trail_of
from apps.core.facts import Fact
from apps.core.models import AuditEntry
from apps.core.templatetags.ui import datetime_cn
from apps.tender_planning.differences import PartDifferences, between
from apps.tender_planning.frozen_blocks import FrozenBlock, blocks_of
from apps.tender_planning.models import Planning, PlanningVersion
from apps.tender_planning.selectors.overview import SectionCard, preparation_steps, section_cards
from apps.tender_planning.selectors.rule_exceptions import ExceptionRow, exception_rows, findings_of
from apps.tender_planning.selectors.versions import versions_of

TONES = {"issued": "success", "locked": "warning"}
# Documents of an open tender are out for at least twenty days (政府采购法 第三十五条): what opens
# sooner and is not issued is late, or about to be.
NEAR = timedelta(days=21)
OPENS_AT = Coalesce("opening__opening_at", "announced__opening_at")


@dataclass(frozen=True)
class PlanningPage:
    """A preparation as the center watches it."""

    planning: Planning
    facts: list[Fact]
    steps: list[Step]
    cards: list[SectionCard]
    exceptions: list[ExceptionRow]
    versions: list[PlanningVersion]
    history: list[HistoryItem]
    trail: list[AuditEntry]


@dataclass(frozen=True)
class FrozenPage:
    """An issued version with everything in it, and what it changed."""

    version: PlanningVersion
    facts: list[Fact]
    blocks: list[FrozenBlock]
    previous: PlanningVersion | None
    changes: list[PartDifferences]


def with_opening(plannings: QuerySet[Planning]) -> QuerySet[Any]:
    """Return the same rows with `opens_at`: as it is set, else as it was announced."""
    return plannings.annotate(opens_at=OPENS_AT)


def near_and_not_issued(now: datetime) -> QuerySet[Planning]:
    """Return the preparations that open soon and have nothing in force."""
    open_ones = with_opening(Planning.objects.filter(status=Planning.Status.EDITABLE))
    return open_ones.filter(opens_at__gt=now, opens_at__lte=now + NEAR)


def planning_page(planning: Any, now: datetime) -> PlanningPage:
    """Put together the page of a preparation of `with_opening`; nothing on it leads to an agency's forms."""
    prefetch_related_objects([planning], "exceptions__entered_by", "project__lots")
    project, findings = planning.project, findings_of(planning, now)
    return PlanningPage(
        planning=planning,
        facts=[
            Fact(
                "项目",
                project.project_no or "",
                url=reverse("admin:acceptance_project_change", args=[project.pk]),
                note=project.name,
            ),
            Fact("代理机构", project.agency.name),
            Fact("采购人", project.purchaser_name),
            Fact("采购方式", project.get_method_display()),
            Fact("开标时间", datetime_cn(planning.opens_at)),
            Fact("开放编制", datetime_cn(planning.unlocked_at)),
            Fact("最近发出", datetime_cn(planning.issued_at)),
        ],
        steps=preparation_steps(planning),
        cards=[_read_only(card) for card in section_cards(planning, findings)],
        exceptions=exception_rows(planning, findings),
        versions=list(versions_of(planning)),
        history=history_of(planning, TONES),
        trail=trail_of(planning),
    )


def frozen_page(version: PlanningVersion) -> FrozenPage:
    """Put together the page of an issued version."""
    previous = version.planning.versions.filter(version__lt=version.version).order_by("-version").first()
    return FrozenPage(
        version=version,
        facts=[
            Fact(
                "招标准备",
                str(version.planning.project.project_no),
                url=reverse("admin:tender_planning_planning_change", args=[version.planning_id]),
                note=version.planning.project.name,
            ),
            Fact("版本", f"第 {version.version} 版"),
            Fact("发出人", str(version.issued_by)),
            Fact("发出时间", datetime_cn(version.issued_at)),
            Fact("内容摘要（SM3）", version.sm3),
        ],
        blocks=blocks_of(version.content),
        previous=previous,
        changes=between(previous.content, version.content) if previous else [],
    )


def _read_only(card: SectionCard) -> SectionCard:
    return replace(card, rows=[replace(row, url="", answer_url="") for row in card.rows])

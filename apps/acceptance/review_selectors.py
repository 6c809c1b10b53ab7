"""What the center's pages of projects and plans show."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import PurePath

from django.urls import reverse

from apps.acceptance.codes import PaperKind
from apps.acceptance.differences import Difference, against_plan, between_versions
from apps.acceptance.frozen_facts import thaw
from apps.acceptance.models import (
    Lot,
    PlanItem,
    ProcurementPlan,
    Project,
    ProjectPaper,
    ProjectVersion,
    Review,
    paper_path,
)
from apps.acceptance.push_state import PushState, lots_push, newest_messages
from apps.acceptance.review_checks import Check, check_submission
from apps.acceptance.snapshots import PROJECT_FIELDS
from apps.acceptance.stages import Step, stages
from apps.acceptance.wording import label, shown
from apps.accounts.center_history import HistoryItem, history_of, trail_of
from apps.core.facts import Fact
from apps.core.models import AuditEntry, OutboxMessage
from apps.core.uploads import KINDS

Occasion = ProjectVersion.Occasion

TONES = {"accepted": "success", "returned": "warning", "cancelled": "danger", "terminated": "danger"}


@dataclass(frozen=True)
class ComparedLot:
    """A lot, and where it departs from the line of the plan that it comes from."""

    lot: Lot
    quantity: str
    differences: list[str]


@dataclass(frozen=True)
class PlanLine:
    """A line of a plan."""

    item: PlanItem
    quantity: str


@dataclass(frozen=True)
class LotTable:
    """All lots, the plan's lines that no lot covers, and the sums."""

    rows: list[ComparedLot]
    left_over: list[PlanLine]
    total: Decimal
    limit: Decimal | None

    @property
    def remainder(self) -> Decimal | None:
        """Return what the budget leaves when all lots are paid for."""
        return None if self.limit is None else self.limit - self.total


@dataclass(frozen=True)
class PaperLink:
    """A paper to open."""

    name: str
    size: int
    note: str
    url: str


@dataclass(frozen=True)
class LaterVersion:
    """A version that was frozen after the acceptance, and what it changed."""

    version: ProjectVersion
    changes: list[Difference]


@dataclass(frozen=True)
class ReviewPage:
    """Everything that a reviewer needs to judge one project."""

    project: Project
    version: ProjectVersion
    decision: Review | None
    earlier: list[Review]
    facts: list[Fact]
    agency_facts: list[Fact]
    plan_rows: list[Difference]
    lots: LotTable
    checks: list[Check]
    changes: list[Difference]
    later: list[LaterVersion]
    papers: list[PaperLink]
    history: list[HistoryItem]
    trail: list[AuditEntry]
    push: PushState
    message: OutboxMessage | None
    steps: list[Step]

    @property
    def is_waiting(self) -> bool:
        """Tell whether a decision is due."""
        return self.project.status == Project.Status.SUBMITTED

    @property
    def has_plan_change_to_note(self) -> bool:
        """Tell whether the plan of the accepted project changed and nobody at the center has looked yet."""
        return self.project.status == Project.Status.ACCEPTED and self.project.has_unseen_plan_change

    @property
    def is_plan_withdrawn(self) -> bool:
        """Tell whether the province took the plan back."""
        return self.project.plan is not None and self.project.plan.status == ProcurementPlan.Status.WITHDRAWN

    @property
    def plan_title(self) -> str:
        """Return what the plan's column is called."""
        return f"采购计划（第 {self.project.plan.version} 版）" if self.project.plan else ""

    @property
    def failed_checks(self) -> list[Check]:
        """Return the rules that are broken."""
        return [check for check in self.checks if not check.is_passed]

    @property
    def differing_plan_rows(self) -> list[Difference]:
        """Return where the submission departs from the plan."""
        return [row for row in self.plan_rows if row.differs]


def review_page(project: Project) -> ReviewPage:
    """Assemble the page of a project that was submitted at least once.

    All facts are those of the frozen version under review; today's row may be a draft again, and
    what changed after the acceptance stands beside it.
    """
    versions = list(project.versions.select_related("submitted_by", "review__reviewer").order_by("version"))
    *earlier_versions, version = [one for one in versions if one.occasion == Occasion.SUBMISSION]
    submitted, lots = thaw(version)
    push = lots_push(project)
    plan_rows = against_plan(project.plan, submitted, version.content["agency"]) if project.plan else []
    return ReviewPage(
        project=project,
        version=version,
        decision=_review(version),
        earlier=[review for earlier in reversed(earlier_versions) if (review := _review(earlier))],
        facts=_facts(submitted, has_plan=project.plan is not None),
        agency_facts=_agency_facts(version.content["agency"], submitted),
        plan_rows=plan_rows,
        lots=_lot_table(submitted, lots),
        checks=check_submission(version, submitted, lots),
        changes=between_versions(earlier_versions[-1], version) if earlier_versions else [],
        later=_later(versions),
        papers=_papers(version),
        history=history_of(project, TONES),
        trail=trail_of(project),
        push=push,
        message=newest_messages([project]).get(project.pk),
        steps=stages(project, push),
    )


@dataclass(frozen=True)
class PlanPage:
    """A plan with its lines, its history and the project that was entered from it."""

    plan: ProcurementPlan
    facts: list[Fact]
    lines: list[PlanLine]
    project: Project | None
    history: list[HistoryItem]
    trail: list[AuditEntry]


PLAN_FACTS = (
    "purchaser_name",
    "purchaser_credit_code",
    "purchaser_contact",
    "purchaser_phone",
    "purchaser_address",
    "agency_name",
    "agency_credit_code",
    "method",
    "organisation_form",
    "kind",
    "budget",
    "fund_source",
    "is_sme_reserved",
    "region_code",
    "handler_name",
)


def plan_page(plan: ProcurementPlan) -> PlanPage:
    """Assemble the page of a plan; a draft of an agency is not the center's to see."""
    taken_by = plan.projects.exclude(status=Project.Status.CANCELLED).filter(submitted_at__isnull=False).first()
    return PlanPage(
        plan=plan,
        facts=[Fact(label(plan, name), shown(plan, name)) for name in PLAN_FACTS],
        lines=[_plan_line(item) for item in plan.items.all()],
        project=taken_by,
        history=history_of(plan, TONES),
        trail=trail_of(plan),
    )


def submitted_paper(project: Project, sm3: str) -> ProjectPaper | None:
    """Return a paper as some submitted version names it, or None.

    The frozen version is asked and not the project's list of today: what the agency took off
    after a return was judged all the same, and what it has added since was not submitted.
    """
    for version in project.versions.order_by("-version"):
        for frozen in version.content["papers"]:
            if frozen["sm3"] == sm3:
                media_type, _ = KINDS[PurePath(frozen["name"]).suffix.lower()]
                paper = ProjectPaper(project=project, media_type=media_type, **frozen)
                paper.file.name = paper_path(paper, frozen["name"])
                return paper
    return None


def _review(version: ProjectVersion) -> Review | None:
    return getattr(version, "review", None)


def _later(versions: Sequence[ProjectVersion]) -> list[LaterVersion]:
    """Return the versions that no review led to, the newest first."""
    return [
        LaterVersion(version, between_versions(before, version))
        for before, version in reversed(list(pairwise(versions)))
        if version.occasion != Occasion.SUBMISSION
    ]


def _facts(submitted: Project, *, has_plan: bool) -> list[Fact]:
    """Return the facts that do not stand in the table beside the plan already."""
    elsewhere = {"project_no", "agency_contact", "agency_phone"}
    if has_plan:
        elsewhere |= {*Project.RULED_BY_PLAN, *Project.PREFILLED_BY_PLAN}
    return [Fact(label(submitted, name), shown(submitted, name)) for name in PROJECT_FIELDS if name not in elsewhere]


def _agency_facts(agency: dict[str, str], submitted: Project) -> list[Fact]:
    return [
        Fact("代理机构", agency["name"]),
        Fact("统一社会信用代码", agency["credit_code"]),
        Fact("项目联系人", shown(submitted, "agency_contact")),
        Fact("项目联系电话", shown(submitted, "agency_phone")),
        Fact("地址", agency["address"]),
    ]


def _lot_table(submitted: Project, lots: Sequence[Lot]) -> LotTable:
    """Put each lot beside the plan's line of its 品目; of several such lines, each is used once, in order."""
    waiting: defaultdict[str, list[PlanItem]] = defaultdict(list)
    for item in submitted.plan.items.all() if submitted.plan else []:
        waiting[item.category_code].append(item)
    rows = []
    for lot in lots:
        lines = waiting[lot.category_code]
        differences = _lot_differences(lot, lines.pop(0) if lines else None) if submitted.plan else []
        rows.append(ComparedLot(lot, _quantity(lot), differences))
    return LotTable(
        rows=rows,
        left_over=[_plan_line(item) for items in waiting.values() for item in items],
        total=sum((lot.budget or Decimal(0) for lot in lots), Decimal(0)),
        limit=submitted.budget,
    )


def _plan_line(item: PlanItem) -> PlanLine:
    return PlanLine(item, _quantity(item))


def _quantity(record: Lot | PlanItem) -> str:
    return f"{shown(record, 'quantity')} {record.unit}"


def _lot_differences(lot: Lot, item: PlanItem | None) -> list[str]:
    if item is None:
        return ["计划明细中没有这一品目"]
    return [
        f"{label(item, name)}：计划为 {shown(item, name)}"
        for name in ("name", "quantity", "unit", "budget")
        if getattr(item, name) != getattr(lot, name)
    ]


def _papers(version: ProjectVersion) -> list[PaperLink]:
    return [
        PaperLink(
            name=paper["name"],
            size=paper["size"],
            note=PaperKind(paper["kind"]).label,
            url=reverse("admin:acceptance_project_paper", args=[version.project_id, paper["sm3"]]),
        )
        for paper in version.content["papers"]
    ]

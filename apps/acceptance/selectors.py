"""What the agency's pages show, put together with a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum
from django.http import QueryDict
from django.urls import reverse

from apps.acceptance.comparisons import with_newer_plan
from apps.acceptance.desk_cards import DeskCard, cards_of
from apps.acceptance.differences import Difference
from apps.acceptance.forms import ACCEPTANCE, BASICS
from apps.acceptance.models import Category, Lot, PlanItem, ProcurementPlan, Project, ProjectVersion, Review
from apps.acceptance.project_links import ProjectLink, links_of
from apps.acceptance.push_state import PushState, lots_push, lots_pushes
from apps.acceptance.rules import submission_problems
from apps.acceptance.stages import Step, stages
from apps.acceptance.wording import label, shown
from apps.accounts.center_history import HistoryItem
from apps.accounts.models import Organisation
from apps.core.facts import Fact
from apps.core.figures import write_figure
from apps.core.models import AuditEntry, StatusChange
from apps.core.paging import Page, page_of

Status = Project.Status

# What was done, where the status alone would tell only what it led to.
HISTORY_TITLES = {
    Status.SUBMITTED: "提交审核",
    Status.RETURNED: "中心退回",
    Status.ACCEPTED: "中心受理",
    Status.CANCELLED: "取消项目",
}
HISTORY_TONES = {
    Status.RETURNED: "warning",
    Status.ACCEPTED: "success",
    Status.CANCELLED: "danger",
    Status.TERMINATED: "danger",
}
MOST_FOUND_CATEGORIES = 20
STORING_ACTS = ("project.started", "project.saved", "project.submitted", "project.plan_adopted")


@dataclass(frozen=True)
class Desk:
    """What needs the clerk, above the list."""

    returned: int
    plan_changed: int
    cards: list[DeskCard]


@dataclass(frozen=True)
class ProjectRow:
    """One line of the list."""

    project: Project
    push: PushState

    @property
    def shows_push(self) -> bool:
        """Tell whether the push is worth a word in the list: the project is accepted and has lots to send."""
        return self.project.accepted_at is not None and self.project.plan_id is not None

    @property
    def links(self) -> list[ProjectLink]:
        """Return where else the project is worked on."""
        return links_of(self.project)


@dataclass(frozen=True)
class LotRow:
    """One 标段 as it is read."""

    pk: int
    lot_no: str
    name: str
    category: str
    quantity: str
    budget: Decimal | None
    ceiling_price: Decimal | None
    unified_deal_code: str

    @property
    def code_id(self) -> str:
        """Return the id of the element that holds the code, for the button that copies it."""
        return f"deal-code-{self.pk}"


@dataclass(frozen=True)
class MissingItem:
    """Something to complete before the project can be submitted, and where."""

    text: str
    url: str


@dataclass(frozen=True)
class ItemRow:
    """One line of a plan as it is read."""

    name: str
    category_code: str
    quantity: str
    budget: Decimal


@dataclass(frozen=True)
class PlanChange:
    """What the province did to the plan after the project took it over."""

    plan: ProcurementPlan
    is_withdrawn: bool
    differences: list[Difference]
    items: list[ItemRow]
    can_adopt: bool

    @property
    def caption(self) -> str:
        """Name the table of the plan's lines."""
        return f"计划 {self.plan.plan_no} 第 {self.plan.version} 版的明细"


@dataclass(frozen=True)
class ProjectPage:
    """Everything on the page of one project."""

    project: Project
    links: list[ProjectLink]
    stages: list[Step]
    push: PushState
    basics: list[Fact]
    acceptance: list[Fact]
    lots: list[LotRow]
    lots_total: Decimal
    papers: list[Any]
    missing: list[MissingItem]
    returned: Review | None
    plan_change: PlanChange | None
    history: list[HistoryItem]
    versions: list[ProjectVersion]


@dataclass(frozen=True)
class PlanRow:
    """One plan of the picker."""

    plan: ProcurementPlan
    items: list[ItemRow]

    @property
    def caption(self) -> str:
        """Name the table of the plan's lines."""
        return f"计划 {self.plan.plan_no} 的明细"


def desk_of(agency: Organisation) -> Desk:
    """Count what needs the agency's clerks."""
    counts = Project.objects.of_agency(agency).aggregate(
        returned=Count("pk", filter=Q(status=Status.RETURNED)),
        plan_changed=Count("pk", filter=Q(plan__version__gt=F("plan_version")) & ~Q(status__in=Project.ENDED)),
    )
    return Desk(**counts, cards=cards_of(agency))


def project_rows(
    agency: Organisation, *, words: str, status: str, only_plan_changed: bool, query: QueryDict
) -> tuple[Page[Project], list[ProjectRow]]:
    """Return a page of the agency's projects, last changed first. Raises BadPage."""
    projects = Project.objects.of_agency(agency).matching(words).select_related("plan")
    if status:
        projects = projects.filter(status=status)
    if only_plan_changed:
        projects = projects.with_unseen_plan_change()
    page = page_of(projects, by="changed_at", query=query)
    pushes = lots_pushes(page.rows)
    return page, [ProjectRow(project, pushes[project.pk]) for project in page.rows]


def open_plans(agency: Organisation, *, words: str, query: QueryDict) -> tuple[Page[ProcurementPlan], list[PlanRow]]:
    """Return a page of the plans that the agency may pick, last filed first. Raises BadPage."""
    plans = ProcurementPlan.objects.open_to(agency).matching(words).prefetch_related("items")
    page = page_of(plans, by="filed_at", query=query, size=10)
    return page, [PlanRow(plan, _item_rows(plan)) for plan in page.rows]


def project_from_plan(agency: Organisation, plan_no: str) -> Project | None:
    """Return the agency's live project that was entered from a plan."""
    live = Project.objects.of_agency(agency).exclude(status=Status.CANCELLED)
    return live.filter(plan__plan_no=plan_no).first()


def project_page(project: Project) -> ProjectPage:
    """Put together the page of a project."""
    push, change = lots_push(project), _plan_change(project)
    lots = list(project.lots.all())
    versions = list(
        project.versions.select_related("submitted_by", "review__reviewer__organisation").order_by("-version")
    )
    return ProjectPage(
        project=project,
        links=links_of(project),
        stages=stages(project, push),
        push=push,
        basics=[Fact(label(project, name), shown(project, name)) for name in BASICS],
        acceptance=[Fact(label(project, name), shown(project, name)) for name in ACCEPTANCE],
        lots=_lot_rows(project, lots),
        lots_total=sum((lot.budget or Decimal(0) for lot in lots), Decimal(0)),
        papers=list(project.papers.all()),
        missing=_missing(project, lots, change) if project.is_editable and not project.is_commission_ended else [],
        returned=_return_of(project, versions),
        plan_change=change,
        history=_history(project),
        versions=versions,
    )


def filed_categories(project: Project) -> dict[str, str]:
    """Return the 品目 that the project's plan was filed with, by code; none of a plan of another agency."""
    if project.plan is None or not project.plan.is_commissioned_to(project.agency):
        return {}
    return dict(PlanItem.objects.filter(plan=project.plan).values_list("category_code", "name"))


def found_categories(words: str) -> list[dict[str, str]]:
    """Return the first entries of the catalogue that the words may mean."""
    found = Category.objects.matching(words).values("code", "name")[:MOST_FOUND_CATEGORIES] if words else []
    return [{"code": row["code"], "name": row["name"]} for row in found]


def ruled_facts(project: Project) -> list[Fact]:
    """Return what the page shows instead of a field, because it may not be changed."""
    read_only = project.read_only_fields()
    return [Fact(label(project, name), shown(project, name)) for name in BASICS if name in read_only]


def lots_total(project: Project) -> Decimal:
    """Return the sum of the lots' budgets."""
    return project.lots.aggregate(total=Sum("budget"))["total"] or Decimal(0)


def last_saving(project: Project) -> AuditEntry | None:
    """Return who stored the project last, and when."""
    return AuditEntry.objects.filter(
        subject_type=project._meta.label_lower, subject_id=project.pk, act__in=STORING_ACTS
    ).first()


def _problem_texts(problems: Mapping[str, list[str]], lots: Sequence[Lot]) -> list[tuple[str, str]]:
    """Return every problem as its field's name and a sentence that also says which lot it is about."""
    found: list[tuple[str, str]] = []
    for key, messages in problems.items():
        _, _, place = key.partition("-")
        prefix = f"标段 {lots[int(place.partition('-')[0])].lot_no}：" if place else ""
        found += [(key, f"{prefix}{message}") for message in messages]
    return found


def _missing(project: Project, lots: list[Lot], change: PlanChange | None) -> list[MissingItem]:
    address = reverse("acceptance:project-edit", args=[project.pk])
    texts = _problem_texts(submission_problems(project, lots), lots)
    missing = [MissingItem(text, f"{address}?check=1#{_anchor(key)}") for key, text in texts]
    if change is not None:
        text = "采购计划已被撤回。" if change.is_withdrawn else "采购计划有变更，请核对差异并采用新版计划。"
        missing.insert(0, MissingItem(text, "#plan-change-title"))
    return missing


def _anchor(key: str) -> str:
    return "lots" if key == "lots" else f"id_{key}"


def _return_of(project: Project, versions: list[ProjectVersion]) -> Review | None:
    if project.status != Status.RETURNED or not versions:
        return None
    return versions[0].review


def _plan_change(project: Project) -> PlanChange | None:
    """Return what the province changed; what it tells about another agency's plan is not this one's to read."""
    plan = project.plan
    if plan is None or project.status in Project.ENDED or project.is_commission_ended:
        return None
    is_withdrawn = plan.status == ProcurementPlan.Status.WITHDRAWN
    if not is_withdrawn and not project.has_unseen_plan_change:
        return None
    return PlanChange(
        plan=plan,
        is_withdrawn=is_withdrawn,
        differences=with_newer_plan(project, plan),
        items=_item_rows(plan),
        can_adopt=project.is_editable and not is_withdrawn,
    )


def _item_rows(plan: ProcurementPlan) -> list[ItemRow]:
    return [
        ItemRow(item.name, item.category_code, f"{write_figure(item.quantity)} {item.unit}", item.budget)
        for item in plan.items.all()
    ]


def _lot_rows(project: Project, lots: Sequence[Lot]) -> list[LotRow]:
    used = Category.objects.filter(code__in={lot.category_code for lot in lots})
    names = filed_categories(project) | dict(used.values_list("code", "name"))
    return [_lot_row(lot, names) for lot in lots]


def _lot_row(lot: Lot, names: Mapping[str, str]) -> LotRow:
    name = names.get(lot.category_code, "")
    quantity = "" if lot.quantity is None else write_figure(lot.quantity)
    return LotRow(
        pk=lot.pk,
        lot_no=lot.lot_no,
        name=lot.name,
        category=f"{lot.category_code} {name}".strip(),
        quantity=f"{quantity} {lot.unit}".strip(),
        budget=lot.budget,
        ceiling_price=lot.ceiling_price,
        unified_deal_code=lot.unified_deal_code or "",
    )


def _history(project: Project) -> list[HistoryItem]:
    """Return what became of the project, newest first."""
    changes = StatusChange.objects.filter(subject_type=project._meta.label_lower, subject_id=project.pk)
    moves = [
        HistoryItem(
            at=change.changed_at,
            title=HISTORY_TITLES.get(Status(change.new_status), change.new_status_label),
            by=change.actor_name,
            text=change.reason,
            tone=HISTORY_TONES.get(Status(change.new_status), ""),
        )
        for change in changes
    ]
    return [*reversed(moves), HistoryItem(project.created_at, "登记", str(project.created_by), text="", tone="")]

"""What the center's page of a plan shows."""

from dataclasses import dataclass

from apps.acceptance.models import ProcurementPlan, Project
from apps.acceptance.reviewing.lot_table import PlanLine, plan_line
from apps.acceptance.wording import label, shown
from apps.accounts.center_history import HistoryItem, history_of, trail_of
from apps.core.facts import Fact
from apps.core.models import AuditEntry

PLAN_TONES = {"withdrawn": "danger"}
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


@dataclass(frozen=True)
class PlanPage:
    """A plan with its lines, its history and the project that was entered from it."""

    plan: ProcurementPlan
    facts: list[Fact]
    lines: list[PlanLine]
    project: Project | None
    history: list[HistoryItem]
    trail: list[AuditEntry]


def plan_page(plan: ProcurementPlan) -> PlanPage:
    """Assemble the page of a plan; a draft of an agency is not the center's to see."""
    taken_by = plan.projects.exclude(status=Project.Status.CANCELLED).filter(submitted_at__isnull=False).first()
    return PlanPage(
        plan=plan,
        facts=[Fact(label(plan, name), shown(plan, name)) for name in PLAN_FACTS],
        lines=[plan_line(item) for item in plan.items.all()],
        project=taken_by,
        history=history_of(plan, PLAN_TONES),
        trail=trail_of(plan),
    )

"""采购计划: what the province files for this center."""

from datetime import datetime

from apps.acceptance.codes import Kind, Method, OrganisationForm
from apps.acceptance.services.plans import PlanFacts, PlanItemFacts, receive_plan, withdraw_plan
from apps.interconnection.gateway.documents import Plan, parse_plan
from apps.interconnection.gateway.exceptions import InvalidDocument
from apps.interconnection.gateway.feeds import FeedItem
from apps.interconnection.handlers import WITHDRAW


def handle(item: FeedItem, *, is_withdrawn_since: bool, now: datetime) -> bool:
    """Store the plan. Twice or late: the version is not newer, nothing happens. At once: see `receive_plan`.

    What the province takes back goes, even when the last state that comes with it cannot be read.
    """
    try:
        plan = parse_plan(item.payload)
    except InvalidDocument:
        if item.op == WITHDRAW and withdraw_plan(plan_no=item.key, version=item.version, now=now):
            return True
        raise
    taken = receive_plan(
        plan_no=plan.plan_no,
        version=item.version,
        facts=_facts(plan),
        items=[
            PlanItemFacts(
                category_code=line.category_code,
                name=line.name,
                quantity=line.quantity,
                unit=line.unit,
                budget=line.budget,
            )
            for line in plan.items
        ],
        trading_center=plan.trading_center,
        is_above_threshold=plan.above_threshold,
        is_withdrawn=item.op == WITHDRAW,
        now=now,
    )
    return taken is not None


def _facts(plan: Plan) -> PlanFacts:
    return PlanFacts(
        title=plan.title,
        purchaser_name=plan.purchaser.name,
        purchaser_credit_code=plan.purchaser.uscc,
        purchaser_contact=plan.purchaser.contact,
        purchaser_phone=plan.purchaser.phone,
        purchaser_address=plan.purchaser.address,
        agency_name=plan.agency.name,
        agency_credit_code=plan.agency.uscc,
        region_code=plan.region_code,
        method=Method(plan.method),
        organisation_form=OrganisationForm(plan.organisation_form),
        kind=Kind(plan.kind),
        budget=plan.budget,
        fund_source=plan.fund_source,
        is_sme_reserved=plan.sme_reserved,
        handler_name=plan.handler,
        filed_at=plan.filed_at,
    )

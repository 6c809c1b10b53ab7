"""采购计划: drafting, filing, changing and taking back."""

from datetime import datetime
from typing import Any

from django.db import transaction

from apps.province.choices import Feed, Operation
from apps.province.exceptions import ChangedMeanwhile, FieldError, InvalidDocument, NotFound, UnlawfulMove
from apps.province.filings import PlanFiling
from apps.province.models import Organisation, Plan, PlanItem
from apps.province.money import to_wire
from apps.province.services.changes import append_change, latest_change
from apps.province.services.locks import lock_until_commit
from apps.province.services.numbers import next_number
from apps.province.times import to_wire_time
from apps.province.wire_types import Party

ACTS = {Plan.Status.FILED: "备案", Plan.Status.WITHDRAWN: "撤回"}


@transaction.atomic
def create_draft(*, filing: PlanFiling, now: datetime) -> Plan:
    """Keep a new plan as a draft."""
    return _create(filing=filing, plan_no=None, now=now)


@transaction.atomic
def file_new_plan(
    *, filing: PlanFiling, now: datetime, plan_no: str | None = None, filed_at: datetime | None = None
) -> Plan:
    """Keep a new plan and file it at once, as version 1.

    Raises InvalidDocument if `plan_no` is given and already taken.
    """
    plan = _create(filing=filing, plan_no=plan_no, now=now)
    _move(plan, Plan.Status.FILED)
    plan.filed_at = filed_at or now
    plan.save(update_fields=["status", "filed_at"])
    _tell_the_platform(plan, now=now)
    return plan


@transaction.atomic
def revise_plan(*, plan_no: str, filing: PlanFiling, now: datetime, expected_version: int | None = None) -> Plan:
    """Change a plan; a filed one goes out again in a higher version.

    Raises NotFound, UnlawfulMove for a withdrawn plan, and ChangedMeanwhile if the plan is no longer
    at `expected_version`.
    """
    plan = _locked(plan_no, expected_version)
    if plan.status == Plan.Status.WITHDRAWN:
        raise UnlawfulMove("已撤回的采购计划不能修改，请先重新备案")
    _fill(plan, filing)
    _save_next_version(plan, now=now)
    _replace_items(plan, filing)
    _tell_the_platform(plan, now=now)
    return plan


@transaction.atomic
def file_plan(*, plan_no: str, now: datetime, expected_version: int | None = None) -> Plan:
    """File a draft, or file a withdrawn plan again. Raises NotFound, UnlawfulMove, ChangedMeanwhile."""
    plan = _locked(plan_no, expected_version)
    _move(plan, Plan.Status.FILED)
    plan.filed_at = now
    _save_next_version(plan, now=now)
    _tell_the_platform(plan, now=now)
    return plan


@transaction.atomic
def withdraw_plan(*, plan_no: str, now: datetime, expected_version: int | None = None) -> Plan:
    """Take a filed plan back. Raises NotFound, UnlawfulMove, ChangedMeanwhile."""
    plan = _locked(plan_no, expected_version)
    _move(plan, Plan.Status.WITHDRAWN)
    _save_next_version(plan, now=now)
    _tell_the_platform(plan, now=now)
    return plan


def plan_payload(plan: Plan) -> dict[str, Any]:
    """Return the plan as the exchange carries it."""
    payload: dict[str, Any] = {
        "plan_no": plan.plan_no,
        "title": plan.title,
        "purchaser": plan.purchaser,
        "agency": plan.agency,
        "trading_center": plan.trading_center,
        "region_code": plan.region_code,
        "method": plan.method,
        "organisation_form": plan.organisation_form,
        "kind": plan.kind,
        "budget": to_wire(plan.budget),
        "above_threshold": plan.above_threshold,
        "sme_reserved": plan.sme_reserved,
        "items": [
            {
                "category_code": item.category_code,
                "name": item.name,
                "quantity": f"{item.quantity.normalize():f}",
                "unit": item.unit,
                "budget": to_wire(item.budget),
            }
            for item in plan.lines()
        ],
        "filed_at": to_wire_time(plan.filed_at) if plan.filed_at else None,
        "handler": plan.handler,
    }
    if plan.fund_source:
        payload["fund_source"] = plan.fund_source
    return payload


def _tell_the_platform(plan: Plan, *, now: datetime) -> None:
    """Put the plan into the feed, or take it back there if the platform may no longer see it.

    A plan that the platform never saw (a draft, below the threshold, another center's) leaves no trace.
    """
    if plan.is_for_the_platform:
        op = Operation.UPSERT
    else:
        known = latest_change(Feed.PLANS, plan.plan_no)
        if known is None or known.op == Operation.WITHDRAW:
            return
        op = Operation.WITHDRAW
    append_change(feed=Feed.PLANS, key=plan.plan_no, version=plan.version, op=op, payload=plan_payload(plan), now=now)


def _create(*, filing: PlanFiling, plan_no: str | None, now: datetime) -> Plan:
    lock_until_commit("plan numbers")
    if plan_no is None:
        plan_no = _next_plan_no(filing.region_code, now)
    elif Plan.objects.filter(plan_no=plan_no).exists():
        raise InvalidDocument([FieldError("plan_no", "计划编号已存在")])
    plan = Plan(plan_no=plan_no, changed_at=now)
    _fill(plan, filing)
    plan.save(force_insert=True)
    _replace_items(plan, filing)
    return plan


def _next_plan_no(region_code: str, now: datetime) -> str:
    return next_number(Plan.objects.all(), "plan_no", prefix=f"{region_code}-{to_wire_time(now)[:4]}-", digits=5)


def _locked(plan_no: str, expected_version: int | None) -> Plan:
    plan = Plan.objects.select_for_update().filter(plan_no=plan_no).first()
    if plan is None:
        raise NotFound(f"没有采购计划 {plan_no}")
    if expected_version is not None and plan.version != expected_version:
        raise ChangedMeanwhile("该采购计划刚被他人修改，请查看最新内容后再操作")
    return plan


def _move(plan: Plan, status: Plan.Status) -> None:
    if status not in Plan.LAWFUL_MOVES[Plan.Status(plan.status)]:
        raise UnlawfulMove(f"采购计划当前为“{Plan.Status(plan.status).label}”，不能{ACTS[status]}")
    plan.status = status


def _fill(plan: Plan, filing: PlanFiling) -> None:
    plan.title = filing.title
    plan.purchaser = filing.purchaser.as_payload()
    plan.agency = filing.agency.as_payload()
    plan.trading_center = filing.trading_center
    plan.region_code = filing.region_code
    plan.method = filing.method
    plan.organisation_form = filing.organisation_form
    plan.kind = filing.kind
    plan.budget = filing.budget
    plan.fund_source = filing.fund_source
    plan.above_threshold = filing.above_threshold
    plan.sme_reserved = filing.sme_reserved
    plan.handler = filing.handler
    remember_organisation(Organisation.Role.PURCHASER, filing.purchaser)
    remember_organisation(Organisation.Role.AGENCY, filing.agency)


def _save_next_version(plan: Plan, *, now: datetime) -> None:
    plan.version += 1
    plan.changed_at = now
    plan.save()


def _replace_items(plan: Plan, filing: PlanFiling) -> None:
    plan.lines().delete()
    PlanItem.objects.bulk_create(
        PlanItem(
            plan=plan,
            position=position,
            category_code=line.category_code,
            name=line.name,
            quantity=line.quantity,
            unit=line.unit,
            budget=line.budget,
        )
        for position, line in enumerate(filing.lines(), start=1)
    )
    plan.refresh_from_db()


def remember_organisation(role: Organisation.Role, party: Party) -> None:
    """Offer a party in the forms from now on; one that is known keeps what is known of it."""
    Organisation.objects.get_or_create(
        role=role,
        uscc=party.uscc,
        defaults={
            "name": party.name,
            "contact": party.contact or "",
            "phone": party.phone or "",
            "address": party.address or "",
        },
    )

"""What the province tells about plans."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal

from django.conf import settings
from django.db import transaction

from apps.acceptance.codes import Kind, Method, OrganisationForm
from apps.acceptance.exceptions import NotEntitled
from apps.acceptance.models import PlanItem, ProcurementPlan, Project
from apps.core import audit
from apps.core.actors import PROVINCE
from apps.core.status import move

Status = ProcurementPlan.Status


@dataclass(frozen=True)
class PlanItemFacts:
    """One line of a plan as filed."""

    category_code: str
    name: str
    quantity: Decimal
    unit: str
    budget: Decimal


@dataclass(frozen=True)
class PlanFacts:
    """A plan as filed, named as in `ProcurementPlan`."""

    title: str
    purchaser_name: str
    purchaser_credit_code: str
    purchaser_contact: str
    purchaser_phone: str
    purchaser_address: str
    agency_name: str
    agency_credit_code: str
    region_code: str
    method: Method
    organisation_form: OrganisationForm
    kind: Kind
    budget: Decimal
    fund_source: str
    is_sme_reserved: bool
    handler_name: str
    filed_at: datetime


@transaction.atomic
def receive_plan(
    *,
    plan_no: str,
    version: int,
    facts: PlanFacts,
    items: Sequence[PlanItemFacts],
    trading_center: str,
    is_above_threshold: bool,
    is_withdrawn: bool,
    now: datetime,
) -> ProcurementPlan | None:
    """Store the newest state of a plan; return it, or None when a newer state is already known.

    Twice: the second time the version is not newer, and nothing happens. Two at once: the row
    is locked, or its number is unique and the loser is tried again by the inbox.

    A plan that no longer chooses this center, or falls below the threshold, is withdrawn from
    us whatever the operation says. Raises NotEntitled when such a plan was never known here.
    """
    is_ours = trading_center == settings.ENVIRONMENT.province_center_code and is_above_threshold
    plan = ProcurementPlan.objects.select_for_update().filter(plan_no=plan_no).first()
    if plan is None:
        if not is_ours:
            raise NotEntitled("该计划未选择本中心，或未达到采购限额标准，不予接收。")
        plan = ProcurementPlan(plan_no=plan_no, version=version, received_at=now, **asdict(facts))
        plan.save(force_insert=True)
        act, summary = "plan.received", f"收到采购计划 {plan_no}"
    elif plan.version >= version:
        return None
    else:
        plan.version, plan.received_at = version, now
        for name, value in asdict(facts).items():
            setattr(plan, name, value)
        plan.save(update_fields=["version", "received_at", *asdict(facts)])
        plan.items.all().delete()
        act, summary = "plan.changed", f"采购计划 {plan_no} 更新为第{version}版"
    PlanItem.objects.bulk_create(
        PlanItem(plan=plan, position=position, **asdict(item)) for position, item in enumerate(items, start=1)
    )
    _settle_status(plan, is_withdrawn=is_withdrawn or not is_ours, now=now)
    audit.record(act=act, summary=summary, subject=plan, actor=PROVINCE, now=now, details={"version": version})
    return plan


@transaction.atomic
def withdraw_plan(*, plan_no: str, version: int, now: datetime) -> ProcurementPlan | None:
    """Take back a known plan whose last state is not known; None when there is nothing to take back.

    Twice: the version is not newer. Two at once: the row is locked.
    """
    plan = ProcurementPlan.objects.select_for_update().filter(plan_no=plan_no, version__lt=version).first()
    if plan is None:
        return None
    plan.version, plan.received_at = version, now
    plan.save(update_fields=["version", "received_at"])
    _settle_status(plan, is_withdrawn=True, now=now)
    audit.record(
        act="plan.changed",
        summary=f"采购计划 {plan_no} 被撤回（第{version}版，内容无法识别）",
        subject=plan,
        actor=PROVINCE,
        now=now,
        details={"version": version},
    )
    return plan


def _settle_status(plan: ProcurementPlan, *, is_withdrawn: bool, now: datetime) -> None:
    if is_withdrawn and plan.status != Status.WITHDRAWN:
        move(plan, Status.WITHDRAWN, actor=PROVINCE, now=now, reason="省采购系统撤回", withdrawn_at=now)
    elif not is_withdrawn and plan.status == Status.WITHDRAWN:
        is_taken = plan.projects.exclude(status=Project.Status.CANCELLED).exists()
        back = Status.TAKEN if is_taken else Status.AVAILABLE
        move(plan, back, actor=PROVINCE, now=now, reason="省采购系统重新推送", withdrawn_at=None)

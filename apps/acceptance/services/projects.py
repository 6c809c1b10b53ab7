"""What the agency does with a project before it is accepted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.acceptance.exceptions import Incomplete, PlanChanged, PlanNotOpen
from apps.acceptance.models import Lot, PlanItem, ProcurementPlan, Project, ProjectVersion
from apps.acceptance.numbering import give_deal_code, next_project_no
from apps.acceptance.rules import MOST_LOTS, submission_problems
from apps.acceptance.snapshots import freeze
from apps.accounts.models import Organisation, User
from apps.core import audit
from apps.core.actors import Actor
from apps.core.exceptions import Refused, StaleState, UnlawfulMove
from apps.core.status import move

Status = Project.Status
PlanStatus = ProcurementPlan.Status


@dataclass(frozen=True)
class LotFacts:
    """A lot as entered; `pk` names the stored lot it changes, None makes a new one."""

    pk: int | None
    lot_no: str
    name: str
    category_code: str = ""
    quantity: Decimal | None = None
    unit: str = ""
    budget: Decimal | None = None
    ceiling_price: Decimal | None = None


@transaction.atomic
def pick_plan(*, plan_no: str, agency: Organisation, user: User, actor: Actor, now: datetime) -> Project:
    """Enter a project from a plan (是否选择计划：是): basics and lots come from the plan.

    Two clerks who press at the same moment: the plan's status is compared and set, one gets
    the project and the other is told. A plan of more lines than a project may have lots brings
    none. Raises PlanNotOpen.
    """
    plan = ProcurementPlan.objects.select_for_update().filter(plan_no=plan_no).first()
    if plan is None or not plan.is_commissioned_to(agency):
        raise PlanNotOpen("没有可供本机构选择的这项计划。")
    if plan.status != PlanStatus.AVAILABLE:
        raise PlanNotOpen(f"计划“{plan.plan_no}”{plan.get_status_display()}，不能再选择。")
    move(plan, PlanStatus.TAKEN, actor=actor, now=now)
    project = _new_project(agency, user, now)
    project.plan, project.plan_version = plan, plan.version
    _copy_from_plan(project, plan, with_prefill=True)
    project.save(force_insert=True)
    items = list(plan.items.all())
    if len(items) <= MOST_LOTS:
        Lot.objects.bulk_create(_lot_of(project, item) for item in items)
    audit.record(
        act="project.started",
        summary=f"选择计划 {plan.plan_no}，登记项目",
        subject=project,
        actor=actor,
        now=now,
        details={"plan_no": plan.plan_no, "plan_version": plan.version},
    )
    return project


@transaction.atomic
def start_project(*, agency: Organisation, user: User, actor: Actor, now: datetime) -> Project:
    """Enter a project by hand (是否选择计划：否).

    A draft of the same clerk that was never saved is as good as a new one and is returned
    instead, so that pressing twice makes one. Two at once: the clerk's row is locked.
    """
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    untouched = agency.projects.filter(plan=None, created_by=user, status=Status.DRAFT, revision=1).first()
    if untouched is not None:
        return untouched
    project = _new_project(agency, user, now)
    project.save(force_insert=True)
    audit.record(act="project.started", summary="登记项目（不选择计划）", subject=project, actor=actor, now=now)
    return project


@transaction.atomic
def save_draft(
    *,
    project: Project,
    revision: int,
    facts: Mapping[str, Any],
    lots: Sequence[LotFacts],
    actor: Actor,
    now: datetime,
) -> None:
    """Store what the agency entered, complete or not.

    `revision` is that of the page it was entered on. Raises StaleState when somebody saved
    meanwhile (two windows, two clerks), UnlawfulMove when the project is not editable, Refused
    when a lot breaks a rule that even a draft must keep.
    """
    _lock_editable(project, revision)
    allowed = {name: value for name, value in facts.items() if name not in project.read_only_fields()}
    for name, value in allowed.items():
        setattr(project, name, value)
    project.revision, project.changed_at = revision + 1, now
    project.save(update_fields=[*allowed, "revision", "changed_at"])
    _store_lots(project, lots)
    audit.record(
        act="project.saved", summary="保存草稿", subject=project, actor=actor, now=now,
        details={"revision": project.revision},
    )  # fmt: skip


def save_and_submit(
    *,
    project: Project,
    revision: int,
    facts: Mapping[str, Any],
    lots: Sequence[LotFacts],
    user: User,
    actor: Actor,
    now: datetime,
) -> ProjectVersion:
    """Store what was entered, then submit it.

    Two transactions on purpose: a project that is not complete yet is refused for review, and
    the clerk keeps what was typed. Raises what `save_draft` and `submit_project` raise; after
    Incomplete and PlanChanged the draft is stored.
    """
    save_draft(project=project, revision=revision, facts=facts, lots=lots, actor=actor, now=now)
    return submit_project(project=project, revision=project.revision, user=user, actor=actor, now=now)


@transaction.atomic
def submit_project(*, project: Project, revision: int, user: User, actor: Actor, now: datetime) -> ProjectVersion:
    """Submit for review: number the project and its lots, freeze a version, hand it to the center.

    Raises Incomplete naming every field that is missing or wrong, PlanChanged when the plan was
    changed, withdrawn or given to another agency since it was picked, StaleState, UnlawfulMove.
    """
    _lock_editable(project, revision)
    _check_plan(project)
    problems = submission_problems(project, list(project.lots.all()))
    if problems:
        raise Incomplete(problems)
    if project.project_no is None:
        project.project_no = next_project_no(project.method, timezone.localdate(now).year)
    for lot in project.lots.filter(unified_deal_code=None):
        lot.unified_deal_code = give_deal_code(project.kind, timezone.localdate(now))
        lot.save(update_fields=["unified_deal_code"])
    move(
        project,
        Status.SUBMITTED,
        actor=actor,
        now=now,
        project_no=project.project_no,
        submitted_at=now,
        changed_at=now,
        revision=revision + 1,
    )
    version = freeze(project, user=user, now=now)
    audit.record(
        act="project.submitted",
        summary=f"提交受理审核（第{version.version}版）",
        subject=project,
        actor=actor,
        now=now,
        details={"version": version.version, "sm3": version.sm3},
    )
    return version


@transaction.atomic
def cancel_project(*, project: Project, reason: str, actor: Actor, now: datetime) -> None:
    """Give a project up before it is accepted; its plan can be picked again.

    Raises Refused without a reason, UnlawfulMove, StaleState.
    """
    if not reason.strip():
        raise Refused({"reason": ["请写明取消的原因。"]})
    move(project, Status.CANCELLED, actor=actor, now=now, reason=reason, changed_at=now)
    if project.plan_id:
        plan = ProcurementPlan.objects.select_for_update().get(pk=project.plan_id)
        if plan.status == PlanStatus.TAKEN:
            move(plan, PlanStatus.AVAILABLE, actor=actor, now=now, reason="项目取消")
    audit.record(
        act="project.cancelled", summary="取消项目", subject=project, actor=actor, now=now, details={"reason": reason}
    )


@transaction.atomic
def adopt_plan_change(*, project: Project, revision: int, plan_version: int, actor: Actor, now: datetime) -> None:
    """Take over what the province changed in the plan; lots and papers stay as entered.

    `plan_version` is the one the clerk compared. Raises PlanChanged when the plan was withdrawn
    or given to another agency (there is nothing to adopt) or changed once more, StaleState,
    UnlawfulMove.
    """
    _lock_editable(project, revision)
    if project.plan_id is None:
        raise UnlawfulMove("本项目未选择采购计划，没有可采用的变更。")
    plan = _lock_commissioned_plan(project)
    if plan.version != plan_version:
        raise PlanChanged("采购计划刚刚又有变更，请重新核对后再采用。")
    if plan.status == PlanStatus.WITHDRAWN:
        raise PlanChanged("该采购计划已被撤回，请取消本项目，或待采购人重新备案。")
    project.plan, project.plan_version = plan, plan.version
    _copy_from_plan(project, plan, with_prefill=False)
    project.revision, project.changed_at = revision + 1, now
    project.save(update_fields=[*Project.RULED_BY_PLAN, "plan_version", "revision", "changed_at"])
    audit.record(
        act="project.plan_adopted",
        summary=f"采用采购计划第{plan.version}版",
        subject=project,
        actor=actor,
        now=now,
        details={"plan_version": plan.version},
    )


def _new_project(agency: Organisation, user: User, now: datetime) -> Project:
    return Project(
        agency=agency,
        agency_contact=user.full_name,
        agency_phone=user.phone or agency.contact_phone,
        created_at=now,
        created_by=user,
        changed_at=now,
    )


def _lot_of(project: Project, item: PlanItem) -> Lot:
    budget = _positive(item.budget)
    return Lot(
        project=project,
        lot_no=str(item.position),
        name=item.name,
        category_code=item.category_code,
        quantity=_positive(item.quantity),
        unit=item.unit,
        budget=budget,
        ceiling_price=budget,
    )


def _positive(filed: Decimal) -> Decimal | None:
    """Return what was filed; a zero is still to be filled in, a lot may not have it."""
    return filed if filed > 0 else None


def _copy_from_plan(project: Project, plan: ProcurementPlan, *, with_prefill: bool) -> None:
    for field, plan_field in Project.RULED_BY_PLAN.items():
        setattr(project, field, getattr(plan, plan_field))
    if with_prefill:
        for field in Project.PREFILLED_BY_PLAN:
            setattr(project, field, getattr(plan, field))


def _lock_editable(project: Project, revision: int) -> None:
    """Lock the project's row and check that it still is what the page showed."""
    project.refresh_from_db(from_queryset=Project.objects.select_for_update(of=("self",)))
    if not project.is_editable:
        raise UnlawfulMove(f"项目{project.get_status_display()}，不能修改。")
    if project.revision != revision:
        raise StaleState("本项目刚刚在别处被保存过。您填写的内容没有丢失，请对照最新内容后再保存。")


def _lock_commissioned_plan(project: Project) -> ProcurementPlan:
    """Lock the plan, after the project; another agency's plan is not told about, its version included."""
    plan = ProcurementPlan.objects.select_for_update(of=("self",)).get(projects=project)
    if not plan.is_commissioned_to(project.agency):
        raise PlanChanged("该采购计划已不再委托本机构代理，项目不能继续办理，请取消项目。")
    return plan


def _check_plan(project: Project) -> None:
    if project.plan_id is None:
        return
    plan = _lock_commissioned_plan(project)
    if plan.status == PlanStatus.WITHDRAWN:
        raise PlanChanged("该采购计划已被省采购系统撤回，项目不能提交。")
    if plan.version != project.plan_version:
        raise PlanChanged(f"采购计划已更新为第{plan.version}版，请先核对差异并采用新版计划，再提交。")


def _store_lots(project: Project, lots: Sequence[LotFacts]) -> None:
    stored = {lot.pk: lot for lot in project.lots.select_for_update()}
    unknown = [facts.pk for facts in lots if facts.pk is not None and facts.pk not in stored]
    if unknown:
        raise StaleState("有标段刚刚在别处被删除，请刷新页面。")
    kept = {facts.pk for facts in lots}
    project.lots.exclude(pk__in=[pk for pk in kept if pk]).delete()
    try:
        with transaction.atomic():
            # A swap of two numbers passes through a state in which both are the same.
            for lot in stored.values():
                if lot.pk in kept:
                    Lot.objects.filter(pk=lot.pk).update(lot_no=f"#{lot.pk}")
            for facts in lots:
                lot = stored[facts.pk] if facts.pk else Lot(project=project)
                for name in ("lot_no", "name", "category_code", "quantity", "unit", "budget", "ceiling_price"):
                    setattr(lot, name, getattr(facts, name))
                lot.save()
    except IntegrityError:
        # The form has said so at the field already; this is the database's last word.
        raise Refused({"": ["标段号重复，或标段的预算、数量、最高限价不符合要求。"]}) from None

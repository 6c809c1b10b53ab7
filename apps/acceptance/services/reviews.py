"""What the center decides."""

from datetime import datetime

from django.db import IntegrityError, transaction

from apps.acceptance.exceptions import PlanChanged
from apps.acceptance.models import ProcurementPlan, Project, ProjectVersion, Review
from apps.acceptance.signals import project_accepted
from apps.accounts.models import User
from apps.core import audit, outbox
from apps.core.actors import Actor
from apps.core.exceptions import Refused, StaleState, UnlawfulMove
from apps.core.models import OutboxMessage
from apps.core.status import move

Status = Project.Status


@transaction.atomic
def accept_project(*, project: Project, version: int, reviewer: User, actor: Actor, now: datetime) -> Review:
    """Accept the submitted version (受理) and owe the province its lots, in one transaction.

    `version` is the one the reviewer read. Two reviewers at once: the status is compared and
    set and a version has at most one review, so one decides and the other gets StaleState.
    A project without a plan never meets the province: nothing is owed.

    Raises PlanChanged when the plan changed under the review or was given to another agency,
    StaleState, UnlawfulMove.
    """
    submitted = _version_under_review(project, version)
    if project.plan_id:
        plan = ProcurementPlan.objects.select_for_update().get(pk=project.plan_id)
        if not plan.is_commissioned_to(project.agency):
            raise PlanChanged("采购计划已改为委托其他代理机构，不能受理。请退回，由提交的代理机构取消项目。")
        if plan.version != project.plan_version or plan.status == ProcurementPlan.Status.WITHDRAWN:
            raise PlanChanged("采购计划在送审后有变更或已撤回，不能受理。请退回代理机构核对后重新提交。")
    move(project, Status.ACCEPTED, actor=actor, now=now, accepted_at=now)
    review = _decide(submitted, Review.Decision.ACCEPTED, "", reviewer, now)
    if project.plan_id:
        outbox.enqueue(
            OutboxMessage.Topic.LOTS,
            reference=submitted,
            subject_key=project.project_no or "",
            version=submitted.version,
            content_sm3=submitted.sm3,
            now=now,
        )
    project_accepted.send(Project, project=project, now=now)
    audit.record(
        act="project.accepted",
        summary=f"受理项目 {project.project_no}",
        subject=project,
        actor=actor,
        now=now,
        details={"version": version, "sm3": submitted.sm3},
    )
    return review


@transaction.atomic
def return_project(
    *, project: Project, version: int, reason: str, reviewer: User, actor: Actor, now: datetime
) -> Review:
    """Return the submitted version to the agency with the reasons (退回).

    Raises Refused without a reason, StaleState, UnlawfulMove.
    """
    if not reason.strip():
        raise Refused({"reason": ["请写明退回的原因，代理机构据此修改。"]})
    submitted = _version_under_review(project, version)
    move(project, Status.RETURNED, actor=actor, now=now, reason=reason, changed_at=now)
    review = _decide(submitted, Review.Decision.RETURNED, reason, reviewer, now)
    audit.record(
        act="project.returned",
        summary=f"退回项目 {project.project_no}",
        subject=project,
        actor=actor,
        now=now,
        details={"version": version, "reason": reason},
    )
    return review


@transaction.atomic
def acknowledge_plan_change(*, project: Project, plan_version: int, actor: Actor, now: datetime) -> None:
    """Note that the center has looked at a change of the plan of an accepted project.

    The accepted version and what was pushed stay as they are. Raises StaleState when the plan
    has changed again since the page was shown, UnlawfulMove when there is nothing to note: the
    project is not accepted, has no plan, or somebody has looked already.
    """
    _lock(project)
    plan = ProcurementPlan.objects.select_for_update(of=("self",)).filter(projects=project).first()
    if plan is not None and plan.version != plan_version:
        raise StaleState("采购计划又有新的变更，请刷新页面核对。")
    noted = Project.objects.filter(pk=project.pk, status=Status.ACCEPTED, plan_version__lt=plan_version)
    if not noted.update(plan_version=plan_version):
        raise UnlawfulMove("没有需要核对的计划变更，可能刚刚已有人核对过。")
    audit.record(
        act="project.plan_change_acknowledged",
        summary=f"已核对采购计划第{plan_version}版的变更",
        subject=project,
        actor=actor,
        now=now,
        details={"plan_version": plan_version},
    )


def _lock(project: Project) -> None:
    """Lock the project's row: everywhere before its plan's, so that no two acts wait for one another."""
    project.refresh_from_db(from_queryset=Project.objects.select_for_update(of=("self",)))


def _version_under_review(project: Project, version: int) -> ProjectVersion:
    _lock(project)
    submitted = project.versions.order_by("-version").first()
    if submitted is None or submitted.version != version:
        raise StaleState("代理机构已提交新的版本，请刷新页面后再审核。")
    return submitted


def _decide(
    submitted: ProjectVersion, decision: Review.Decision, reason: str, reviewer: User, now: datetime
) -> Review:
    try:
        with transaction.atomic():
            return Review.objects.create(
                version=submitted, decision=decision, reason=reason, reviewer=reviewer, decided_at=now
            )
    except IntegrityError:
        raise StaleState("该版本已有审核结论，请刷新页面。") from None

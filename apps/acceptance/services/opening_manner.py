"""How bids are handed in and opened (是否加密, 是否不见面开标), settled anew after the acceptance."""

from datetime import datetime

from django.db import transaction

from apps.acceptance.exceptions import PlanChanged
from apps.acceptance.models import ProcurementPlan, Project, ProjectVersion
from apps.acceptance.rules import REMOTE_NEEDS_ENCRYPTION
from apps.acceptance.snapshots import freeze
from apps.accounts.models import User
from apps.core import audit, outbox
from apps.core.actors import Actor
from apps.core.exceptions import Refused, UnlawfulMove
from apps.core.models import OutboxMessage


@transaction.atomic
def change_opening_manner(
    *, project: Project, is_encrypted: bool, is_remote_opening: bool, user: User, actor: Actor, now: datetime
) -> ProjectVersion | None:
    """Change 是否加密 and 是否不见面开标 of an accepted project, freeze the next version and owe it to the province.

    A project without a plan never meets the province: nothing is owed. An older version that is
    still on its way is overtaken by this one. Twice: the project says so already, no version is
    made and None is returned. Two at once: the project's row is locked.

    Raises Refused for a remote opening of bids that are not encrypted, UnlawfulMove when the
    project is not accepted, PlanChanged when its plan was withdrawn or given to another agency:
    the province would refuse the lots.
    """
    project.refresh_from_db(from_queryset=Project.objects.select_for_update(of=("self",)))
    if project.status != Project.Status.ACCEPTED:
        raise UnlawfulMove(f"项目{project.get_status_display()}，不能变更开标方式。")
    if is_remote_opening and not is_encrypted:
        raise Refused({"is_encrypted": [REMOTE_NEEDS_ENCRYPTION]})
    if (project.is_encrypted, project.is_remote_opening) == (is_encrypted, is_remote_opening):
        return None
    _check_plan(project)
    before = {"is_encrypted": project.is_encrypted, "is_remote_opening": project.is_remote_opening}
    project.is_encrypted, project.is_remote_opening, project.changed_at = is_encrypted, is_remote_opening, now
    project.save(update_fields=["is_encrypted", "is_remote_opening", "changed_at"])
    version = freeze(project, user=user, now=now, occasion=ProjectVersion.Occasion.SETUP_CHANGE)
    if project.plan_id:
        outbox.enqueue(
            OutboxMessage.Topic.LOTS,
            reference=version,
            subject_key=project.project_no or "",
            version=version.version,
            content_sm3=version.sm3,
            now=now,
        )
    words = f"{'加密' if is_encrypted else '不加密'}，{'不见面' if is_remote_opening else '现场'}开标"
    audit.record(
        act="project.opening_manner_changed",
        summary=f"变更立项信息：{words}（第{version.version}版）",
        subject=project,
        actor=actor,
        now=now,
        details={
            "version": version.version,
            "sm3": version.sm3,
            "before": before,
            "after": {"is_encrypted": is_encrypted, "is_remote_opening": is_remote_opening},
        },
    )
    return version


def _check_plan(project: Project) -> None:
    """Lock the plan, after the project, and refuse what the province would refuse."""
    plan = ProcurementPlan.objects.select_for_update(of=("self",)).filter(projects=project).first()
    if plan is None:
        return
    if not plan.is_commissioned_to(project.agency):
        raise PlanChanged("采购计划已改为委托其他代理机构，不能变更开标方式，请联系交易中心。")
    if plan.status == ProcurementPlan.Status.WITHDRAWN:
        raise PlanChanged("采购计划已被省采购系统撤回，标段不能重新推送，请联系采购人和交易中心。")

"""What keeps 立项信息 from being issued."""

from collections.abc import Iterator

from apps.acceptance.models import ProcurementPlan, Project
from apps.tender_planning.findings import Finding
from apps.tender_planning.inspections.context import Context
from apps.tender_planning.models import ProjectSetup
from apps.tender_planning.setup_rules import contradictions, facts_of, omissions

UNCHECKED = "立项信息尚未核对：请核对“是否加密”“是否不见面开标”及开标场所后，点击“核对无误”。"


def inspect(context: Context) -> list[Finding]:
    """Return what is missing or contradicts itself; the place of a finding is the field."""
    setup = ProjectSetup.objects.select_related("room").get(planning=context.planning)
    facts = facts_of(context.planning.project, setup)
    problems = contradictions(facts) | omissions(facts)
    found = list(_lost_plan(context.planning.project))
    found += [Finding("error", name, text) for name, texts in problems.items() for text in texts]
    if setup.checked_at is None:
        found.append(Finding("error", "", UNCHECKED))
    return found


def _lost_plan(project: Project) -> Iterator[Finding]:
    """Tell of a plan that the province took back or gave to another agency: nobody may tender for it here."""
    if project.is_commission_ended:
        yield Finding("error", "", "采购计划已改为委托其他代理机构，不能发出，请联系采购人和交易中心。")
    elif project.plan is not None and project.plan.status == ProcurementPlan.Status.WITHDRAWN:
        yield Finding("error", "", "采购计划已被省采购系统撤回，不能发出，请联系采购人和交易中心。")

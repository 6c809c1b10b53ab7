"""The rules that a reviewer would otherwise check by hand, worked out on the frozen version."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from apps.acceptance.models import Lot, ProcurementPlan, Project, ProjectVersion
from apps.acceptance.rules import Problems, submission_problems
from apps.core.deal_codes import has_valid_check
from apps.core.freezing import digest
from apps.core.templatetags.ui import money


@dataclass(frozen=True)
class Check:
    """One rule, whether it is kept, and what breaks it."""

    title: str
    problems: list[str]
    note: str = ""

    @property
    def is_passed(self) -> bool:
        """Tell whether nothing breaks the rule."""
        return not self.problems


def check_submission(version: ProjectVersion, project: Project, lots: Sequence[Lot]) -> list[Check]:
    """Return every rule with its outcome; `project` and `lots` are the thawed content of `version`."""
    problems = submission_problems(project, lots)
    lot_problems = _of_lots(problems, lots)
    checks = [
        Check("受理信息填写完整", _of_project(problems)),
        Check("标段信息完整，品目在目录或计划内，限价不超预算", lot_problems),
        Check("标段预算合计不超过项目预算", problems.get("lots", []), note=_sums(project, lots)),
        Check("统一交易标识码校验位正确", _bad_codes(lots)),
        Check("提交内容与存证一致（SM3）", _digest_problems(version)),
    ]
    if project.plan is not None:
        checks += [
            Check("采购计划仍委托提交的代理机构", _commission_problems(version, project.plan)),
            Check("采购计划自送审以来没有变化", _plan_problems(version, project.plan)),
        ]
    return checks


def _of_project(problems: Problems) -> list[str]:
    return [words for name, found in problems.items() if not name.startswith("lots") for words in found]


def _of_lots(problems: Problems, lots: Sequence[Lot]) -> list[str]:
    return [
        f"标段 {lot.lot_no}：{words}"
        for index, lot in enumerate(lots)
        for name, found in problems.items()
        if name.startswith(f"lots-{index}-")
        for words in found
    ]


def _sums(project: Project, lots: Sequence[Lot]) -> str:
    total = sum((lot.budget or Decimal(0) for lot in lots), Decimal(0))
    return f"合计 {money(total)}，项目预算 {money(project.budget)}"


def _bad_codes(lots: Sequence[Lot]) -> list[str]:
    return [f"标段 {lot.lot_no}：标识码有误。" for lot in lots if not has_valid_check(lot.unified_deal_code or "")]


def _digest_problems(version: ProjectVersion) -> list[str]:
    if digest(version.content) == version.sm3:
        return []
    return ["保存的内容与提交时的摘要不符，请勿受理并通知系统管理员。"]


def _commission_problems(version: ProjectVersion, plan: ProcurementPlan) -> list[str]:
    agency = version.content["agency"]
    if plan.agency_credit_code == agency["credit_code"]:
        return []
    return [f"采购计划已改为委托{plan.agency_name}，提交的是{agency['name']}。"]


def _plan_problems(version: ProjectVersion, plan: ProcurementPlan) -> list[str]:
    seen = version.content["plan"]["version"]
    if plan.status == ProcurementPlan.Status.WITHDRAWN:
        return ["采购计划已被省采购系统撤回。"]
    if plan.version != seen:
        return [f"采购计划已更新为第 {plan.version} 版，提交时为第 {seen} 版。"]
    return []

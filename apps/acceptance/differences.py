"""What differs: between the plan and what was submitted, and between two submissions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from apps.acceptance.codes import PaperKind
from apps.acceptance.frozen_facts import thaw
from apps.acceptance.models import Lot, ProcurementPlan, Project, ProjectVersion
from apps.acceptance.snapshots import LOT_FIELDS, PROJECT_FIELDS
from apps.acceptance.wording import label, shown
from apps.core.templatetags.ui import ABSENT


@dataclass(frozen=True)
class Difference:
    """One fact on both sides, ready for the page."""

    label: str
    before: str
    after: str
    differs: bool


def against_plan(plan: ProcurementPlan, submitted: Project, agency: Mapping[str, str]) -> list[Difference]:
    """Compare the plan as the province last told it with what was submitted, whether equal or not."""
    rows = [
        Difference("代理机构", plan.agency_name, agency["name"], plan.agency_credit_code != agency["credit_code"]),
    ]
    names = Project.RULED_BY_PLAN | {name: name for name in Project.PREFILLED_BY_PLAN}
    return rows + [_compare(plan, plan_name, submitted, name) for name, plan_name in names.items()]


def between_versions(before: ProjectVersion, after: ProjectVersion) -> list[Difference]:
    """Return what changed from one submission to the next: facts, lots, papers."""
    old_project, old_lots = thaw(before)
    new_project, new_lots = thaw(after)
    rows = [_compare(old_project, name, new_project, name) for name in PROJECT_FIELDS]
    rows.append(_plan_versions(before, after))
    rows += _lots(old_lots, new_lots)
    rows += _papers(before.content["papers"], after.content["papers"])
    return [row for row in rows if row.differs]


def _compare(before: Model, before_name: str, after: Model, after_name: str, *, prefix: str = "") -> Difference:
    return Difference(
        label=prefix + label(after, after_name),
        before=shown(before, before_name),
        after=shown(after, after_name),
        differs=getattr(before, before_name) != getattr(after, after_name),
    )


def _plan_versions(before: ProjectVersion, after: ProjectVersion) -> Difference:
    old, new = (_plan_version(version.content["plan"]) for version in (before, after))
    return Difference("采用的计划版本", old, new, old != new)


def _plan_version(plan: Mapping[str, Any] | None) -> str:
    return ABSENT if plan is None else f"第 {plan['version']} 版"


def _lots(old: list[Lot], new: list[Lot]) -> list[Difference]:
    """Lots are the same lot when they bear the same 统一交易标识码, which is given once at submission."""
    before = {lot.unified_deal_code: lot for lot in old}
    after = {lot.unified_deal_code: lot for lot in new}
    rows = [
        Difference(f"标段 {lot.lot_no}", _in_short(lot), "（已删除）", differs=True) for lot in _without(before, after)
    ]
    for code, lot in after.items():
        if code in before:
            prefix = f"标段 {lot.lot_no} · "
            rows += [_compare(before[code], name, lot, name, prefix=prefix) for name in LOT_FIELDS]
        else:
            rows.append(Difference(f"标段 {lot.lot_no}", "（新增）", _in_short(lot), differs=True))
    return rows


def _in_short(lot: Lot) -> str:
    return f"{lot.name}，预算 {shown(lot, 'budget')}"


def _papers(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> list[Difference]:
    before = {(paper["kind"], paper["sm3"]): paper for paper in old}
    after = {(paper["kind"], paper["sm3"]): paper for paper in new}
    removed = [_paper_row(paper, paper["name"], "（已移除）") for paper in _without(before, after)]
    added = [_paper_row(paper, "（新增）", paper["name"]) for paper in _without(after, before)]
    return removed + added


def _paper_row(paper: Mapping[str, Any], before: str, after: str) -> Difference:
    return Difference(f"材料 · {PaperKind(paper['kind']).label}", before, after, differs=True)


def _without(these: Mapping[Any, Any], those: Mapping[Any, Any]) -> list[Any]:
    return [value for key, value in these.items() if key not in those]

"""What a project must satisfy before the center looks at it.

The rules come from the process description (受理信息 and 标段 complete, lots within the plan)
and from 令87 第十二条 (a ceiling price may be set, never above the budget).
"""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.db.models import Field

from apps.acceptance.models import Category, Lot, Project

REQUIRED = (
    "name",
    "method",
    "organisation_form",
    "kind",
    "budget",
    "purchaser_name",
    "purchaser_credit_code",
    "purchaser_contact",
    "purchaser_phone",
    "purchaser_address",
    "agency_contact",
    "agency_phone",
    "requirement_summary",
)
REQUIRED_OF_LOT = ("lot_no", "name", "category_code", "quantity", "unit", "budget")

REMOTE_NEEDS_ENCRYPTION = "不见面开标须由供应商远程解密，投标（响应）文件必须加密。"
# A page holds no more rows.
MOST_LOTS = 100

Problems = dict[str, list[str]]


def submission_problems(project: Project, lots: Sequence[Lot]) -> Problems:
    """Return everything that keeps the project from being submitted, by field; empty when nothing does.

    A field of the i-th lot is named `lots-i-field`.
    """
    problems: defaultdict[str, list[str]] = defaultdict(list)
    for name in REQUIRED:
        if getattr(project, name) in ("", None):
            problems[name].append(f"请填写{_label(project, name)}。")
    if project.budget is not None and project.budget <= 0:
        problems["budget"].append("预算金额必须大于零。")
    if project.is_remote_opening and not project.is_encrypted:
        problems["is_remote_opening"].append(REMOTE_NEEDS_ENCRYPTION)
    if not lots:
        problems["lots"].append("至少要有一个标段。")
    known_categories = _known_categories(project, lots)
    for index, lot in enumerate(lots):
        for name in REQUIRED_OF_LOT:
            if getattr(lot, name) in ("", None):
                problems[f"lots-{index}-{name}"].append(f"请填写{_label(lot, name)}。")
        if lot.category_code and lot.category_code not in known_categories:
            problems[f"lots-{index}-category_code"].append("品目编码不在政府采购品目分类目录中。")
        if lot.ceiling_price is not None and lot.budget is not None and lot.ceiling_price > lot.budget:
            problems[f"lots-{index}-ceiling_price"].append("最高限价不得超过标段预算。")
    total = sum((lot.budget or Decimal(0) for lot in lots), Decimal(0))
    if lots and project.budget is not None and total > project.budget:
        problems["lots"].append(
            f"各标段预算合计 {total:,.2f} 元，超过项目预算 {project.budget:,.2f} 元，"
            f"超出 {total - project.budget:,.2f} 元。"
        )
    return dict(problems)


def _known_categories(project: Project, lots: Sequence[Lot]) -> frozenset[str]:
    """Return the codes that may be used: the catalogue's, and whatever the plan itself was filed with."""
    codes = {lot.category_code for lot in lots}
    known = set(Category.objects.filter(code__in=codes, is_active=True).values_list("code", flat=True))
    if project.plan is not None:
        known.update(project.plan.items.values_list("category_code", flat=True))
    return frozenset(known)


def _label(record: Project | Lot, name: str) -> str:
    field = record._meta.get_field(name)
    assert isinstance(field, Field)
    return str(field.verbose_name)

"""评分标准 as it is frozen when a version is issued."""

from dataclasses import asdict
from typing import Any

from apps.tender_planning.models import Planning
from apps.tender_planning.scoring.choices import Category, EvaluationMethod, Judging, TieRule
from apps.tender_planning.scoring.facts import SchemeFacts
from apps.tender_planning.selectors.scoring import schemes_of

LABELS: dict[str, str] = {
    "lot_no": "标段",
    "evaluation_method": "评审方法",
    "is_price_fixed": "固定价格（价格不评分）",
    "small_firm_deduction": "小微企业价格扣除（%）",
    "consortium_deduction": "联合体（分包）小微企业价格扣除（%）",
    "domestic_deduction": "本国产品价格扣除（%）",
    "abnormal_mean_rate": "异常低价：低于平均报价的（%）",
    "abnormal_second_rate": "异常低价：低于次低报价的（%）",
    "abnormal_ceiling_rate": "异常低价：低于最高限价的（%）",
    "tie_rule": "得分相同时",
    "groups": "评分类别",
    "items": "评分项",
    "category": "类别",
    "name": "名称",
    "points": "分值",
    "judging": "评分性质",
    "least_points": "最低分",
    "most_points": "最高分",
    "description": "评分标准",
    "evidence": "证明材料",
    "levels": "分档",
    "label": "档次",
    "least": "最低分",
    "most": "最高分",
    "criterion": "达到的标准",
}
CHOICES = {
    "evaluation_method": dict(EvaluationMethod.choices),
    "tie_rule": dict(TieRule.choices),
    "category": dict(Category.choices),
    "judging": dict(Judging.choices),
}


def snapshot(planning: Planning) -> list[dict[str, Any]]:
    """Return the scheme of every lot that has one; the lots by their numbers."""
    lots = list(planning.project.lots.order_by("lot_no"))
    schemes = schemes_of(lots)
    return [{"lot_no": lot.lot_no, **_frozen(schemes[lot.pk])} for lot in lots if lot.pk in schemes]


def _frozen(scheme: SchemeFacts) -> dict[str, Any]:
    frozen = asdict(scheme)
    # Rows are told apart by their keys; a group is its category, a level its place.
    frozen["groups"] = [{"key": group["category"], **group} for group in frozen["groups"]]
    for item in frozen["items"]:
        item["levels"] = [{"key": str(place), **level} for place, level in enumerate(item["levels"], start=1)]
    return frozen

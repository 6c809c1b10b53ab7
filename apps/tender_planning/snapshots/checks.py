"""资格审查 and 符合性审查 as they are frozen when a version is issued."""

from typing import Any

from apps.tender_planning.models import Planning
from apps.tender_planning.models.checks import CheckItem, Stage
from apps.tender_planning.selectors.checks import check_tables

LABELS: dict[str, str] = {
    "lot_no": "标段",
    "qualification": "资格审查",
    "compliance": "符合性审查",
    "name": "审查因素",
    "requirement": "合格标准",
    "evidence": "证明材料",
    "judging": "审查方式",
    "citation": "依据",
    "is_statutory": "法定必备",
}


def snapshot(planning: Planning) -> list[dict[str, Any]]:
    """Return the items of every lot by stage, in their order; the lots by their numbers."""
    lots = list(planning.project.lots.order_by("lot_no"))
    tables = check_tables(lots)
    return [
        {"lot_no": lot.lot_no, **{stage.value: [_row(item) for item in tables[lot.pk][stage]] for stage in Stage}}
        for lot in lots
    ]


def _row(item: CheckItem) -> dict[str, Any]:
    return {
        "key": str(item.key),
        "name": item.name,
        "requirement": item.requirement,
        "evidence": item.evidence,
        "judging": item.judging,
        "citation": item.citation,
        "is_statutory": item.is_statutory,
    }

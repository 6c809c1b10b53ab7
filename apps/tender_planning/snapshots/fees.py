"""资费 as it is frozen when a version is issued."""

from decimal import Decimal
from typing import Any

from apps.tender_planning.models import FeeItem, Planning

LABELS: dict[str, str] = {
    "lot_no": "标段",
    "fees": "资费",
    "name": "名称",
    "kind": "类别",
    "manner": "计费方式",
    "payer": "缴纳人",
    "base": "计费基数",
    "base_amount": "基数金额",
    "rate": "比例（%）",
    "discount": "下浮（%）",
    "amount": "金额",
    "steps": "计算过程",
    "lower": "下限",
    "upper": "上限",
    "part": "计费部分",
    "citation": "依据",
    "note": "说明",
}


def snapshot(planning: Planning) -> list[dict[str, Any]]:
    """Return the fees of every lot in their order; the lots by their numbers."""
    items = list(planning.fees.select_related("tariff").order_by("position"))
    return [
        {"lot_no": lot.lot_no, "fees": [_row(item) for item in items if item.lot_id == lot.pk]}
        for lot in planning.project.lots.order_by("lot_no")
    ]


def _row(item: FeeItem) -> dict[str, Any]:
    return {
        "key": str(item.key),
        "name": item.tariff.name,
        "kind": item.tariff.kind,
        "manner": item.manner,
        "payer": item.payer,
        "base": item.base,
        "base_amount": _text(item.base_amount),
        "rate": _text(item.rate),
        "discount": _text(item.discount),
        "amount": _text(item.amount),
        "steps": item.steps,
        "citation": item.tariff.citation,
        "note": item.note,
    }


def _text(figure: Decimal | None) -> str | None:
    return None if figure is None else f"{figure.normalize():f}"

"""投标文件组成 as it is frozen when a version is issued."""

from typing import Any

from apps.tender_planning.models import BidSlot, Planning
from apps.tender_planning.selectors.slots import slots_by_lot

LABELS: dict[str, str] = {
    "lot_no": "标段",
    "slots": "投标文件组成",
    "category": "类别",
    "name": "名称",
    "requirement": "要求",
    "is_required": "必须提交",
    "most_megabytes": "大小上限（MB）",
}


def snapshot(planning: Planning) -> list[dict[str, Any]]:
    """Return the slots of every lot in their order; the lots by their numbers."""
    lots = list(planning.project.lots.order_by("lot_no"))
    slots = slots_by_lot(planning, lots)
    return [{"lot_no": lot.lot_no, "slots": [_row(slot) for slot in slots[lot.pk]]} for lot in lots]


def _row(slot: BidSlot) -> dict[str, Any]:
    return {
        "key": str(slot.key),
        "name": slot.name,
        "category": slot.category,
        "requirement": slot.requirement,
        "is_required": slot.is_required,
        "most_megabytes": slot.most_megabytes,
    }

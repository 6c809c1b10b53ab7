"""What keeps 投标文件组成 from being issued."""

from collections.abc import Iterator, Mapping, Sequence

from apps.acceptance.models import Lot
from apps.tender_planning.findings import Finding
from apps.tender_planning.inspections.context import Context
from apps.tender_planning.models import BidSlot
from apps.tender_planning.selectors.slots import slots_by_lot

Category = BidSlot.Category


def inspect(context: Context) -> list[Finding]:
    """Return what the slots of every lot lack; `place` is the primary key of the lot."""
    return inspect_slots(context.lots, slots_by_lot(context.planning, context.lots))


def inspect_slots(lots: Sequence[Lot], slots: Mapping[int, Sequence[BidSlot]]) -> list[Finding]:
    """Return the same for slots that were read already, by the primary key of their lot."""
    return [
        Finding("error", str(lot.pk), f"标段 {lot.lot_no} {text}") for lot in lots for text in _problems(slots[lot.pk])
    ]


def anchor_of(place: str) -> str:
    """Return the id of a lot's part of the page."""
    return f"lot-{place}"


def _problems(slots: Sequence[BidSlot]) -> Iterator[str]:
    if not slots:
        yield "还没有规划投标文件组成。"
        return
    sheets = [slot for slot in slots if slot.category == Category.PRICE_SHEET]
    if not sheets:
        yield "没有“报价一览表”，开标时没有可以宣布的报价。"
    if len(sheets) > 1:
        yield "有多份“报价一览表”，开标时不能确定宣布哪一份。"
    if any(not sheet.is_required for sheet in sheets):
        yield "的“报价一览表”须设为必须提交。"
    if not any(slot.category == Category.QUALIFICATION for slot in slots):
        yield "没有“资格证明文件”，无从进行资格审查。"
    names = [slot.name for slot in slots]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        yield f"有重名的材料“{name}”。"

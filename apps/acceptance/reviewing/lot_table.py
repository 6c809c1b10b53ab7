"""All lots of a submission beside the lines of the plan that they come from."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from apps.acceptance.models import Lot, PlanItem, Project
from apps.acceptance.wording import label, shown


@dataclass(frozen=True)
class ComparedLot:
    """A lot, and where it departs from the line of the plan that it comes from."""

    lot: Lot
    quantity: str
    differences: list[str]


@dataclass(frozen=True)
class PlanLine:
    """A line of a plan."""

    item: PlanItem
    quantity: str


@dataclass(frozen=True)
class LotTable:
    """All lots, the plan's lines that no lot covers, and the sums."""

    rows: list[ComparedLot]
    left_over: list[PlanLine]
    total: Decimal
    limit: Decimal | None

    @property
    def remainder(self) -> Decimal | None:
        """Return what the budget leaves when all lots are paid for."""
        return None if self.limit is None else self.limit - self.total


def lot_table(submitted: Project, lots: Sequence[Lot]) -> LotTable:
    """Put each lot beside the plan's line of its 品目; of several such lines, each is used once, in order."""
    waiting: defaultdict[str, list[PlanItem]] = defaultdict(list)
    for item in submitted.plan.items.all() if submitted.plan else []:
        waiting[item.category_code].append(item)
    rows = []
    for lot in lots:
        lines = waiting[lot.category_code]
        differences = _lot_differences(lot, lines.pop(0) if lines else None) if submitted.plan else []
        rows.append(ComparedLot(lot, _quantity(lot), differences))
    return LotTable(
        rows=rows,
        left_over=[plan_line(item) for items in waiting.values() for item in items],
        total=sum((lot.budget or Decimal(0) for lot in lots), Decimal(0)),
        limit=submitted.budget,
    )


def plan_line(item: PlanItem) -> PlanLine:
    """Return a line with its quantity in words."""
    return PlanLine(item, _quantity(item))


def _quantity(record: Lot | PlanItem) -> str:
    return f"{shown(record, 'quantity')} {record.unit}"


def _lot_differences(lot: Lot, item: PlanItem | None) -> list[str]:
    if item is None:
        return ["计划明细中没有这一品目"]
    return [
        f"{label(item, name)}：计划为 {shown(item, name)}"
        for name in ("name", "quantity", "unit", "budget")
        if getattr(item, name) != getattr(lot, name)
    ]

"""How far a price stays below the budget."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

# A hundredth of a per cent.
FINEST_RATE = Decimal("0.0001")


@dataclass(frozen=True)
class Saving:
    """节约额 and 节约率 of a price against a budget, both in 元 and as a part of one; negative above the budget."""

    budget: Decimal
    price: Decimal

    @property
    def amount(self) -> Decimal:
        """Return what was saved, in 元."""
        return self.budget - self.price

    @property
    def rate(self) -> Decimal:
        """Return what was saved as a part of the budget, rounded to a hundredth of a per cent."""
        return (self.amount / self.budget).quantize(FINEST_RATE, ROUND_HALF_UP)

    @property
    def is_above_budget(self) -> bool:
        """Tell whether the price is higher than the budget."""
        return self.price > self.budget


def saving_of(budget: Decimal | None, price: Decimal | None) -> Saving | None:
    """Return the saving; None when either figure is missing: nothing is made up for it."""
    return Saving(budget, price) if budget and price is not None else None


def total_of(savings: Iterable[Saving | None]) -> Saving | None:
    """Return the saving over all lots that have one; None when there is none."""
    found = [saving for saving in savings if saving is not None]
    if not found:
        return None
    return Saving(sum((each.budget for each in found), Decimal(0)), sum((each.price for each in found), Decimal(0)))

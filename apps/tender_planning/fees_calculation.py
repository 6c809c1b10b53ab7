"""How an amount comes about: by a percentage, or by brackets, each rate on its own part of the base (差额定率累进).

Amounts are in 元, rates and discounts in per cent. All is exact; only the final amount is rounded, to 分, half up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext

FEN = Decimal("0.01")
HUNDRED = Decimal(100)
# 20 digits of an amount times 9 of a rate times 9 of a discount: the default of 28 would round.
PRECISION = 60


class BeyondTheBrackets(ValueError):
    """The base is larger than the last bracket reaches; `reach` is how far that is."""

    def __init__(self, reach: Decimal) -> None:
        self.reach = reach
        super().__init__(f"the brackets end at {reach}")


@dataclass(frozen=True)
class Bracket:
    """The rate of the part up to `upper_bound`, inclusive; None has no end."""

    upper_bound: Decimal | None
    rate: Decimal


@dataclass(frozen=True)
class Step:
    """One line of the calculation: the part of the base between two bounds, and what its rate makes of it."""

    lower: Decimal
    upper: Decimal | None
    part: Decimal
    rate: Decimal
    amount: Decimal


@dataclass(frozen=True)
class Calculation:
    """The steps, their exact sum, and the amount after the discount, in 分."""

    steps: tuple[Step, ...]
    gross: Decimal
    discount: Decimal
    amount: Decimal


def by_percentage(base: Decimal, rate: Decimal, discount: Decimal = Decimal(0)) -> Calculation:
    """Return `rate` per cent of the base, less the discount."""
    return _total((_step(Decimal(0), None, base, rate),), discount)


def by_brackets(base: Decimal, brackets: Sequence[Bracket], discount: Decimal = Decimal(0)) -> Calculation:
    """Return the sum over the brackets that the base reaches, less the discount.

    A base of nothing costs nothing and has no step. Raises BeyondTheBrackets.
    """
    steps: list[Step] = []
    lower = Decimal(0)
    for bracket in _in_order(brackets):
        if base <= lower:
            break
        upper = bracket.upper_bound
        reached = base if upper is None else min(base, upper)
        steps.append(_step(lower, upper, reached - lower, bracket.rate))
        lower = reached
    if base > lower:
        raise BeyondTheBrackets(lower)
    return _total(tuple(steps), discount)


def _in_order(brackets: Sequence[Bracket]) -> list[Bracket]:
    """Return the brackets from the lowest bound to the highest; the one without a bound is the last."""
    return sorted(brackets, key=lambda bracket: (bracket.upper_bound is None, bracket.upper_bound or Decimal(0)))


def _step(lower: Decimal, upper: Decimal | None, part: Decimal, rate: Decimal) -> Step:
    with localcontext(prec=PRECISION):
        return Step(lower, upper, part, rate, part * rate / HUNDRED)


def _total(steps: tuple[Step, ...], discount: Decimal) -> Calculation:
    with localcontext(prec=PRECISION):
        gross = sum((step.amount for step in steps), Decimal(0))
        amount = (gross * (HUNDRED - discount) / HUNDRED).quantize(FEN, ROUND_HALF_UP)
    return Calculation(steps, gross, discount, amount)

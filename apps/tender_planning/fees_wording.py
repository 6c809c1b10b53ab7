"""A fee in words: how it is charged, and how its amount was worked out."""

from decimal import Decimal

from apps.core.figures import write_figure
from apps.core.templatetags.ui import money
from apps.tender_planning.fees_calculation import HUNDRED, Step
from apps.tender_planning.fees_settling import read_steps
from apps.tender_planning.models.fees import Base, FeeItem, Manner

SCHEDULE = "差额定率累进"


def manner_in_words(item: FeeItem) -> str:
    """Return how the fee is charged: ``中标（成交）金额差额定率累进，下浮 20%``."""
    base = item.get_base_display()
    match item.manner:
        case Manner.PERCENTAGE:
            words = f"{base}的 {write_figure(item.rate or Decimal(0))}%"
        case Manner.BRACKETS:
            words = f"{base}{SCHEDULE}"
        case _:
            return item.get_manner_display()
    return f"{words}，下浮 {write_figure(item.discount)}%" if item.discount else words


def is_estimate(item: FeeItem) -> bool:
    """Tell whether the amount is computed again when the award is known."""
    return item.base == Base.AWARD


def steps_in_words(item: FeeItem) -> list[str]:
    """Return the calculation line by line; nothing for what is not computed."""
    steps = read_steps(item.steps)
    lines = [_step(step, has_bounds=item.manner == Manner.BRACKETS) for step in steps]
    gross = sum((step.amount for step in steps), Decimal(0))
    if len(steps) > 1:
        lines.append(f"{' + '.join(_plain(step.amount) for step in steps)} = {money(gross)}")
    if item.discount:
        kept = write_figure(HUNDRED - item.discount)
        lines.append(f"下浮 {write_figure(item.discount)}%：{_plain(gross)} × {kept}% = {money(item.amount)}")
    return lines


def _step(step: Step, *, has_bounds: bool) -> str:
    product = f"{_plain(step.part)} × {write_figure(step.rate)}% = {money(step.amount)}"
    if not has_bounds:
        return product
    lower = _plain(step.lower)
    bounds = f"{lower} 以上" if step.upper is None else f"{lower}—{_plain(step.upper)}"
    return f"{bounds} 部分：{product}"


def _plain(amount: Decimal) -> str:
    return write_figure(amount, least_decimals=2)

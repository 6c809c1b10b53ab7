"""异常低价: which quotes the committee must ask about (财库〔2026〕2号).

A quote that is hit is not invalid: its supplier is asked to explain, with at least thirty minutes.
Compared are the quotes as they were made, never those after policy deductions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from apps.core.figures import write_figure


@dataclass(frozen=True)
class AbnormalRates:
    """Percentages of the mean, the second-lowest quote and the limit; a quote below one of them is asked about."""

    mean: Decimal
    second: Decimal
    limit: Decimal


@dataclass(frozen=True)
class AbnormalRule:
    """One of the three comparisons, and the suppliers whose quotes lie strictly below its threshold."""

    label: str
    basis: Fraction
    rate: Decimal
    hits: tuple[str, ...]

    @property
    def threshold(self) -> Fraction:
        """Return the amount below which a quote is asked about."""
        return self.basis * Fraction(self.rate) / 100

    @property
    def calculation(self) -> str:
        """Write how the threshold comes about."""
        return f"{_yuan(self.basis)} × {write_figure(self.rate)}% ＝ {_yuan(self.threshold)}"


def abnormal_rules(
    quotes: Mapping[str, Decimal], *, rates: AbnormalRates, limit: Decimal | None, limit_label: str
) -> list[AbnormalRule]:
    """Hold every quote (元, by supplier) against the three thresholds.

    `quotes` are those of the bids that passed the examination. The second-lowest quote takes two
    bids; `limit` is the ceiling price or, where there is none, the budget. A comparison without its
    basis is left out.
    """
    ordered = sorted(quotes.values())
    compared: list[tuple[str, Fraction, Decimal]] = []
    if ordered:
        compared.append(("全部有效报价的平均值", Fraction(sum(ordered)) / len(ordered), rates.mean))
    if len(ordered) > 1:
        compared.append(("次低报价", Fraction(ordered[1]), rates.second))
    if limit is not None:
        compared.append((limit_label, Fraction(limit), rates.limit))
    return [AbnormalRule(label, basis, rate, _below(quotes, basis, rate)) for label, basis, rate in compared]


def rounded(amount: Fraction, places: int = 2) -> Decimal:
    """Round half up from the exact value: a quotient that was rounded before would round otherwise."""
    scale = 10**places
    return Decimal((amount * scale + Fraction(1, 2)).__floor__()).scaleb(-places)


def _below(quotes: Mapping[str, Decimal], basis: Fraction, rate: Decimal) -> tuple[str, ...]:
    threshold = basis * Fraction(rate) / 100
    return tuple(sorted(supplier for supplier, quote in quotes.items() if Fraction(quote) < threshold))


def _yuan(amount: Fraction) -> str:
    return write_figure(rounded(amount), least_decimals=2)

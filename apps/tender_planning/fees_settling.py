"""From what an agency enters to a fee: what was left open is taken from the catalogue, and the amount is computed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from uuid import UUID

from apps.acceptance.models import Lot
from apps.core.exceptions import Refused
from apps.core.figures import write_figure
from apps.core.templatetags.ui import money
from apps.tender_planning.fees_calculation import (
    PRECISION,
    BeyondTheBrackets,
    Bracket,
    Calculation,
    Step,
    by_brackets,
    by_percentage,
)
from apps.tender_planning.models.fees import Base, FeeItem, FeeTariff, Manner


@dataclass(frozen=True)
class FeeFacts:
    """A fee as entered; what is blank is as the catalogue has it, and what the manner does not ask for is not read."""

    key: UUID
    tariff: FeeTariff
    manner: str = ""
    payer: str = ""
    base: str = ""
    base_amount: Decimal | None = None
    rate: Decimal | None = None
    amount: Decimal | None = None
    discount: Decimal = Decimal(0)
    note: str = ""


def likely_contract(lot: Lot) -> Decimal:
    """Return what the contract of a lot can come to before it is awarded: its ceiling price, else its budget."""
    return lot.ceiling_price or lot.budget or Decimal(0)


def settle(facts: FeeFacts, lot: Lot) -> FeeItem:
    """Return the fee, computed and not stored. Raises Refused with the names of the fields."""
    manner = facts.manner or facts.tariff.manner
    if manner not in facts.tariff.manners():
        raise Refused({"manner": [_wrong_manner(facts.tariff)]})
    item = FeeItem(
        lot=lot,
        key=facts.key,
        tariff=facts.tariff,
        manner=manner,
        payer=facts.payer or facts.tariff.payer,
        amount=Decimal(0),
        note=facts.note,
    )
    if manner == Manner.FIXED:
        item.amount = _stated_or_entered(facts, "amount", "请填写金额。")
    elif manner != Manner.FREE:
        _compute(item, facts, lot)
    return item


def _compute(item: FeeItem, facts: FeeFacts, lot: Lot) -> None:
    """Take the percentage or the brackets of the base."""
    item.base = facts.base or facts.tariff.base or Base.BUDGET
    item.base_amount = base_amount = _base_amount(item.base, facts, lot)
    item.discount = facts.discount
    if item.manner == Manner.PERCENTAGE:
        item.rate = rate = _stated_or_entered(facts, "rate", "请填写比例。")
        calculation = by_percentage(base_amount, rate, facts.discount)
    else:
        calculation = _by_brackets(facts, base_amount)
    item.amount = calculation.amount
    item.steps = written_steps(calculation)


def _by_brackets(facts: FeeFacts, base_amount: Decimal) -> Calculation:
    brackets = [Bracket(row.upper_bound, row.rate) for row in facts.tariff.brackets.all()]
    try:
        return by_brackets(base_amount, brackets, facts.discount)
    except BeyondTheBrackets as problem:
        text = f"基数 {money(base_amount)}超出资费表的最高一档（{money(problem.reach)}），没有对应的费率。"
        raise Refused({"base_amount": [text]}) from None


def _base_amount(base: str, facts: FeeFacts, lot: Lot) -> Decimal:
    """Return the base in 元; that of the award is an estimate, which the ceiling price bounds (令87 第六十三条)."""
    if base == Base.BUDGET:
        return lot.budget or Decimal(0)
    ceiling: Decimal | None = lot.ceiling_price
    if base == Base.CEILING:
        if ceiling is None:
            raise Refused({"base": ["本标段没有最高限价，请改选标段预算。"]})
        return ceiling
    most = likely_contract(lot)
    if facts.base_amount is not None and facts.base_amount > most:
        raise Refused({"base_amount": [f"中标（成交）金额不会超过 {money(most)}（最高限价或标段预算），请核对估算。"]})
    return facts.base_amount or most


def _stated_or_entered(facts: FeeFacts, name: str, missing: str) -> Decimal:
    """Return the figure that the catalogue states, else the one that was entered."""
    stated: Decimal | None = getattr(facts.tariff, name)
    entered: Decimal | None = getattr(facts, name)
    figure: Decimal | None = entered if stated is None else stated
    if stated is not None and entered not in (None, stated):
        raise Refused({name: [f"资费目录规定为 {write_figure(stated)}，不能更改（{facts.tariff.citation}）。"]})
    if figure is None:
        raise Refused({name: [missing]})
    return figure


def _wrong_manner(tariff: FeeTariff) -> str:
    possible = "、".join(f"“{manner.label}”" for manner in Manner if manner in tariff.manners())
    return f"“{tariff}”的计费方式只能是{possible}（{tariff.citation}）。"


def read_steps(stored: Iterable[Mapping[str, str | None]]) -> list[Step]:
    """Return stored steps as they were calculated."""
    return [
        Step(
            lower=Decimal(step["lower"] or 0),
            upper=None if step["upper"] is None else Decimal(step["upper"]),
            part=Decimal(step["part"] or 0),
            rate=Decimal(step["rate"] or 0),
            amount=Decimal(step["amount"] or 0),
        )
        for step in stored
    ]


def written_steps(calculation: Calculation) -> list[dict[str, str | None]]:
    """Return the steps as they are stored: figures exactly, as text."""
    return [
        {
            "lower": _exactly(step.lower),
            "upper": None if step.upper is None else _exactly(step.upper),
            "part": _exactly(step.part),
            "rate": _exactly(step.rate),
            "amount": _exactly(step.amount),
        }
        for step in calculation.steps
    ]


def _exactly(figure: Decimal) -> str:
    """Write a figure with every digit that says something."""
    with localcontext(prec=PRECISION):
        return f"{figure.normalize():f}"

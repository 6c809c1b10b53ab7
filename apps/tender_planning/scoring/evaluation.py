"""试算: what a scheme makes of pretend bids, with every step of the calculation.

Deductions follow 财库〔2020〕46号, 财库〔2022〕19号 and 国办发〔2025〕34号; each is computed on the quote itself and
they add up. Price points follow 令87 第五十五条 and 214号 第二十四条: the lowest evaluated price is the
benchmark, nothing is left out at either end, and the points are rounded half up to two places,
once, at the end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from apps.core.exceptions import DomainError
from apps.core.figures import write_figure
from apps.tender_planning.scoring.abnormal_prices import AbnormalRates, AbnormalRule, abnormal_rules, rounded
from apps.tender_planning.scoring.choices import Category, TieRule
from apps.tender_planning.scoring.facts import SchemeFacts

# Fewer valid bids are not evaluated (令87 第四十三条).
FEWEST_BIDS = 3


class NotComputable(DomainError):
    """The scheme or the bids do not allow a calculation; the sentence says why."""


@dataclass(frozen=True)
class TrialBid:
    """A pretend bid. `quote` in 元 and above zero; shares in percent; `points` by branch, without the price."""

    supplier: str
    quote: Decimal
    is_small_firm: bool = False
    small_share: Decimal = Decimal(0)
    domestic_share: Decimal = Decimal(100)
    points: Mapping[Category, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Standards:
    """What the law says where a scheme says nothing; percentages.

    `rates` are those of 异常低价. `small_share` is the least share of the contract that 小微企业 must have for the
    deduction of a consortium, `domestic_share` the least share of the cost from which a bid counts as 本国产品.
    """

    rates: AbnormalRates
    small_share: Decimal
    domestic_share: Decimal


@dataclass(frozen=True)
class PriceLimit:
    """The amount that no quote may exceed, and what it is: 最高限价, or 采购预算 where there is none."""

    amount: Decimal
    label: str


@dataclass(frozen=True)
class Step:
    """One line of a calculation as the page lists it."""

    label: str
    calculation: str
    value: str


@dataclass(frozen=True)
class RankedBid:
    """What became of a bid. `rank` is None for one that is invalid; equals share a rank."""

    bid: TrialBid
    price: Decimal
    price_points: Decimal
    total: Decimal
    rank: int | None
    is_tied: bool
    exclusion: str
    abnormal: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Evaluation:
    """The outcome: bids in the order of their rank, the invalid ones last."""

    benchmark: Decimal | None
    bids: tuple[RankedBid, ...]
    abnormal_rules: tuple[AbnormalRule, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class _Scored:
    bid: TrialBid
    price: Decimal
    price_points: Decimal
    total: Decimal
    steps: tuple[Step, ...]


def evaluate(
    scheme: SchemeFacts, bids: Sequence[TrialBid], *, limit: PriceLimit | None, standards: Standards
) -> Evaluation:
    """Rank the bids by the scheme.

    The order in which the bids are given decides nothing. Raises NotComputable for two suppliers of one
    name, for a price that is scored without points, and for deductions that leave nothing of a quote.
    """
    _check(scheme, bids)
    valid = [bid for bid in bids if not _exclusion(bid, limit)]
    favoured = _favoured(valid, standards)
    prices = {bid.supplier: _price(scheme, bid, standards, is_favoured=bid.supplier in favoured) for bid in valid}
    benchmark = min((price for price, _ in prices.values()), default=None)
    scored = [_score(scheme, bid, *prices[bid.supplier], benchmark) for bid in valid if benchmark is not None]
    rules = _abnormal_rules(scheme, valid, limit, standards.rates)
    ranked = _ranked(scheme, scored, rules)
    excluded = [_excluded(bid, _exclusion(bid, limit)) for bid in bids if _exclusion(bid, limit)]
    excluded.sort(key=lambda row: row.bid.supplier)
    return Evaluation(
        benchmark=benchmark,
        bids=(*ranked, *excluded),
        abnormal_rules=tuple(rules),
        remarks=tuple(_remarks(scheme, valid, standards)),
    )


def _check(scheme: SchemeFacts, bids: Sequence[TrialBid]) -> None:
    names = [bid.supplier for bid in bids]
    if len(set(names)) < len(names):
        raise NotComputable("供应商名称不能重复。")
    if scheme.is_comprehensive and not scheme.is_price_fixed and scheme.points_of(Category.PRICE) <= 0:
        raise NotComputable("评分标准还没有价格分值，不能试算。")
    firm = max(scheme.small_firm_deduction or Decimal(0), scheme.consortium_deduction or Decimal(0))
    if firm + (scheme.domestic_deduction or Decimal(0)) >= 100:
        raise NotComputable("价格扣除比例合计达到100%，不能试算。")


def _exclusion(bid: TrialBid, limit: PriceLimit | None) -> str:
    """Return why a bid is invalid (令87 第六十三条); empty when its quote is within the limit."""
    if limit is None or bid.quote <= limit.amount:
        return ""
    return f"报价超过{limit.label} {_yuan(limit.amount)} 元，投标（响应）无效，不参加评审"


def _favoured(bids: Sequence[TrialBid], standards: Standards) -> frozenset[str]:
    """Return who offers 本国产品 in competition with others: where nobody else competes, nobody is favoured."""
    domestic = frozenset(bid.supplier for bid in bids if _is_domestic(bid, standards))
    return domestic if len(domestic) < len(bids) else frozenset()


def _is_domestic(bid: TrialBid, standards: Standards) -> bool:
    return bid.domestic_share >= standards.domestic_share


def _price(
    scheme: SchemeFacts, bid: TrialBid, standards: Standards, *, is_favoured: bool
) -> tuple[Decimal, tuple[Step, ...]]:
    """Return the evaluated price of a quote and how it comes about."""
    deductions: list[tuple[str, Decimal]] = []
    if bid.is_small_firm and scheme.small_firm_deduction:
        deductions.append(("小微企业价格扣除", scheme.small_firm_deduction))
    elif bid.small_share >= standards.small_share and scheme.consortium_deduction:
        deductions.append(("联合体（分包）小微企业价格扣除", scheme.consortium_deduction))
    if is_favoured and scheme.domestic_deduction:
        deductions.append(("本国产品价格扣除", scheme.domestic_deduction))
    price = bid.quote
    steps = []
    for label, rate in deductions:
        deducted = bid.quote * rate / 100
        price -= deducted
        steps.append(Step(label, f"{_yuan(bid.quote)} × {_plain(rate)}%", f"－{_yuan(deducted)} 元"))
    calculation = "报价减去各项扣除" if deductions else "没有价格扣除，等于报价"
    return price, (*steps, Step("评审价", calculation, f"{_yuan(price)} 元"))


def _score(scheme: SchemeFacts, bid: TrialBid, price: Decimal, steps: tuple[Step, ...], benchmark: Decimal) -> _Scored:
    if not scheme.is_comprehensive:
        return _Scored(bid, price, Decimal(0), Decimal(0), steps)
    rows = list(steps)
    price_points = Decimal(0)
    if not scheme.is_price_fixed:
        weight = scheme.points_of(Category.PRICE)
        price_points = rounded(Fraction(benchmark) / Fraction(price) * Fraction(weight))
        calculation = f"{_yuan(benchmark)} ÷ {_yuan(price)} × {_plain(weight)}"
        rows.append(Step("价格分", calculation, f"{price_points:.2f} 分"))
    others = {group.category: group.name for group in scheme.groups if group.points}
    others.pop(Category.PRICE, None)
    points = [(name, bid.points.get(category, Decimal(0))) for category, name in others.items()]
    rows += [Step(f"{name}得分", "评审小组评分", f"{_plain(each)} 分") for name, each in points]
    total = price_points + sum((each for _, each in points), Decimal(0))
    addends = ([price_points] if not scheme.is_price_fixed else []) + [each for _, each in points]
    rows.append(Step("总得分", " ＋ ".join(_plain(each) for each in addends), f"{total:.2f} 分"))
    return _Scored(bid, price, price_points, total, tuple(rows))


def _abnormal_rules(
    scheme: SchemeFacts, valid: Sequence[TrialBid], limit: PriceLimit | None, standard: AbnormalRates
) -> list[AbnormalRule]:
    rates = AbnormalRates(
        mean=_chosen(scheme.abnormal_mean_rate, standard.mean),
        second=_chosen(scheme.abnormal_second_rate, standard.second),
        limit=_chosen(scheme.abnormal_ceiling_rate, standard.limit),
    )
    return abnormal_rules(
        {bid.supplier: bid.quote for bid in valid},
        rates=rates,
        limit=limit.amount if limit else None,
        limit_label=limit.label if limit else "",
    )


def _chosen(own: Decimal | None, standard: Decimal) -> Decimal:
    return standard if own is None else own


def _ranked(scheme: SchemeFacts, scored: Sequence[_Scored], rules: Sequence[AbnormalRule]) -> list[RankedBid]:
    places = sorted(_place(scheme, row) for row in scored)
    return [
        RankedBid(
            bid=row.bid,
            price=row.price,
            price_points=row.price_points,
            total=row.total,
            rank=places.index(_place(scheme, row)) + 1,
            is_tied=places.count(_place(scheme, row)) > 1,
            exclusion="",
            abnormal=tuple(rule.label for rule in rules if row.bid.supplier in rule.hits),
            steps=row.steps,
        )
        for row in sorted(scored, key=lambda row: (_place(scheme, row), row.bid.supplier))
    ]


def _place(scheme: SchemeFacts, row: _Scored) -> tuple[Decimal, ...]:
    """Return what bids are ordered by, the best lowest; equal values are 并列.

    令87 第五十六条: by the evaluated price alone. 令87 第五十七条: by the total, then by the quote as it was
    made. 214号 第二十五条: then by the technical part.
    """
    if not scheme.is_comprehensive:
        return (row.price,)
    place = (-row.total, row.bid.quote)
    if scheme.tie_rule == TieRule.LOWER_PRICE_THEN_TECHNICAL:
        return (*place, -row.bid.points.get(Category.TECHNICAL, Decimal(0)))
    return place


def _excluded(bid: TrialBid, reason: str) -> RankedBid:
    return RankedBid(
        bid=bid,
        price=bid.quote,
        price_points=Decimal(0),
        total=Decimal(0),
        rank=None,
        is_tied=False,
        exclusion=reason,
        abnormal=(),
        steps=(),
    )


def _remarks(scheme: SchemeFacts, valid: Sequence[TrialBid], standards: Standards) -> list[str]:
    remarks = []
    if len(valid) < FEWEST_BIDS:
        remarks.append(f"有效报价只有 {len(valid)} 家，不足 {FEWEST_BIDS} 家的，除法定例外情形外不得评审。")
    if scheme.domestic_deduction and valid and all(_is_domestic(bid, standards) for bid in valid):
        remarks.append("有效报价提供的都是本国产品，没有非本国产品参与竞争，不作本国产品价格扣除。")
    return remarks


def _plain(number: Decimal) -> str:
    return write_figure(number)


def _yuan(amount: Decimal) -> str:
    return write_figure(amount, least_decimals=2)

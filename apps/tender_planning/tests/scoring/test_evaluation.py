from dataclasses import replace
from decimal import Decimal
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.tender_planning.scoring.abnormal_prices import AbnormalRates
from apps.tender_planning.scoring.choices import Category, EvaluationMethod, TieRule
from apps.tender_planning.scoring.evaluation import (
    Evaluation,
    NotComputable,
    PriceLimit,
    Standards,
    Step,
    TrialBid,
    evaluate,
)
from apps.tender_planning.scoring.facts import Group, SchemeFacts

STANDARDS = Standards(
    rates=AbnormalRates(mean=Decimal(50), second=Decimal(50), limit=Decimal(45)),
    small_share=Decimal(30),
    domestic_share=Decimal(80),
)
NO_DEDUCTIONS = SchemeFacts(
    groups=(
        Group(Category.PRICE, "价格部分", Decimal(30)),
        Group(Category.TECHNICAL, "技术部分", Decimal(50)),
        Group(Category.BUSINESS, "商务部分", Decimal(20)),
    )
)
SCHEME = replace(
    NO_DEDUCTIONS,
    small_firm_deduction=Decimal(10),
    consortium_deduction=Decimal(5),
    domestic_deduction=Decimal(20),
)
LOWEST = replace(SCHEME, evaluation_method=EvaluationMethod.LOWEST_PRICE)


def bid(supplier: str, quote: str, technical: str = "0", business: str = "0", **changes: Any) -> TrialBid:
    points = {Category.TECHNICAL: Decimal(technical), Category.BUSINESS: Decimal(business)}
    return TrialBid(supplier, Decimal(quote), points=points, **changes)


def outcome(scheme: SchemeFacts, *bids: TrialBid, limit: PriceLimit | None = None) -> Evaluation:
    return evaluate(scheme, bids, limit=limit, standards=STANDARDS)


def ranks(evaluation: Evaluation) -> list[tuple[str, int | None]]:
    return [(row.bid.supplier, row.rank) for row in evaluation.bids]


def ceiling(amount: str) -> PriceLimit:
    return PriceLimit(Decimal(amount), "最高限价")


def test_the_lowest_price_earns_all_price_points_and_the_others_their_share() -> None:
    result = outcome(NO_DEDUCTIONS, bid("甲", "900000"), bid("乙", "1000000"), bid("丙", "1200000"))

    assert [(row.bid.supplier, row.price_points) for row in result.bids] == [
        ("甲", Decimal("30.00")),
        ("乙", Decimal("27.00")),
        ("丙", Decimal("22.50")),
    ]
    assert result.benchmark == 900000


def test_price_points_are_rounded_half_up_once() -> None:
    # 8/64 × 30 = 3.75; 1/16 × 30 = 1.875, which becomes 1.88; 2/3 × 30 = 20.
    result = outcome(NO_DEDUCTIONS, bid("甲", "8"), bid("乙", "64"), bid("丙", "128"), bid("丁", "12"))

    assert {row.bid.supplier: row.price_points for row in result.bids} == {
        "甲": Decimal("30.00"),
        "乙": Decimal("3.75"),
        "丙": Decimal("1.88"),
        "丁": Decimal("20.00"),
    }


def test_both_deductions_are_computed_on_the_quote_itself() -> None:
    small_and_domestic = bid("甲", "1000000", is_small_firm=True)
    foreign = bid("乙", "800000", domestic_share=Decimal(0))

    result = outcome(SCHEME, small_and_domestic, foreign)

    first = next(row for row in result.bids if row.bid.supplier == "甲")
    assert first.price == 700000
    assert first.steps[:3] == (
        Step("小微企业价格扣除", "1,000,000.00 × 10%", "－100,000.00 元"),
        Step("本国产品价格扣除", "1,000,000.00 × 20%", "－200,000.00 元"),
        Step("评审价", "报价减去各项扣除", "700,000.00 元"),
    )
    assert first.price_points == Decimal("30.00")


@pytest.mark.parametrize(("share", "price"), [("29.99", 1000), ("30", 950), ("60", 950)])
def test_a_consortium_is_favoured_from_thirty_percent_on(share: str, price: int) -> None:
    result = outcome(SCHEME, bid("甲", "1000", small_share=Decimal(share)))

    assert result.bids[0].price == price


def test_a_small_firm_is_not_favoured_twice() -> None:
    result = outcome(SCHEME, bid("甲", "1000", is_small_firm=True, small_share=Decimal(40)))

    assert result.bids[0].price == 900


@pytest.mark.parametrize(("share", "price"), [("79.99", 1000), ("80", 800), ("100", 800)])
def test_products_are_domestic_from_eighty_percent_of_the_cost_on(share: str, price: int) -> None:
    result = outcome(
        SCHEME, bid("甲", "1000", domestic_share=Decimal(share)), bid("乙", "1000", domestic_share=Decimal(0))
    )

    assert next(row.price for row in result.bids if row.bid.supplier == "甲") == price


def test_domestic_products_among_themselves_deduct_nothing() -> None:
    result = outcome(SCHEME, bid("甲", "1000"), bid("乙", "900"), bid("丙", "800"))

    assert [row.price for row in result.bids] == [800, 900, 1000]
    assert result.remarks == ("有效报价提供的都是本国产品，没有非本国产品参与竞争，不作本国产品价格扣除。",)


def test_a_quote_above_the_ceiling_is_invalid_and_moves_no_benchmark() -> None:
    result = outcome(
        NO_DEDUCTIONS, bid("甲", "100"), bid("乙", "100.01", "50", "20"), bid("丙", "90"), limit=ceiling("100")
    )

    assert ranks(result) == [("丙", 1), ("甲", 2), ("乙", None)]
    assert result.bids[2].exclusion == "报价超过最高限价 100.00 元，投标（响应）无效，不参加评审"
    assert result.benchmark == 90
    assert "不足 3 家" in result.remarks[0]


def test_equal_totals_are_ordered_by_the_quote() -> None:
    # 甲 30 + 40, 乙 27 + 43: both 70, and 甲 is cheaper.
    result = outcome(NO_DEDUCTIONS, bid("乙", "1000", "43"), bid("甲", "900", "40"), bid("丙", "1800", "10"))

    assert [(row.bid.supplier, row.total, row.rank, row.is_tied) for row in result.bids] == [
        ("甲", Decimal("70.00"), 1, False),
        ("乙", Decimal("70.00"), 2, False),
        ("丙", Decimal("25.00"), 3, False),
    ]


def test_equal_totals_and_quotes_share_a_rank() -> None:
    result = outcome(NO_DEDUCTIONS, bid("丙", "950"), bid("乙", "900", "20", "10"), bid("甲", "900", "10", "20"))

    assert [(row.bid.supplier, row.rank, row.is_tied) for row in result.bids] == [
        ("乙", 1, True),
        ("甲", 1, True),
        ("丙", 3, False),
    ]


def test_the_technical_part_may_decide_between_equals() -> None:
    scheme = replace(NO_DEDUCTIONS, tie_rule=TieRule.LOWER_PRICE_THEN_TECHNICAL)

    result = outcome(scheme, bid("甲", "900", "10", "20"), bid("乙", "900", "20", "10"), bid("丙", "950"))

    assert ranks(result) == [("乙", 1), ("甲", 2), ("丙", 3)]


def test_the_lowest_evaluated_price_wins_without_any_points() -> None:
    result = outcome(
        LOWEST, bid("甲", "1000", is_small_firm=True), bid("乙", "950"), bid("丙", "900", domestic_share=Decimal(0))
    )

    # 甲 1000 − 100 − 200, 乙 950 − 190, 丙 900.
    assert [(row.bid.supplier, row.price, row.rank) for row in result.bids] == [
        ("甲", Decimal(700), 1),
        ("乙", Decimal(760), 2),
        ("丙", Decimal(900), 3),
    ]


def test_equal_evaluated_prices_share_a_rank_under_the_lowest_price() -> None:
    result = outcome(LOWEST, bid("甲", "1000", is_small_firm=True), bid("乙", "900"), bid("丙", "950"))

    assert ranks(result) == [("乙", 1), ("甲", 1), ("丙", 3)]


def test_a_fixed_price_earns_no_points() -> None:
    scheme = replace(NO_DEDUCTIONS, is_price_fixed=True)

    result = outcome(scheme, bid("甲", "1000", "40"), bid("乙", "1000", "41"), bid("丙", "1000", "39"))

    assert [(row.bid.supplier, row.total) for row in result.bids] == [
        ("乙", Decimal(41)),
        ("甲", Decimal(40)),
        ("丙", Decimal(39)),
    ]


def test_abnormal_prices_of_the_published_example() -> None:
    """Limit 100; 41, 78, 80 and 89: only the limit's 45 is above 41, neither 36 nor 39 is."""
    bids = [bid("甲", "41"), bid("乙", "78"), bid("丙", "80"), bid("丁", "89")]

    result = outcome(NO_DEDUCTIONS, *bids, limit=ceiling("100"))

    assert [(rule.label, int(rule.threshold), rule.hits) for rule in result.abnormal_rules] == [
        ("全部有效报价的平均值", 36, ()),
        ("次低报价", 39, ()),
        ("最高限价", 45, ("甲",)),
    ]
    assert result.bids[0].abnormal == ("最高限价",)


@pytest.mark.parametrize(("quote", "is_hit"), [("45", False), ("44.99", True)])
def test_a_quote_at_the_threshold_is_not_abnormal(quote: str, is_hit: bool) -> None:
    result = outcome(NO_DEDUCTIONS, bid("甲", quote), bid("乙", "60"), bid("丙", "60"), limit=ceiling("100"))

    assert (result.abnormal_rules[2].hits == ("甲",)) is is_hit


def test_the_mean_and_the_second_lowest_quote_can_fire_too() -> None:
    result = outcome(NO_DEDUCTIONS, bid("甲", "30"), bid("乙", "80"), bid("丙", "90"))

    # The mean is 66.67, its half 33.33; half of the second-lowest is 40.
    assert [(rule.label, rule.hits, rule.calculation) for rule in result.abnormal_rules] == [
        ("全部有效报价的平均值", ("甲",), "66.67 × 50% ＝ 33.33"),
        ("次低报价", ("甲",), "80.00 × 50% ＝ 40.00"),
    ]


def test_a_scheme_may_raise_the_abnormal_rates() -> None:
    scheme = replace(NO_DEDUCTIONS, abnormal_ceiling_rate=Decimal(65))

    result = outcome(scheme, bid("甲", "64.99"), bid("乙", "65"), bid("丙", "70"), limit=ceiling("100"))

    assert result.abnormal_rules[2].hits == ("甲",)


def test_abnormal_prices_are_quotes_and_not_prices_after_deductions() -> None:
    result = outcome(
        SCHEME,
        bid("甲", "50", is_small_firm=True),
        bid("乙", "60", domestic_share=Decimal(0)),
        bid("丙", "70"),
        limit=ceiling("100"),
    )

    assert result.abnormal_rules[2].hits == ()


@pytest.mark.parametrize(
    ("scheme", "bids", "text"),
    [
        (SCHEME, [bid("甲", "1"), bid("甲", "2")], "供应商名称不能重复。"),
        (SchemeFacts(), [bid("甲", "1")], "评分标准还没有价格分值，不能试算。"),
        (
            replace(SCHEME, small_firm_deduction=Decimal(80)),
            [bid("甲", "1")],
            "价格扣除比例合计达到100%，不能试算。",
        ),
    ],
)
def test_what_cannot_be_computed_is_refused(scheme: SchemeFacts, bids: list[TrialBid], text: str) -> None:
    with pytest.raises(NotComputable, match=text):
        outcome(scheme, *bids)


def test_no_valid_bid_leaves_nothing_to_rank() -> None:
    result = outcome(NO_DEDUCTIONS, bid("甲", "101"), limit=ceiling("100"))

    assert (result.benchmark, ranks(result)) == (None, [("甲", None)])


QUOTES = st.decimals(min_value="0.01", max_value="99999999.99", places=2)
SHARES = st.decimals(min_value=0, max_value=100, places=2)
BIDS = st.lists(
    st.builds(
        lambda quote, technical, business, is_small, small_share, domestic: bid(
            "", quote, technical, business, is_small_firm=is_small, small_share=small_share, domestic_share=domestic
        ),
        QUOTES,
        st.decimals(min_value=0, max_value=50, places=2),
        st.decimals(min_value=0, max_value=20, places=2),
        st.booleans(),
        SHARES,
        SHARES,
    ),
    min_size=1,
    max_size=5,
).map(lambda bids: [replace(each, supplier=f"供应商{number}") for number, each in enumerate(bids, start=1)])


@given(BIDS)
def test_a_total_is_the_sum_of_its_parts(bids: list[TrialBid]) -> None:
    for row in outcome(SCHEME, *bids).bids:
        assert row.total == row.price_points + sum(row.bid.points.values())
        assert row.steps[-1].value == f"{row.total:.2f} 分"


@given(BIDS)
def test_price_points_never_rise_with_the_price(bids: list[TrialBid]) -> None:
    rows = sorted(outcome(SCHEME, *bids).bids, key=lambda row: row.price)

    points = [row.price_points for row in rows]
    assert points == sorted(points, reverse=True)
    assert points[0] == Decimal("30.00")
    assert all(0 <= each <= 30 for each in points)


@given(BIDS, st.sampled_from([SCHEME, LOWEST]), st.randoms(use_true_random=False))
def test_the_ranking_does_not_depend_on_the_order_of_the_bids(
    bids: list[TrialBid], scheme: SchemeFacts, random: Any
) -> None:
    shuffled = list(bids)
    random.shuffle(shuffled)

    assert outcome(scheme, *bids) == outcome(scheme, *shuffled)


@given(st.lists(BIDS, min_size=2, max_size=3))
def test_lots_are_ranked_alike_in_whatever_order_they_come(lots: list[list[TrialBid]]) -> None:
    rankings = [ranks(outcome(SCHEME, *bids)) for bids in lots]

    for order in permutations(range(len(lots))):
        assert [ranks(outcome(SCHEME, *lots[number])) for number in order] == [rankings[number] for number in order]


@given(BIDS, st.permutations(SCHEME.groups))
def test_the_order_of_the_groups_decides_nothing(bids: list[TrialBid], groups: list[Group]) -> None:
    shuffled = replace(SCHEME, groups=tuple(groups))

    assert ranks(outcome(shuffled, *bids)) == ranks(outcome(SCHEME, *bids))

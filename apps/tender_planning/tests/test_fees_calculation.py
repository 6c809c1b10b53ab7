"""Fees by percentage and by brackets, held against the published table."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.tender_planning.fees_calculation import (
    HUNDRED,
    BeyondTheBrackets,
    Bracket,
    by_brackets,
    by_percentage,
)

BOUNDS = (100, 500, 1000, 5000, 10000, 50000, 100000, 500000)
RATES = {
    "works": ("1.2", "1.0", "0.7", "0.4", "0.25", "0.10", "0.045", "0.01"),
    "goods": ("1.7", "1.2", "0.8", "0.5", "0.30", "0.10", "0.045", "0.01"),
    "services": ("1.7", "1.2", "0.7", "0.4", "0.25", "0.10", "0.045", "0.01"),
}
TABLES = {
    kind: [Bracket(Decimal(bound) * 10_000, Decimal(rate)) for bound, rate in zip(BOUNDS, rates, strict=True)]
    for kind, rates in RATES.items()
}
# The amounts at the bounds, in 万元, worked out by hand from the table.
AT_THE_BOUNDS = {
    "works": ("1.2", "5.2", "8.7", "24.7", "37.2", "77.2", "99.7", "139.7"),
    "goods": ("1.7", "6.5", "10.5", "30.5", "45.5", "85.5", "108", "148"),
    "services": ("1.7", "6.5", "10", "26", "38.5", "78.5", "101", "141"),
}
VECTORS = [
    (kind, Decimal(bound) * 10_000, Decimal(amount) * 10_000)
    for kind, amounts in AT_THE_BOUNDS.items()
    for bound, amount in zip(BOUNDS, amounts, strict=True)
]

amounts = st.decimals(min_value=0, max_value=5_000_000_000, places=6)
discounts = st.decimals(min_value=0, max_value=100, places=6)
kinds = st.sampled_from(sorted(TABLES))


def test_goods_of_three_million_cost_41_000() -> None:
    calculation = by_brackets(Decimal(3_000_000), TABLES["goods"])

    assert [(step.part, step.rate, step.amount) for step in calculation.steps] == [
        (Decimal(1_000_000), Decimal("1.7"), Decimal(17_000)),
        (Decimal(2_000_000), Decimal("1.2"), Decimal(24_000)),
    ]
    assert calculation.amount == Decimal("41000.00")


@pytest.mark.parametrize(("kind", "base", "amount"), VECTORS)
def test_every_bound_of_the_published_table(kind: str, base: Decimal, amount: Decimal) -> None:
    assert by_brackets(base, TABLES[kind]).amount == amount


@pytest.mark.parametrize(("kind", "base", "amount"), VECTORS[:7] + VECTORS[8:15] + VECTORS[16:23])
def test_past_a_bound_the_next_rate_applies_to_the_part_beyond_alone(
    kind: str, base: Decimal, amount: Decimal
) -> None:
    beyond = Decimal(1_000_000)
    following = TABLES[kind][[bracket.upper_bound for bracket in TABLES[kind]].index(base) + 1].rate

    assert by_brackets(base + beyond, TABLES[kind]).amount == amount + beyond * following / HUNDRED


def test_the_discount_is_taken_off_the_sum() -> None:
    calculation = by_brackets(Decimal(3_000_000), TABLES["goods"], Decimal(20))

    assert (calculation.gross, calculation.amount) == (Decimal(41_000), Decimal("32800.00"))


@pytest.mark.parametrize(
    ("base", "rate", "amount"),
    [
        ("100.00", "0.125", "0.13"),
        ("100.00", "0.124999", "0.12"),
        ("99999999999999.999999", "99.999999", "99999999000000.00"),
    ],
)
def test_only_the_end_is_rounded_half_up_to_a_fen(base: str, rate: str, amount: str) -> None:
    assert by_percentage(Decimal(base), Decimal(rate)).amount == Decimal(amount)


def test_steps_below_a_fen_are_added_before_anything_is_rounded() -> None:
    brackets = [Bracket(Decimal(1), Decimal("0.4")), Bracket(None, Decimal("0.4"))]

    calculation = by_brackets(Decimal(2), brackets)

    assert [step.amount for step in calculation.steps] == [Decimal("0.004"), Decimal("0.004")]
    assert calculation.amount == Decimal("0.01")


def test_nothing_costs_nothing_and_has_no_step() -> None:
    calculation = by_brackets(Decimal(0), TABLES["works"])

    assert (calculation.steps, calculation.amount) == ((), Decimal("0.00"))


def test_a_base_beyond_the_last_bound_has_no_rate() -> None:
    with pytest.raises(BeyondTheBrackets) as refusal:
        by_brackets(Decimal("5000000000.01"), TABLES["goods"])

    assert refusal.value.reach == 5_000_000_000


def test_the_order_of_the_brackets_does_not_matter() -> None:
    base = Decimal(80_000_000)

    assert by_brackets(base, TABLES["works"][::-1]) == by_brackets(base, TABLES["works"])


@given(kinds, amounts, amounts)
def test_a_larger_base_never_costs_less(kind: str, one: Decimal, other: Decimal) -> None:
    smaller, larger = sorted((one, other))

    assert by_brackets(smaller, TABLES[kind]).gross <= by_brackets(larger, TABLES[kind]).gross
    assert by_brackets(smaller, TABLES[kind]).amount <= by_brackets(larger, TABLES[kind]).amount


@given(kinds, st.sampled_from(BOUNDS[:-1]), st.decimals(min_value="0.000001", max_value=1, places=6))
def test_there_is_no_jump_at_a_bound(kind: str, bound: int, beyond: Decimal) -> None:
    base = Decimal(bound) * 10_000

    rise = by_brackets(base + beyond, TABLES[kind]).gross - by_brackets(base, TABLES[kind]).gross

    assert 0 < rise <= beyond * Decimal("1.2") / HUNDRED


@given(kinds, amounts, discounts)
def test_the_steps_add_up_to_the_base_and_to_the_amount(kind: str, base: Decimal, discount: Decimal) -> None:
    calculation = by_brackets(base, TABLES[kind], discount)

    assert sum(step.part for step in calculation.steps) == base
    assert sum(step.amount for step in calculation.steps) == calculation.gross
    exact = calculation.gross * (HUNDRED - discount) / HUNDRED
    assert abs(calculation.amount - exact) <= Decimal("0.005")


@given(amounts, st.decimals(min_value=0, max_value=100, places=6))
def test_one_bracket_without_an_end_is_a_percentage(base: Decimal, rate: Decimal) -> None:
    assert by_brackets(base, [Bracket(None, rate)]).amount == by_percentage(base, rate).amount

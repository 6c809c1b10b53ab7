"""What the law lets be charged."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from apps.acceptance.models import Lot
from apps.tender_planning.fees_limits import Breach, breaches
from apps.tender_planning.fees_settling import FeeFacts, settle
from apps.tender_planning.models.fees import Base, FeeKind, Manner
from apps.tender_planning.rules.book import RuleBook, load_rule_book
from apps.tender_planning.tests.fees import fee, tariff

BID, PERFORMANCE = FeeKind.BID_SECURITY, FeeKind.PERFORMANCE_SECURITY


@pytest.fixture
def rules(db: None) -> RuleBook:
    return load_rule_book(date(2026, 3, 2))


def found(lot: Lot, rules: RuleBook, *fees: FeeFacts) -> list[Breach]:
    return breaches(lot.project, lot, [settle(facts, lot) for facts in fees], rules)


def fixed(kind: str, amount: str) -> FeeFacts:
    return fee(kind, manner=Manner.FIXED, amount=Decimal(amount))


def percentage(kind: str, rate: str, **facts: Any) -> FeeFacts:
    return fee(kind, manner=Manner.PERCENTAGE, rate=Decimal(rate), **facts)


def test_a_bid_security_of_two_per_cent_of_the_budget_is_lawful(lot: Lot, rules: RuleBook) -> None:
    assert found(lot, rules, fixed(BID, "62400")) == []
    assert found(lot, rules, percentage(BID, "2", base=Base.BUDGET)) == []


def test_a_fen_more_is_refused_at_its_field_with_the_article(lot: Lot, rules: RuleBook) -> None:
    (breach,) = found(lot, rules, fee(FeeKind.DOCUMENT), fixed(BID, "62400.01"))

    assert (breach.index, breach.field, breach.code) == (1, "amount", "bid_security")
    assert breach.text == "投标保证金超过标段预算 3,120,000.00 元的 2%，即 62,400.00 元，现为 62,400.01 元。"
    assert breach.sentence == f"{breach.text}（政府采购法实施条例第三十三条）"


def test_a_rate_above_two_per_cent_is_refused_at_the_rate(lot: Lot, rules: RuleBook) -> None:
    (breach,) = found(lot, rules, percentage(BID, "2.000001"))

    assert breach.field == "rate"


def test_two_per_cent_of_an_uneven_budget_may_be_rounded_and_a_typed_amount_may_not(lot: Lot, rules: RuleBook) -> None:
    lot.budget = Decimal("1000000.33")

    assert found(lot, rules, percentage(BID, "2", base=Base.BUDGET)) == []
    assert [breach.field for breach in found(lot, rules, fixed(BID, "20000.01"))] == ["amount"]
    assert found(lot, rules, fixed(BID, "20000.00")) == []


def test_several_securities_of_a_lot_count_together(lot: Lot, rules: RuleBook) -> None:
    assert [breach.index for breach in found(lot, rules, fixed(BID, "40000"), fixed(BID, "30000"))] == [1]


@pytest.mark.parametrize(("rate", "fields"), [("10", []), ("10.000001", ["rate"])])
def test_a_performance_security_is_ten_per_cent_of_the_contract_at_most(
    lot: Lot, rules: RuleBook, rate: str, fields: list[str]
) -> None:
    assert [breach.field for breach in found(lot, rules, percentage(PERFORMANCE, rate))] == fields


def test_a_low_estimate_of_the_award_does_not_hide_a_high_rate(lot: Lot, rules: RuleBook) -> None:
    (breach,) = found(lot, rules, percentage(PERFORMANCE, "11", base_amount=Decimal(1)))

    assert breach.article == "政府采购法实施条例第四十八条"


def test_before_the_award_the_ceiling_price_stands_for_the_contract(lot: Lot, rules: RuleBook) -> None:
    lot.ceiling_price = Decimal(3_000_000)

    assert found(lot, rules, fixed(PERFORMANCE, "300000")) == []
    assert len(found(lot, rules, fixed(PERFORMANCE, "300000.01"))) == 1
    assert len(found(lot, rules, percentage(PERFORMANCE, "10", base=Base.BUDGET))) == 1


def test_a_discount_counts(lot: Lot, rules: RuleBook) -> None:
    assert found(lot, rules, percentage(BID, "2.5", discount=Decimal(20))) == []


def test_documents_are_free_whatever_the_catalogue_says(lot: Lot, rules: RuleBook) -> None:
    priced = fee("", tariff=tariff(FeeKind.DOCUMENT, manner=Manner.FIXED), amount=Decimal("0.01"))

    (breach,) = found(lot, rules, priced)

    assert (breach.field, breach.sentence) == (
        "amount",
        "电子采购文件应当免费提供，文件费只能免收。（财库〔2019〕38号）",
    )


def test_the_limits_are_those_of_the_rule_book(lot: Lot, rules: RuleBook) -> None:
    loose = replace(rules, rules=tuple(replace(rule, maximum=Decimal(3)) for rule in rules.rules))

    assert found(lot, loose, fixed(BID, "93600")) == []
    assert found(lot, replace(rules, rules=()), fixed(BID, "3120000")) == []


def test_a_price_that_the_rule_book_lets_is_lawful_up_to_it(lot: Lot, rules: RuleBook) -> None:
    priced = [
        fee("", tariff=tariff(FeeKind.DOCUMENT, manner=Manner.FIXED), amount=Decimal(amount))
        for amount in ("300", "300.01")
    ]
    let = replace(rules, rules=tuple(replace(rule, maximum=Decimal(300)) for rule in rules.rules))

    assert found(lot, let, priced[0]) == []
    (breach,) = found(lot, let, priced[1])
    assert (breach.text, breach.code) == ("电子采购文件的售价不超过 300 元，请调整金额。", "document_price")

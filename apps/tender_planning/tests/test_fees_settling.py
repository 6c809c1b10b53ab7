"""A fee as entered becomes a fee as charged."""

from decimal import Decimal
from typing import Any

import pytest

from apps.acceptance.models import Lot
from apps.core.exceptions import Refused
from apps.tender_planning.fees_settling import settle
from apps.tender_planning.fees_wording import manner_in_words, steps_in_words
from apps.tender_planning.models.fees import Base, FeeKind, Manner, Payer
from apps.tender_planning.tests.fees import fee, stepped, tariff

Million = Decimal(1_000_000)


def refused(lot: Lot, kind: str, **facts: Any) -> dict[str, list[str]]:
    with pytest.raises(Refused) as refusal:
        settle(fee(kind, **facts), lot)
    return refusal.value.problems


def test_what_is_left_open_is_as_the_catalogue_has_it(lot: Lot) -> None:
    item = settle(fee(FeeKind.AGENCY_SERVICE), lot)

    assert (item.manner, item.payer, item.base) == (Manner.BRACKETS, Payer.WINNER, Base.AWARD)
    assert item.base_amount == Decimal(3_120_000)
    assert item.amount == Decimal("42440.00")


def test_the_calculation_is_kept_step_by_step(lot: Lot) -> None:
    item = settle(fee(FeeKind.AGENCY_SERVICE, base_amount=3 * Million, discount=Decimal(20)), lot)

    assert item.amount == Decimal("32800.00")
    assert item.steps == [
        {"lower": "0", "upper": "1000000", "part": "1000000", "rate": "1.7", "amount": "17000"},
        {"lower": "1000000", "upper": "5000000", "part": "2000000", "rate": "1.2", "amount": "24000"},
    ]
    assert manner_in_words(item) == "中标（成交）金额差额定率累进，下浮 20%"
    assert steps_in_words(item) == [
        "0.00—1,000,000.00 部分：1,000,000.00 × 1.7% = 17,000.00 元",
        "1,000,000.00—5,000,000.00 部分：2,000,000.00 × 1.2% = 24,000.00 元",
        "17,000.00 + 24,000.00 = 41,000.00 元",
        "下浮 20%：41,000.00 × 80% = 32,800.00 元",
    ]


def test_a_percentage_is_one_step_of_its_base(lot: Lot) -> None:
    item = settle(fee(FeeKind.BID_SECURITY, manner=Manner.PERCENTAGE, rate=Decimal("1.5")), lot)

    assert (item.base, item.base_amount, item.amount) == (Base.BUDGET, Decimal(3_120_000), Decimal("46800.00"))
    assert manner_in_words(item) == "标段预算的 1.5%"
    assert steps_in_words(item) == ["3,120,000.00 × 1.5% = 46,800.00 元"]


def test_the_last_bracket_may_have_no_end(lot: Lot) -> None:
    item = settle(fee("", tariff=stepped((1_000_000, "1"), (None, "0.5"))), lot)

    assert item.amount == Decimal("20600.00")
    assert steps_in_words(item)[1] == "1,000,000.00 以上 部分：2,120,000.00 × 0.5% = 10,600.00 元"


def test_what_the_manner_does_not_ask_for_is_not_kept(lot: Lot) -> None:
    item = settle(
        fee(FeeKind.BID_SECURITY, manner=Manner.FREE, base="award", rate=Decimal(2), amount=Million, discount=Million),
        lot,
    )

    assert (item.amount, item.base, item.rate, item.discount, item.steps) == (Decimal(0), "", None, Decimal(0), [])


@pytest.mark.parametrize(
    ("kind", "facts", "problems"),
    [
        (FeeKind.BID_SECURITY, {"manner": "fixed"}, {"amount": ["请填写金额。"]}),
        (FeeKind.BID_SECURITY, {"manner": "percentage"}, {"rate": ["请填写比例。"]}),
        (
            FeeKind.DOCUMENT,
            {"manner": "fixed", "amount": Decimal(500)},
            {"manner": ["“文件费（电子采购文件）”的计费方式只能是“免收”（财库〔2019〕38号）。"]},
        ),
        (
            FeeKind.AGENCY_SERVICE,
            {"base_amount": Decimal("3120000.01")},
            {"base_amount": ["中标（成交）金额不会超过 3,120,000.00 元（最高限价或标段预算），请核对估算。"]},
        ),
    ],
)
def test_what_is_missing_or_impossible_is_said_at_its_field(
    lot: Lot, kind: str, facts: dict[str, Any], problems: dict[str, list[str]]
) -> None:
    assert refused(lot, kind, **facts) == problems


def test_a_lot_without_a_ceiling_price_cannot_be_charged_by_it(lot: Lot) -> None:
    lot.ceiling_price = None

    assert refused(lot, FeeKind.AGENCY_SERVICE, base=Base.CEILING) == {
        "base": ["本标段没有最高限价，请改选标段预算。"]
    }
    assert settle(fee(FeeKind.AGENCY_SERVICE), lot).base_amount == Decimal(3_120_000)


def test_a_base_beyond_the_table_says_where_the_table_ends(lot: Lot) -> None:
    assert refused(lot, "", tariff=stepped((1_000_000, "1"))) == {
        "base_amount": ["基数 3,120,000.00 元超出资费表的最高一档（1,000,000.00 元），没有对应的费率。"]
    }


def test_what_the_catalogue_states_is_the_fee(lot: Lot) -> None:
    stated = tariff(FeeKind.TRANSACTION_SERVICE, manner=Manner.FIXED, amount=Decimal(500))

    assert settle(fee("", tariff=stated), lot).amount == Decimal(500)
    assert refused(lot, "", tariff=stated, amount=Decimal(400)) == {
        "amount": ["资费目录规定为 500，不能更改（交易中心服务事项）。"]
    }
    assert "manner" in refused(lot, "", tariff=stated, manner=Manner.FREE)

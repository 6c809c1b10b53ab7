"""The rule book holds what is in force on a day, gives the most specific row, and cannot contradict itself."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from apps.acceptance.codes import Kind, Method
from apps.tender_planning.models import RuleCode, RuleUnit, StatutoryRule
from apps.tender_planning.rules.book import Rule, RuleBook, load_rule_book

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 2)

OPEN = Method.OPEN_TENDER
CONSULTATION = Method.COMPETITIVE_CONSULTATION
NEGOTIATION = Method.COMPETITIVE_NEGOTIATION
INQUIRY = Method.INQUIRY


def rule(**changes: Any) -> Rule:
    facts: dict[str, Any] = {
        "code": RuleCode.PRICE_WEIGHT,
        "minimum": Decimal(30),
        "maximum": None,
        "unit": RuleUnit.PERCENT,
        "citation": "某办法第一条",
    }
    return Rule(**(facts | changes))


def row(**changes: Any) -> StatutoryRule:
    facts: dict[str, Any] = {
        "code": RuleCode.BID_SECURITY,
        "maximum": Decimal(1),
        "unit": RuleUnit.PERCENT,
        "effective_from": date(2027, 1, 1),
        "citation": "某办法第一条",
    }
    return StatutoryRule(**(facts | changes))


class TestWhatWasEntered:
    @pytest.mark.parametrize(
        ("code", "method", "kind", "limits", "citation"),
        [
            (RuleCode.DOCUMENTS_TO_DEADLINE, OPEN, Kind.GOODS, "不少于 20 日", "政府采购法第三十五条"),
            (RuleCode.DOCUMENTS_TO_DEADLINE, CONSULTATION, Kind.WORKS, "不少于 10 日", "财库〔2014〕214号第十条"),
            (RuleCode.DOCUMENTS_TO_DEADLINE, NEGOTIATION, "", "不少于 3 个工作日", "财政部令第74号第二十九条"),
            (RuleCode.DOCUMENTS_TO_DEADLINE, INQUIRY, "", "不少于 3 个工作日", "财政部令第74号第四十五条"),
            (RuleCode.ANNOUNCEMENT_PERIOD, OPEN, "", "不少于 5 个工作日", "财政部令第87号第十六条"),
            (RuleCode.ANNOUNCEMENT_PERIOD, INQUIRY, "", "不少于 3 个工作日", "财库〔2015〕135号"),
            (RuleCode.CLARIFICATION, CONSULTATION, "", "不少于 5 日", "财库〔2014〕214号第十条"),
            (RuleCode.COMMITTEE_LARGE_BUDGET, OPEN, "", "不少于 10,000,000 元", "财政部令第87号第四十七条"),
            (RuleCode.EXPERT_SHARE, INQUIRY, "", "不少于 2/3", "政府采购法第四十条、财政部令第74号第七条"),
            (RuleCode.CANDIDATES, CONSULTATION, "", "不少于 3 人", "财库〔2014〕214号第二十五条"),
            (RuleCode.BID_SECURITY, OPEN, Kind.GOODS, "不超过 2%", "政府采购法实施条例第三十三条"),
            (RuleCode.PERFORMANCE_SECURITY, INQUIRY, "", "不超过 10%", "政府采购法实施条例第四十八条"),
            (RuleCode.PRICE_WEIGHT, OPEN, Kind.GOODS, "不少于 30%", "财政部令第87号第五十五条"),
            (RuleCode.PRICE_WEIGHT, OPEN, Kind.SERVICES, "不少于 10%", "财政部令第87号第五十五条"),
            (RuleCode.PRICE_WEIGHT, CONSULTATION, Kind.GOODS, "30%—60%", "财库〔2014〕214号第二十四条"),
            (RuleCode.PRICE_WEIGHT, CONSULTATION, Kind.SERVICES, "10%—30%", "财库〔2014〕214号第二十四条"),
            (RuleCode.ABNORMAL_MEAN_RATE, OPEN, Kind.GOODS, "50%—65%", "财库〔2026〕2号"),
            (RuleCode.ABNORMAL_SECOND_RATE, OPEN, Kind.GOODS, "50%—65%", "财库〔2026〕2号"),
            (RuleCode.ABNORMAL_CEILING_RATE, OPEN, Kind.GOODS, "45%—65%", "财库〔2026〕2号"),
            (RuleCode.ABNORMAL_EXPLANATION, OPEN, Kind.GOODS, "不少于 30 分钟", "财库〔2026〕2号"),
            (RuleCode.DEDUCTION_SMALL_FIRMS, OPEN, Kind.GOODS, "10%—20%", "财库〔2022〕19号"),
            (RuleCode.DEDUCTION_SMALL_FIRMS, CONSULTATION, Kind.WORKS, "3%—5%", "财库〔2020〕46号"),
            (RuleCode.DEDUCTION_CONSORTIUM, OPEN, Kind.SERVICES, "4%—6%", "财库〔2022〕19号"),
            (RuleCode.DEDUCTION_CONSORTIUM, CONSULTATION, Kind.WORKS, "1%—2%", "财库〔2020〕46号"),
            (RuleCode.SMALL_FIRMS_PART, OPEN, Kind.GOODS, "不少于 30%", "财库〔2020〕46号第九条"),
            (RuleCode.DEDUCTION_DOMESTIC, OPEN, Kind.GOODS, "20%", "国办发〔2025〕34号"),
            (RuleCode.DOMESTIC_PART, OPEN, Kind.GOODS, "不少于 80%", "国办发〔2025〕34号"),
            (RuleCode.DOCUMENT_PRICE, INQUIRY, "", "不超过 0 元", "财库〔2019〕38号"),
            (RuleCode.QUALIFYING_CONTRACTS, OPEN, Kind.GOODS, "不超过 2 个", "财库〔2021〕22号"),
        ],
    )
    def test_it_is_found_with_its_article(
        self, code: RuleCode, method: str, kind: str, limits: str, citation: str
    ) -> None:
        found = load_rule_book(TODAY).find(code, method=method, kind=kind)

        assert found is not None
        assert (found.limits, found.citation) == (limits, citation)

    @pytest.mark.parametrize(
        ("code", "day", "is_there"),
        [
            (RuleCode.ABNORMAL_MEAN_RATE, date(2026, 1, 31), False),
            (RuleCode.ABNORMAL_MEAN_RATE, date(2026, 2, 1), True),
            (RuleCode.DEDUCTION_DOMESTIC, date(2025, 12, 31), False),
            (RuleCode.DEDUCTION_DOMESTIC, date(2026, 1, 1), True),
        ],
    )
    def test_new_law_binds_from_its_first_day(self, code: RuleCode, day: date, is_there: bool) -> None:
        assert (load_rule_book(day).find(code) is not None) is is_there

    @pytest.mark.parametrize("code", RuleCode)
    def test_every_code_has_a_rule(self, code: RuleCode) -> None:
        assert StatutoryRule.objects.filter(code=code).exists()

    def test_every_row_satisfies_its_own_constraints(self) -> None:
        for entered in StatutoryRule.objects.all():
            entered.full_clean()

    def test_what_nobody_has_compared_with_the_text_says_so(self) -> None:
        unverified = StatutoryRule.objects.filter(explanation__contains="待核实")

        assert {RuleCode.OPEN_TENDER_THRESHOLD, RuleCode.CANDIDATES} <= set(unverified.values_list("code", flat=True))

    def test_the_book_comes_with_one_query(self, django_assert_num_queries: DjangoAssertNumQueries) -> None:
        with django_assert_num_queries(1):
            book = load_rule_book(TODAY)

        assert len(book.rules) == StatutoryRule.objects.count()


class TestFinding:
    def test_a_row_for_the_method_goes_before_one_for_the_kind_and_both_before_one_for_all(self) -> None:
        every = rule(citation="全部")
        of_kind = rule(citation="货物", kind=Kind.GOODS)
        of_method = rule(citation="公开", method=OPEN)
        of_both = rule(citation="公开货物", method=OPEN, kind=Kind.GOODS)

        def found(*rules: Rule) -> str:
            best = RuleBook(day=TODAY, rules=rules).find(RuleCode.PRICE_WEIGHT, method=OPEN, kind=Kind.GOODS)
            assert best is not None
            return best.citation

        assert found(every, of_kind, of_method, of_both) == "公开货物"
        assert found(of_method, of_kind, every) == "公开"
        assert found(every, of_kind) == "货物"
        assert found(every) == "全部"

    def test_rows_of_other_methods_kinds_and_codes_are_none(self) -> None:
        book = RuleBook(
            day=TODAY,
            rules=(rule(method=INQUIRY), rule(kind=Kind.WORKS), rule(code=RuleCode.BID_SECURITY)),
        )

        assert book.find(RuleCode.PRICE_WEIGHT, method=OPEN, kind=Kind.GOODS) is None

    def test_limits_are_inclusive(self) -> None:
        banded = rule(minimum=Decimal(30), maximum=Decimal(60))

        assert [banded.allows(Decimal(figure)) for figure in ("29.99", "30", "60", "60.01")] == [
            False,
            True,
            True,
            False,
        ]

    def test_a_share_is_the_fraction_that_the_law_writes(self) -> None:
        share = rule(unit=RuleUnit.SHARE, minimum=Decimal("0.666667"))

        assert share.least_share == Fraction(2, 3)
        assert share.limits == "不少于 2/3"


class TestTheTable:
    def test_two_rows_for_the_same_thing_at_the_same_time_are_refused(self) -> None:
        with pytest.raises(ValidationError, match="请先为原规则填写停止日期"):
            row().full_clean()
        with pytest.raises(IntegrityError, match="one_rule_at_a_time"), transaction.atomic():
            row().save()

    def test_a_row_follows_one_that_was_ended_the_day_before(self) -> None:
        StatutoryRule.objects.filter(code=RuleCode.BID_SECURITY).update(effective_to=date(2026, 12, 31))
        new = row()
        new.full_clean()
        new.save()

        limits = [
            found.limits
            for day in (date(2026, 12, 31), date(2027, 1, 1))
            if (found := load_rule_book(day).find(RuleCode.BID_SECURITY, method=OPEN))
        ]
        assert limits == ["不超过 2%", "不超过 1%"]

    def test_a_row_that_begins_on_the_last_day_of_another_is_refused(self) -> None:
        StatutoryRule.objects.filter(code=RuleCode.BID_SECURITY).update(effective_to=date(2027, 1, 1))

        with pytest.raises(IntegrityError, match="one_rule_at_a_time"), transaction.atomic():
            row().save()

    def test_a_row_for_one_method_stands_beside_the_one_for_all(self) -> None:
        row(method=OPEN).save()

        found = load_rule_book(date(2027, 1, 1)).find(RuleCode.BID_SECURITY, method=OPEN)
        assert found is not None
        assert found.limits == "不超过 1%"

    @pytest.mark.parametrize(
        ("changes", "constraint"),
        [
            ({"effective_to": date(2026, 12, 31)}, "rule_ends_after_it_begins|range lower bound"),
            ({"maximum": None}, "rule_has_a_limit"),
            ({"minimum": Decimal(2)}, "rule_limits_in_order"),
            ({"maximum": Decimal(-1)}, "rule_limits_not_negative"),
        ],
    )
    def test_limits_and_dates_that_contradict_each_other_are_refused(
        self, changes: dict[str, Any], constraint: str
    ) -> None:
        with pytest.raises(Exception, match=constraint), transaction.atomic():
            row(method=OPEN, **changes).save()

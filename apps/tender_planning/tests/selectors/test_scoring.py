"""A scheme begins with what the law gives, and reads as a table in the document."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser

import pytest

from apps.acceptance.codes import Kind, Method
from apps.acceptance.models import Lot
from apps.tender_planning.rules.book import RuleBook, load_rule_book
from apps.tender_planning.scoring.abnormal_prices import AbnormalRates
from apps.tender_planning.scoring.checks import SchemeContext, check_scheme
from apps.tender_planning.scoring.choices import EvaluationMethod
from apps.tender_planning.scoring.evaluation import PriceLimit, Standards
from apps.tender_planning.selectors.scoring import fresh_scheme, scheme_html
from apps.tender_planning.selectors.scoring_pages import price_limit, scheme_differences, trial_standards
from apps.tender_planning.tests.scoring.examples import SCHEME, WARRANTY, context, with_item


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes += attrs


@pytest.mark.parametrize(
    ("method", "kind", "evaluation_method", "price", "small"),
    [
        (Method.OPEN_TENDER, Kind.GOODS, EvaluationMethod.COMPREHENSIVE, 30, 10),
        (Method.COMPETITIVE_CONSULTATION, Kind.SERVICES, EvaluationMethod.COMPREHENSIVE, 10, 10),
        (Method.INQUIRY, Kind.GOODS, EvaluationMethod.LOWEST_PRICE, None, 10),
        (Method.COMPETITIVE_CONSULTATION, Kind.WORKS, EvaluationMethod.COMPREHENSIVE, None, 3),
    ],
)
def test_a_new_scheme_begins_lawfully(
    method: Method, kind: Kind, evaluation_method: EvaluationMethod, price: int | None, small: int
) -> None:
    scheme = fresh_scheme(context(method=method, kind=kind))

    assert (scheme.evaluation_method, scheme.groups[0].points, scheme.small_firm_deduction) == (
        evaluation_method,
        None if price is None else Decimal(price),
        Decimal(small),
    )
    places = {found.place for found in check_scheme(scheme, context(method=method, kind=kind))}
    assert places <= {"groups", "groups-price-points"}


def test_a_project_reserved_for_small_firms_begins_without_their_deduction() -> None:
    scheme = fresh_scheme(context(is_sme_reserved=True, accepts_consortium=True))

    assert (scheme.small_firm_deduction, scheme.consortium_deduction, scheme.domestic_deduction) == (
        None,
        None,
        Decimal(20),
    )


def test_the_table_of_the_document_has_plain_tags_only() -> None:
    tags = Tags(scheme_html(SCHEME))

    assert tags.names == {"table", "thead", "tbody", "tr", "th", "td", "p"}
    assert tags.attributes == []


def test_the_table_says_points_criteria_and_deductions() -> None:
    html = scheme_html(SCHEME)

    for text in (
        "价格部分（40分）",
        "<td>质保期（客观分）</td><td>0—10</td>",
        "<p>优：21—30分，三个方面均写明步骤、责任人和完成时间</p>",
        "小微企业报价扣除10%",
        "与非本国产品竞争的本国产品报价扣除20%",
        "得分且报价相同的，技术得分高者优先。",
    ):
        assert text in html
    assert "其他（0分）" not in html


def test_what_was_typed_is_text_in_the_table() -> None:
    html = scheme_html(with_item(name="<script>alert(1)</script>", description="<img src=x onerror=alert(1)>"))

    assert Tags(html).names == {"table", "thead", "tbody", "tr", "th", "td", "p"}
    assert "&lt;script&gt;" in html


def test_the_lowest_price_has_no_table_of_points() -> None:
    html = scheme_html(replace(SCHEME, evaluation_method=EvaluationMethod.LOWEST_PRICE))

    assert "<table>" not in html
    assert "按评审价由低到高排列" in html


def test_differences_name_settings_groups_and_items() -> None:
    typed = replace(
        with_item(name="延长质保期"),
        small_firm_deduction=Decimal(15),
        groups=(replace(SCHEME.groups[0], points=Decimal(45)), *SCHEME.groups[1:]),
    )
    typed = replace(typed, items=typed.items[:3])

    rows = scheme_differences(SCHEME, typed)

    assert [row.label for row in rows] == [
        "小微企业价格扣除（%）",
        "价格类别",
        "评分项 延长质保期",
        "评分项 售后响应时间",
    ]
    assert (rows[0].before, rows[0].after) == ("10", "15")
    assert rows[2].before.startswith(f"技术；{WARRANTY.name}；客观分；0—10 分")
    assert rows[3].after == "—"


def test_the_same_scheme_differs_nowhere() -> None:
    assert scheme_differences(SCHEME, replace(SCHEME, small_firm_deduction=Decimal("10.00"))) == []


@pytest.mark.parametrize(
    ("ceiling", "budget", "expected"),
    [
        (90, 100, PriceLimit(Decimal(90), "最高限价")),
        (None, 100, PriceLimit(Decimal(100), "采购预算")),
        (None, None, None),
    ],
)
def test_the_limit_of_a_quote_is_the_ceiling_or_else_the_budget(
    ceiling: int | None, budget: int | None, expected: PriceLimit | None
) -> None:
    amounts = [None if amount is None else Decimal(amount) for amount in (ceiling, budget)]

    assert price_limit(Lot(ceiling_price=amounts[0], budget=amounts[1])) == expected


def test_the_standards_of_a_trial_are_the_rules_in_force_for_the_tender(db: None) -> None:
    rules = load_rule_book(date(2026, 3, 2))
    tender = SchemeContext(method=Method.OPEN_TENDER, kind=Kind.GOODS, rules=rules)

    standards = trial_standards(tender)

    assert standards == Standards(
        rates=AbnormalRates(mean=Decimal(50), second=Decimal(50), limit=Decimal(45)),
        small_share=Decimal(30),
        domestic_share=Decimal(80),
    )


def test_without_rules_no_quote_is_asked_about_and_nothing_but_the_whole_is_favoured() -> None:
    tender = SchemeContext(method=Method.OPEN_TENDER, kind=Kind.GOODS, rules=RuleBook(date(2026, 3, 2), ()))

    standards = trial_standards(tender)

    assert standards == Standards(
        rates=AbnormalRates(mean=Decimal(0), second=Decimal(0), limit=Decimal(0)),
        small_share=Decimal(100),
        domestic_share=Decimal(100),
    )

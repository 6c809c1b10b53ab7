from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from apps.acceptance.codes import Kind, Method
from apps.tender_planning.findings import Finding
from apps.tender_planning.models import RuleCode
from apps.tender_planning.scoring.choices import Category, EvaluationMethod, TieRule
from apps.tender_planning.scoring.facts import SchemeFacts
from apps.tender_planning.tests.scoring.examples import (
    CONSULTATION,
    ORDER_87,
    SCHEME,
    found,
    places,
    with_item,
    with_price,
)

LOWEST_PRICE = SchemeFacts(
    evaluation_method=EvaluationMethod.LOWEST_PRICE,
    small_firm_deduction=Decimal(10),
    domestic_deduction=Decimal(20),
)


def test_a_lawful_scheme_has_no_findings() -> None:
    assert found(SCHEME) == []


@pytest.mark.parametrize(
    ("method", "kind", "points", "is_lawful"),
    [
        (Method.OPEN_TENDER, Kind.GOODS, "29.99", False),
        (Method.OPEN_TENDER, Kind.GOODS, "30", True),
        (Method.INVITED_TENDER, Kind.GOODS, "29", False),
        (Method.OPEN_TENDER, Kind.GOODS, "65", True),
        (Method.OPEN_TENDER, Kind.SERVICES, "9.99", False),
        (Method.OPEN_TENDER, Kind.SERVICES, "10", True),
        (Method.COMPETITIVE_CONSULTATION, Kind.GOODS, "29", False),
        (Method.COMPETITIVE_CONSULTATION, Kind.GOODS, "30", True),
        (Method.COMPETITIVE_CONSULTATION, Kind.GOODS, "60", True),
        (Method.COMPETITIVE_CONSULTATION, Kind.GOODS, "60.01", False),
        (Method.COMPETITIVE_CONSULTATION, Kind.SERVICES, "9", False),
        (Method.COMPETITIVE_CONSULTATION, Kind.SERVICES, "10", True),
        (Method.COMPETITIVE_CONSULTATION, Kind.SERVICES, "30", True),
        (Method.COMPETITIVE_CONSULTATION, Kind.SERVICES, "31", False),
        (Method.COMPETITIVE_CONSULTATION, Kind.WORKS, "65", True),
    ],
)
def test_the_price_weight_keeps_the_band_of_method_and_kind(
    method: Method, kind: Kind, points: str, is_lawful: bool
) -> None:
    deduction = Decimal(5) if kind == Kind.WORKS else Decimal(10)

    findings = found(with_price(points, small_firm_deduction=deduction), method=method, kind=kind)

    assert [finding.place for finding in findings] == ([] if is_lawful else ["groups-price-points"])


def test_a_breach_of_the_band_names_the_article_the_rule_and_both_figures() -> None:
    findings = found(with_price(31), method=Method.COMPETITIVE_CONSULTATION, kind=Kind.SERVICES)

    assert findings == [
        Finding(
            "error",
            "groups-price-points",
            "竞争性磋商的服务项目，价格分值应在 10% 至 30% 之间，现为 31。",
            CONSULTATION,
            RuleCode.PRICE_WEIGHT,
        )
    ]


def test_a_fixed_price_is_not_scored_and_must_be_explained() -> None:
    groups = (replace(SCHEME.groups[0], points=Decimal(0)), replace(SCHEME.groups[1], points=Decimal(80)))
    scheme = replace(with_price(0, is_price_fixed=True), groups=(*groups, *SCHEME.groups[2:]))

    assert places(scheme) == [("warning", "is_price_fixed")]
    assert ("error", "groups-price-points") in places(replace(SCHEME, is_price_fixed=True))


def test_a_price_without_points_is_refused_where_no_band_is_known() -> None:
    scheme = with_price(0, small_firm_deduction=Decimal(5))

    findings = found(scheme, method=Method.COMPETITIVE_CONSULTATION, kind=Kind.WORKS)

    assert [finding.text for finding in findings] == ["价格没有分值；价格固定不变的，请勾选“固定价格”。"]


@pytest.mark.parametrize(
    ("method", "wanted", "article"),
    [
        (Method.COMPETITIVE_CONSULTATION, EvaluationMethod.COMPREHENSIVE, "财库〔2014〕214号第二十三条"),
        (Method.COMPETITIVE_NEGOTIATION, EvaluationMethod.LOWEST_PRICE, "政府采购法第三十八条"),
        (Method.INQUIRY, EvaluationMethod.LOWEST_PRICE, "政府采购法第四十条"),
    ],
)
def test_some_methods_are_evaluated_in_one_way_only(method: Method, wanted: EvaluationMethod, article: str) -> None:
    schemes = {EvaluationMethod.COMPREHENSIVE: SCHEME, EvaluationMethod.LOWEST_PRICE: LOWEST_PRICE}
    lawful = schemes.pop(wanted)

    (unlawful,) = schemes.values()

    assert found(lawful, method=method) == []
    assert [(each.place, each.article) for each in found(unlawful, method=method)] == [("evaluation_method", article)]


@pytest.mark.parametrize("method", [Method.OPEN_TENDER, Method.INVITED_TENDER])
def test_a_tender_may_be_evaluated_by_the_lowest_price(method: Method) -> None:
    assert found(LOWEST_PRICE, method=method) == []


def test_the_lowest_price_has_no_scoring_items() -> None:
    scheme = replace(SCHEME, evaluation_method=EvaluationMethod.LOWEST_PRICE)

    assert places(scheme) == [("error", "evaluation_method")]


def test_a_single_source_is_not_scored() -> None:
    assert found(SchemeFacts(), method=Method.SINGLE_SOURCE) == []


def test_groups_make_up_a_hundred_points() -> None:
    scheme = replace(SCHEME, groups=(replace(SCHEME.groups[0], points=Decimal("35.5")), *SCHEME.groups[1:]))

    assert [(each.place, each.text, each.article) for each in found(scheme)] == [
        ("groups", "各类分值合计 95.5，应为 100，还差 4.5。", ORDER_87)
    ]


def test_items_make_up_their_group() -> None:
    findings = found(with_item(most_points=Decimal(15)))

    assert [(each.place, each.text) for each in findings] == [
        ("groups-technical-points", "“技术部分”各项最高分合计 45，该类分值 40，超出 5。")
    ]


def test_a_group_with_points_has_items() -> None:
    scheme = replace(SCHEME, items=SCHEME.items[:2])

    assert [each.text for each in found(scheme)] == ["“商务部分”有 20 分，但没有评分项。"]


def test_what_is_not_filled_in_yet_is_said_and_counts_nothing() -> None:
    scheme = with_item(name="", most_points=None)
    key = SCHEME.items[0].key

    assert places(scheme) == [
        ("error", "groups-technical-points"),
        ("error", f"items-{key}-name"),
        ("error", f"items-{key}-most_points"),
    ]


@pytest.mark.parametrize(
    ("kind", "changes", "expected"),
    [
        (Kind.GOODS, {"small_firm_deduction": Decimal("9.99")}, ["small_firm_deduction"]),
        (Kind.GOODS, {"small_firm_deduction": Decimal(10)}, []),
        (Kind.GOODS, {"small_firm_deduction": Decimal(20)}, []),
        (Kind.GOODS, {"small_firm_deduction": Decimal("20.01")}, ["small_firm_deduction"]),
        (Kind.GOODS, {"small_firm_deduction": None}, ["small_firm_deduction"]),
        (Kind.WORKS, {"small_firm_deduction": Decimal(3)}, []),
        (Kind.WORKS, {"small_firm_deduction": Decimal(5)}, []),
        (Kind.WORKS, {"small_firm_deduction": Decimal(6)}, ["small_firm_deduction"]),
        (Kind.GOODS, {"consortium_deduction": Decimal("3.99")}, ["consortium_deduction"]),
        (Kind.GOODS, {"consortium_deduction": Decimal(4)}, []),
        (Kind.SERVICES, {"consortium_deduction": Decimal(6)}, []),
        (Kind.SERVICES, {"consortium_deduction": Decimal("6.5")}, ["consortium_deduction"]),
        (Kind.GOODS, {"domestic_deduction": Decimal("19.99")}, ["domestic_deduction"]),
        (Kind.GOODS, {"domestic_deduction": None}, ["domestic_deduction"]),
        (Kind.SERVICES, {"domestic_deduction": None}, []),
    ],
)
def test_policy_deductions_keep_their_bands(kind: Kind, changes: dict[str, Any], expected: list[str]) -> None:
    assert [each.place for each in found(replace(SCHEME, **changes), kind=kind)] == expected


def test_a_consortium_needs_a_deduction_only_where_one_is_accepted() -> None:
    assert places(SCHEME, accepts_consortium=True) == [("error", "consortium_deduction")]
    assert places(replace(SCHEME, consortium_deduction=Decimal(5)), accepts_consortium=True) == []


def test_a_project_reserved_for_small_firms_deducts_nothing_for_them() -> None:
    scheme = replace(SCHEME, consortium_deduction=Decimal(5))

    assert places(scheme, is_sme_reserved=True) == [
        ("error", "small_firm_deduction"),
        ("error", "consortium_deduction"),
    ]
    assert places(replace(SCHEME, small_firm_deduction=None), is_sme_reserved=True) == []


@pytest.mark.parametrize(
    ("field", "rate", "is_lawful"),
    [
        ("abnormal_mean_rate", "49.99", False),
        ("abnormal_mean_rate", "50", True),
        ("abnormal_mean_rate", "65", True),
        ("abnormal_mean_rate", "65.01", False),
        ("abnormal_second_rate", "49", False),
        ("abnormal_second_rate", "65", True),
        ("abnormal_ceiling_rate", "44.99", False),
        ("abnormal_ceiling_rate", "45", True),
        ("abnormal_ceiling_rate", "66", False),
    ],
)
def test_abnormal_price_rates_may_only_be_raised_and_to_65(field: str, rate: str, is_lawful: bool) -> None:
    scheme = replace(SCHEME, **{field: Decimal(rate)})  # type: ignore[arg-type]

    assert places(scheme) == ([] if is_lawful else [("error", field)])


def test_equals_of_a_consultation_are_told_apart_by_the_technical_part() -> None:
    scheme = replace(SCHEME, tie_rule=TieRule.LOWER_PRICE)

    assert places(scheme, method=Method.COMPETITIVE_CONSULTATION) == [("error", "tie_rule")]
    assert places(scheme) == []


def test_words_that_point_to_a_brand_are_found_whatever_their_case() -> None:
    scheme = with_item(description="所投产品为SeeWo同等品牌，每延长1年得5分，最高得10分。")

    findings = found(scheme, brand_words=("seewo", "海尔"))

    assert [(each.place, each.text) for each in findings] == [
        (f"items-{SCHEME.items[0].key}-description", "“seewo”指向特定品牌或厂家，不得作为评审因素。")
    ]


@pytest.mark.parametrize(("text", "is_found"), [("含Dell的配件", True), ("modelling", False), ("DELL 主机", True)])
def test_a_latin_brand_stands_by_itself(text: str, is_found: bool) -> None:
    findings = found(with_item(evidence="", description=f"{text}，得10分。"), brand_words=("Dell",))

    assert bool(findings) is is_found


def test_points_of_a_branch_that_is_not_there_are_none() -> None:
    assert SchemeFacts().points_of(Category.TECHNICAL) == 0

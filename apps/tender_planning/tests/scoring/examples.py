"""A lawful scheme, and the rules that it is held against."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from apps.acceptance.codes import Kind, Method
from apps.tender_planning.findings import Finding
from apps.tender_planning.models import RuleCode
from apps.tender_planning.rules.book import Rule, RuleBook
from apps.tender_planning.scoring.checks import SchemeContext, check_scheme
from apps.tender_planning.scoring.choices import Category, Judging, TieRule
from apps.tender_planning.scoring.facts import Group, Item, Level, SchemeFacts

ORDER_87 = "财政部令第87号第五十五条"
CONSULTATION = "财库〔2014〕214号第二十四条"


def rule(code: str, limits: tuple[int | None, int | None], citation: str, *, method: str = "", kind: str = "") -> Rule:
    least, most = (None if limit is None else Decimal(limit) for limit in limits)
    return Rule(code, least, most, "percent", citation, method, kind)


def rules() -> RuleBook:
    consultation = Method.COMPETITIVE_CONSULTATION
    bands = [
        *(rule(RuleCode.PRICE_WEIGHT, (30, None), ORDER_87, method=tender, kind=Kind.GOODS) for tender in TENDERS),
        *(rule(RuleCode.PRICE_WEIGHT, (10, None), ORDER_87, method=tender, kind=Kind.SERVICES) for tender in TENDERS),
        rule(RuleCode.PRICE_WEIGHT, (30, 60), CONSULTATION, method=consultation, kind=Kind.GOODS),
        rule(RuleCode.PRICE_WEIGHT, (10, 30), CONSULTATION, method=consultation, kind=Kind.SERVICES),
        rule(RuleCode.DEDUCTION_SMALL_FIRMS, (10, 20), "财库〔2022〕19号", kind=Kind.GOODS),
        rule(RuleCode.DEDUCTION_SMALL_FIRMS, (10, 20), "财库〔2022〕19号", kind=Kind.SERVICES),
        rule(RuleCode.DEDUCTION_SMALL_FIRMS, (3, 5), "财库〔2020〕46号", kind=Kind.WORKS),
        rule(RuleCode.DEDUCTION_CONSORTIUM, (4, 6), "财库〔2022〕19号", kind=Kind.GOODS),
        rule(RuleCode.DEDUCTION_CONSORTIUM, (4, 6), "财库〔2022〕19号", kind=Kind.SERVICES),
        rule(RuleCode.DEDUCTION_DOMESTIC, (20, 20), "国办发〔2025〕34号"),
        rule(RuleCode.ABNORMAL_MEAN_RATE, (50, 65), "财库〔2026〕2号"),
        rule(RuleCode.ABNORMAL_SECOND_RATE, (50, 65), "财库〔2026〕2号"),
        rule(RuleCode.ABNORMAL_CEILING_RATE, (45, 65), "财库〔2026〕2号"),
    ]
    return RuleBook(date(2026, 3, 2), tuple(bands))


TENDERS = (Method.OPEN_TENDER, Method.INVITED_TENDER)

WARRANTY = Item(
    key="11111111-1111-4111-8111-111111111111",
    category=Category.TECHNICAL,
    name="质保期",
    judging=Judging.OBJECTIVE,
    least_points=Decimal(0),
    most_points=Decimal(10),
    description="在3年质保期的基础上，每延长1年得5分，最高得10分。",
    evidence="质保承诺函",
)
INSTALLATION = Item(
    key="22222222-2222-4222-8222-222222222222",
    category=Category.TECHNICAL,
    name="安装调试方案",
    judging=Judging.SUBJECTIVE,
    least_points=Decimal(0),
    most_points=Decimal(30),
    description="按进度安排、人员分工、成品保护三个方面评审。",
    levels=(
        Level("优", Decimal(21), Decimal(30), "三个方面均写明步骤、责任人和完成时间"),
        Level("良", Decimal(11), Decimal(20), "其中两个方面写明步骤、责任人和完成时间"),
        Level("一般", Decimal(1), Decimal(10), "其中一个方面写明步骤、责任人和完成时间"),
        Level("差", Decimal(0), Decimal(0), "三个方面都没有写明步骤、责任人或完成时间"),
    ),
)
REFERENCES = Item(
    key="33333333-3333-4333-8333-333333333333",
    category=Category.BUSINESS,
    name="同类项目业绩",
    judging=Judging.OBJECTIVE,
    least_points=Decimal(0),
    most_points=Decimal(10),
    description="2023年1月1日以来每完成一个同类项目得5分，最多得10分。",
    evidence="合同和验收报告",
)
AFTER_SALES = Item(
    key="44444444-4444-4444-8444-444444444444",
    category=Category.BUSINESS,
    name="售后响应时间",
    judging=Judging.OBJECTIVE,
    least_points=Decimal(0),
    most_points=Decimal(10),
    description="按承诺的到场时间评分。",
    levels=(
        Level("一档", Decimal(10), Decimal(10), "2小时内到达现场"),
        Level("二档", Decimal(5), Decimal(5), "4小时内到达现场"),
        Level("三档", Decimal(0), Decimal(0), "超过4小时或未承诺"),
    ),
)

SCHEME = SchemeFacts(
    small_firm_deduction=Decimal(10),
    domestic_deduction=Decimal(20),
    tie_rule=TieRule.LOWER_PRICE_THEN_TECHNICAL,
    groups=(
        Group(Category.PRICE, "价格部分", Decimal(40)),
        Group(Category.TECHNICAL, "技术部分", Decimal(40)),
        Group(Category.BUSINESS, "商务部分", Decimal(20)),
        Group(Category.OTHER, "其他", Decimal(0)),
    ),
    items=(WARRANTY, INSTALLATION, REFERENCES, AFTER_SALES),
)


def context(**changes: Any) -> SchemeContext:
    facts: dict[str, Any] = {"method": Method.OPEN_TENDER, "kind": Kind.GOODS, "rules": rules()}
    return SchemeContext(**(facts | changes))


def with_price(points: int | str, **changes: Any) -> SchemeFacts:
    """The scheme with another price weight; the technical part makes up for it, with its items."""
    price = Decimal(points)
    technical = Decimal(80) - price
    groups = (
        replace(SCHEME.groups[0], points=price),
        replace(SCHEME.groups[1], points=technical),
        *SCHEME.groups[2:],
    )
    # What the installation plan leaves to the warranty.
    left = technical - Decimal(10)
    plan = replace(
        INSTALLATION,
        most_points=left,
        levels=(
            Level("一档", left, left, "三个方面均写明步骤、责任人和完成时间"),
            Level("二档", Decimal(0), Decimal(0), "三个方面都没有写明步骤、责任人或完成时间"),
        ),
    )
    return replace(SCHEME, groups=groups, items=(WARRANTY, plan, REFERENCES, AFTER_SALES), **changes)


def with_item(**changes: Any) -> SchemeFacts:
    """The scheme with a changed first item (质保期)."""
    return replace(SCHEME, items=(replace(WARRANTY, **changes), *SCHEME.items[1:]))


def with_levels(*levels: Level, most: int = 30, judging: Judging = Judging.SUBJECTIVE) -> SchemeFacts:
    """The scheme whose 安装调试方案 has other levels."""
    plan = replace(INSTALLATION, levels=levels, most_points=Decimal(most), judging=judging)
    return replace(SCHEME, items=(WARRANTY, plan, REFERENCES, AFTER_SALES))


def found(scheme: SchemeFacts, **changes: Any) -> list[Finding]:
    return check_scheme(scheme, context(**changes))


def places(scheme: SchemeFacts, **changes: Any) -> list[tuple[str, str]]:
    """Where the checks find something: level and place."""
    return [(finding.level, finding.place) for finding in found(scheme, **changes)]

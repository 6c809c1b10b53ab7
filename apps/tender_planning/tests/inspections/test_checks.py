"""What may not be asked of bidders, found by its words."""

from datetime import datetime
from uuid import uuid4

import pytest

from apps.acceptance.models import Lot, Project
from apps.core.working_days import calendar_of
from apps.tender_planning.findings import Finding
from apps.tender_planning.inspections.checks import inspect
from apps.tender_planning.inspections.context import Context
from apps.tender_planning.models import CheckTemplate, ComplianceItem, Planning, QualificationItem
from apps.tender_planning.rules.book import load_rule_book


@pytest.fixture
def as_begun(planning: Planning, begun: Lot, now: datetime) -> Context:
    """The checks as the center's templates begin them."""
    return Context(
        planning=planning,
        lots=[begun],
        rules=load_rule_book(now.date()),
        calendar=calendar_of({}),
        now=now,
    )


@pytest.fixture
def context(as_begun: Context) -> Context:
    """The checks after the agency has written what the templates leave to it."""
    QualificationItem.objects.filter(name="特定资格要求").update(requirement="符合采购公告载明的特定资格要求：无。")
    ComplianceItem.objects.filter(name="强制采购的节能产品").update(requirement="平板电脑具有节能产品认证证书。")
    return as_begun


def ask(context: Context, requirement: str, *, name: str = "其他要求") -> list[Finding]:
    """Return the findings after the agency has added an item of its own."""
    QualificationItem.objects.create(
        planning=context.planning,
        lot=context.lots[0],
        position=99,
        name=name,
        requirement=requirement,
        judging="document",
    )
    return inspect(context)


def test_of_the_center_s_templates_only_the_places_that_wait_for_words_are_told(as_begun: Context) -> None:
    assert [(finding.level, finding.text) for finding in inspect(as_begun)] == [
        ("error", "标段 1 资格审查“特定资格要求”：还有待填写：【请写明；没有的，删除本项】。"),
        ("error", "标段 1 符合性审查“强制采购的节能产品”：还有待填写：【请写明涉及的标的；不涉及的，删除本项】。"),
    ]


def test_what_was_written_in_those_places_is_in_order(context: Context) -> None:
    assert inspect(context) == []


@pytest.mark.parametrize(
    ("requirement", "level", "words", "article"),
    [
        ("注册资本不低于500万元。", "error", "“注册资本不低于500万元”属于规模条件", "财政部令第87号第十七条"),
        ("上一年度营业收入达到一千万元以上。", "error", "规模条件", "财政部令第87号第十七条"),
        ("提供从业人员花名册。", "warning", "从业人员", "财政部令第87号第十七条"),
        ("须提供生产厂家针对本项目的授权书。", "error", "采购进口货物的除外", "财政部令第87号第十七条"),
        ("提供原厂售后服务承诺。", "error", "采购进口货物的除外", "财政部令第87号第十七条"),
        ("近三年具有3个类似业绩。", "error", "不超过 2 个，现要求 3 个", "财库〔2021〕22号"),
        ("提供类似项目合同十二份。", "error", "现要求 12 个", "财库〔2021〕22号"),
        ("须在方城县设有分支机构。", "error", "所在地", "政府采购法实施条例第二十条"),
        ("注册地在河南省的企业。", "error", "所在地", "政府采购法实施条例第二十条"),
        ("具有本省同类项目业绩。", "error", "特定行政区域的业绩", "政府采购法实施条例第二十条"),
        ("供应商须为国有企业。", "error", "所有制形式", "政府采购法实施条例第二十条"),
        ("供应商应为股份有限公司。", "error", "组织形式", "政府采购法实施条例第二十条"),
    ],
)
def test_a_forbidden_condition_is_found_with_its_article(
    context: Context, requirement: str, level: str, words: str, article: str
) -> None:
    found = ask(context, requirement)

    assert [finding.level for finding in found] == [level]
    assert words in found[0].text
    assert article in found[0].article
    key = QualificationItem.objects.get(name="其他要求").key
    assert found[0].place == f"{context.lots[0].pk}/qualification/{key}"


@pytest.mark.parametrize(
    "requirement",
    [
        "提供近三年类似业绩合同2份。",
        "提供营业执照副本，由市场监督管理部门登记。",
        "提供经审计的财务报告。",
        "承诺中标后在本地提供服务人员。",
        "须在河南省政府采购网完成供应商注册。",
        "在方城县公共资源交易平台登记的企业信息真实有效。",
        "提供本地化服务的企业承诺。",
    ],
)
def test_an_innocent_requirement_is_left_alone(context: Context, requirement: str) -> None:
    assert ask(context, requirement) == []


def test_a_maker_s_authorisation_may_be_asked_for_imports(context: Context) -> None:
    Project.objects.update(is_import_allowed=True)
    context.planning.project.refresh_from_db()
    context.lots[0].project.refresh_from_db()
    ComplianceItem.objects.filter(name="非进口产品").delete()

    assert ask(context, "须提供生产厂家针对本项目的授权书。") == []


def test_an_item_without_words_is_not_finished(context: Context) -> None:
    assert [finding.text for finding in ask(context, "")] == ["标段 1 资格审查“其他要求”：没有填写合格标准。"]


def test_a_missing_statutory_item_is_named(context: Context) -> None:
    QualificationItem.objects.filter(name="信用记录").delete()

    found = inspect(context)

    assert [(finding.level, finding.text, finding.article) for finding in found] == [
        ("error", "标段 1 资格审查缺少法定必备项“信用记录”。", "财库〔2016〕125号")
    ]


def test_an_empty_table_is_told_once(context: Context) -> None:
    QualificationItem.objects.all().delete()

    assert [finding.text for finding in inspect(context)] == ["标段 1 还没有资格审查项。"]


def test_new_words_of_the_center_are_told(context: Context) -> None:
    CheckTemplate.objects.filter(name="信用记录").update(requirement="按新规定查询。")

    found = inspect(context)

    assert [finding.level for finding in found] == ["warning"]
    assert "中心已更新" in found[0].text


def test_a_name_that_stands_twice_in_a_table_is_wrong(context: Context) -> None:
    assert [(finding.level, finding.text) for finding in ask(context, "查询。", name="信用 记录")] == [
        ("error", "标段 1 资格审查“信用 记录”重复。")
    ]


def test_a_name_in_both_tables_asks_who_examines_it(context: Context) -> None:
    ComplianceItem.objects.create(
        planning=context.planning,
        lot=context.lots[0],
        key=uuid4(),
        position=99,
        name="信用记录",
        requirement="查询。",
        judging="online",
    )

    assert [(finding.level, finding.text) for finding in inspect(context)] == [
        ("warning", "标段 1 “信用记录”在资格审查和符合性审查中都有，请确认由哪一方审查。")
    ]

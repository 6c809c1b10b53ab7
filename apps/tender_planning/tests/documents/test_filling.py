"""Fields become values; what cannot be filled is told and stays visible."""

from datetime import datetime

import pytest

from apps.acceptance.models import Project
from apps.accounts.models import User
from apps.core.actors import Actor
from apps.tender_planning.documents.facts import Facts
from apps.tender_planning.documents.filling import FieldValues, Filled, fill
from apps.tender_planning.models import Planning
from apps.tender_planning.services.slots import begin_slots


def filled(planning: Planning, body: str) -> Filled:
    return fill(body, FieldValues(Facts(planning)))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("项目名称", "方城县教育体育局义务教育学校教学设备采购项目"),
        ("采购计划编号", "411322-2026-00017"),
        ("采购方式", "公开招标"),
        ("预算金额", "4,860,000.00 元"),
        ("最高限价", "标段1：3,120,000.00 元；标段2：1,740,000.00 元"),
        ("中小企业政策", "非专门面向中小企业采购"),
        ("联合体", "不接受联合体"),
        ("采购人", "方城县教育体育局"),
        ("代理机构", "河南宛诚工程咨询有限公司"),
        ("公告期限", "5个工作日"),
        ("文件售价", "免费"),
        ("编制年月", "2026年3月"),
        ("提交截止时间", "2026年3月24日 09:00"),
        ("开标地点", "方城县公共资源交易中心开标一室"),
        ("加密要求", "须加密后提交"),
        ("投标保证金", "不要求提交"),
    ],
)
def test_a_field_becomes_what_the_project_and_the_announcement_say(planning: Planning, name: str, value: str) -> None:
    answer = filled(planning, f"<p>前{{{{{name}}}}}后</p>")

    assert answer.html == f"<p>前{value}后</p>"
    assert answer.is_complete


def test_a_block_field_becomes_a_table_in_the_place_of_its_paragraph(planning: Planning) -> None:
    answer = filled(planning, "<p>如下：</p><p> {{标段一览表}} </p>")

    assert answer.html.startswith("<p>如下：</p><table><thead><tr><th>标段</th>")
    assert "<td>1</td><td>电子白板</td><td>100 台</td>" in answer.html
    assert answer.is_complete


def test_values_are_escaped(planning: Planning, accepted: Project) -> None:
    planning.project.name = "<script>alert(1)</script>&"

    answer = filled(planning, "<p>{{项目名称}}</p>")

    assert answer.html == "<p>&lt;script&gt;alert(1)&lt;/script&gt;&amp;</p>"


def test_what_a_value_brings_along_is_never_read_as_a_field(planning: Planning) -> None:
    planning.project.name = "{{采购人}}【甲】"

    answer = filled(planning, "<p>{{项目名称}}</p>")

    assert answer.html == "<p>{{采购人}}【甲】</p>"
    assert answer.is_complete


def test_an_unknown_field_is_named(planning: Planning) -> None:
    answer = filled(planning, "<p>{{項目}}和{{項目}}</p>")

    assert answer.unknown == ("項目",)
    assert answer.html == "<p>〔項目：没有这个字段〕和〔項目：没有这个字段〕</p>"


def test_a_field_without_a_value_is_named(planning: Planning) -> None:
    answer = filled(planning, "<p>{{推荐候选人数量}}</p><p>{{投标文件组成}}</p>")

    assert answer.empty == ("推荐候选人数量", "投标文件组成")
    assert answer.html == "<p>〔推荐候选人数量：尚无内容〕</p><p>〔投标文件组成：尚无内容〕</p>"


def test_a_table_inside_a_sentence_is_refused(planning: Planning) -> None:
    answer = filled(planning, "<p>见{{标段一览表}}。</p>")

    assert answer.misplaced == ("标段一览表",)
    assert answer.html == "<p>见〔标段一览表：须单独成段〕。</p>"


@pytest.mark.parametrize("body", ["<p>{{项目<strong>名称</strong>}}</p>", "<p>{{项目名称}</p>", "<p>项目名称}}</p>"])
def test_a_field_that_was_torn_is_told(planning: Planning, body: str) -> None:
    assert filled(planning, body).is_broken


def test_blanks_are_counted_also_across_markup(planning: Planning) -> None:
    answer = filled(planning, "<p>【甲】和【<strong>乙</strong>】</p>")

    assert answer.blanks == ("【甲】", "【乙】")


def test_a_table_of_several_lots_waits_for_all_of_them(planning: Planning, clerk: User, now: datetime) -> None:
    begin_slots(planning=planning, revision=0, user=clerk, actor=Actor.person(clerk), now=now)
    answer = filled(planning, "<p>{{投标文件组成}}</p>")
    planning.project.lots.order_by("pk")[1].slots.all().delete()

    without = filled(planning, "<p>{{投标文件组成}}</p>")

    assert "<h4>标段1 电子白板</h4><table>" in answer.html
    assert "<h4>标段2 课桌椅</h4><table>" in answer.html
    assert without.empty == ("投标文件组成",)

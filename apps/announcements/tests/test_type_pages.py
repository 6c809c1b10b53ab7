"""The page of every type: its facts, its tables, and what it follows and what follows it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from apps.acceptance.codes import Method
from apps.acceptance.models import Project
from apps.announcements.models import Announcement
from apps.announcements.tests.attacks import ATTACKS
from apps.announcements.tests.conftest import Approve, Receive
from apps.announcements.tests.facts import SUPPLIER, awarded_lot
from apps.announcements.tests.pages import PageReader, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]


@pytest.fixture
def tender(receive: Receive) -> Announcement:
    return receive("T", title="招标公告")


def page_of(client: Client, announcement: Announcement) -> PageReader:
    return read(client.get(f"/announcements/{announcement.pk}/"))


def test_a_result_names_suppliers_items_experts_and_the_fee(
    client: Client, tender: Announcement, receive: Receive
) -> None:
    page = page_of(client, receive("R", type="result"))

    for words in (
        "中标信息 标段号 供应商 中标金额 费率 评审得分",
        "1 方城县示例商贸有限公司91411322MA9G000162方城县释之路9号 3,050,000.00 元 — 92.5",
        "2 南阳示例教学设备有限公司91411322MA9G000162南阳市中州路3号 1,700,000.00 元 — 88.25",
        "主要标的信息",
        "1 电子白板 示例牌 B-86 100台 30,500.00 元",
        "中标总金额 4,750,000.00 元",
        "评审专家 张某（组长）、王某（采购人代表）",
        "代理服务费 41,000.00 元豫招协〔2023〕002号",
        "公告期限 1 个工作日",
    ):
        assert words in page.words


def test_the_phone_of_a_supplier_is_nobodys_business(client: Client, tender: Announcement, receive: Receive) -> None:
    page = page_of(client, receive("R", type="result"))

    assert SUPPLIER["phone"] not in page.words
    assert SUPPLIER["contact"] not in page.words


def test_without_a_tender_a_deal_is_made(client: Client, accepted: Project, receive: Receive) -> None:
    Project.objects.filter(pk=accepted.pk).update(method=Method.INQUIRY)
    receive("T", method=Method.INQUIRY)

    words = page_of(client, receive("R", type="result", facts={"lots": [awarded_lot(amount=None, rate="95%")]})).words

    assert "成交信息" in words
    assert "— 95% 92.5" in words
    assert "总金额" not in words
    assert "中标信息" not in words


def test_a_correction_stands_before_and_after_with_the_lots_as_they_are_now(
    client: Client, tender: Announcement, receive: Receive
) -> None:
    receive("R", type="result")

    words = page_of(client, receive("RC", type="result_correction")).words

    assert "更正项 更正前 更正后 标段1中标金额 305万元 304万元" in words
    assert "方城县示例商贸有限公司91411322MA9G000162方城县释之路9号 3,040,000.00 元" in words


def test_a_termination_says_why_for_each_lot(client: Client, tender: Announcement, receive: Receive) -> None:
    words = page_of(client, receive("X", type="termination")).words

    assert "标段 终止原因 标段 2 提交投标文件的供应商不足3家" in words


def test_a_contract_says_who_owes_what(client: Client, receive: Receive) -> None:
    words = page_of(client, receive("K", type="contract")).words

    for fact in (
        "合同编号 方教采-2026-1",
        "采购人（甲方） 方城县教育体育局陈老师",
        "供应商（乙方） 方城县示例商贸有限公司",
        "合同金额 3,040,000.00 元",
        "签订日期 2026年4月20日",
        "履约期限 合同签订后90日",
    ):
        assert fact in words


def test_an_approved_change_says_what_changes_and_moves_the_track(
    client: Client, tender: Announcement, receive: Receive, approve: Approve
) -> None:
    change = receive("C", type="change")
    before = client.get(f"/announcements/{change.pk}/")

    approve(change)

    response = client.get(f"/announcements/{change.pk}/")
    words = read(response).words
    assert before.status_code == 404
    assert "开标时间 2026年03月23日09时00分 2026年04月07日09时00分" in words
    assert "投标截止改为 2026年4月7日 09:00" in words
    deadline = next(step for step in response.context["reading"].steps if step.label == "投标截止")
    assert deadline.at == datetime.fromisoformat("2026-04-07T09:00:00+08:00")


def test_the_tender_says_that_its_deadline_was_moved(
    client: Client, tender: Announcement, receive: Receive, approve: Approve
) -> None:
    approve(receive("C", type="change"))

    words = page_of(client, tender).words

    assert "投标截止 2026年3月23日 09:00 已由变更公告改为 2026年4月7日 09:00" in words


# What belongs together


def test_both_know_each_other(client: Client, tender: Announcement, receive: Receive) -> None:
    result = receive("R", type="result", title="结果")

    of_tender, of_result = page_of(client, tender), page_of(client, result)

    assert "结果 2026年3月2日 后续公告" in of_tender.words
    assert f"/announcements/{result.pk}/" in of_tender.links()
    assert "招标公告 2026年3月2日 原公告" in of_result.words
    assert f"/announcements/{tender.pk}/" in of_result.links()


@pytest.mark.parametrize(
    ("announcement_type", "words"),
    [
        ("result_correction", "本公告已被更正，更正的内容以更正公告为准。"),
        ("termination", "本项目已发布终止公告，终止的标段以终止公告为准。"),
        ("change", "本公告已发布变更公告，变更的内容以变更公告为准。"),
    ],
)
def test_what_is_overtaken_says_so_until_that_is_withdrawn(
    client: Client, receive: Receive, approve: Approve, *, announcement_type: str, words: str
) -> None:
    overtaken = receive("T")
    if announcement_type == "result_correction":
        overtaken = receive("R", type="result")
    later = receive("L", type=announcement_type, title="后来的公告")
    if announcement_type == "change":
        approve(later)
    shown = page_of(client, overtaken)

    receive("L", 2, type=announcement_type, title="后来的公告", is_withdrawn=True)

    after = page_of(client, overtaken)
    assert f"{words} 后来的公告" in shown.words
    assert f"/announcements/{later.pk}/" in shown.links()
    assert words not in after.words
    assert "后来的公告" in after.words


def test_a_change_under_review_is_not_mentioned(client: Client, tender: Announcement, receive: Receive) -> None:
    receive("C", type="change", title="尚未审核")

    words = page_of(client, tender).words

    assert "尚未审核" not in words
    assert "暂无更正或后续公告。" in words


def test_the_result_is_a_step_of_the_project_and_so_is_the_contract(
    client: Client, tender: Announcement, receive: Receive
) -> None:
    receive("R", type="result")
    awarded = client.get(f"/announcements/{tender.pk}/").context["reading"].steps

    receive("K", type="contract")
    agreed = client.get(f"/announcements/{tender.pk}/").context["reading"].steps

    assert [(step.label, step.state) for step in awarded][-2:] == [("结果公告", "done"), ("合同公告", "waiting")]
    assert [(step.label, step.state) for step in agreed][-2:] == [("结果公告", "done"), ("合同公告", "done")]


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_attack_in_the_facts_acts(client: Client, tender: Announcement, receive: Receive, attack: str) -> None:
    words = attack.replace("\x00", "")
    lot = awarded_lot(
        words,
        supplier=SUPPLIER | {"name": words, "address": words},
        rate=words,
        main_items=[{"name": words, "brand": words, "model": words, "quantity": words, "unit_price": None}],
    )
    items = [{"label": words, "before": words, "after": words}]
    receive("R", type="result", facts={"lots": [lot]})

    found = page_of(client, receive("RC", type="result_correction", facts={"lots": [lot], "items": items}))

    assert found.foreign_scripts() == []
    assert {name for _, attributes in found.elements for name in attributes if name.startswith("on")} == set()
    assert [tag for tag, _ in found.elements if tag in {"iframe", "object", "embed", "svg", "math", "style"}] == []


@pytest.mark.parametrize("announcement_type", ["result", "result_correction", "termination", "contract"])
def test_every_page_costs_eight_queries(
    client: Client, tender: Announcement, receive: Receive, django_assert_num_queries: Any, announcement_type: str
) -> None:
    receive("R", type="result")
    announcement = receive("X", type=announcement_type)
    for number in range(4):
        receive(f"K{number}", type="contract")

    with django_assert_num_queries(8):
        client.get(f"/announcements/{announcement.pk}/")


def test_a_withdrawn_result_says_so(client: Client, tender: Announcement, receive: Receive, now: datetime) -> None:
    receive("R", type="result")
    result = receive("R", 2, type="result", is_withdrawn=True, at=now + timedelta(hours=2))

    words = page_of(client, result).words

    assert "已撤回 本公告已由河南省电子化政府采购系统于 2026年3月2日 11:00 撤回" in words

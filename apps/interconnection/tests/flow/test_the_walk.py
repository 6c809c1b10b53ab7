"""The walk of the README, by hand in a browser: from a filed plan to a published announcement."""

import pytest
from playwright.sync_api import Page, expect

from apps.interconnection.tests.flow.patience import until_visible
from apps.interconnection.tests.flow.people import PHONE, People
from apps.interconnection.tests.flow.systems import Systems
from apps.tests.browser import what_is_missing

pytestmark = [
    pytest.mark.flow,
    pytest.mark.browser,
    pytest.mark.skipif(bool(what_is_missing()), reason=what_is_missing() or "the browser is there"),
]

TITLE = "方城县第一小学教学平板采购项目"


def test_from_a_filed_plan_to_a_published_announcement(people: People, systems: Systems) -> None:
    systems.start("beat")

    province = people.signs_in(f"{systems.province_url}/", "caigou")
    file_a_plan(province)
    wizard = open_wizard(province)
    expect(wizard.get_by_text("请等待交易中心推送标段").first).to_be_visible()

    agency = people.signs_in(f"{systems.platform_url}/agency/", "wancheng")
    enter_a_project(agency)

    reviewer = people.signs_in(f"{systems.platform_url}/center/", "reviewer")
    accept(reviewer)

    # The wizard goes on by itself when the lots arrive.
    expect(wizard.get_by_role("button", name="发布", exact=True)).to_be_visible()
    agency.reload()
    expect(agency.get_by_text("标段已推送")).to_be_visible()
    wizard.get_by_role("button", name="发布", exact=True).click()

    citizen = people.sits_down(viewport=PHONE)
    read_the_announcement(citizen, systems)
    agency.reload()
    expect(agency.locator("main").get_by_text("已发布")).to_be_visible()


def file_a_plan(page: Page) -> None:
    page.get_by_role("link", name="采购计划备案").first.click()
    page.get_by_role("link", name="增加").click()
    page.get_by_label("计划名称").fill(TITLE)
    page.get_by_label("采购人").select_option(index=1)
    page.get_by_label("代理机构").select_option("91411300MA9F00015G")
    page.get_by_label("采购方式").select_option("competitive_consultation")
    page.get_by_label("组织形式").select_option("decentralised")
    page.get_by_label("项目类别").select_option("goods")
    page.get_by_label("预算金额（元）").fill("860000.00")
    page.get_by_role("group", name="是否限额以上").get_by_label("是", exact=True).check()
    page.get_by_role("group", name="专门面向中小企业").get_by_label("否", exact=True).check()
    for field, value in {
        "category_code": "A02010108",
        "name": "教学平板",
        "quantity": "200",
        "unit": "台",
        "budget": "860000",
    }.items():
        page.locator(f"[name=items-0-{field}]").fill(value)
    page.get_by_role("button", name="备案", exact=True).click()
    expect(page.get_by_text(TITLE).first).to_be_visible()


def open_wizard(page: Page) -> Page:
    page.get_by_role("link", name="采购公告发布").first.click()
    page.get_by_role("row").filter(has_text=TITLE).get_by_role("link", name="项目向导").click()
    return page


def enter_a_project(page: Page) -> None:
    page.get_by_role("link", name="新建项目").first.click()
    page.get_by_label("是，选择省采购系统已备案的计划").check()
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="选择此计划").filter(has_text=TITLE).click()
    page.get_by_role("button", name="保存并提交审核").click()
    expect(page.get_by_text("请填写采购需求概况。").first).to_be_visible()
    page.get_by_label("采购需求概况").fill("教学平板200台，含三年质保。")
    page.locator("[name=lots-0-ceiling_price]").fill("850,000")
    page.get_by_role("button", name="保存并提交审核").click()
    expect(page.get_by_text("待审核").first).to_be_visible()


def accept(page: Page) -> None:
    page.get_by_role("link", name="待审核项目").first.click()
    page.get_by_role("row").filter(has_text=TITLE).get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="采购计划对照")).to_be_visible()
    page.get_by_role("button", name="受理", exact=True).click()
    page.locator("dialog[open]").get_by_role("button", name="受理").click()
    expect(page.get_by_text("已受理").first).to_be_visible()


def read_the_announcement(page: Page, systems: Systems) -> None:
    page.goto(f"{systems.platform_url}/")
    link = page.get_by_role("link", name=TITLE).first
    until_visible(page, link, what="the first page names it")
    link.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(TITLE)
    expect(page.get_by_text("一、项目基本情况")).to_be_visible()
    expect(page.get_by_text("850,000.00 元").first).to_be_visible()

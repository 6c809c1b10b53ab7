"""方财公开采购-2026: a tender for goods in two lots, prepared page by page up to the printed document."""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path

import docx
import pypdf
import pytest
from playwright.sync_api import Page, expect

from apps.acceptance.models import Project
from apps.accounts.models import User
from apps.tender_planning.services.beginning import unlock_planning
from apps.tender_planning.tests.browser import steps
from apps.tender_planning.tests.browser.conftest import SitsDown
from apps.tender_planning.tests.browser.tenders import TEACHING_EQUIPMENT, Tender, announced, write_the_rest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_from_the_acceptance_to_the_printed_document(  # noqa: PLR0915  one walk is one story
    accept: Callable[[Tender], Project], sits_down: SitsDown, clerk: User, now: datetime
) -> None:
    project = accept(TEACHING_EQUIPMENT)
    desk = sits_down(clerk)
    page = desk.go(f"/agency/projects/{project.pk}/planning/")

    expect(page.get_by_role("heading", name="等待采购公告")).to_be_visible()
    expect(page.get_by_role("button", name="发出")).to_be_disabled()
    desk.look()
    unlock_planning(project=project, terms=announced(TEACHING_EQUIPMENT, now), now=now)
    page.reload()
    expect(page.locator("main").get_by_text("编制中")).to_be_visible()

    page.locator(".section-cards").get_by_role("link", name="立项信息").click()
    steps.check_setup(page)
    desk.look()

    steps.go_on(page, "资费定义")
    steps.define_fees(page, "代理服务费（货物标准）")
    # 3,120,000: 1,000,000 × 1.7 % + 2,120,000 × 1.2 %.
    expect(page.locator("[data-autosave-panel=amounts]")).to_contain_text("17,000.00 + 25,440.00 = 42,440.00 元")
    page.get_by_label("标段 2 课桌椅").check()
    steps.press(page, "复制")
    page.locator("dialog[open]").get_by_role("button", name="复制").click()
    expect(page.get_by_role("row", name="全部标段")).to_contain_text("68,320.00 元")
    desk.look()

    steps.go_on(page, "招标文件规划")
    steps.write_document(desk, chapters=2)
    write_the_rest(project, clerk, now)
    page.get_by_role("link", name="招标文件", exact=True).click()
    expect(steps.findings(page)).not_to_contain_text("待填写")
    desk.look()

    steps.go_on(page, "投标文件组成")
    steps.press(page, "按默认建立")
    expect(steps.findings(page)).to_contain_text("没有发现问题。")
    desk.look()

    steps.go_on(page, "评分标准")
    score_first_lot(page)
    desk.is_saved()
    expect(steps.findings(page)).to_contain_text("没有发现问题。")
    desk.look()
    page.get_by_role("link", name="试算").click()
    steps.try_out(
        page,
        {"甲公司": "3000000", "乙公司": "2900000", "丙公司": "1300000"},
        {"technical": "45", "business": "15"},
    )
    expect(page.locator("#result").get_by_role("row").nth(1)).to_contain_text("丙公司")
    expect(page.locator("#result").get_by_role("row", name="甲公司")).to_contain_text("13.00")
    desk.look()

    page.get_by_role("link", name="评分标准 标段 2").click()
    page.get_by_role("link", name="复制已有标准").click()
    page.get_by_role("link", name="预览").click()
    steps.press(page, "复制到本标段")
    expect(steps.findings(page)).to_contain_text("没有发现问题。")

    for lot_no in ("1", "2"):
        steps.go_on(page, "资格审查与符合性审查")
        expect(page.locator(".page-head__note")).to_contain_text(f"标段 {lot_no}")
        steps.begin_checks(page)
    desk.look()

    steps.go_on(page, "开评标配置")
    prove_the_dates(page)
    steps.arrange_committee(page, experts=4, representatives=1)
    page.get_by_label("唱标人").fill("李经办")
    steps.press(page, "保存")
    steps.told(page, "开评标配置已保存。")
    steps.book_rooms(page, "不见面开标大厅", "评标一室")
    expect(steps.findings(page)).not_to_contain_text("须改正")
    desk.look()

    steps.go_on(page, "招标准备")
    expect(page.get_by_text("检查全部通过，可以发出第 1 版")).to_be_visible()
    desk.look()
    steps.press(page, "发出")
    page.locator("dialog[open]").get_by_role("button", name="发出").click()
    steps.told(page, "第 1 版已发出")
    desk.look()
    read_the_print(page)


def score_first_lot(page: Page) -> None:
    """A price of 20 and a condition of scale are found while they are typed, and mended."""
    steps.score(page, price="20", items=[steps.Item("technical", "注册资本", 70, "注册资本达到500万元得70分。")])
    expect(steps.findings(page)).to_contain_text("价格分值应不少于 30%")
    expect(steps.findings(page)).to_contain_text("“注册资本”属于供应商规模条件")
    steps.score(page, price="30")


def prove_the_dates(page: Page) -> None:
    """An opening after seventeen days is proved to be too early; what the announcement says is one press away."""
    for place in ("bid_deadline", "opening_at"):
        page.locator(f"[name={place}]").fill("2026-03-19T09:00")
    page.locator("[name=evaluation_at]").fill("2026-03-24T10:00")
    page.locator("[name=question_deadline]").fill("2026-03-13T17:00")
    expect(page.locator("[data-autosave-panel=proof-bid_deadline]")).to_contain_text("共 17 日，少于 20 日")
    for place in ("bid_deadline", "opening_at"):
        page.locator(f"[data-fill=id_{place}]", has_text="改回公告所载").click()
    proofs = page.locator("[data-autosave-panel=proof-bid_deadline] details")
    expect(proofs.filter(has_text="不符合")).to_have_count(0)
    expect(page.locator("[data-autosave-panel=proof-evaluation_at]")).to_contain_text("2026年3月20日（周五）")


def read_the_print(page: Page) -> None:
    """PDF and DOCX hold the document, with nothing left to be written."""
    with page.expect_download() as pdf:
        page.get_by_role("link", name="PDF", exact=True).click()
    with page.expect_download() as word:
        page.get_by_role("link", name="Word", exact=True).click()

    reader = pypdf.PdfReader(BytesIO(Path(pdf.value.path()).read_bytes()))
    text = "".join(sheet.extract_text() for sheet in reader.pages).replace("\n", "")
    assert f"第 {len(reader.pages)} 页 共 {len(reader.pages)} 页" in text
    assert "目　录" in text
    assert "课桌椅" in text
    assert "【" not in text
    assert "{{" not in text
    document = docx.Document(str(word.value.path()))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    assert {"电子白板", "课桌椅", "3,120,000.00 元", "1,740,000.00 元", "技术参数响应（客观分）"} <= cells

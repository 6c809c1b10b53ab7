"""Announcements of projects without a plan, from the sheet to the public page and back."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, expect

from apps.acceptance.codes import Method
from apps.acceptance.models import Project
from apps.acceptance.tests.conftest import PDF
from apps.accounts.models import User
from apps.announcements.models import Announcement, AnnouncementDraft
from apps.announcements.tests.drafts.conftest import MakeProject
from apps.tests.at_desks import SitsDown
from apps.tests.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

DRAWINGS: FilePayload = {"name": "采购需求 图纸.pdf", "mimeType": "application/pdf", "buffer": PDF}
WITHDRAWN_BECAUSE = "终止的标段写错，另行公告。"


def press(page: Page, name: str, *, sure: str = "") -> None:
    """Press a button, and another one in the dialog that asks whether one is sure."""
    page.get_by_role("button", name=name, exact=True).first.click()
    if sure:
        page.locator("dialog[open]").get_by_role("button", name=sure, exact=True).click()


def told(page: Page, words: str) -> None:
    """Expect the message above the page that came back."""
    expect(page.locator(".messages, .messagelist")).to_contain_text(words)
    page.wait_for_load_state()


def begin(desk: Desk, project: Project, kind: str) -> AnnouncementDraft:
    page = desk.go(f"/agency/projects/{project.pk}/announcements/")
    press(page, f"拟定{kind}")
    page.wait_for_url("**/announcements/*/")
    return AnnouncementDraft.objects.latest("pk")


def write(desk: Desk, **fields: str) -> None:
    """Type into the sheet, which saves by itself."""
    for name, words in fields.items():
        desk.page.locator(f"[name={name}]").fill(words)
    desk.is_saved()


def attach(desk: Desk, file: FilePayload) -> None:
    desk.page.locator("#files [name=file]").set_input_files(file)
    press(desk.page, "上传附件")
    told(desk.page, f"已上传附件：{file['name']}")


def submit(desk: Desk) -> None:
    expect(desk.page.locator("[data-autosave-panel=findings]")).not_to_contain_text("须改正")
    desk.look()
    press(desk.page, "保存并提交审核", sure="提交审核")
    told(desk.page, "已提交中心审核，通过后立即发布。")


def open_review(desk: Desk, draft: AnnouncementDraft) -> Page:
    page = desk.go(f"/center/announcements/announcementdraft/{draft.pk}/change/")
    expect(page.get_by_text("内容完整，符合法定时限。")).to_be_visible()
    return page


def approve(desk: Desk) -> Announcement:
    desk.look()
    press(desk.page, "通过", sure="确认通过")
    told(desk.page, "审核通过，已发布。")
    return Announcement.objects.latest("pk")


def bytes_behind(page: Page, name: str) -> bytes:
    with page.expect_download() as download:
        page.get_by_role("link", name=name).click()
    assert download.value.suggested_filename == name
    return Path(download.value.path()).read_bytes()


def test_a_tender_with_a_file_its_termination_and_the_withdrawal_of_that(
    make_project: MakeProject, sits_down: SitsDown, clerk: User, reviewer: User
) -> None:
    project = make_project()
    agency, center = sits_down(clerk), sits_down(reviewer)

    draft = begin(agency, project, "采购公告")
    write(agency, contract_term="合同签订后60日内交货")
    attach(agency, DRAWINGS)
    expect(agency.page.locator("[name=contract_term]")).to_have_value("合同签订后60日内交货")
    submit(agency)
    agency.look()
    page = open_review(center, draft)
    assert bytes_behind(page, DRAWINGS["name"]) == PDF
    tender = approve(center)

    page = agency.go(f"/announcements/{tender.pk}/")
    expect(page.get_by_role("heading", name="附件", exact=True)).to_be_visible()
    assert bytes_behind(page, DRAWINGS["name"]) == PDF
    agency.look()

    draft = begin(agency, project, "终止公告")
    write(agency, **{"lots-0-reason": "采购任务取消。", "lots-1-reason": "采购任务取消。"})
    submit(agency)
    open_review(center, draft)
    termination = approve(center)
    page = agency.go(f"/announcements/{tender.pk}/")
    expect(page.get_by_text("本项目已发布终止公告")).to_be_visible()

    page = center.go(f"/center/announcements/announcement/{termination.pk}/change/")
    expect(page.get_by_text("向公众显示全文")).to_be_visible()
    page.get_by_label("撤回原因").fill(WITHDRAWN_BECAUSE)
    center.look()
    press(page, "撤回", sure="撤回")
    told(page, "已撤回。")
    page = agency.go(f"/announcements/{termination.pk}/")
    expect(page.get_by_text(f"撤回原因：{WITHDRAWN_BECAUSE}")).to_be_visible()
    agency.look()
    page = agency.go(f"/projects/{project.project_no}/")
    expect(page.get_by_text(f"撤回原因：{WITHDRAWN_BECAUSE}")).to_be_visible()
    agency.look()


def test_a_single_source_is_made_public(
    make_project: MakeProject, sits_down: SitsDown, clerk: User, reviewer: User
) -> None:
    facts: dict[str, Any] = {"method": Method.SINGLE_SOURCE}
    project = make_project(**facts)
    agency, center = sits_down(clerk), sits_down(reviewer)

    draft = begin(agency, project, "采购公告")
    write(
        agency,
        contract_term="一年",
        single_source_reason="只能从唯一供应商处采购。",
        supplier_name="方城县示例商贸有限公司",
        supplier_address="方城县释之路9号",
        expert_opinions="三名专业人员一致认为只能从该供应商处采购。",
    )
    attach(agency, {**DRAWINGS, "name": "论证意见.pdf"})
    submit(agency)
    open_review(center, draft)
    announcement = approve(center)

    page = agency.go(f"/announcements/{announcement.pk}/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("单一来源采购公示")
    expect(page.get_by_role("link", name="论证意见.pdf")).to_be_visible()

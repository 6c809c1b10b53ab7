"""A long form, and a line that breaks: what was typed is saved when it is back, or offered when the page is."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from apps.acceptance.models import Project
from apps.accounts.models import User
from apps.interconnection.tests.flow.systems import eventually
from apps.tender_planning.models import ScoringItem
from apps.tender_planning.tests.browser import steps
from apps.tender_planning.tests.browser.conftest import SitsDown
from apps.tender_planning.tests.browser.tenders import CAMERA_UPKEEP, Tender
from apps.tests.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

FIRST, SECOND = "[name=technical-0-name]", "[name=business-0-name]"


@pytest.fixture
def desk(announce: Callable[[Tender], Project], sits_down: SitsDown, clerk: User) -> Desk:
    """A clerk at a scheme that was just begun."""
    project = announce(CAMERA_UPKEEP)
    desk = sits_down(clerk)
    page = desk.go(f"/agency/projects/{project.pk}/planning/lots/{project.lots.get().pk}/scoring/")
    page.locator(FIRST).fill("巡检方案")
    desk.is_saved()
    return desk


def types_without_a_line(desk: Desk, words: str) -> Page:
    desk.context.set_offline(True)
    desk.page.locator(SECOND).fill(words)
    expect(desk.page.locator("[data-autosave-status=offline]")).to_contain_text("连接中断，内容暂存在本机")
    desk.page.wait_for_function("words => Object.values(localStorage).some(copy => copy.includes(words))", arg=words)
    return desk.page


def names() -> set[str]:
    return set(ScoringItem.objects.values_list("name", flat=True))


def test_what_was_typed_meanwhile_is_saved_when_the_line_is_back(desk: Desk) -> None:
    types_without_a_line(desk, "驻场人员")
    assert names() == {"巡检方案"}

    desk.context.set_offline(False)

    eventually(lambda: names() == {"巡检方案", "驻场人员"}, what="both are stored")
    desk.is_saved()


def test_after_the_page_was_closed_the_browser_s_copy_is_offered_and_stored(desk: Desk) -> None:
    address = types_without_a_line(desk, "驻场人员").url
    desk.page.close()
    desk.context.set_offline(False)
    assert names() == {"巡检方案"}

    desk.page = desk.open_page()
    page = desk.go(address)
    expect(page.get_by_text("本机暂存有未保存的内容")).to_be_visible()
    expect(page.locator(SECOND)).to_have_value("")
    steps.press(page, "恢复")

    steps.told(page, "评分标准已保存。")
    expect(page.locator(SECOND)).to_have_value("驻场人员")
    assert names() == {"巡检方案", "驻场人员"}
    page.reload()
    expect(page.get_by_text("本机暂存有未保存的内容")).to_be_hidden()

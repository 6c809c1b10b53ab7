"""Two clerks at one scheme: the second is told, sees both contents, and nothing is overwritten unknowingly."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from apps.acceptance.models import Project
from apps.accounts.models import User
from apps.tender_planning.models import ScoringItem
from apps.tender_planning.tests.browser import steps
from apps.tender_planning.tests.browser.conftest import SitsDown
from apps.tender_planning.tests.browser.tenders import CAMERA_UPKEEP, Tender

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def test_the_second_is_told_and_decides(
    announce: Callable[[Tender], Project], sits_down: SitsDown, clerk: User, colleague: User
) -> None:
    project = announce(CAMERA_UPKEEP)
    address = f"/agency/projects/{project.pk}/planning/lots/{project.lots.get().pk}/scoring/"
    first, second = sits_down(clerk), sits_down(colleague)
    first.go(address).locator("[name=technical-0-name]").fill("巡检方案")
    first.is_saved()
    second.go(address)
    first.page.locator("[name=technical-0-name]").fill("巡检和应急方案")
    steps.press(first.page, "保存")
    steps.told(first.page, "评分标准已保存。")

    second.page.locator("[name=technical-0-name]").fill("维修方案")

    expect(second.page.locator("[data-autosave-status=overtaken]")).to_contain_text("李经办刚刚保存过这部分内容")
    assert ScoringItem.objects.get().name == "巡检和应急方案"
    steps.press(second.page, "保存")
    expect(second.page.get_by_role("alert").first).to_contain_text("尚未保存：李经办刚刚保存过这部分内容")
    expect(second.page.locator("[name=technical-0-name]")).to_have_value("维修方案")
    expect(second.page.get_by_role("table").first).to_contain_text("巡检和应急方案")
    assert ScoringItem.objects.get().name == "巡检和应急方案"
    # Whoever has seen both may replace the other's words.
    steps.press(second.page, "保存")
    steps.told(second.page, "评分标准已保存。")
    assert ScoringItem.objects.get().name == "维修方案"

"""What differs in other tenders: the band of the price, the days, the committee, prices that are abnormally low."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import expect

from apps.acceptance.models import Project
from apps.accounts.models import User
from apps.tender_planning.tests.browser import steps
from apps.tender_planning.tests.browser.conftest import SitsDown
from apps.tender_planning.tests.browser.tenders import CAMERA_UPKEEP, ROAD_SAFETY, WATER_PLATFORM, Tender

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@dataclass(frozen=True)
class Law:
    """What the pages have to say of a tender."""

    band: str
    quotes: tuple[str, str, str]
    abnormal_rule: str
    too_early: str
    period: str
    committee: str
    too_few: str
    is_draw_ruled: bool


CONSULTED: dict[str, Any] = {
    "too_early": "2026-03-11T09:00",
    "period": "共 9 日，少于 10 日",
    "committee": "磋商小组不少于 3 人",
    "too_few": "",
    "is_draw_ruled": False,
}


@pytest.mark.parametrize(
    ("tender", "law"),
    [
        pytest.param(
            CAMERA_UPKEEP,
            Law(
                band="竞争性磋商的服务项目，价格分值应在 10% 至 30% 之间，现为 40。",
                quotes=("900000", "860000", "434000"),
                # The other two rules have lines of 365,666.67 and 430,000: this one alone fires.
                abnormal_rule="965,000.00 × 45% ＝ 434,250.00",
                **CONSULTED,
            ),
            id="服务磋商",
        ),
        pytest.param(
            ROAD_SAFETY,
            Law(
                # 214号第二十四条 knows no band for works.
                band="",
                quotes=("1400000", "1380000", "1100000"),
                abnormal_rule="",
                **CONSULTED,
            ),
            id="工程磋商",
        ),
        pytest.param(
            WATER_PLATFORM,
            Law(
                band="",
                quotes=("9800000", "10080000", "5166000"),
                # The other two rules have lines of 4,174,333.33 and 4,900,000: this one alone fires.
                abnormal_rule="12,600,000.00 × 45% ＝ 5,670,000.00",
                too_early="2026-03-19T09:00",
                period="共 17 日，少于 20 日",
                committee="评标委员会不少于 7 人",
                too_few="预算 1,260 万元，达到 1,000 万元，不得少于 7 人",
                is_draw_ruled=True,
            ),
            id="千万元服务招标",
        ),
    ],
)
def test_the_pages_apply_the_rules_of_its_method_and_kind(
    announce: Callable[[Tender], Project], sits_down: SitsDown, clerk: User, tender: Tender, law: Law
) -> None:
    project = announce(tender)
    lot = project.lots.get()
    desk = sits_down(clerk)

    page = desk.go(f"/agency/projects/{project.pk}/planning/lots/{lot.pk}/scoring/")
    steps.score(page, price="40")
    expect(steps.findings(page)).to_contain_text("各类分值合计 110")
    if law.band:
        expect(steps.findings(page)).to_contain_text(law.band)
    else:
        expect(steps.findings(page)).not_to_contain_text("价格分值")
    page.locator("[name=price_points]").fill("30")
    expect(steps.findings(page)).to_contain_text("没有发现问题。")

    page.get_by_role("link", name="试算").click()
    suppliers = ("甲公司", "乙公司", "丙公司")
    steps.try_out(page, dict(zip(suppliers, law.quotes, strict=True)), {"technical": "45", "business": "15"})
    warned = page.locator("#result").get_by_text("启动异常低价审查")
    expect(warned).to_have_count(1 if law.abnormal_rule else 0)
    if law.abnormal_rule:
        expect(page.get_by_role("row").filter(has_text=law.abnormal_rule)).to_contain_text("丙公司")

    page = desk.go(f"/agency/projects/{project.pk}/planning/schedule/")
    expect(page.locator("[data-autosave-panel=committee]")).to_contain_text(law.committee)
    for place in ("bid_deadline", "opening_at"):
        page.locator(f"[name={place}]").fill(law.too_early)
    page.locator("[name=evaluation_at]").fill("2026-03-26T10:00")
    steps.arrange_committee(page, experts=2, representatives=1)
    expect(page.locator("[data-autosave-panel=proof-bid_deadline]")).to_contain_text(law.period)
    draw = page.locator("[data-autosave-panel=proof-evaluation_at]").get_by_text("评审专家抽取的最早时间")
    expect(draw).to_have_count(1 if law.is_draw_ruled else 0)
    if law.too_few:
        expect(steps.findings(page)).to_contain_text(law.too_few)
    else:
        expect(steps.findings(page)).not_to_contain_text("不得少于")

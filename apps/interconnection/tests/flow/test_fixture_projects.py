"""Four projects of the demonstration, walked through the pages of both systems.

Set up by services and the province's controls, because other walks go there by hand: the entry and acceptance
of each project, and the tender announcement where the walk is about what comes after it.
"""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apps.interconnection.tests.flow.agency_clerk import AgencyClerk
from apps.interconnection.tests.flow.citizen import Citizen
from apps.interconnection.tests.flow.conftest import Work
from apps.interconnection.tests.flow.fixture_projects import (
    EMERGENCY_SUPPLIES,
    FURNITURE,
    OFFICE_COMPUTERS,
    ROAD_SAFETY,
    TEACHING_EQUIPMENT,
    WHITEBOARDS,
    Award,
    Item,
    result_facts,
    words_for,
)
from apps.interconnection.tests.flow.people import DESK, People
from apps.interconnection.tests.flow.province_clerk import ProvinceClerk
from apps.interconnection.tests.flow.reviewer import Reviewer
from apps.interconnection.tests.flow.systems import Systems
from apps.tests.browser import what_is_missing

pytestmark = [
    pytest.mark.flow,
    pytest.mark.browser,
    pytest.mark.skipif(bool(what_is_missing()), reason=what_is_missing() or "the browser is there"),
]

EXPERTS = ("周文华", "吴建国", "郑丽娟", "王志远", "冯晓东")
BOARDS = Award(WHITEBOARDS, "3050000.00", "92.35", Item("电子白板", "智教", "ZJ-86A", "120", "25416.67"))
DESKS = Award(FURNITURE, "1700000.00", "89.10", Item("课桌椅", "宛木", "WM-02", "6000", "283.33"))
LIGHTS = Award(WHITEBOARDS, "720000.00", "90.00", Item("应急照明设备", "明安", "MA-500", "246", "2926.83"))
TOO_FEW = "至响应文件提交截止时间止，提交响应文件的供应商不足3家"


def test_two_lots_from_the_tender_to_the_contract(people: People, work: Work) -> None:
    project = work.accepted(TEACHING_EQUIPMENT)
    province, citizen = ProvinceClerk(people), Citizen(people)

    province.publishes_the_tender(TEACHING_EQUIPMENT)
    citizen.finds_on_the_first_page(TEACHING_EQUIPMENT, "公开招标公告")
    citizen.reads("接收投标中", "4,860,000.00 元", "一、项目基本情况", "电子白板", "课桌椅")

    province.publishes_the_result(TEACHING_EQUIPMENT, [BOARDS, DESKS], experts=EXPERTS, fee="42440.00")
    citizen.finds_in_the_column("结果公告", TEACHING_EQUIPMENT, "中标结果公告")
    citizen.reads(WHITEBOARDS.name, "3,050,000.00 元", FURNITURE.name, "1,700,000.00 元", *EXPERTS)

    province.publishes_the_contract(
        TEACHING_EQUIPMENT, number="方教采合-2026-1", signed_on=f"{timezone.localdate()}", term="签订后30日内"
    )
    province.mends_the_contract(term="签订后45日内")
    citizen.finds_in_the_column("合同公告", TEACHING_EQUIPMENT, "合同公告")
    citizen.waits_for("签订后45日内")
    citizen.reads("方教采合-2026-1", WHITEBOARDS.name, "3,050,000.00 元", "其他版本")
    citizen.follows("第1版", exact=True)
    citizen.reads("历史版本", "签订后30日内")
    citizen.follows("查看当前有效的第2版")
    citizen.follows("与第1版比较")
    citizen.reads("第1版与第2版的不同", "签订后30日内", "签订后45日内")
    citizen.follows("公告正文")
    citizen.goes_to_the_project(project)
    citizen.reads("结果公告期限届满", "对采购结果提出质疑的期限", "合同公告")

    results = AgencyClerk(people, TEACHING_EQUIPMENT).opens_the_results(TEACHING_EQUIPMENT, until="方教采合-2026-1")
    expect(results).to_contain_text(FURNITURE.name)
    rows = Reviewer(people).opens_the_results(project, tab="awarded")
    expect(rows).to_have_count(2)


def test_a_change_postpones_the_opening(people: People, work: Work, systems: Systems) -> None:
    project, tender = work.announced(ROAD_SAFETY)
    assert tender.bid_deadline is not None
    moved = timezone.localtime(tender.bid_deadline) + timedelta(days=7)
    province, agency, reviewer = ProvinceClerk(people), AgencyClerk(people, ROAD_SAFETY), Reviewer(people)

    province.postpones(ROAD_SAFETY, to=moved)
    agency.opens_the_change(ROAD_SAFETY)
    agency.finds_filled_in(moved)
    agency.submits_the_times()
    change = reviewer.opens_the_change(ROAD_SAFETY)
    expect(change).to_contain_text(words_for(moved))
    reviewer.approves()

    citizen = Citizen(people)
    citizen.finds_on_the_first_page(ROAD_SAFETY, "变更公告")
    citizen.reads("更正", words_for(moved))
    citizen.follows("竞争性磋商公告")
    citizen.reads("本公告已发布变更公告", f"已由变更公告改为 {words_for(moved)}")
    citizen.goes_to_the_project(project)
    citizen.reads("下一个时间", "变更公告载明", words_for(moved))
    preparation = agency.opens_the_preparation(ROAD_SAFETY)
    expect(preparation).to_contain_text(words_for(moved))
    told = systems.control("GET", f"ledger?project_no={project.project_no}")["projects"][project.project_no]
    assert told["schedules"]["versions"] == [1]


def test_two_quotes_are_too_few(people: People, work: Work) -> None:
    project, _ = work.announced(OFFICE_COMPUTERS)
    citizen = Citizen(people)

    ProvinceClerk(people).terminates(OFFICE_COMPUTERS, because=TOO_FEW)

    citizen.finds_on_the_first_page(OFFICE_COMPUTERS, "终止公告")
    citizen.reads("终止的标段（包）及原因", TOO_FEW)
    citizen.finds_in_the_column("采购公告", OFFICE_COMPUTERS, "询价公告")
    citizen.reads("本项目已发布终止公告")
    citizen.goes_to_the_project(project)
    citizen.reads("终止公告")
    results = AgencyClerk(people, OFFICE_COMPUTERS).opens_the_results(OFFICE_COMPUTERS, until=TOO_FEW)
    expect(results).to_contain_text("已终止")
    reviewer = Reviewer(people)
    expect(reviewer.opens_the_results(project, tab="failed")).to_have_count(1)
    reviewer.finds_the_announcement(OFFICE_COMPUTERS, "终止公告")


def test_a_correction_changes_what_a_result_said(people: People, work: Work) -> None:
    project, _ = work.announced(EMERGENCY_SUPPLIES)
    facts = result_facts({"1": LIGHTS}, EXPERTS[:3])
    work.published({"type": "result", "project_no": project.project_no, "facts": facts})
    citizen = Citizen(people, viewport=DESK)

    ProvinceClerk(people).corrects_the_amount(EMERGENCY_SUPPLIES, to="702000.00")

    citizen.finds_on_the_first_page(EMERGENCY_SUPPLIES, "更正公告")
    citizen.reads("720,000.00", "702,000.00", WHITEBOARDS.name)
    citizen.follows("成交结果公告")
    citizen.waits_for("本公告已被更正，更正的内容以更正公告为准。")
    citizen.reads("720,000.00 元")
    citizen.goes_to_the_project(project)
    citizen.reads("结果更正公告")
    results = AgencyClerk(people, EMERGENCY_SUPPLIES).opens_the_results(EMERGENCY_SUPPLIES, until="702,000.00 元")
    expect(results).to_contain_text("结果已由更正公告更正。")
    reviewer = Reviewer(people)
    expect(reviewer.opens_the_results(project, tab="awarded")).to_contain_text("702,000.00")
    reviewer.finds_the_announcement(EMERGENCY_SUPPLIES, "结果更正公告")

"""The pages, as an officer's browser uses them."""

from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from apps.province.tests.peer import AGENCY, PURCHASER, Peer, lots
from apps.province.tests.test_announcements import TENDER

PLAN_FORM = {
    "title": "方城县示例图书采购项目",
    "purchaser": PURCHASER["uscc"],
    "agency": AGENCY["uscc"],
    "trading_center": "411322",
    "method": "open_tender",
    "organisation_form": "decentralised",
    "kind": "goods",
    "budget": "500000",
    "fund_source": "财政预算资金",
    "above_threshold": "True",
    "sme_reserved": "False",
    "items-TOTAL_FORMS": "2",
    "items-INITIAL_FORMS": "0",
    "items-0-category_code": "A05040403",
    "items-0-name": "教具",
    "items-0-quantity": "10",
    "items-0-unit": "套",
    "items-0-budget": "300000",
    "items-1-category_code": "A05010502",
    "items-1-name": "文件柜",
    "items-1-quantity": "100",
    "items-1-unit": "个",
    "items-1-budget": "200000",
}


def get(province: Peer, officer: requests.Session, path: str) -> requests.Response:
    """Open a page."""
    return officer.get(province.base_url + path, timeout=10)


def path_of(response: requests.Response) -> str:
    """Return where a browser ended up."""
    return urlsplit(response.url).path


@pytest.mark.parametrize("path", ["/", "/plans/", "/projects/", "/announcements/", "/expert-draws/", "/faults/"])
def test_a_stranger_is_sent_to_the_sign_in_page(province: Peer, path: str) -> None:
    response = requests.get(province.base_url + path, timeout=10)

    assert path_of(response) == "/sign-in/"


@pytest.mark.parametrize("path", ["/plans/", "/plans/new/", "/projects/", "/announcements/", "/pushes/", "/faults/"])
def test_every_page_opens_under_a_strict_policy(province: Peer, officer: requests.Session, path: str) -> None:
    response = get(province, officer, path)

    assert response.status_code == 200
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert " style=" not in response.text


def test_a_plan_filed_on_the_page_is_in_the_feed(province: Peer, officer: requests.Session) -> None:
    response = province.post_form(officer, "/plans/new/", {**PLAN_FORM, "act": "file"})

    [item] = province.feed("plans")["items"]
    assert path_of(response) == f"/plans/{item['key']}/"
    assert "已备案，并推送至方城县公共资源交易中心" in response.text
    assert item["payload"]["budget"] == "500000.00"
    assert [line["name"] for line in item["payload"]["items"]] == ["教具", "文件柜"]
    assert item["payload"]["handler"] == "采购经办岗（示例）"


def test_a_draft_stays_here_until_it_is_filed(province: Peer, officer: requests.Session) -> None:
    draft = province.post_form(officer, "/plans/new/", {**PLAN_FORM, "act": "draft"})
    before = province.feed("plans")["items"]

    province.post_form(officer, f"{path_of(draft)}file/", {"version": "1"})

    assert before == []
    assert [item["version"] for item in province.feed("plans")["items"]] == [2]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"budget": "500000.01"}, "采购明细的预算合计为 500,000.00 元，须与预算金额一致"),
        ({"title": ""}, "这个字段是必填项"),
        ({"items-1-category_code": "图书"}, "应为字母 A、B、C 加至多 8 位数字"),
        ({"items-TOTAL_FORMS": "0"}, "至少 1 条明细。"),
        ({"items-TOTAL_FORMS": "201"}, "最多 200 条明细。"),
        ({"purchaser": "nobody"}, "选择一个有效的选项"),
    ],
)
def test_a_wrong_plan_is_told_at_the_field_and_kept_nowhere(
    province: Peer, officer: requests.Session, change: dict[str, str], message: str
) -> None:
    response = province.post_form(officer, "/plans/new/", {**PLAN_FORM, "act": "file", **change})

    assert message in response.text
    assert path_of(response) == "/plans/new/"
    assert "没有符合条件的采购计划" in get(province, officer, "/plans/").text


def test_editing_a_filed_plan_sends_a_higher_version(province: Peer, officer: requests.Session) -> None:
    plan = province.post_form(officer, "/plans/new/", {**PLAN_FORM, "act": "file"})

    province.post_form(officer, f"{path_of(plan)}edit/", {**PLAN_FORM, "title": "改过的项目", "version": "1"})

    items = province.feed("plans")["items"]
    assert [(item["version"], item["payload"]["title"]) for item in items] == [
        (1, "方城县示例图书采购项目"),
        (2, "改过的项目"),
    ]


def test_an_edit_of_an_outdated_page_changes_nothing(province: Peer, officer: requests.Session) -> None:
    plan = province.post_form(officer, "/plans/new/", {**PLAN_FORM, "act": "file"})
    province.post_form(officer, f"{path_of(plan)}edit/", {**PLAN_FORM, "title": "先改的", "version": "1"})

    response = province.post_form(officer, f"{path_of(plan)}edit/", {**PLAN_FORM, "title": "后改的", "version": "1"})

    assert "刚被他人修改" in response.text
    assert province.feed("plans")["items"][-1]["payload"]["title"] == "先改的"


def test_a_plan_is_withdrawn_on_its_page(province: Peer, officer: requests.Session) -> None:
    plan_no = province.file_plan()

    response = province.post_form(officer, f"/plans/{plan_no}/withdraw/", {"version": "1"})

    assert f"采购计划 {plan_no} 已撤回。" in response.text
    assert province.feed("plans")["items"][-1]["op"] == "withdraw"


def test_the_wizard_waits_for_the_lots_and_then_goes_on(province: Peer, officer: requests.Session) -> None:
    plan_no = province.file_plan()
    waiting = get(province, officer, f"/projects/{plan_no}/wizard/")
    state_before = get(province, officer, f"/projects/{plan_no}/wizard/state").json()

    province.push("lots", lots("方财公开采购-2026-11", plan_no), key="k-1")

    drafting = get(province, officer, f"/projects/{plan_no}/wizard/")
    assert "请等待交易中心推送标段" in waiting.text
    assert state_before == {"has_lots": False}
    assert get(province, officer, f"/projects/{plan_no}/wizard/state").json() == {"has_lots": True}
    assert "请等待交易中心推送标段" not in drafting.text
    assert "方财公开采购-2026-11" in drafting.text
    assert "四、提交投标文件截止时间、开标时间和地点" in drafting.text


TENDER_FORM = {
    "title": "示例采购项目公开招标公告",
    "lot_nos": "1",
    "documents_from": "2026-03-02T08:30",
    "documents_until": "2026-03-09T17:30",
    "documents_price": "0",
    "bid_deadline": "2026-03-23T09:00",
    "opening_at": "2026-03-23T09:00",
    "opening_place": "第一开标室",
    "notice_working_days": "5",
    "contact_name": "王工",
    "contact_phone": "0377-60000011",
    "body_html": "<p>截止时间：2026年03月23日09时00分</p><script>alert(1)</script>",
}


def test_a_tender_announcement_is_saved_and_published_with_its_files(
    province: Peer, officer: requests.Session
) -> None:
    plan_no = province.lots_of("P-1")
    path = f"/projects/{plan_no}/wizard/"
    file = {"added": ("招标文件.pdf", b"%PDF-1.7", "text/html")}
    province.post_form(officer, path, {**TENDER_FORM, "act": "save"}, files=file)
    drafted = province.feed("announcements")["items"]

    response = province.post_form(officer, path, {**TENDER_FORM, "version": "1", "act": "publish"})

    [item] = province.feed("announcements")["items"]
    payload = item["payload"]
    assert drafted == []
    assert path_of(response) == f"/announcements/{item['key']}/"
    assert payload["facts"]["bid_deadline"] == "2026-03-23T09:00:00+08:00"
    assert payload["facts"]["ceiling_price"] == "990000.00"
    assert payload["body_html"] == "<p>截止时间：2026年03月23日09时00分</p>"
    assert [(named["name"], named["media_type"]) for named in payload["attachments"]] == [
        ("招标文件.pdf", "application/pdf")
    ]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"bid_deadline": "2026-03-24T09:00", "opening_at": "2026-03-24T09:00"}, "与公告正文不一致"),
        ({"opening_at": "2026-03-22T09:00"}, "与公告正文不一致"),
        ({"lot_nos": "9"}, "选择一个有效的选项"),
        ({"documents_until": "2026-03-01T09:00"}, "获取采购文件的截止时间须晚于开始时间"),
    ],
)
def test_a_wrong_announcement_is_told_and_not_published(
    province: Peer, officer: requests.Session, change: dict[str, str], message: str
) -> None:
    plan_no = province.lots_of("P-1")

    response = province.post_form(officer, f"/projects/{plan_no}/wizard/", {**TENDER_FORM, **change, "act": "publish"})

    assert message in response.text
    assert province.feed("announcements")["items"] == []


def test_a_file_of_another_kind_is_refused(province: Peer, officer: requests.Session) -> None:
    plan_no = province.lots_of("P-1")
    file = {"added": ("脚本.html", b"<script>", "application/pdf")}

    response = province.post_form(
        officer, f"/projects/{plan_no}/wizard/", {**TENDER_FORM, "act": "publish"}, files=file
    )

    assert "脚本.html：只接受" in response.text
    assert province.feed("announcements")["items"] == []


def test_the_text_is_composed_from_the_facts_in_the_form(province: Peer, officer: requests.Session) -> None:
    province.lots_of("P-1")

    response = province.post_form(officer, "/tender-text/P-1", {**TENDER_FORM, "bid_deadline": "2026-03-20T10:30"})

    assert response.status_code == 200
    assert "2026年03月20日10时30分" in response.json()["body_html"]


def test_a_published_announcement_is_changed_and_withdrawn_on_its_page(
    province: Peer, officer: requests.Session
) -> None:
    plan_no = province.lots_of("P-1")
    published = province.post_form(officer, f"/projects/{plan_no}/wizard/", {**TENDER_FORM, "act": "publish"})
    path = path_of(published)

    province.post_form(
        officer, f"{path}edit/", {**TENDER_FORM, "title": "改过的公告", "version": "1", "act": "publish"}
    )
    response = province.post_form(officer, f"{path}withdraw/", {"version": "2"})

    items = province.feed("announcements")["items"]
    assert "公告已撤回" in response.text
    assert [(item["version"], item["op"], item["payload"]["title"]) for item in items] == [
        (1, "upsert", "示例采购项目公开招标公告"),
        (2, "upsert", "改过的公告"),
        (3, "withdraw", "改过的公告"),
    ]


def test_the_public_page_shows_a_hostile_text_made_harmless(province: Peer) -> None:
    number = province.control("POST", "announcements", {**TENDER, "force": True})["announcement_no"]

    response = requests.get(f"{province.base_url}/notices/{number}", timeout=10)

    assert "<p>正文</p>" in response.text
    assert "steal()" not in response.text


def test_what_was_pushed_stands_in_the_push_record(province: Peer, officer: requests.Session) -> None:
    province.lots_of("P-1")
    receipt = province.ledger("P-1")["lots"]["receipts"][0]

    listed = get(province, officer, "/pushes/").text

    assert receipt in listed
    assert "P-1" in listed


def test_a_fault_is_added_and_removed_on_the_page(province: Peer, officer: requests.Session) -> None:
    province.post_form(officer, "/faults/", {"kind": "error", "target": "lots", "times": "2"})
    during: list[dict[str, Any]] = province.control("GET", "faults")["rules"]

    province.post_form(officer, "/faults/remove-all/", {})

    assert [(rule["kind"], rule["target"], rule["remaining"]) for rule in during] == [("error", "lots", 2)]
    assert province.control("GET", "faults") == {"rules": []}


@pytest.mark.parametrize("path", ["/plans/none/", "/projects/none/wizard/", "/announcements/none/", "/pushes/999999/"])
def test_what_does_not_exist_is_said_in_chinese(province: Peer, officer: requests.Session, path: str) -> None:
    response = get(province, officer, path)

    assert response.status_code == 404
    assert "没有这个页面" in response.text


@pytest.mark.parametrize("query", ["page=abc", "page=-1", "words=%00", "status=lost"])
def test_nonsense_in_the_address_still_gives_the_list(province: Peer, officer: requests.Session, query: str) -> None:
    assert get(province, officer, f"/plans/?{query}").status_code == 200

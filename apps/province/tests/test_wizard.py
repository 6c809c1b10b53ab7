"""The wizard after the tender announcement: what it offers, and what it refuses."""

import pytest
import requests

from apps.province.tests.announcing import announced_project, evaluate, new_page, publish, publish_result
from apps.province.tests.peer import Peer
from apps.province.tests.test_pages import get, path_of

LATER_TYPES = ["change", "result", "result_correction", "termination", "contract"]


def offered(page: str, plan_no: str) -> list[str]:
    """Return the types for which the page has a way."""
    return [
        announcement_type
        for announcement_type in LATER_TYPES
        if f'href="{new_page(plan_no, announcement_type)}"' in page
    ]


def test_before_the_tender_announcement_nothing_else_is_drafted(province: Peer, officer: requests.Session) -> None:
    plan_no = province.lots_of("P-1")

    responses = [get(province, officer, new_page(plan_no, each)) for each in LATER_TYPES]

    assert {path_of(response) for response in responses} == {f"/projects/{plan_no}/wizard/"}
    assert "变更公告：采购公告发布后才能起草" in responses[0].text
    assert "合同公告：结果公告发布后才能起草" in responses[-1].text


def test_what_may_follow_depends_on_what_is_public(province: Peer, officer: requests.Session) -> None:
    plan_no = announced_project(province)
    wizard = f"/projects/{plan_no}/wizard/"
    after_tender = get(province, officer, wizard).text

    publish_result(province)
    after_result = get(province, officer, wizard).text
    publish(province, type="termination", facts={"lots": [{"lot_no": "2", "reason": "不足3家"}]})
    after_all_lots = get(province, officer, wizard).text

    assert offered(after_tender, plan_no) == ["change", "result", "termination"]
    assert offered(after_result, plan_no) == LATER_TYPES
    assert offered(after_all_lots, plan_no) == ["change", "result_correction", "contract"]
    assert "各标段均已发布结果公告或终止公告" in after_all_lots
    assert f'href="/projects/{plan_no}/wizard/expert-draw/"' in after_tender


def test_a_withdrawn_result_opens_its_lots_again(province: Peer, officer: requests.Session) -> None:
    plan_no = announced_project(province)
    number = publish_result(province)

    province.control("POST", f"announcements/{number}/withdraw", {})

    assert offered(get(province, officer, f"/projects/{plan_no}/wizard/").text, plan_no) == [
        "change",
        "result",
        "termination",
    ]


def test_the_wizard_shows_what_was_published_and_pushed(province: Peer, officer: requests.Session) -> None:
    plan_no = announced_project(province)
    number = publish_result(province)
    evaluate(province)

    page = get(province, officer, f"/projects/{plan_no}/wizard/").text

    assert f'href="/announcements/{number}/"' in page
    assert "2026-03-23 09:00 开标" in page
    assert "2 个标段" in page


@pytest.mark.parametrize("announcement_type", LATER_TYPES)
def test_every_drafting_page_opens_under_the_strict_policy(
    province: Peer, officer: requests.Session, announcement_type: str
) -> None:
    plan_no = announced_project(province)
    publish_result(province)

    response = get(province, officer, new_page(plan_no, announcement_type))

    assert path_of(response) == new_page(plan_no, announcement_type)
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert " style=" not in response.text
    assert "<script>" not in response.text


def test_the_driving_api_writes_the_text_of_a_result_from_its_facts(province: Peer) -> None:
    announced_project(province)

    publish_result(province)

    payload = province.feed("announcements")["items"][-1]["payload"]
    assert (payload["title"], payload["lot_nos"]) == ("示例采购项目中标结果公告", ["1"])
    assert "<h2>三、中标（成交）信息</h2>" in payload["body_html"]


def test_the_driving_api_says_which_fact_is_wrong(province: Peer) -> None:
    announced_project(province)
    body = {"type": "termination", "project_no": "P-1", "facts": {"lots": [{"lot_no": "1"}]}}

    answer = province.control("POST", "announcements", body, status=422)

    assert answer["errors"] == [{"path": "facts.lots[0].reason", "message": "缺少必填项"}]

"""变更公告, as an officer drafts it."""

from typing import Any

import pytest
import requests

from apps.province.tests.announcing import (
    PARTS,
    PROJECT,
    announced_project,
    compose,
    last_payload,
    new_page,
    table,
    write_and_publish,
)
from apps.province.tests.peer import Peer
from apps.province.tests.test_pages import get, path_of

ITEM = {"label": "采购需求", "before": "86英寸", "after": "不小于86英寸"}


def change_form(**fields: Any) -> dict[str, Any]:
    """Return a change that postpones the opening by two weeks and corrects one item."""
    return {
        **PARTS,
        "title": "示例采购项目变更公告",
        "corrects": "GG-2026-000001",
        "subject": "announcement",
        "lot_nos": ["1", "2"],
        "postponed": "True",
        "bid_deadline": "2026-04-07T09:00",
        "opening_at": "2026-04-07T09:00",
        **table("items", ITEM),
        **fields,
    }


@pytest.fixture
def plan_no(province: Peer) -> str:
    return announced_project(province)


@pytest.fixture
def tender_no(province: Peer, plan_no: str) -> str:
    return str(last_payload(province)["announcement_no"])


def test_the_page_shows_the_times_in_force(province: Peer, officer: requests.Session, plan_no: str) -> None:
    page = get(province, officer, new_page(plan_no, "change")).text

    assert "示例采购项目变更公告" in page
    assert "2026-03-23 09:00" in page


def test_a_change_is_published_with_its_times_as_items(
    province: Peer, officer: requests.Session, plan_no: str, tender_no: str
) -> None:
    form = change_form(corrects=tender_no)

    response = write_and_publish(province, officer, new_page(plan_no, "change"), form)

    payload = last_payload(province)
    assert path_of(response) == f"/announcements/{payload['announcement_no']}/"
    assert (payload["type"], payload["corrects"], payload["lot_nos"]) == ("change", tender_no, ["1", "2"])
    moved = {"before": "2026年03月23日09时00分", "after": "2026年04月07日09时00分"}
    assert payload["facts"] == {
        "subject": "announcement",
        "items": [
            {"label": "投标（响应文件提交）截止时间", **moved},
            {"label": "开标（开启）时间", **moved},
            ITEM,
        ],
        "postponed": True,
        "bid_deadline": "2026-04-07T09:00:00+08:00",
        "opening_at": "2026-04-07T09:00:00+08:00",
    }


def test_the_text_follows_the_national_format(
    province: Peer, officer: requests.Session, plan_no: str, tender_no: str
) -> None:
    text = compose(province, officer, new_page(plan_no, "change"), change_form(corrects=tender_no))

    for heading in (
        "一、项目基本情况",
        "二、更正信息",
        "三、其他补充事宜",
        "四、凡对本次公告内容提出询问，请按以下方式联系",
    ):
        assert f"<h2>{heading}</h2>" in text
    assert f"<p>原公告的采购项目编号：{PROJECT}</p>" in text
    assert "<p>首次公告日期：2026年03月02日</p>" in text
    assert "<p>更正事项：采购公告</p>" in text
    assert "2.原开标（开启）时间 2026年03月23日09时00分 更正为 2026年04月07日09时00分；" in text
    assert "3.原采购需求 86英寸 更正为 不小于86英寸；" in text


def test_the_times_may_be_left_to_the_agency(
    province: Peer, officer: requests.Session, plan_no: str, tender_no: str
) -> None:
    form = change_form(corrects=tender_no, bid_deadline="", opening_at="")

    write_and_publish(province, officer, new_page(plan_no, "change"), form)

    facts = last_payload(province)["facts"]
    assert facts == {"subject": "announcement", "items": [ITEM], "postponed": True}


def test_a_change_of_a_change_starts_from_the_times_that_the_agency_set(
    province: Peer, officer: requests.Session, plan_no: str, tender_no: str
) -> None:
    form = change_form(corrects=tender_no, bid_deadline="", opening_at="")
    write_and_publish(province, officer, new_page(plan_no, "change"), form)
    first = last_payload(province)["announcement_no"]
    schedule = {
        "version": 1,
        "project_no": PROJECT,
        "announcement_no": first,
        "bid_deadline": "2026-04-10T09:30:00+08:00",
        "opening_at": "2026-04-10T09:30:00+08:00",
        "opening_place": "第一开标室",
    }
    province.push("schedules", schedule, key="s-1")

    second = change_form(corrects=first, bid_deadline="2026-04-20T09:00", opening_at="2026-04-20T09:00")
    page = get(province, officer, new_page(plan_no, "change")).text
    write_and_publish(province, officer, new_page(plan_no, "change"), second)

    payload = last_payload(province)
    assert "示例采购项目变更公告（第2次）" in page
    assert payload["corrects"] == first
    assert payload["facts"]["items"][0]["before"] == "2026年04月10日09时30分"
    assert "<p>首次公告日期：2026年03月02日</p>" in payload["body_html"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"opening_at": "2026-04-06T09:00"}, "开标时间不得早于投标截止时间"),
        ({"bid_deadline": "2026-03-20T09:00"}, "延期后的时间须晚于原时间 2026年03月23日09时00分"),
        ({"postponed": "False"}, "填写新的时间时，“是否延期开标”须选择“是”"),
        ({"corrects": "GG-1"}, "选择一个有效的选项"),
        ({"items-0-after": ""}, "这个字段是必填项"),
        ({"postponed": "False", "bid_deadline": "", "opening_at": "", **table("items")}, "请至少填写一项更正内容"),
        ({"bid_deadline": "", "opening_at": "", **table("items")}, "请填写延期后的时间，或在更正内容中说明"),
        ({**table("items", {**ITEM, "DELETE": "on"}), "bid_deadline": "", "opening_at": ""}, "请填写延期后的时间"),
        ({"body_html": "<p>2026年04月07日09时00分</p>"}, "与公告正文不一致"),
        ({"body_html": ""}, "请填好要素后点“按要素生成正文”"),
    ],
)
def test_a_wrong_change_is_told_and_not_published(
    province: Peer, officer: requests.Session, plan_no: str, fields: dict[str, Any], message: str
) -> None:
    tender_no = last_payload(province)["announcement_no"]
    form = change_form(corrects=tender_no, body_html="<p>2026年04月07日09时00分 不小于86英寸</p>") | fields

    response = province.post_form(officer, new_page(plan_no, "change"), {**form, "act": "publish"})

    assert message in response.text
    assert last_payload(province)["type"] == "tender"


def test_a_draft_is_kept_gone_on_with_and_published(
    province: Peer, officer: requests.Session, plan_no: str, tender_no: str
) -> None:
    path, form = new_page(plan_no, "change"), change_form(corrects=tender_no, remarks="备注一")
    form["body_html"] = compose(province, officer, path, form)

    saved = province.post_form(officer, path, {**form, "act": "save"})
    before = last_payload(province)["type"]
    opened = get(province, officer, path_of(saved)).text
    published = province.post_form(officer, path_of(saved), {**form, "version": "1", "act": "publish"})

    assert "草稿已保存。" in saved.text
    assert before == "tender"
    assert 'value="采购需求"' in opened
    assert "备注一" in opened
    # The items about the times follow from the times: they are not shown as typed ones.
    assert 'value="投标（响应文件提交）截止时间"' not in opened
    assert "公告已发布" in published.text
    assert last_payload(province)["type"] == "change"


def test_a_draft_is_thrown_away(province: Peer, officer: requests.Session, plan_no: str, tender_no: str) -> None:
    path, form = new_page(plan_no, "change"), change_form(corrects=tender_no)
    form["body_html"] = compose(province, officer, path, form)
    draft = path_of(province.post_form(officer, path, {**form, "act": "save"})).removesuffix("edit/")

    stale = province.post_form(officer, f"{draft}discard/", {"version": "7"})
    response = province.post_form(officer, f"{draft}discard/", {"version": "1"})

    assert "刚被他人修改" in stale.text
    assert "草稿已删除。" in response.text
    assert get(province, officer, f"{draft}edit/").status_code == 404


def test_a_published_announcement_is_not_thrown_away(
    province: Peer, officer: requests.Session, plan_no: str, tender_no: str
) -> None:
    response = province.post_form(officer, f"/announcements/{tender_no}/discard/", {"version": "1"})

    assert "不能删除" in response.text
    assert get(province, officer, f"/announcements/{tender_no}/").status_code == 200


def test_the_same_page_sent_twice_publishes_once(
    province: Peer, officer: requests.Session, plan_no: str, tender_no: str
) -> None:
    path, form = new_page(plan_no, "change"), change_form(corrects=tender_no, form_key="0" * 32)
    form["body_html"] = compose(province, officer, path, form)
    first = province.post_form(officer, path, {**form, "act": "publish"})

    second = province.post_form(officer, path, {**form, "act": "publish"})

    assert "该页面已提交过" in second.text
    assert path_of(second) == path_of(first)
    assert len(province.feed("announcements")["items"]) == 2


def test_a_published_change_is_changed_in_a_higher_version_and_withdrawn(
    province: Peer, officer: requests.Session, plan_no: str, tender_no: str
) -> None:
    form = change_form(corrects=tender_no)
    path = path_of(write_and_publish(province, officer, new_page(plan_no, "change"), form))

    again = {**form, "opening_at": "2026-04-08T09:00", "version": "1"}
    write_and_publish(province, officer, f"{path}edit/", again)
    stale = write_and_publish(province, officer, f"{path}edit/", again)
    province.post_form(officer, f"{path}withdraw/", {"version": "2"})

    items = province.feed("announcements")["items"][1:]
    assert [(item["version"], item["op"]) for item in items] == [(1, "upsert"), (2, "upsert"), (3, "withdraw")]
    # What was changed is still what the tender announcement said, not what version 1 said.
    assert items[1]["payload"]["facts"]["items"][1] == {
        "label": "开标（开启）时间",
        "before": "2026年03月23日09时00分",
        "after": "2026年04月08日09时00分",
    }
    assert items[0]["payload"]["published_at"] == items[1]["payload"]["published_at"]
    assert "该公告刚被他人修改" in stale.text


def test_the_change_and_what_it_changes_name_each_other(
    province: Peer, officer: requests.Session, plan_no: str, tender_no: str
) -> None:
    form = change_form(corrects=tender_no)

    change = path_of(write_and_publish(province, officer, new_page(plan_no, "change"), form))

    assert f'href="/announcements/{tender_no}/"' in get(province, officer, change).text
    assert f'href="{change}"' in get(province, officer, f"/announcements/{tender_no}/").text

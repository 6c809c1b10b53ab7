"""Publishing, changing and taking back announcements."""

import base64

import pytest

from apps.province.canonical import payload_digest, sm3_hex
from apps.province.tests.peer import AGENCY, PURCHASER, Peer

TENDER = {
    "type": "tender",
    "project_no": "P-1",
    "lot_nos": ["1"],
    "title": "示例采购项目公开招标公告",
    "body_html": '<p onclick="steal()">正文</p><script>steal()</script>',
    "facts": {
        "method": "open_tender",
        "budget": "1000000.00",
        "documents_from": "2026-03-02T08:30:00+08:00",
        "documents_until": "2026-03-09T17:30:00+08:00",
        "documents_price": "0.00",
        "bid_deadline": "2026-03-23T09:00:00+08:00",
        "opening_at": "2026-03-23T09:00:00+08:00",
        "opening_place": "第一开标室",
        "notice_working_days": 5,
        "accepts_consortium": False,
        "purchaser": PURCHASER,
        "agency": AGENCY,
        "contact": {"name": "王工", "phone": "0377-60000011"},
    },
}


def test_a_tender_announcement_waits_for_the_lots(province: Peer) -> None:
    province.file_plan()

    answer = province.control("POST", "announcements", TENDER, status=409)

    assert (answer["code"], answer["message"]) == ("LOTS_MISSING", "请等待交易中心推送标段")
    assert province.feed("announcements")["items"] == []


def test_a_tender_announcement_is_published_unaltered_once_the_lots_are_here(province: Peer) -> None:
    province.lots_of("P-1")

    number = province.control("POST", "announcements", {**TENDER, "published_at": "2026-03-02T08:00:00+08:00"})

    [item] = province.feed("announcements")["items"]
    assert (item["key"], item["version"], item["op"]) == (number["announcement_no"], 1, "upsert")
    assert item["digest"] == payload_digest(item["payload"])
    source_url = item["payload"].pop("source_url")
    assert source_url.endswith(f"/notices/{number['announcement_no']}")
    assert item["payload"] == {
        **TENDER,
        "announcement_no": number["announcement_no"],
        "published_at": "2026-03-02T08:00:00+08:00",
        "attachments": [],
    }


def test_force_publishes_before_the_lots(province: Peer) -> None:
    province.control("POST", "announcements", {**TENDER, "force": True})

    assert len(province.feed("announcements")["items"]) == 1


def test_the_rest_of_a_tender_announcement_is_proposed_from_the_lots(province: Peer) -> None:
    province.lots_of("P-1")

    province.control("POST", "announcements", {"project_no": "P-1"})

    [item] = province.feed("announcements")["items"]
    payload = item["payload"]
    assert payload["title"] == "示例采购项目公开招标公告"
    assert payload["lot_nos"] == ["1"]
    assert (payload["facts"]["budget"], payload["facts"]["ceiling_price"]) == ("1000000.00", "990000.00")
    for heading in (
        "项目概况",
        "一、项目基本情况",
        "二、申请人的资格要求",
        "三、获取招标文件",
        "四、提交投标文件截止时间、开标时间和地点",
        "五、公告期限",
        "六、其他补充事宜",
        "七、凡对本次招标提出询问，请按以下方式联系",
    ):
        assert f"<h2>{heading}</h2>" in payload["body_html"]


def test_a_lot_that_was_not_pushed_is_refused(province: Peer) -> None:
    province.lots_of("P-1")

    answer = province.control("POST", "announcements", {**TENDER, "lot_nos": ["1", "9"]}, status=422)

    assert answer["errors"] == [{"path": "lot_nos", "message": "交易中心没有推送标段 9"}]


def test_facts_that_contradict_each_other_are_refused(province: Peer) -> None:
    province.lots_of("P-1")
    facts = {**TENDER["facts"], "opening_at": "2026-03-22T09:00:00+08:00"}  # type: ignore[dict-item]

    answer = province.control("POST", "announcements", {**TENDER, "facts": facts}, status=422)

    assert answer["errors"] == [{"path": "facts", "message": "开标时间不得早于投标截止时间"}]


def test_an_attachment_is_served_with_the_size_and_digest_that_the_payload_names(province: Peer) -> None:
    province.lots_of("P-1")
    content = b"%PDF-1.7 example"
    file = {"name": "招标文件.pdf", "content_base64": base64.b64encode(content).decode()}
    province.control("POST", "announcements", {**TENDER, "attachments": [file]})

    [named] = province.feed("announcements")["items"][0]["payload"]["attachments"]
    answer = province.send("GET", f"/exchange/v1/attachments/{named['id']}")

    assert named == {
        "id": named["id"],
        "name": "招标文件.pdf",
        "size": len(content),
        "media_type": "application/pdf",
        "sm3": sm3_hex(content),
    }
    assert (answer.status, answer.content, answer.headers["Content-Type"]) == (200, content, "application/pdf")


def test_a_change_makes_a_higher_version_that_keeps_the_date_and_the_files(province: Peer) -> None:
    province.lots_of("P-1")
    file = {"name": "招标文件.pdf", "content_base64": base64.b64encode(b"1").decode()}
    number = province.control("POST", "announcements", {**TENDER, "attachments": [file]})["announcement_no"]

    answer = province.control("PUT", f"announcements/{number}", {"title": "改过的公告"})

    first, second = (item["payload"] for item in province.feed("announcements")["items"])
    assert answer["version"] == 2
    assert second == {**first, "title": "改过的公告"}


def test_a_withdrawn_announcement_is_withdrawn_in_the_feed_and_cannot_be_changed(province: Peer) -> None:
    province.lots_of("P-1")
    number = province.control("POST", "announcements", TENDER)["announcement_no"]

    province.control("POST", f"announcements/{number}/withdraw", {})

    items = province.feed("announcements")["items"]
    assert [(item["version"], item["op"]) for item in items] == [(1, "upsert"), (2, "withdraw")]
    assert province.control("PUT", f"announcements/{number}", {"title": "再改"}, status=409)["code"] == "CONFLICT"
    assert province.control("POST", f"announcements/{number}/withdraw", {}, status=409)["code"] == "CONFLICT"


@pytest.mark.parametrize(
    ("type_", "facts"),
    [
        (
            "change",
            {
                "subject": "announcement",
                "items": [{"label": "开标时间", "before": "2026-03-23", "after": "2026-04-07"}],
                "postponed": True,
                "bid_deadline": "2026-04-07T09:00:00+08:00",
                "opening_at": "2026-04-07T09:00:00+08:00",
            },
        ),
        ("termination", {"lots": [{"lot_no": "1", "reason": "提交响应文件的供应商不足3家"}]}),
    ],
)
def test_other_types_need_no_lots(province: Peer, type_: str, facts: dict[str, object]) -> None:
    province.control("POST", "announcements", {**TENDER, "type": type_, "facts": facts, "corrects": "GG-1"})

    [item] = province.feed("announcements")["items"]
    assert (item["payload"]["type"], item["payload"]["facts"], item["payload"]["corrects"]) == (type_, facts, "GG-1")

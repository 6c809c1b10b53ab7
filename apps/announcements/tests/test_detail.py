"""An announcement's page, its earlier versions and its attachments."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from apps.acceptance.codes import Method
from apps.acceptance.models import Project
from apps.announcements.models import Announcement, Attachment, AttachmentReference
from apps.announcements.services.attachments import store_attachment
from apps.announcements.services.receiving import withdraw_announcement
from apps.announcements.services.versions import AttachmentFacts
from apps.announcements.tests.conftest import Receive
from apps.announcements.tests.pages import read
from apps.core.actors import PLATFORM
from apps.core.models import OutboxMessage
from apps.core.status import move

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]


def address(announcement: Announcement) -> str:
    return f"/announcements/{announcement.pk}/"


def steps(client: Client, announcement: Announcement) -> list[tuple[str, str]]:
    reading = client.get(address(announcement)).context["reading"]
    return [(step.label, step.state) for step in reading.steps]


def test_the_provinces_text_stands_unaltered_but_safe(client: Client, receive: Receive) -> None:
    body = '<p align="center">第一段</p><script>alert(1)</script><p onclick="x()">第二段</p>'

    response = client.get(address(receive(body_html=body)))

    assert '<div class="notice-body"><p align="center">第一段</p><p>第二段</p></div>' in response.content.decode()


def test_the_facts_stand_beside_it_as_chinese_readers_write_them(client: Client, receive: Receive) -> None:
    announcement = receive(facts={"ceiling_price": "4800000.50", "accepts_consortium": True})

    words = read(client.get(address(announcement))).words

    facts = words[words.index("公告要素") : words.index("项目概况")]
    for fact in (
        "采购方式 公开招标",
        "采购对象 货物",
        "预算金额 4,860,000.00 元",
        "最高限价 4,800,000.50 元",
        "文件获取 2026年3月2日 00:00 至 2026年3月9日 23:59",
        "文件售价 免费",
        "投标截止 2026年3月23日 09:00 开标时间",
        "开标时间 2026年3月23日 09:00",
        "开标地点 方城县公共资源交易中心开标一室",
        "公告期限 5 个工作日",
        "联合体 接受 ",
        "采购人 方城县教育体育局陈老师 0377-60000002方城县文化路1号",
        "代理机构 河南宛诚工程咨询有限公司",
        "项目联系人 李经办0377-60000001",
    ):
        assert fact in facts


@pytest.mark.parametrize("method", [Method.COMPETITIVE_CONSULTATION, Method.INQUIRY])
def test_where_there_is_no_tender_responses_are_handed_in_and_unsealed(
    client: Client, receive: Receive, method: Method
) -> None:
    announcement = receive(method=method)

    page = read(client.get(address(announcement)))

    shown = page.words[page.words.index("公告要素") :]
    for words in ("响应文件提交截止 2026年3月23日 09:00", "开启时间 2026年3月23日 09:00", "开启地点 方城县"):
        assert words in shown
    assert "接收响应中" in page.words
    assert steps(client, announcement)[-3:-1] == [("响应文件提交截止", "current"), ("开启", "waiting")]
    assert "投标截止" not in page.words
    assert "开标时间" not in page.words


def test_what_the_announcement_leaves_open_is_said_in_words(client: Client, receive: Receive) -> None:
    words = read(client.get(address(receive(facts={"documents_price": "300.00"})))).words

    assert "最高限价 未载明" in words
    assert "文件售价 300.00 元" in words


def test_both_times_of_publication_and_the_source_are_said(client: Client, receive: Receive, now: datetime) -> None:
    announcement = receive(at=now + timedelta(minutes=3))

    page = read(client.get(address(announcement)))

    assert "省系统首次发布：2026年3月2日 09:00" in page.words
    assert "本平台发布：2026年3月2日 09:03" in page.words
    assert {"datetime": "2026-03-02T09:03:00+08:00"} in page.all("time")
    assert "https://province.example/notices/1" in page.links()


@pytest.mark.parametrize(
    "source", ["javascript:alert(1)", "ftp://province.example/1", "//province.example/1", "http://["]
)
def test_a_source_that_is_no_web_address_is_shown_and_not_linked(
    client: Client, receive: Receive, source: str
) -> None:
    page = read(client.get(address(receive(source_url=source))))

    assert source in page.words
    assert source not in page.links()


def test_both_digests_can_be_looked_up(client: Client, receive: Receive) -> None:
    announcement = receive()

    words = read(client.get(address(announcement))).words

    version = announcement.versions.get()
    assert f"原文 SM3 {version.body_sm3}" in words
    assert f"页面 SM3 {version.body_safe_sm3}" in words


def test_only_the_lots_that_it_names_are_listed(client: Client, receive: Receive, accepted: Project) -> None:
    announcement = receive(lot_nos=["2", "9"])

    reading = client.get(address(announcement)).context["reading"]

    assert [(lot.lot_no, lot.name) for lot in reading.lots] == [("2", "课桌椅")]


def test_the_head_tells_search_engines_what_the_page_is(client: Client, receive: Receive) -> None:
    announcement = receive(title="白板招标公告")

    page = read(client.get(address(announcement)))

    assert {"rel": "canonical", "href": f"http://127.0.0.1:8000/announcements/{announcement.pk}/"} in page.all("link")
    [description] = [meta["content"] for meta in page.all("meta") if meta.get("name") == "description"]
    assert description == (
        "白板招标公告：项目编号 方财公开采购-2026-1，采购人 方城县教育体育局，"
        "预算金额 4,860,000.00 元，投标截止 2026年3月23日 09:00。"
    )


@pytest.mark.parametrize(("title", "is_marked"), [("【示例数据】白板招标公告", True), ("白板招标公告", False)])
def test_made_up_data_is_marked(client: Client, receive: Receive, title: str, is_marked: bool) -> None:
    words = read(client.get(address(receive(title=title)))).words

    assert ("本公告用于演示" in words) is is_marked


# Progress


def test_the_progress_follows_the_dated_facts(
    client: Client, receive: Receive, accepted: Project, now: datetime
) -> None:
    announcement = receive()
    lots = OutboxMessage.objects.get(subject_key=accepted.project_no)

    before = steps(client, announcement)
    move(lots, "delivered", actor=PLATFORM, now=now, delivered_at=now, receipt="R-1")
    after = steps(client, announcement)

    rest = [("采购公告", "done"), ("投标截止", "current"), ("开标", "waiting"), ("结果公告", "waiting")]
    assert before == [("项目受理", "done"), ("标段推送", "current"), *rest]
    assert after == [("项目受理", "done"), ("标段推送", "done"), *rest]


def test_after_the_deadline_the_opening_is_due_and_not_said_to_be_done(
    client: Client, receive: Receive, now: datetime
) -> None:
    announcement = receive(bid_deadline=now)

    assert steps(client, announcement)[-3:] == [("投标截止", "done"), ("开标", "current"), ("结果公告", "waiting")]


def test_a_project_without_a_plan_has_no_push(client: Client, receive: Receive, accepted: Project) -> None:
    announcement = receive()
    Project.objects.filter(pk=accepted.pk).update(plan=None)

    assert [label for label, _ in steps(client, announcement)] == [
        "项目受理",
        "采购公告",
        "投标截止",
        "开标",
        "结果公告",
    ]


# Withdrawn


def test_a_withdrawn_announcement_says_so_and_when(client: Client, receive: Receive, now: datetime) -> None:
    receive(body_html="<p>正文</p>")
    announcement = receive(version=2, body_html="<p>正文</p>", is_withdrawn=True, at=now + timedelta(hours=2))

    response = client.get(address(announcement))

    words = read(response).words
    assert response.status_code == 200
    assert "已撤回 本公告已由河南省电子化政府采购系统于 2026年3月2日 11:00 撤回" in words
    assert "正文" in words
    assert "接收投标中" not in words
    assert b"data-countdown" not in response.content
    assert steps(client, announcement)[2:] == [
        ("采购公告", "blocked"),
        ("投标截止", "waiting"),
        ("开标", "waiting"),
        ("结果公告", "waiting"),
    ]


def test_a_withdrawal_that_came_without_a_text_leaves_the_page_and_its_versions(
    client: Client, receive: Receive, now: datetime
) -> None:
    receive(body_html="<p>旧文</p>")
    announcement = receive(version=2, body_html="<p>正文</p>")
    withdraw_announcement(announcement_no=announcement.announcement_no, version=5, now=now + timedelta(hours=2))

    words = read(client.get(address(announcement))).words
    earlier = read(client.get(f"{address(announcement)}versions/1/"))

    assert "已撤回 本公告已由河南省电子化政府采购系统于 2026年3月2日 11:00 撤回" in words
    assert "正文" in words
    assert "本公告在省系统修改过，现已撤回。" in words
    assert "第2版（当前版本）" in earlier.words
    assert f"/announcements/{announcement.pk}/versions/2/" not in earlier.links()


def test_what_was_taken_back_before_it_could_be_shown_has_no_page(client: Client, receive: Receive) -> None:
    announcement = receive(is_withdrawn=True)

    assert client.get(address(announcement)).status_code == 404
    assert client.get(f"{address(announcement)}versions/1/").status_code == 404


def test_an_unknown_announcement_has_no_page(client: Client) -> None:
    assert client.get("/announcements/1/").status_code == 404
    assert client.get("/announcements/99999999999999999999/").status_code == 404


# Versions


def test_earlier_versions_are_named_with_their_times(client: Client, receive: Receive, now: datetime) -> None:
    receive(title="第一稿", body_html="<p>旧文</p>")
    announcement = receive(version=3, body_html="<p>新文</p>", at=now + timedelta(days=1))

    page = read(client.get(address(announcement)))

    assert "本公告在省系统修改过，当前有效的是第3版。" in page.words
    assert "第1版 2026年3月2日 09:00" in page.words
    assert f"/announcements/{announcement.pk}/versions/1/" in page.links()
    assert "旧文" not in page.words


def test_an_earlier_version_is_marked_and_not_for_search_engines(client: Client, receive: Receive) -> None:
    receive(title="第一稿", body_html="<p>旧文</p>", facts={"opening_place": "旧地点"})
    announcement = receive(version=3, body_html="<p>新文</p>")

    response = client.get(f"{address(announcement)}versions/1/")

    page = read(response)
    assert "历史版本 这是第1版" in page.words
    assert "旧文" in page.words
    assert "旧地点" in page.words
    assert "新文" not in page.words
    assert "项目进度" not in page.words
    assert response["X-Robots-Tag"] == "noindex"
    assert {"name": "robots", "content": "noindex"} in page.all("meta")
    assert address(announcement) in page.links()


def test_the_version_in_force_has_one_address(client: Client, receive: Receive) -> None:
    announcement = receive(version=3)

    response = client.get(f"{address(announcement)}versions/3/")

    assert response.status_code == 302
    assert response["Location"] == address(announcement)


def test_a_version_that_never_came_has_no_page(client: Client, receive: Receive) -> None:
    assert client.get(f"{address(receive(version=3))}versions/2/").status_code == 404


def test_a_version_from_before_the_first_publication_stays_out_of_sight(
    client: Client, receive: Receive, now: datetime
) -> None:
    receive(body_html="<p>误发</p>", is_withdrawn=True)
    announcement = receive(version=2, at=now + timedelta(hours=1))

    assert client.get(f"{address(announcement)}versions/1/").status_code == 404
    assert "其他版本" not in read(client.get(address(announcement))).words


# Attachments


def test_attachments_are_served_by_us_byte_for_byte(
    client: Client, receive: Receive, tender_document: AttachmentFacts, now: datetime
) -> None:
    announcement = receive(attachments=[tender_document])
    store_attachment(attachment=Attachment.objects.get(), content=ContentFile(b"%PDF-1"), now=now)

    page = read(client.get(address(announcement)))
    [link] = [link for link in page.links() if "/attachments/" in link]
    response = client.get(link)

    assert "招标文件.pdf 6 字节" in page.words
    assert response.getvalue() == b"%PDF-1"
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E6%8B%9B")
    assert response["Cache-Control"] == "public, max-age=300"
    assert response["ETag"] == f'"{tender_document.sm3}"'


def test_a_browser_that_has_the_bytes_does_not_get_them_again(
    client: Client, receive: Receive, tender_document: AttachmentFacts, now: datetime
) -> None:
    receive(attachments=[tender_document])
    store_attachment(attachment=Attachment.objects.get(), content=ContentFile(b"%PDF-1"), now=now)

    response = client.get(
        f"/attachments/{AttachmentReference.objects.get().pk}/",
        headers={"if-none-match": f'"{tender_document.sm3}"'},
    )

    assert response.status_code == 304


@pytest.mark.parametrize("media_type", ["text/html\r\nX-Evil: 1", "网页", "text/html; charset=utf-8", ""])
def test_a_type_that_is_no_plain_media_type_becomes_bytes(
    client: Client, receive: Receive, now: datetime, media_type: str
) -> None:
    receive(attachments=[AttachmentFacts("att-1", "a\r\nX-Evil: 1.html", 1, media_type, "0" * 64)])
    store_attachment(attachment=Attachment.objects.get(), content=ContentFile(b"x"), now=now)

    response = client.get(f"/attachments/{AttachmentReference.objects.get().pk}/")

    assert response.getvalue() == b"x"
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == 'attachment; filename="a X-Evil: 1.html"'
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "X-Evil" not in response


def test_an_attachment_that_is_not_here_yet_says_so(client: Client, receive: Receive) -> None:
    announcement = receive(
        attachments=[
            AttachmentFacts(f"att-{number}", f"{number}.pdf", 2048, "application/pdf", "0" * 64) for number in "123"
        ]
    )
    Attachment.objects.update(attempts=1)
    Attachment.objects.filter(province_id="att-2").update(last_error="超时")
    Attachment.objects.filter(province_id="att-3").update(status="failed", attempts=60)

    page = read(client.get(address(announcement)))

    assert "1.pdf 2 KB · 附件获取中，稍后可下载" in page.words
    assert "2.pdf 2 KB · 获取失败，正在重试" in page.words
    assert "3.pdf 2 KB · 暂未取得，请到公告来源查看" in page.words
    assert [link for link in page.links() if "/attachments/" in link] == []


def test_an_attachment_that_is_not_here_yet_cannot_be_fetched(
    client: Client, receive: Receive, tender_document: AttachmentFacts
) -> None:
    receive(attachments=[tender_document])

    assert client.get(f"/attachments/{AttachmentReference.objects.get().pk}/").status_code == 404


def test_an_attachment_of_what_never_was_public_cannot_be_fetched(
    client: Client, receive: Receive, tender_document: AttachmentFacts, now: datetime
) -> None:
    receive(attachments=[tender_document], is_withdrawn=True)
    store_attachment(attachment=Attachment.objects.get(), content=ContentFile(b"%PDF-1"), now=now)

    assert client.get(f"/attachments/{AttachmentReference.objects.get().pk}/").status_code == 404


def test_attachments_stand_in_the_order_of_the_announcement(
    client: Client, receive: Receive, tender_document: AttachmentFacts
) -> None:
    receive(attachments=[tender_document])
    first = AttachmentFacts("att-0", "采购公告.pdf", 1, "application/pdf", "0" * 64)

    announcement = receive(version=2, attachments=[first, tender_document])

    reading = client.get(address(announcement)).context["reading"]
    assert [line.name for line in reading.attachments] == ["采购公告.pdf", "招标文件.pdf"]


def test_each_version_offers_the_same_bytes_under_its_own_name(
    client: Client, receive: Receive, tender_document: AttachmentFacts, now: datetime
) -> None:
    receive(attachments=[tender_document])
    announcement = receive(version=2, attachments=[replace(tender_document, name="final.pdf")])
    store_attachment(attachment=Attachment.objects.get(), content=ContentFile(b"%PDF-1"), now=now)

    lines = [
        client.get(f"{address(announcement)}{page}").context["reading"].attachments for page in ("versions/1/", "")
    ]

    assert [[line.name for line in shown] for shown in lines] == [["招标文件.pdf"], ["final.pdf"]]
    downloads = [client.get(line.url) for [line] in lines]
    assert [download.getvalue() for download in downloads] == [b"%PDF-1", b"%PDF-1"]
    assert [download["Content-Disposition"] for download in downloads] == [
        "attachment; filename*=utf-8''%E6%8B%9B%E6%A0%87%E6%96%87%E4%BB%B6.pdf",
        'attachment; filename="final.pdf"',
    ]


def test_the_page_costs_eight_queries(
    client: Client, receive: Receive, tender_document: AttachmentFacts, django_assert_num_queries: Any
) -> None:
    for version in range(1, 6):
        announcement = receive(version=version, attachments=[tender_document])
    for number in range(5):
        receive(f"R-{number}", type="result")

    with django_assert_num_queries(8):
        client.get(address(announcement))

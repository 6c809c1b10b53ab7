"""Feeds: what is in them, that every reader parses them, and that nothing in them acts."""

from calendar import timegm
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import pytest
from django.conf import settings
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import User
from apps.announcements.feeds import entries
from apps.announcements.feeds.entries import Entry
from apps.announcements.feeds.formats import FeedFormat
from apps.announcements.feeds.writing import Feed, write_feed
from apps.announcements.models import Announcement
from apps.announcements.tests.attacks import ATTACKS
from apps.announcements.tests.conftest import Approve, Receive
from apps.announcements.tests.pages import read
from apps.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

FORMATS = ["atom", "rss"]


def parsed(response: Any) -> Any:
    assert response.status_code == 200
    feed = feedparser.parse(response.content)
    assert feed.bozo == 0, feed.get("bozo_exception")
    return feed


def moment(parsed_time: Any) -> datetime:
    return datetime.fromtimestamp(timegm(parsed_time), UTC)


def titles(client: Client, address: str) -> list[str]:
    return [entry.title for entry in parsed(client.get(address)).entries]


@pytest.mark.parametrize("feed_format", FORMATS)
def test_an_entry_says_what_a_reader_has_to_know(
    client: Client, receive: Receive, now: datetime, feed_format: str
) -> None:
    announcement = receive(body_html="<p>项目<b>概况</b></p>", first_published_at=now - timedelta(days=1))

    feed = parsed(client.get(f"/feeds/all.{feed_format}"))

    (entry,) = feed.entries
    address = f"{settings.PUBLIC_BASE_URL}/announcements/{announcement.pk}/"
    assert (entry.id, entry.link, entry.title) == (address, address, announcement.title)
    assert entry.summary == (
        "项目编号：方财公开采购-2026-1；采购人：方城县教育体育局；代理机构：河南宛诚工程咨询有限公司；"
        "预算金额：4,860,000.00 元；投标截止：2026年3月23日 09:00。"
    )
    assert entry.content[0].value == "<p>项目<b>概况</b></p>"
    assert [tag.term for tag in entry.tags] == ["采购公告", "公开招标", "货物"]
    assert entry.author == "河南宛诚工程咨询有限公司"
    assert moment(entry.published_parsed) == now - timedelta(days=1)
    assert feed.feed.title == "全部公告 - 方城县公共资源交易平台"
    assert feed.feed.language == "zh-Hans"
    own = [link.href for link in feed.feed.links if link.rel == "self"]
    assert own == [f"{settings.PUBLIC_BASE_URL}/feeds/all.{feed_format}"]
    assert moment(feed.feed.updated_parsed) == now


@pytest.mark.parametrize("feed_format", FORMATS)
@pytest.mark.parametrize("column", [column.replace("_", "-") for column in Announcement.Type.values])
def test_every_column_has_a_feed_also_an_empty_one(client: Client, column: str, feed_format: str) -> None:
    first = client.get(f"/feeds/{column}.{feed_format}")
    again = client.get(f"/feeds/{column}.{feed_format}")

    assert parsed(first).entries == []
    assert first["Content-Type"] == f"application/{feed_format}+xml; charset=utf-8"
    assert first.content == again.content


@pytest.mark.parametrize("address", ["/feeds/all.xml", "/feeds/all", "/feeds/news.atom", "/search/feed.json"])
def test_there_are_no_other_feeds(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_column_tells_of_its_own_announcements_only(client: Client, receive: Receive) -> None:
    receive("A", title="招标")
    receive("B", title="结果", type="result")

    assert titles(client, "/feeds/result.atom") == ["结果"]
    assert sorted(titles(client, "/feeds/all.atom")) == ["招标", "结果"]


def test_a_correction_is_an_entry_of_its_own(client: Client, receive: Receive) -> None:
    receive("A", title="招标")
    receive("B", title="结果", type="result")
    receive("C", title="更正", type="result_correction", corrects_no="B")

    assert sorted(titles(client, "/feeds/all.rss")) == ["招标", "更正", "结果"]


def test_a_change_is_told_when_it_is_approved_and_not_before(
    client: Client, receive: Receive, approve: Approve
) -> None:
    receive("A", title="招标")
    change = receive("B", title="变更", type="change", corrects_no="A")
    before = titles(client, "/feeds/change.atom")

    approve(change)

    assert (before, titles(client, "/feeds/change.atom")) == ([], ["变更"])


@pytest.mark.parametrize("feed_format", FORMATS)
def test_what_was_withdrawn_says_so_and_shows_no_text(
    client: Client, receive: Receive, now: datetime, feed_format: str
) -> None:
    receive("A", body_html="<p>旧的条件</p>")
    later = now + timedelta(hours=1)
    announcement = receive("A", 2, body_html="<p>旧的条件</p>", is_withdrawn=True, at=later)

    (entry,) = parsed(client.get(f"/feeds/tender.{feed_format}")).entries

    assert entry.title == f"【已撤回】{announcement.title}"
    assert entry.content[0].value == "<p>本公告已于 2026年3月2日 10:00 撤回，不再有效。</p>"
    assert entry.id.endswith(f"/announcements/{announcement.pk}/")
    feed = parsed(client.get(f"/feeds/tender.{feed_format}"))
    assert moment(feed.feed.updated_parsed) == later


def test_a_new_version_is_the_same_entry_changed_later(client: Client, receive: Receive, now: datetime) -> None:
    receive("A", title="旧题", body_html="<p>旧文</p>")
    receive("A", 2, title="新题", body_html="<p>新文</p>", at=now + timedelta(hours=2))

    (entry,) = parsed(client.get("/feeds/all.atom")).entries

    assert (entry.title, entry.content[0].value) == ("新题", "<p>新文</p>")
    assert moment(entry.updated_parsed) == now + timedelta(hours=2)
    assert moment(entry.published_parsed) == now


def test_the_newest_fifty_are_told_by_as_many_queries_as_one(
    client: Client, receive: Receive, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    receive("A")
    with django_assert_num_queries(4):
        client.get("/feeds/all.atom")
    for number in range(55):
        receive(f"B{number}", title=f"公告{number}", first_published_at=now - timedelta(hours=number))

    with django_assert_num_queries(4):
        response = client.get("/feeds/all.atom")

    assert len(parsed(response).entries) == 50


def test_a_very_long_text_is_left_to_its_page(
    client: Client, receive: Receive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entries, "LONGEST_CONTENT", 10)
    receive(body_html="<p>十个字不够写的一段文字</p>")

    (entry,) = parsed(client.get("/feeds/all.atom")).entries

    assert "content" not in entry
    assert entry.summary.startswith("项目编号：")


@pytest.mark.parametrize("feed_format", FORMATS)
def test_a_search_has_a_feed_of_what_it_finds(client: Client, receive: Receive, feed_format: str) -> None:
    receive("A", title="电子白板采购公告")
    receive("B", title="课桌椅采购公告")

    response = client.get(f"/search/feed.{feed_format}", {"q": "电子白板", "kind": "goods", "page": "7"})

    feed = parsed(response)
    assert [entry.title for entry in feed.entries] == ["电子白板采购公告"]
    assert feed.feed.title == "查询公告：电子白板 - 方城县公共资源交易平台"
    query = "q=%E7%94%B5%E5%AD%90%E7%99%BD%E6%9D%BF&kind=goods"
    assert feed.feed.link == f"{settings.PUBLIC_BASE_URL}/search/?{query}"
    assert [link.href for link in feed.feed.links if link.rel == "self"] == [
        f"{settings.PUBLIC_BASE_URL}/search/feed.{feed_format}?{query}"
    ]
    assert response["X-Robots-Tag"] == "noindex"


def test_a_search_without_conditions_tells_of_everything_in_force(client: Client, receive: Receive) -> None:
    receive("A", title="有效")
    receive("B", title="撤回")
    receive("B", 2, title="撤回", is_withdrawn=True)

    assert titles(client, "/search/feed.atom") == ["有效"]


def test_a_wrong_condition_is_told_in_words(client: Client) -> None:
    response = client.get("/search/feed.atom", {"published_from": "昨天", "method": "barter"})

    assert response.status_code == 400
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "采购方式：没有这种采购方式，请从列表中重新选择。",
        "发布日期从：请输入存在的日期，例如 2026-03-02。",
    ]


@pytest.mark.parametrize("address", ["/feeds/all.atom", "/feeds/tender.rss", "/search/feed.atom?q=教学"])
def test_an_unchanged_feed_is_not_sent_again_and_is_everybodys(
    client: Client, receive: Receive, clerk: User, address: str
) -> None:
    receive()
    first = client.get(address)

    again = client.get(address, headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert first["Cache-Control"] == "public, max-age=1"
    assert signed_in(clerk).get(address).content == first.content


@pytest.mark.parametrize("feed_format", FeedFormat)
@pytest.mark.parametrize(
    "text",
    [
        "]]>",
        "&amp; & <b>",
        "😀𠮷",
        "零\x00\x08\x1b\x0b\x85尾",
        "\ufffe\uffff",
        "\u202e倒",
        "a\r\nb\u2028c",
        "\"'<!--",
        "<![CDATA[",
    ],
)
def test_whatever_stands_in_a_title_or_a_text_the_feed_is_well_formed(feed_format: FeedFormat, text: str) -> None:
    at = datetime(2026, 3, 2, tzinfo=UTC)
    entry = Entry(
        address="https://e.example/announcements/1/",
        title=f"前{text}后",
        summary=f"前{text}后",
        content=f"<p>前{text}后</p>",
        author=f"前{text}后",
        categories=("采购公告",),
        published_at=at,
        updated_at=at,
    )

    written = write_feed(Feed("题", "述", "https://e.example/f", "https://e.example/", "中心", [entry]), feed_format)

    feed = feedparser.parse(written.encode(), sanitize_html=False)
    assert feed.bozo == 0, feed.get("bozo_exception")
    assert feed.entries[0].title.startswith("前")
    assert feed.entries[0].title.endswith("后")
    assert feed.entries[0].content[0].value.endswith("后</p>")


def test_a_hidden_character_does_not_turn_a_title(client: Client, receive: Receive) -> None:
    receive(title="招标\u202e公告\u200b")

    assert titles(client, "/feeds/all.atom") == ["招标公告"]


def test_hostile_html_is_as_harmless_as_on_the_page(client: Client, receive: Receive) -> None:
    receive(title="<script>alert(1)</script>公告", body_html="".join(ATTACKS))

    for feed_format in FORMATS:
        content = client.get(f"/feeds/all.{feed_format}").content
        entry = feedparser.parse(content, sanitize_html=False).entries[0]
        assert feedparser.parse(content).bozo == 0
        text = entry.content[0].value.lower()
        assert "<script" not in text
        assert "<iframe" not in text
        assert "<svg" not in text
        assert "javascript:" not in [link[:11] for link in read_links(text)]


def read_links(markup: str) -> list[str]:
    response = type("Response", (), {"content": markup.encode()})
    return [link.strip() for link in read(response).links()]


def test_pages_tell_of_their_feeds(client: Client, receive: Receive) -> None:
    receive()

    def alternates(address: str) -> list[str]:
        links = read(client.get(address)).all("link")
        return [link["href"] for link in links if link["rel"] == "alternate"]

    assert alternates("/") == ["/feeds/all.atom", "/feeds/all.rss"]
    assert alternates("/announcements/") == ["/feeds/all.atom", "/feeds/all.rss"]
    assert alternates("/announcements/result/") == ["/feeds/result.atom", "/feeds/result.rss"]
    assert alternates("/search/?kind=goods&q=&x=1") == ["/search/feed.atom?kind=goods", "/search/feed.rss?kind=goods"]
    assert {"/feeds/result.atom", "/feeds/result.rss"} <= set(read(client.get("/announcements/result/")).links())
    assert "订阅" in read(client.get("/announcements/result/")).words

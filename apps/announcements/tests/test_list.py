"""The list of announcements: words, filters, pages, and what is wrong with an address."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from apps.acceptance.codes import Method
from apps.acceptance.models import Project
from apps.announcements.models import Announcement
from apps.announcements.tests.conftest import Receive
from apps.announcements.tests.pages import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

LIST = "/announcements/"
SEARCH = "/search/"


def titles(client: Client, **query: str) -> list[str]:
    response = client.get(SEARCH, query)
    assert response.status_code == 200
    return [announcement.title for announcement in response.context["listing"].page.rows]


def test_every_published_announcement_is_listed_newest_first(client: Client, receive: Receive, now: datetime) -> None:
    receive("A", title="一", first_published_at=now - timedelta(days=2))
    receive("B", title="二", first_published_at=now)
    receive("C", title="三", first_published_at=now - timedelta(days=1))

    assert titles(client) == ["二", "三", "一"]
    assert "已发布的公告共 3 条" in read(client.get(LIST)).words


def test_what_was_withdrawn_is_not_listed(client: Client, receive: Receive) -> None:
    receive("A", title="有效")
    receive("B", title="撤回")
    receive("B", 2, title="撤回", is_withdrawn=True)

    assert titles(client) == ["有效"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("电子白板", ["电子白板采购公告"]),
        ("方财公开采购-2026-1", ["课桌椅采购公告", "电子白板采购公告"]),
        ("公安局", ["课桌椅采购公告"]),
        ("宛诚", ["课桌椅采购公告", "电子白板采购公告"]),
        ("采购 公安局  课桌", ["课桌椅采购公告"]),
        ("公安局 电子白板", []),
        ("100%", []),
        ("_", []),
    ],
)
def test_every_word_must_be_in_title_number_purchaser_or_agency(
    client: Client, receive: Receive, accepted: Project, words: str, found: list[str]
) -> None:
    assert accepted.project_no == "方财公开采购-2026-1"
    receive("A", title="电子白板采购公告")
    receive("B", title="课桌椅采购公告", purchaser_name="方城县公安局")

    assert titles(client, q=words) == found


@pytest.mark.parametrize("words", ["led", "LED一体机（二次）", "一体机(二次)", "ＬＥＤ"])
def test_letters_and_brackets_are_found_in_every_form(client: Client, receive: Receive, words: str) -> None:
    receive("A", title="LED一体机（二次）招标公告")
    receive("B", title="课桌椅招标公告")

    assert titles(client, q=words) == ["LED一体机（二次）招标公告"]


def test_a_new_title_is_found_and_the_old_one_is_not(client: Client, receive: Receive) -> None:
    receive("A", title="电子白板招标公告")
    receive("A", 2, title="一体机招标公告")

    assert titles(client, q="一体机") == ["一体机招标公告"]
    assert titles(client, q="电子白板") == []


@pytest.mark.parametrize(
    ("method", "shown"),
    [(Method.OPEN_TENDER, "接收投标中"), (Method.COMPETITIVE_NEGOTIATION, "接收响应中")],
)
def test_the_words_fit_the_method(client: Client, receive: Receive, method: Method, shown: str) -> None:
    receive(method=method)

    words = read(client.get(SEARCH)).words

    assert shown in words
    deadline = "投标截止" if method == Method.OPEN_TENDER else "响应文件提交截止"
    assert f"{deadline} 2026年3月23日 09:00" in words


def test_the_method_filters(client: Client, receive: Receive) -> None:
    receive("A", title="招标")
    receive("B", title="询价", method=Method.INQUIRY)

    assert titles(client, method="inquiry") == ["询价"]


def test_the_kind_filters(client: Client, receive: Receive) -> None:
    receive("A", title="货物")
    services = receive("B", title="服务")
    Announcement.objects.filter(pk=services.pk).update(kind="services")

    assert titles(client, kind="services") == ["服务"]


@pytest.mark.parametrize(("state", "found"), [("open", ["明天"]), ("closed", ["此刻", "昨天"])])
def test_the_bidding_state_follows_the_deadline_and_the_clock(
    client: Client, receive: Receive, now: datetime, state: str, found: list[str]
) -> None:
    receive("A", title="昨天", bid_deadline=now - timedelta(days=1))
    receive("B", title="此刻", bid_deadline=now)
    receive("C", title="明天", bid_deadline=now + timedelta(seconds=1))

    assert titles(client, state=state) == found
    shown = client.get(SEARCH, {"state": state}).context["listing"].page.rows
    assert {announcement.is_open_for_bids for announcement in shown} == {state == "open"}


def test_days_of_publication_are_chinas_and_both_included(client: Client, receive: Receive) -> None:
    receive("A", title="二月末", first_published_at=datetime(2026, 2, 28, 15, 59, 59, tzinfo=UTC))
    receive("B", title="三月一日零点", first_published_at=datetime(2026, 2, 28, 16, 0, tzinfo=UTC))
    receive("C", title="三月一日末", first_published_at=datetime(2026, 3, 1, 15, 59, 59, tzinfo=UTC))
    receive("D", title="三月二日零点", first_published_at=datetime(2026, 3, 1, 16, 0, tzinfo=UTC))

    assert titles(client, published_from="2026-03-01", published_until="2026-03-01") == ["三月一日末", "三月一日零点"]
    assert titles(client, published_from="2026-03-02") == ["三月二日零点"]
    assert titles(client, published_until="2026-02-28") == ["二月末"]


def test_pages_follow_one_another_without_gap_or_repetition(client: Client, receive: Receive, now: datetime) -> None:
    for number in range(45):
        receive(f"A{number}", title=f"公告{number:02}", first_published_at=now - timedelta(hours=number // 3))
    shown, address, pages = [], SEARCH + "?kind=goods", 0

    while address:
        response = client.get(address)
        shown += [announcement.title for announcement in response.context["listing"].page.rows]
        following = [link["href"] for link in read(response).all("a") if link.get("rel") == "next"]
        address, pages = (SEARCH + following[0] if following else ""), pages + 1

    assert pages == 3
    assert len(shown) == 45
    assert set(shown) == {f"公告{number:02}" for number in range(45)}


def test_the_next_page_keeps_the_filters(client: Client, receive: Receive) -> None:
    for number in range(21):
        receive(f"A{number}")

    response = client.get(SEARCH, {"kind": "goods", "q": "教学"})

    [following] = [link["href"] for link in read(response).all("a") if link.get("rel") == "next"]
    assert following.startswith("?kind=goods&q=%E6%95%99%E5%AD%A6&after=")


def test_nothing_found_says_so_and_offers_the_way_out(client: Client, receive: Receive) -> None:
    receive()

    response = client.get(SEARCH, {"q": "不存在"})

    page = read(response)
    assert response.status_code == 200
    assert "没有符合条件的公告" in page.words
    assert "共 0 条" in page.words
    assert LIST in page.links()


def test_more_than_are_counted_are_not_counted(
    client: Client, receive: Receive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.announcements.selectors.lists.MOST_COUNTED", 2)
    for number in range(3):
        receive(f"A{number}")

    assert "已发布的公告超过 2 条" in read(client.get(LIST)).words


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ({"method": "auction"}, "method", "没有这种采购方式，请从列表中重新选择。"),
        ({"kind": "<script>"}, "kind", "没有这种采购对象，请从列表中重新选择。"),
        ({"state": "maybe"}, "state", "没有这种截止情况，请从列表中重新选择。"),
        ({"published_from": "2026-02-30"}, "published_from", "请输入存在的日期，例如 2026-03-02。"),
        ({"published_until": "tomorrow"}, "published_until", "请输入存在的日期，例如 2026-03-02。"),
        ({"published_from": "0001-01-01"}, "published_from", "请输入 2000 年至 2100 年之间的日期。"),
        ({"published_until": "9999-12-31"}, "published_until", "请输入 2000 年至 2100 年之间的日期。"),
        (
            {"published_from": "2026-03-02", "published_until": "2026-03-01"},
            "published_until",
            "结束日期不能早于开始日期。",
        ),
        ({"q": "字" * 101}, "q", "关键词请不要超过 100 个字。"),
        ({"q": "\x00"}, "q", "关键词中有不能使用的字符。"),
        ({"type": "rumour"}, "type", "没有这种公告类型，请从列表中重新选择。"),
        ({"purchaser": "字" * 101}, "purchaser", "采购人请不要超过 100 个字。"),
        ({"agency": "\x00"}, "agency", "代理机构中有不能使用的字符。"),
        ({"amount_from": "许多"}, "amount_from", "请输入金额，单位为万元，例如 96.5。"),
        ({"amount_until": "-1"}, "amount_until", "请输入金额，单位为万元，例如 96.5。"),
        ({"amount_until": "NaN"}, "amount_until", "请输入金额，单位为万元，例如 96.5。"),
        ({"amount_from": "1e99"}, "amount_from", "请输入金额，单位为万元，例如 96.5。"),
        ({"amount_from": "2", "amount_until": "1"}, "amount_until", "“到”的金额不能小于“从”的金额。"),
    ],
)
def test_a_bad_filter_is_refused_at_its_field(
    client: Client, receive: Receive, query: dict[str, str], field: str, sentence: str
) -> None:
    receive(title="一条公告")

    response = client.get(SEARCH, query)

    page = read(response)
    assert response.status_code == 400
    assert response.context["form"].errors == {field: [sentence]}
    assert sentence in page.words
    assert "查询条件有误" in page.words
    assert "一条公告" not in page.words


@pytest.mark.parametrize(
    ("query", "is_open"),
    [
        ({}, False),
        ({"method": "inquiry", "q": "白板"}, False),
        ({"purchaser": "教育"}, True),
        ({"amount_from": "x"}, True),
    ],
)
def test_what_is_asked_for_less_often_is_folded_away_while_it_is_empty(
    client: Client, query: dict[str, str], is_open: bool
) -> None:
    details = read(client.get(SEARCH, query)).all("details")

    assert ["open" in one for one in details] == [is_open]


def test_a_bad_filter_leaves_the_others_as_they_were_entered(client: Client) -> None:
    response = client.get(SEARCH, {"method": "auction", "kind": "goods", "q": "白板"})

    page = read(response)
    assert {"value": "goods", "selected": ""} in page.all("option")
    assert [field["value"] for field in page.all("input") if field.get("name") == "q"] == ["白板"]


@pytest.mark.parametrize(
    "mark", ["zzz", "", "W10=", "bnVsbA==", "WyIyMDI2LTAzLTAyVDA5OjAwOjAwIiwgMV0=", "WyIyMDI2IiwgIngiXQ=="]
)
def test_a_bad_page_mark_is_refused_and_leads_back_to_the_first_page(
    client: Client, receive: Receive, mark: str
) -> None:
    receive(title="一条公告")

    response = client.get(SEARCH, {"after": mark, "kind": "goods"})

    page = read(response)
    assert response.status_code == 400
    assert "页码无效，请从第一页重新翻页。" in page.words
    assert "?kind=goods" in page.links()
    assert "一条公告" not in page.words


@pytest.mark.parametrize(
    ("column", "found"),
    [
        ("tender", ["采购"]),
        ("result", ["结果"]),
        ("result-correction", ["更正"]),
        ("termination", ["终止"]),
        ("contract", ["合同"]),
        ("change", []),
    ],
)
def test_every_type_has_its_column_and_a_change_under_review_is_in_none(
    client: Client, receive: Receive, column: str, found: list[str]
) -> None:
    names = {"tender": "采购", "change": "变更", "result": "结果", "result_correction": "更正"}
    for announcement_type, title in (names | {"termination": "终止", "contract": "合同"}).items():
        receive(announcement_type, type=announcement_type, title=title)

    response = client.get(f"{LIST}{column}/")

    assert [announcement.title for announcement in response.context["listing"].page.rows] == found
    assert {"rel": "canonical", "href": f"http://127.0.0.1:8000{LIST}{column}/"} in read(response).all("link")


def test_all_announcements_are_narrowed_by_type(client: Client, receive: Receive) -> None:
    receive("T", title="采购")
    receive("R", type="result", title="结果")

    assert titles(client) == ["结果", "采购"]
    assert titles(client, type="tender") == ["采购"]


def test_a_column_that_does_not_exist_has_no_page(client: Client) -> None:
    assert client.get(f"{LIST}result_correction/").status_code == 404
    assert client.get(f"{LIST}rumours/").status_code == 404


def test_purchaser_and_agency_are_found_by_their_words(client: Client, receive: Receive) -> None:
    receive("A", title="教育")
    receive("B", title="公安", purchaser_name="方城县公安局")

    assert titles(client, purchaser="公安") == ["公安"]
    assert titles(client, agency="宛诚 咨询", purchaser="教育") == ["教育"]
    assert titles(client, agency="宛诚 信达") == []


@pytest.mark.parametrize(
    ("limits", "found"),
    [
        ({"amount_from": "475"}, ["结果", "采购"]),
        ({"amount_from": "475.000001"}, ["采购"]),
        ({"amount_until": "475"}, ["结果"]),
        ({"amount_from": "486", "amount_until": "486"}, ["采购"]),
        ({"amount_until": "0"}, []),
    ],
)
def test_amounts_are_what_was_awarded_or_else_the_budget(
    client: Client, receive: Receive, limits: dict[str, str], found: list[str]
) -> None:
    receive("T", title="采购", budget="4860000.00")
    receive("R", type="result", title="结果")

    assert titles(client, **limits) == found


def test_an_entry_says_what_its_type_comes_to(client: Client, receive: Receive) -> None:
    receive("T")
    receive("R", type="result")
    receive("K", type="contract")

    words = read(client.get(SEARCH)).words

    assert "中标金额 475 万元" in words
    assert "合同金额 304 万元" in words
    assert "预算 486 万元" in words


def test_a_search_costs_three_queries_however_much_is_found(
    client: Client, receive: Receive, django_assert_num_queries: Any
) -> None:
    for number in range(30):
        receive(f"A{number}")

    # Whether the newest hold it, else which rows of the index do, and the rows.
    with django_assert_num_queries(3):
        client.get(SEARCH, {"q": "教学", "kind": "goods", "state": "open", "amount_from": "1", "purchaser": "教育"})


def test_words_in_the_address_are_shown_as_words(client: Client) -> None:
    response = client.get(SEARCH, {"q": "<script>alert(1)</script>"})

    assert b"<script>alert(1)</script>" not in response.content
    assert "<script>alert(1)</script>" in [field.get("value") for field in read(response).all("input")]

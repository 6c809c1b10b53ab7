"""The newest of what a search finds, window by window, and the pages of the list that rest on it."""

import re
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from apps.acceptance.models import Project
from apps.announcements.models import Announcement
from apps.announcements.searching import month_of, searchable
from apps.announcements.selectors.finding import Search, newest_found
from apps.announcements.selectors.windows import windows_of
from apps.announcements.tests.pages import read

pytestmark = pytest.mark.django_db

SEARCH = "/search/"


@pytest.fixture
def over_the_years(accepted: Project, now: datetime) -> list[Announcement]:
    """120 announcements over forty years, the newest first; every third speaks of a bridge."""
    return Announcement.objects.bulk_create(
        Announcement(
            announcement_no=str(number),
            type="tender" if number % 2 else "result",
            method="open_tender",
            kind="goods",
            project=accepted,
            version=1,
            title=f"公告{number}",
            purchaser_name="方城县公安局" if number % 5 == 0 else "方城县水利局",
            search_text=searchable("石拱桥维修" if number % 3 == 0 else "石板路维修", "方城县公安局方城县水利局"),
            first_published_at=now - timedelta(days=122 * (number // 2 * 2)),
            published_at=now,
        )
        for number in range(120)
    )


def numbers(query: dict[str, str], client: Client) -> list[str]:
    """Return the numbers of all announcements that the list shows, page after page."""
    shown, address, parameters = [], SEARCH, query
    while address:
        response = client.get(address, parameters)
        shown += [row.announcement_no for row in response.context["listing"].page.rows]
        following = [link["href"] for link in read(response).all("a") if link.get("rel") == "next"]
        address, parameters = (SEARCH + following[0] if following else ""), {}
    return shown


def months_in(windows: tuple[str, list[Any]]) -> list[int]:
    """Return the months that all windows ask for."""
    table, params = windows
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT months FROM {table}", params)  # noqa: S608  ours
        return [int(month) for (months,) in cursor.fetchall() for month in re.findall(r"month=(\d+)", months or "")]


def newest_first(rows: list[Announcement]) -> list[str]:
    ordered = sorted(rows, key=lambda row: (row.first_published_at, row.pk), reverse=True)
    return [row.announcement_no for row in ordered]


@pytest.mark.parametrize("limit", [1, 2, 7, 39, 40, 41])
@pytest.mark.parametrize("word", ["桥", "拱桥", "石拱桥"])
def test_as_many_as_are_asked_for_are_found_newest_first(
    over_the_years: list[Announcement], now: datetime, word: str, limit: int
) -> None:
    search = Search.of(q=word, names="", facets={})

    found = newest_found(Announcement.objects.published(), search, now=now, limit=limit)

    by_pk = {row.pk: row.announcement_no for row in over_the_years}
    assert [by_pk[one.pk] for one in found] == newest_first(over_the_years[::3])[:limit]


@pytest.mark.parametrize("limit", [1, 5, 40])
@pytest.mark.parametrize("word", ["-2014-", "-2025-1", "-2026-", "2031", "1999-2007-2015"])
def test_a_year_among_the_words_changes_nothing_of_what_is_found(
    over_the_years: list[Announcement], now: datetime, word: str, limit: int
) -> None:
    third = over_the_years[::3]
    Announcement.objects.filter(pk__in=[row.pk for row in third]).update(search_text=f"方财{word}2")
    search = Search.of(q=word, names="", facets={})

    found = newest_found(Announcement.objects.published(), search, now=now, limit=limit)

    by_pk = {row.pk: row.announcement_no for row in over_the_years}
    assert [by_pk[one.pk] for one in found] == newest_first(third)[:limit]


def test_what_is_dated_later_than_now_is_found_too(over_the_years: list[Announcement], now: datetime) -> None:
    tomorrow = now + timedelta(days=400)
    Announcement.objects.filter(announcement_no="7").update(first_published_at=tomorrow)

    found = newest_found(
        Announcement.objects.published(), Search.of(q="板路", names="", facets={}), now=now, limit=1000
    )

    assert len(found) == 80
    assert found[0].first_published_at == tomorrow


@pytest.mark.parametrize("turn", [None, 2014 * 12 + 12, 1990 * 12 + 12, 2031 * 12 + 12])
def test_every_month_of_an_announcement_stands_in_one_window(
    over_the_years: list[Announcement], now: datetime, turn: int | None
) -> None:
    Announcement.objects.filter(announcement_no="7").update(first_published_at=now + timedelta(days=400))
    held = {month_of(row.first_published_at) for row in Announcement.objects.published()}

    months = months_in(windows_of(now=now, turn=turn))

    assert max(Counter(months).values()) == 1
    assert held <= set(months)


def test_after_a_mark_no_month_is_asked_for_that_is_later(over_the_years: list[Announcement]) -> None:
    mark = over_the_years[60].first_published_at
    held = {month_of(row.first_published_at) for row in over_the_years}

    months = months_in(windows_of(now=mark, turn=None, leaves_out_later=True))

    assert max(months) == month_of(mark)
    assert {month for month in held if month <= month_of(mark)} <= set(months)


@pytest.mark.parametrize("most_counted", [20, 21, 1000])
@pytest.mark.parametrize(
    "query", [{"q": "维修"}, {"q": "石板路 水利局"}, {"method": "open_tender"}, {"kind": "goods", "q": "石"}]
)
@pytest.mark.usefixtures("on_that_day")
def test_pages_of_a_search_follow_one_another_however_many_are_counted(
    client: Client,
    over_the_years: list[Announcement],
    monkeypatch: pytest.MonkeyPatch,
    query: dict[str, str],
    most_counted: int,
) -> None:
    monkeypatch.setattr("apps.announcements.selectors.lists.MOST_COUNTED", most_counted)
    word = query.get("q", "").split(" ")[0]
    holding = [row for row in over_the_years if word in row.search_text]

    shown = numbers(query, client)

    assert len(shown) == (80 if word == "石板路" else 120)
    assert shown == newest_first(holding)


@pytest.mark.usefixtures("on_that_day")
def test_pages_go_on_beyond_the_year_that_the_words_name(
    client: Client, over_the_years: list[Announcement], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apps.announcements.selectors.lists.MOST_COUNTED", 20)
    Announcement.objects.update(search_text="方财公开采购-2014-1")

    assert numbers({"q": "公开采购-2014-"}, client) == newest_first(over_the_years)


@pytest.mark.usefixtures("on_that_day")
def test_words_of_a_purchaser_are_looked_for_in_its_name(client: Client, over_the_years: list[Announcement]) -> None:
    assert numbers({"purchaser": "公安"}, client) == newest_first(over_the_years[::5])


@pytest.mark.usefixtures("on_that_day", "over_the_years")
def test_a_deep_page_of_a_common_word_costs_one_query_more(
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: Any,
) -> None:
    monkeypatch.setattr("apps.announcements.selectors.lists.MOST_COUNTED", 20)
    first = client.get(SEARCH, {"q": "维修"}).context["listing"].page

    # Which rows are the newest and whether there are too many, which rows are on this page, and the rows.
    with django_assert_num_queries(3):
        response = client.get(f"{SEARCH}?{first.next_query}")

    assert "超过 20 条" in read(response).words
    assert len(response.context["listing"].page.rows) == 20


@pytest.mark.parametrize(
    ("words", "counted"),
    # 80 texts hold the first, of which two tokens are looked up; 120 the second, which is one; 40 the third.
    [("石板路", (50, True, True)), ("维修", (50, True, False)), ("石拱桥", (40, False, False))],
)
@pytest.mark.usefixtures("on_that_day", "over_the_years")
def test_only_what_is_in_too_many_texts_to_be_read_is_about_counted(
    client: Client, monkeypatch: pytest.MonkeyPatch, words: str, counted: tuple[int, bool, bool]
) -> None:
    monkeypatch.setattr("apps.announcements.selectors.lists.MOST_COUNTED", 50)

    response = client.get(SEARCH, {"q": words})

    listing = response.context["listing"]
    assert (listing.count, listing.has_more, listing.is_about) == counted
    assert ("估计超过 50 条" in read(response).words) is listing.is_about


@pytest.mark.parametrize("words", ["石板路", "石拱桥维修", "维修 局"])
@pytest.mark.usefixtures("on_that_day")
def test_a_page_is_the_same_whether_the_newest_are_read_or_the_index_is_asked(
    client: Client, over_the_years: list[Announcement], monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    read_at_once = numbers({"q": words}, client)
    monkeypatch.setattr("apps.announcements.selectors.finding.READ_AT_ONCE", 0)

    assert numbers({"q": words}, client) == read_at_once
    assert len(read_at_once) >= 40

"""Searching: words of any length in any script find exactly what holds them."""

from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from apps.acceptance.models import Project
from apps.announcements.models import Announcement
from apps.announcements.searching import LONGEST_SEARCHED, all_of, any_of, searchable, tokens_of, words_of
from apps.announcements.selectors.finding import Search, newest_found
from apps.announcements.tests.conftest import Receive

SEARCH = "/search/"
# Few enough to meet each other; what normalises, folds, and means something in a pattern or a condition.
LETTERS = "采购公告人大  \n\u3000aAbBzß１2²①ＬﬁéÉ\u0301½¨㎡𠮷()（）-_%'\"\\:*!&|<>=."
texts = st.text(LETTERS, max_size=12)


def hold(text: str, query: str) -> bool:
    return all(searchable(word) in searchable(text) for word in query.split())


@given(data=st.data(), held=st.lists(texts, min_size=1, max_size=5))
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.django_db
def test_a_search_finds_exactly_the_texts_that_hold_every_word(
    accepted: Project, now: Any, data: st.DataObject, held: list[str]
) -> None:
    source = data.draw(st.sampled_from(held))
    start = data.draw(st.integers(0, len(source)))
    query = data.draw(st.one_of(st.just(source[start : start + data.draw(st.integers(1, 6))]), texts))
    assume(query.split())
    Announcement.objects.all().delete()
    rows = Announcement.objects.bulk_create(
        Announcement(
            announcement_no=str(number),
            type="tender",
            project=accepted,
            version=1,
            search_text=searchable(text),
            first_published_at=now,
            published_at=now,
        )
        for number, text in enumerate(held)
    )
    wanted = {row.pk for row, text in zip(rows, held, strict=True) if hold(text, query)}

    matching = Announcement.objects.matching(query)
    newest = newest_found(
        Announcement.objects.published(), Search.of(q=query, names="", facets={}), now=now, limit=100
    )

    assert {row.pk for row in matching} == wanted
    assert {one.pk for one in newest} == wanted


@pytest.mark.parametrize(
    ("word", "tokens"),
    [
        ("采", ["采"]),
        ("采购", ["采购"]),
        ("采购采购", ["采购", "购采"]),
        ("1-1", ["1-", "-1"]),
        ("𠮷野", ["𠮷野"]),
        ("2026", ["2026"]),
        ("购-2026a", ["购-", "-202", "026a"]),
        ("号12号34567号", ["号1", "12", "2号", "号3", "7号", "3456", "4567"]),
        ("0377-6123450", ["0377", "-612", "3450"]),
        ("0377-61234501", ["0377", "-612", "3450", "4501"]),
    ],
)
def test_a_word_has_the_tokens_that_every_text_with_it_has(word: str, tokens: list[str]) -> None:
    assert tokens_of(word) == tokens


def test_words_are_separated_by_spaces_of_any_width_and_counted_once() -> None:
    assert words_of("  ＬＥＤ\u3000led 屏 ") == ["led", "屏"]


def test_a_condition_holds_its_tokens_whatever_they_contain() -> None:
    assert all_of(["采购", "a'", "\\"]) == r"'采购' & 'a''' & '\\'"
    assert any_of(["a", "b"]) == "('a' | 'b')"


@pytest.mark.django_db
@pytest.mark.usefixtures("on_that_day")
@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("学", True),
        ("概况", True),
        ("项目概况", True),
        ("不得转包", True),
        ("转包 白板", False),
        ("方财公开采购-2026-1", True),
        ("方财公开采购－２０２６－１", True),
        ("方财公开采购-2026-11", False),
        ("HN-2026-0001", True),
        ("hn-2026-0001", True),
        ("-", True),
        ("招标公告方财", False),
        ("告 方", True),
        ("script", False),
        ("type=tender", False),
        ("method=open_tender", False),
        ("%", False),
        ("公_", False),
        ("'", False),
        ("'' | '学", False),
        ("!无", False),
        ("教:*", False),
        ("\\", False),
        ("&", False),
        ("(", False),
    ],
)
def test_words_are_looked_for_in_title_numbers_names_and_text_and_are_nothing_but_words(
    client: Client, receive: Receive, words: str, is_found: bool
) -> None:
    receive(body_html="<p>项目<b>概况</b></p><p>中标后不得转包。</p><script>x</script>")

    response = client.get(SEARCH, {"q": words})

    assert response.status_code == 200
    assert bool(response.context["listing"].page.rows) is is_found


@pytest.mark.django_db
@pytest.mark.usefixtures("on_that_day")
def test_the_text_of_the_version_in_force_is_searched_and_no_other(client: Client, receive: Receive) -> None:
    receive(body_html="<p>采购电子白板</p>")
    receive(version=2, body_html="<p>采购一体机</p>")

    assert client.get(SEARCH, {"q": "一体机"}).context["listing"].count == 1
    assert client.get(SEARCH, {"q": "电子白板"}).context["listing"].count == 0


@pytest.mark.django_db
def test_a_text_of_any_length_and_script_can_be_stored_and_its_beginning_is_found(receive: Receive) -> None:
    rare = "".join(map(chr, range(0x20000, 0x20000 + 40_000)))

    announcement = receive(body_html=f"<p>甲{rare}</p><p>{rare[::-1]}乙</p>")

    found = Announcement.objects.matching
    assert found(f"甲{rare[:9]}").get() == announcement
    assert not found("乙").exists()
    assert len(Announcement.objects.values_list("search_text", flat=True).get()) == LONGEST_SEARCHED


@pytest.mark.django_db
def test_what_is_searched_by_is_not_read_with_an_announcement(receive: Receive) -> None:
    announcement = receive()

    fresh = Announcement.objects.get(pk=announcement.pk)
    version = announcement.versions.get()

    assert fresh.get_deferred_fields() == {"search_text", "search_tokens"}
    assert type(version)._base_manager.get(pk=version.pk).announcement.get_deferred_fields() == {
        "search_text",
        "search_tokens",
    }


@pytest.mark.django_db
def test_the_database_itself_keeps_the_tokens(receive: Receive) -> None:
    receive()
    Announcement.objects.update(search_text="采A1-1", method="inquiry")

    with connection.cursor() as cursor:
        cursor.execute("SELECT tsvector_to_array(search_tokens) FROM announcements_announcement")
        [(tokens,)] = cursor.fetchall()

    assert set(tokens) == {
        *"采A1-",
        "采A",
        "A1",
        "1-",
        "-1",
        "A1-1",
        "type=tender",
        "method=inquiry",
        "kind=goods",
        "month=24315",
    }


@pytest.mark.django_db
def test_what_was_here_before_is_found_by_its_text_and_number_too(receive: Receive) -> None:
    announcement = receive(body_html="<p>旧白板</p>")
    receive(version=2, body_html="<p>新一体机</p>")
    Announcement.objects.update(search_text="标题")

    import_module("apps.announcements.migrations.0007_searched_texts").add_texts(apps, None)

    for words, found in (("标题", [announcement]), ("HN-2026-0001 一体机", [announcement]), ("白板", [])):
        assert list(Announcement.objects.matching(words)) == found

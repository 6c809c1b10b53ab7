"""Entries of lists are rendered once, and anew as soon as what they show is another."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from apps.announcements.models import Announcement
from apps.announcements.selectors.entries import entries_of
from apps.announcements.tests.conftest import Receive
from apps.announcements.tests.pages import read

pytestmark = pytest.mark.django_db

SHOWN = (
    "title", "type", "method", "kind", "purchaser_name", "agency_name", "budget", "amount", "bid_deadline",
    "first_published_at",
)  # fmt: skip
SEARCHES = ["/search/", "/search/?q=采购", "/search/?kind=goods"]


@pytest.mark.parametrize("address", SEARCHES)
@pytest.mark.usefixtures("on_that_day")
def test_an_entry_shows_what_the_row_says_now(client: Client, receive: Receive, address: str) -> None:
    announcement = receive(title="电子白板采购")
    assert "电子白板采购" in read(client.get(address)).words

    Announcement.objects.filter(pk=announcement.pk).update(title="一体机采购")

    words = read(client.get(address)).words
    assert "一体机采购" in words
    assert "电子白板" not in words


@pytest.mark.parametrize("address", SEARCHES)
def test_an_entry_closes_with_its_deadline(client: Client, receive: Receive, now: datetime, address: str) -> None:
    receive(bid_deadline=now + timedelta(days=21))
    with time_machine.travel(now, tick=False):
        assert "接收投标中" in read(client.get(address)).words

    with time_machine.travel(now + timedelta(days=21), tick=False):
        words = read(client.get(address)).words

    assert "已截止" in words
    assert "接收投标中" not in words


def test_an_entry_is_open_as_long_as_the_announcement_is(receive: Receive, now: datetime) -> None:
    deadline = now + timedelta(days=21)
    announcement, without = receive("A", bid_deadline=deadline), receive("B")
    Announcement.objects.filter(pk=without.pk).update(bid_deadline=None)

    for moment in (now, deadline - timedelta(seconds=1), deadline):
        entries = entries_of("%s", [[announcement.pk, without.pk]], now=moment)

        still_open = {entry.pk for entry in entries if vars(entry)["is_open_for_bids"]}
        assert still_open == set(Announcement.objects.open_for_bids(moment).values_list("pk", flat=True))
        assert (announcement.pk in still_open) is (moment < deadline)


@pytest.mark.parametrize("name", SHOWN)
def test_what_an_entry_shows_is_read_with_it(
    receive: Receive, now: datetime, django_assert_num_queries: Any, name: str
) -> None:
    announcement = receive()

    [entry] = entries_of("%s", [[announcement.pk]], now=now)

    with django_assert_num_queries(0):
        shown = getattr(entry, name)
    assert shown == getattr(Announcement.objects.get(), name)


@pytest.mark.usefixtures("on_that_day")
def test_an_entry_leads_to_the_page_and_names_the_project(client: Client, receive: Receive) -> None:
    announcement = receive()

    page = read(client.get("/search/"))

    assert reverse("announcements:detail", args=[announcement.pk]) in [link.get("href") for link in page.all("a")]
    assert announcement.project.project_no
    assert announcement.project.project_no in page.words


@pytest.mark.usefixtures("on_that_day")
def test_two_entries_that_were_written_at_once_are_two(client: Client, receive: Receive) -> None:
    receive("A", title="甲")
    receive("B", title="乙")
    Announcement.objects.update(kind="works")

    for _ in range(2):
        words = read(client.get("/search/?kind=works")).words
        assert "甲" in words
        assert "乙" in words


@pytest.mark.usefixtures("on_that_day")
def test_fields_show_what_was_chosen_and_what_is_wrong(client: Client, receive: Receive) -> None:
    receive()
    client.get("/search/?kind=goods&amount_from=1&q=甲")

    chosen, wrong = (read(client.get(f"/search/?kind=works&amount_from={amount}&q=乙")) for amount in ("2", "x"))

    assert [field["value"] for field in chosen.all("input") if field.get("name") == "amount_from"] == ["2"]
    assert [field["value"] for field in chosen.all("input") if field.get("name") == "q"] == ["乙"]
    assert {"value": "works", "selected": ""} in chosen.all("option")
    assert "请输入金额，单位为万元，例如 96.5。" in wrong.words
    assert "请输入金额，单位为万元，例如 96.5。" not in chosen.words

"""Entries of lists are rendered once, and anew as soon as what they show is another."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from apps.announcements.models import Announcement
from apps.announcements.tests.conftest import Receive
from apps.announcements.tests.pages import read

pytestmark = pytest.mark.django_db

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
        assert "报名投标中" in read(client.get(address)).words

    with time_machine.travel(now + timedelta(days=21), tick=False):
        words = read(client.get(address)).words

    assert "已截止" in words
    assert "报名投标中" not in words


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
    client.get("/search/?kind=goods&amount_from=1")

    chosen, wrong = (read(client.get(f"/search/?kind=works&amount_from={amount}")) for amount in ("2", "x"))

    assert [field["value"] for field in chosen.all("input") if field.get("name") == "amount_from"] == ["2"]
    assert {"value": "works", "selected": ""} in chosen.all("option")
    assert "请输入金额，单位为万元，例如 96.5。" in wrong.words
    assert "请输入金额，单位为万元，例如 96.5。" not in chosen.words

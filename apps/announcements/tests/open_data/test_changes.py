"""The changes lose nothing and double nothing, whoever commits when; a restored database says that it was."""

import threading
from collections.abc import Callable
from datetime import datetime
from queue import SimpleQueue
from random import Random
from time import monotonic
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client

from apps.accounts.models import User
from apps.announcements.load.making import make_announcements
from apps.announcements.models import Announcement, PublicEvent
from apps.announcements.open_data import cursors
from apps.announcements.open_data.changes import changes_after, settled_events
from apps.announcements.open_data.cursors import Cursor, first_cursor, present_epoch, read_cursor

MOST_SECONDS = 60
WRITERS = 8
EACH_WRITES = 12
CHANGES = "/api/v1/changes/"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def announcement(clerk: User, now: datetime) -> Announcement:
    """An announcement that anybody may read."""
    list(make_announcements(1, person=clerk, now=now, seed=1))
    return Announcement.objects.public()[0]


def write(announcement: Announcement, now: datetime) -> PublicEvent:
    return PublicEvent.objects.create(kind=PublicEvent.Kind.UPDATED, announcement=announcement, happened_at=now)


def wait_until(is_so: Callable[[], bool]) -> None:
    """Wait for something that only transactions of other databases of the server can hold up."""
    deadline = monotonic() + MOST_SECONDS
    while not is_so():
        assert monotonic() < deadline, "another transaction on this server has been open for a minute"
        threading.Event().wait(0.02)


def is_settled() -> bool:
    """Tell whether every change can be read."""
    return not PublicEvent.objects.exclude(pk__in=settled_events().values("pk")).exists()


class Writer(threading.Thread):
    """Writes one event in each transaction, and commits when it is told to."""

    def __init__(self, announcement: Announcement, now: datetime) -> None:
        super().__init__(daemon=True)
        self.announcement, self.now = announcement, now
        self.orders: SimpleQueue[str] = SimpleQueue()
        self.reports: SimpleQueue[int] = SimpleQueue()
        self.is_writing = False
        self.left = EACH_WRITES

    def step(self) -> int:
        """Let it go one step further, and return once it has: the key that it wrote, or the key that it committed."""
        self.is_writing = not self.is_writing
        self.left -= self.is_writing
        self.orders.put("go")
        return self.reports.get(timeout=30)

    def run(self) -> None:
        try:
            for _ in range(EACH_WRITES):
                self.orders.get(timeout=60)
                with transaction.atomic():
                    pk = write(self.announcement, self.now).pk
                    self.reports.put(pk)
                    self.orders.get(timeout=60)
                self.reports.put(pk)
        finally:
            connection.close()


class Poller:
    """Reads what is new, by our cursor and by the key alone."""

    def __init__(self) -> None:
        self.cursor: Cursor = first_cursor()
        self.seen: list[int] = []
        self.last_key = 0
        self.seen_by_key: list[int] = []

    def poll(self) -> None:
        changes = changes_after(self.cursor, limit=5)
        self.cursor = changes.next_cursor
        self.seen += [event.pk for event in changes.rows]
        by_key = PublicEvent.objects.filter(pk__gt=self.last_key).order_by("pk").values_list("pk", flat=True)
        self.seen_by_key += by_key
        self.last_key = max([self.last_key, *by_key])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_reader_beside_eight_writers_misses_nothing_and_sees_nothing_twice(
    announcement: Announcement, now: datetime, seed: int
) -> None:
    dice, poller = Random(seed), Poller()  # noqa: S311  the order of commits, nothing secret
    before = set(PublicEvent.objects.values_list("pk", flat=True))
    writers = [Writer(announcement, now) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()

    while busy := [writer for writer in writers if writer.left or writer.is_writing]:
        dice.choice(busy).step()
        if dice.random() < 0.5:
            poller.poll()
    for writer in writers:
        writer.join()
    wait_until(is_settled)
    for _ in range(WRITERS * EACH_WRITES):
        poller.poll()

    written = set(PublicEvent.objects.values_list("pk", flat=True))
    assert len(written - before) == WRITERS * EACH_WRITES
    assert sorted(poller.seen) == sorted(written)
    # By the key alone the same reader loses what commits late: the test would notice.
    assert len(set(poller.seen_by_key)) < len(written)


def test_what_commits_late_holds_back_what_came_after_it(announcement: Announcement, now: datetime) -> None:
    wait_until(is_settled)
    cursor = changes_after(first_cursor(), limit=100).next_cursor
    late = Writer(announcement, now)
    late.start()
    late_key = late.step()
    early_key = write(announcement, now).pk

    while_open = changes_after(cursor, limit=10).rows
    late.step()
    wait_until(is_settled)
    afterwards = changes_after(cursor, limit=10).rows
    for _ in range(late.left * 2):
        late.step()
    late.join()

    assert while_open == []
    assert [event.pk for event in afterwards] == [late_key, early_key]


def test_a_page_costs_a_fixed_number_of_queries(
    announcement: Announcement, now: datetime, django_assert_num_queries: Any
) -> None:
    for _ in range(20):
        write(announcement, now)
    wait_until(is_settled)
    cursor = first_cursor()

    with django_assert_num_queries(2):
        rows = changes_after(cursor, limit=20).rows
        assert {event.announcement.project.project_no for event in rows}


def test_an_empty_feed_gives_a_cursor_to_come_back_with(client: Client, db: None) -> None:
    answer = client.get(CHANGES).json()

    assert (answer["results"], answer["has_more"]) == ([], False)
    assert read_cursor(answer["next_cursor"]) == first_cursor()


def test_a_cursor_of_another_database_is_gone_in_words(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    cursor = client.get(CHANGES).json()["next_cursor"]
    monkeypatch.setattr(cursors, "present_epoch", lambda: "0" * cursors.EPOCH_LENGTH)

    response = client.get(CHANGES, {"after": cursor})

    assert response.status_code == 410
    assert response.json()["error"]["code"] == "cursor_expired"
    assert "从头读取" in response.json()["error"]["message"]


@pytest.mark.parametrize("text", ["", "x", "e30", "MTIzNDU2Nzg5MDEyLjEuMQ==", "é", "A" * 101])
def test_what_is_no_cursor_is_refused(client: Client, text: str) -> None:
    assert client.get(CHANGES, {"after": text}).status_code == 400


@pytest.mark.parametrize(("transaction", "event"), [(-1, 0), (0, -1), (2**64, 0), (0, 2**63)])
def test_a_place_that_no_change_can_have_is_refused(
    client: Client, announcement: Announcement, transaction: int, event: int
) -> None:
    invented = str(Cursor(present_epoch(), transaction, event))

    assert client.get(CHANGES, {"after": invented}).status_code == 400


def test_changes_restored_from_another_database_wait_until_they_are_put_in_order(
    announcement: Announcement, now: datetime, client: Client
) -> None:
    far = 2**40
    restored = PublicEvent.objects.create(
        kind=PublicEvent.Kind.UPDATED, announcement=announcement, happened_at=now, transaction=far
    )
    refused = client.get(CHANGES)

    call_command("settle_restored_changes")
    new = write(announcement, now)
    wait_until(is_settled)

    keys = [event.pk for event in changes_after(first_cursor(), limit=100).rows]
    assert (refused.status_code, refused["Retry-After"]) == (503, "60")
    assert keys.index(restored.pk) < keys.index(new.pk) == len(keys) - 1
    assert len(present_epoch()) == cursors.EPOCH_LENGTH
    with pytest.raises(Exception, match="append-only"):
        PublicEvent.objects.filter(pk=new.pk).update(happened_at=now)

"""Announcements of one project that arrive in the same moment, through several workers."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from apps.acceptance.tests.conftest import at_once
from apps.announcements.models import Announcement
from apps.announcements.services.receiving import receive_announcement, withdraw_announcement
from apps.announcements.services.versions import Arrival
from apps.announcements.tests.conftest import ArrivalFactory, Receive

pytestmark = pytest.mark.django_db(transaction=True)


def arriving(arrival: Arrival, now: datetime) -> Callable[[], Announcement | None]:
    return lambda: receive_announcement(arrival=arrival, now=now)


def test_the_same_version_twice_at_once_is_kept_once(
    receive: Receive, make_arrival: ArrivalFactory, now: datetime
) -> None:
    receive("T")
    arrival = make_arrival("R", type="result")

    answers = at_once(arriving(arrival, now), arriving(arrival, now))

    result = Announcement.objects.get(announcement_no="R")
    assert sorted(answer is None for answer in answers) == [False, True]
    assert [version.version for version in result.versions.public()] == [1]


def test_two_versions_at_once_leave_the_newer_one(
    receive: Receive, make_arrival: ArrivalFactory, now: datetime
) -> None:
    receive("T")

    at_once(*(arriving(make_arrival("R", number, type="result", title=f"第{number}版"), now) for number in (1, 2)))

    result = Announcement.objects.get(announcement_no="R")
    assert (result.version, result.title, result.status) == (2, "第2版", "published")


def test_what_follows_and_what_is_followed_at_once_find_each_other(
    receive: Receive, make_arrival: ArrivalFactory, now: datetime
) -> None:
    receive("T")
    later = now + timedelta(days=1)

    at_once(
        arriving(make_arrival("R", type="result"), now),
        arriving(make_arrival("K", type="contract", first_published_at=later), now),
    )

    contract = Announcement.objects.select_related("follows").get(announcement_no="K")
    assert contract.follows == Announcement.objects.get(announcement_no="R")


def test_a_version_and_a_withdrawal_at_once_end_as_their_numbers_say(
    receive: Receive, make_arrival: ArrivalFactory, now: datetime
) -> None:
    receive("T")
    receive("R", type="result")

    at_once(
        arriving(make_arrival("R", 2, type="result"), now),
        lambda: withdraw_announcement(announcement_no="R", version=3, now=now),
    )

    result = Announcement.objects.get(announcement_no="R")
    assert (result.version, result.status) == (3, "withdrawn")

"""Which readers are told of what: what the search finds, once, in the order of commits."""

from datetime import UTC, datetime, timedelta
from threading import Event
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from apps.acceptance.tests.conftest import at_once
from apps.announcements.forms import AnnouncementFilterForm
from apps.announcements.models import (
    Announcement,
    PublicEvent,
    SubscriptionCursor,
    SubscriptionMail,
    SubscriptionMatch,
)
from apps.announcements.open_data.changes import settled_events
from apps.announcements.selectors.filtering import Filters, announcements_matching
from apps.announcements.services.receiving import withdraw_announcement
from apps.announcements.subscriptions.matching import match_new_events
from apps.announcements.subscriptions.mornings import next_morning
from apps.announcements.tests.conftest import Approve, Receive
from apps.announcements.tests.subscriptions.conftest import Post, Subscribe

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]


def told() -> list[tuple[str, str, str]]:
    """Return who is told what of which announcement."""
    matches = SubscriptionMatch.objects.order_by("event", "subscription")
    return list(matches.values_list("subscription__filters__q", "event__kind", "event__announcement__announcement_no"))


def wait_until_settled() -> None:
    """Wait for what transactions of other databases of the server may hold up."""
    for _ in range(3000):
        if not PublicEvent.objects.exclude(pk__in=settled_events().values("pk")).exists():
            return
        Event().wait(0.02)
    pytest.fail("another transaction on this server has been open for a minute")


@pytest.mark.parametrize(
    "filters",
    [
        {},
        {"q": "白板"},
        {"q": "板"},
        {"q": "电子白板 桥"},
        {"q": "没有的词"},
        {"q": "LED"},
        {"type": "tender"},
        {"type": "result"},
        {"method": "open_tender", "kind": "goods"},
        {"kind": "works"},
        {"state": "open"},
        {"purchaser": "教育 体育"},
        {"purchaser": "公安局"},
        {"agency": "宛诚"},
        {"amount_from": "480", "amount_until": "500"},
        {"amount_until": "1"},
    ],
)
def test_a_subscription_is_told_what_the_search_finds(
    client: Client, receive: Receive, now: datetime, filters: dict[str, str]
) -> None:
    receive("T1", title="电子白板ＬＥＤ采购", at=now)
    receive("T2", title="石拱桥电子白板", purchaser_name="方城县公安局", budget="4999.00", at=now)
    receive("R1", type="result", at=now)
    form = AnnouncementFilterForm(filters)
    assert form.is_valid()

    listing = client.get("/search/", filters).context["listing"]
    found = announcements_matching(Filters(**form.cleaned_data), among=Announcement.objects.published(), now=now)

    assert {row.announcement_no for row in listing.page.rows} == {row.announcement_no for row in found}


def test_each_reader_is_told_once_of_what_meets_the_subscription(
    subscribe: Subscribe, receive: Receive, now: datetime
) -> None:
    subscribe(q="白板")
    subscribe(q="桥", address="bridge@example.com")
    receive("A", title="电子白板采购", at=now)
    receive("B", title="石拱桥维修", at=now)
    receive("C", title="其他", at=now)

    match_new_events(now=now)
    match_new_events(now=now)

    assert told() == [("白板", "published", "A"), ("桥", "published", "B")]


def test_nobody_is_told_of_what_was_there_before_they_confirmed(
    subscribe: Subscribe, receive: Receive, now: datetime
) -> None:
    receive("A", at=now - timedelta(seconds=1))
    subscribe(q="公告", at=now)
    receive("B", at=now)

    match_new_events(now=now)

    assert told() == [("公告", "published", "B")]


def test_new_versions_withdrawals_and_moved_times_are_told_too(
    subscribe: Subscribe, receive: Receive, approve: Approve, post: Post, now: datetime
) -> None:
    subscribe(q="公告")
    receive("T", at=now)
    assert [message.subject for message in post(now)] == [
        "【方城县公共资源交易平台】采购公告：方城县教育体育局义务教育学校教学设备采购项目招标公告"
    ]

    approve(receive("C", type="change", corrects_no="T", at=now))
    receive("T", 2, at=now)
    withdraw_announcement(announcement_no="T", version=3, now=now)
    match_new_events(now=now)

    assert told()[1:] == [
        ("公告", "published", "C"),
        ("公告", "updated", "T"),
        ("公告", "published", "T"),
        ("公告", "withdrawn", "T"),
    ]


def test_what_is_older_than_a_month_is_no_news(subscribe: Subscribe, receive: Receive, now: datetime) -> None:
    subscribe(q="公告")
    receive("A", at=now)

    match_new_events(now=now + timedelta(days=30, seconds=1))

    assert told() == []


@pytest.mark.django_db(transaction=True)
def test_what_commits_late_is_not_missed(subscribe: Subscribe, receive: Receive, now: datetime) -> None:
    subscribe(q="公告")
    receive("OLD", at=now)
    wait_until_settled()
    slow = psycopg2.connect(str(settings.ENVIRONMENT.database_url), dbname=connection.settings_dict["NAME"])
    with slow.cursor() as cursor:
        cursor.execute(
            "INSERT INTO announcements_publicevent (kind, announcement_id, version_id, happened_at) "
            "SELECT 'updated', id, NULL, %s FROM announcements_announcement WHERE announcement_no = 'OLD'",
            [now],
        )
    receive("NEW", at=now)

    match_new_events(now=now)
    before = told()
    slow.commit()
    slow.close()
    wait_until_settled()
    match_new_events(now=now)

    assert before == [("公告", "published", "OLD")]
    assert [(kind, number) for _, kind, number in told()] == [
        ("published", "OLD"),
        ("updated", "OLD"),
        ("published", "NEW"),
    ]


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_tell_each_reader_once(subscribe: Subscribe, receive: Receive, now: datetime) -> None:
    subscribe(q="公告")
    for number in range(3):
        receive(str(number), at=now)
    SubscriptionCursor.objects.create(pk=1)
    wait_until_settled()

    at_once(*(lambda: match_new_events(now=now) for _ in range(2)))

    assert len(told()) == 3
    assert SubscriptionMail.objects.filter(kind="notice").count() == 1


def test_a_recovered_database_is_read_from_its_first_event_and_tells_nothing_twice(
    subscribe: Subscribe, receive: Receive, now: datetime
) -> None:
    subscribe(q="公告")
    receive("A", at=now)
    match_new_events(now=now)
    SubscriptionCursor.objects.update(epoch="another", transaction=2**60)
    receive("B", at=now)

    match_new_events(now=now)

    assert [number for *_, number in told()] == ["A", "B"]


@pytest.mark.parametrize(
    ("now_", "morning"),
    [
        (datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC), datetime(2026, 3, 2, 0, 0, tzinfo=UTC)),
        (datetime(2026, 3, 2, 0, 0, tzinfo=UTC), datetime(2026, 3, 3, 0, 0, tzinfo=UTC)),
        (datetime(2026, 3, 2, 15, 59, tzinfo=UTC), datetime(2026, 3, 3, 0, 0, tzinfo=UTC)),
    ],
)
def test_the_morning_begins_at_eight_in_china(now_: datetime, morning: datetime) -> None:
    assert next_morning(now_) == morning


def test_a_daily_reader_gets_one_mail_in_the_morning(
    subscribe: Subscribe, receive: Receive, post: Post, now: datetime
) -> None:
    subscribe(frequency="daily", type="tender")
    receive("A", at=now)
    noon = post(now + timedelta(hours=3))
    receive("B", at=now + timedelta(hours=4))
    evening = post(now + timedelta(hours=10))

    morning = post(now + timedelta(hours=23))

    assert (noon, evening) == ([], [])
    assert [message.subject for message in morning] == ["【方城县公共资源交易平台】2 条公告符合您的订阅"]


def test_a_batch_costs_a_query_for_each_search_and_not_for_each_reader(
    subscribe: Subscribe, receive: Receive, now: datetime, django_assert_num_queries: Any
) -> None:
    for number in range(12):
        subscribe(address=f"r{number}@example.com", q=("桥", "白板", "没有的词")[number % 3])
    for number in range(10):
        receive(str(number), title="电子白板", at=now)
    SubscriptionCursor.objects.create(pk=1)

    # Cursor and name of the database; the events; the three distinct searches and what each finds; then store, in a
    # savepoint: lock the cursor, readers, open mails, new mails, matches, cursor; the look that there is no more.
    with django_assert_num_queries(2 + 1 + 4 + 8 + 1):
        match_new_events(now=now)

    assert SubscriptionMail.objects.filter(kind="notice").count() == 4
    assert PublicEvent.objects.count() == 10

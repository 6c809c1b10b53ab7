"""Unsubscribing, seeing one's own subscriptions, and what is deleted."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client

from apps.announcements.models import (
    Subscription,
    SubscriptionMail,
    SubscriptionMatch,
    SubscriptionRequest,
    SubscriptionToken,
)
from apps.announcements.services.subscriptions import end_subscription, forget_subscriptions
from apps.announcements.tests.conftest import Receive
from apps.announcements.tests.pages import read
from apps.announcements.tests.subscriptions.conftest import READER, Post, Subscribe, link_in
from apps.core.models import AuditEntry, StatusChange

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]


def test_a_mail_program_unsubscribes_by_one_post_without_a_cookie(
    subscribe: Subscribe, receive: Receive, post: Post, now: datetime
) -> None:
    subscribe()
    receive(at=now)
    message = post(now)[0]
    link = str(message.extra_headers["List-Unsubscribe"]).strip("<>").removeprefix("https://ggzy.example")

    response = Client(enforce_csrf_checks=True).post(link, {"List-Unsubscribe": "One-Click"})

    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert response.status_code == 200
    assert Subscription.objects.get().status == "ended"


def test_opening_the_link_in_a_mail_does_not_unsubscribe(
    client: Client, subscribe: Subscribe, receive: Receive, post: Post, now: datetime
) -> None:
    subscribe()
    receive(at=now)
    link = link_in(post(now)[0], "unsubscribe")

    page = client.get(link)

    assert "退订以下内容" in read(page).words
    assert Subscription.objects.get().status == "confirmed"


def test_the_links_of_all_mails_unsubscribe_twice_too(
    client: Client, subscribe: Subscribe, receive: Receive, post: Post, now: datetime
) -> None:
    subscribe()
    receive("A", at=now)
    first = link_in(post(now)[0], "unsubscribe")
    receive("B", at=now)
    second = link_in(post(now)[0], "unsubscribe")

    codes = [client.post(link).status_code for link in (first, second, first)]

    assert first != second
    assert codes == [200, 200, 200]
    assert "已退订" in read(client.post(first)).words
    assert AuditEntry.objects.filter(act="subscription.ended").count() == 1


def test_what_was_owed_is_not_sent_after_the_end(
    subscribe: Subscribe, receive: Receive, post: Post, now: datetime
) -> None:
    subscription = subscribe(frequency="daily")
    receive(at=now)
    post(now)

    end_subscription(subscription=subscription, now=now)

    assert post(now + timedelta(days=1)) == []
    assert SubscriptionMail.objects.get(kind="notice").status == "dropped"


def test_the_mailed_link_shows_all_subscriptions_of_the_address_and_ends_only_those(
    client: Client, subscribe: Subscribe, post: Post, now: datetime
) -> None:
    mine = [subscribe(type="tender"), subscribe(q="桥")]
    strangers = subscribe(address="other@example.com")
    client.post("/subscriptions/", {"address": "ZHANG@example.com"})
    link = link_in(post(now)[-1], "manage")

    page = read(client.get(link))
    client.post(link, {"subscription": str(mine[0].pk)})
    client.post(link, {"subscription": str(strangers.pk)})
    client.post(link, {"subscription": "x"})

    assert "采购公告" in page.words
    assert "桥" in page.words
    assert READER not in page.words
    assert dict(Subscription.objects.values_list("pk", "status")) == {
        mine[0].pk: "ended",
        mine[1].pk: "confirmed",
        strangers.pk: "confirmed",
    }


def test_nobody_is_mailed_who_has_no_subscription(client: Client, ask: Subscribe, now: datetime) -> None:
    ask()

    client.post("/subscriptions/", {"address": READER})
    client.post("/subscriptions/", {"address": "nobody@example.com"})

    assert list(SubscriptionMail.objects.values_list("kind", flat=True)) == ["confirmation"]


def test_unconfirmed_addresses_go_after_a_day_and_ended_ones_after_thirty(
    ask: Subscribe, subscribe: Subscribe, receive: Receive, post: Post, now: datetime
) -> None:
    ask(q="未确认")
    ended, kept = subscribe(q="电子白板"), subscribe(address="kept@example.com")
    receive(at=now, title="电子白板")
    post(now)
    end_subscription(subscription=ended, now=now)

    forget_subscriptions(now=now + timedelta(hours=24) - timedelta(seconds=1))
    at_first = Subscription.objects.count()
    forget_subscriptions(now=now + timedelta(hours=24))
    after_a_day = set(Subscription.objects.values_list("pk", flat=True))
    forget_subscriptions(now=now + timedelta(days=30))

    assert at_first == 3
    assert after_a_day == {ended.pk, kept.pk}
    assert Subscription.objects.get() == kept
    assert not SubscriptionToken.objects.exclude(subscription=kept).exists()
    assert not SubscriptionMatch.objects.exclude(subscription=kept).exists()
    assert SubscriptionRequest.objects.count() == 0
    assert AuditEntry.objects.filter(act="subscription.forgotten").count() == 2
    remains = [*AuditEntry.objects.values_list("summary", "details"), *StatusChange.objects.values_list("reason")]
    assert not re.search("zhang|example", str(remains))


def test_old_mails_go_and_nothing_is_told_again(
    subscribe: Subscribe, receive: Receive, post: Post, now: datetime
) -> None:
    subscribe()
    receive(at=now)
    post(now)

    forget_subscriptions(now=now + timedelta(days=90))

    assert SubscriptionMail.objects.count() == 0
    assert post(now + timedelta(days=90)) == []

"""The center sees that subscriptions work, and not who subscribes."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail

from apps.accounts.models import User
from apps.announcements.models import SubscriptionMail
from apps.announcements.services.subscriptions import end_subscription
from apps.announcements.subscriptions.delivery import deliver_due_mails
from apps.announcements.tests.pages import read
from apps.announcements.tests.subscriptions.conftest import READER, Post, Subscribe
from apps.conftest import signed_in
from apps.core.models import AuditEntry, StatusChange

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

LIST = "/center/announcements/subscription/"


def test_the_list_and_the_page_mask_the_address(
    subscribe: Subscribe, post: Post, reviewer: User, supervisor: User, now: datetime
) -> None:
    subscription = subscribe(q="桥")
    post(now)

    for person in (reviewer, supervisor):
        pages = [read(signed_in(person).get(address)) for address in (LIST, f"{LIST}{subscription.pk}/change/")]
        assert all("z***@example.com" in page.words for page in pages)
        assert all("关键词" in page.words and "桥" in page.words for page in pages)
        assert not [page for page in pages if READER in page.words or READER in str(page.elements)]


def test_the_history_masks_the_address_too(subscribe: Subscribe, reviewer: User) -> None:
    subscription = subscribe()

    page = signed_in(reviewer).get(f"{LIST}{subscription.pk}/history/").content.decode()

    assert "确认邮件订阅" in page
    assert READER not in page


@pytest.mark.parametrize("query", [f"address={READER}", f"address__in={READER}", f"address__exact={READER}"])
def test_nobody_looks_an_address_up(subscribe: Subscribe, reviewer: User, query: str) -> None:
    subscribe()

    response = signed_in(reviewer).get(f"{LIST}?{query}")

    assert response.status_code == 400


def test_administrators_and_agencies_have_no_business_here(
    subscribe: Subscribe, administrator: User, clerk: User
) -> None:
    subscription = subscribe()

    codes = [
        signed_in(person).get(address).status_code
        for person in (administrator, clerk)
        for address in (LIST, f"{LIST}{subscription.pk}/change/")
    ]

    assert codes == [403, 403, 302, 302]


def test_nothing_can_be_changed_here(subscribe: Subscribe, reviewer: User) -> None:
    subscription = subscribe()
    desk = signed_in(reviewer)

    codes = [
        desk.post(f"{LIST}{subscription.pk}/change/", {}).status_code,
        desk.post(f"{LIST}add/", {}).status_code,
        desk.post(f"{LIST}{subscription.pk}/delete/", {"post": "yes"}).status_code,
    ]

    assert codes == [405, 403, 403]


def test_mails_that_did_not_arrive_are_counted_on_the_first_page(
    subscribe: Subscribe, reviewer: User, now: datetime
) -> None:
    subscribe()
    SubscriptionMail.objects.update(status="parked", settled_at=now, last_error="550")

    page = read(signed_in(reviewer).get("/center/"))

    assert "未送达的订阅邮件" in page.words


def test_the_list_costs_the_same_however_long(
    subscribe: Subscribe, reviewer: User, django_assert_max_num_queries: Any
) -> None:
    for number in range(20):
        subscribe(address=f"r{number}@example.com")
    desk = signed_in(reviewer)

    with django_assert_max_num_queries(9):
        desk.get(LIST)


@pytest.fixture
def parked(subscribe: Subscribe, now: datetime) -> SubscriptionMail:
    """A notice that the receiving server refused."""
    return SubscriptionMail.objects.create(
        subscription=subscribe(),
        kind="notice",
        status="parked",
        asked_at=now - timedelta(days=20),
        due_at=now,
        attempts=9,
        settled_at=now,
        last_error="邮件服务器拒绝：452 mailbox full",
    )


def send_again(person: User, parked: SubscriptionMail) -> Any:
    return signed_in(person).post(f"{LIST}{parked.subscription_id}/mails/{parked.pk}/send-again/")


def test_a_mail_that_did_not_arrive_is_sent_once_more(parked: SubscriptionMail, reviewer: User, now: datetime) -> None:
    page = read(signed_in(reviewer).get(f"{LIST}{parked.subscription_id}/change/"))

    response = send_again(reviewer, parked)
    mail.outbox = []
    deliver_due_mails(lambda: now)

    assert "重新发送" in page.words
    assert response["Location"] == f"{LIST}{parked.subscription_id}/change/"
    parked.refresh_from_db()
    assert (parked.status, parked.attempts, parked.last_error, parked.asked_at) == ("sent", 1, "", now)
    assert [message.to for message in mail.outbox if "确认" not in message.subject] == [[READER]]
    entry = AuditEntry.objects.get(act="subscription.mail_resent")
    assert (entry.actor_name, entry.subject_id, entry.details) == (
        str(reviewer),
        parked.subscription_id,
        {"mail": parked.pk},
    )
    assert READER not in f"{entry.summary}{entry.details}"
    moves = StatusChange.objects.filter(subject_type="announcements.subscriptionmail", subject_id=parked.pk)
    assert list(moves.values_list("old_status", "new_status")) == [("parked", "waiting"), ("waiting", "sent")]


def test_whoever_unsubscribed_meanwhile_is_mailed_nothing(
    parked: SubscriptionMail, reviewer: User, now: datetime
) -> None:
    end_subscription(subscription=parked.subscription, now=now)

    response = send_again(reviewer, parked)

    assert response.status_code == 409
    assert "订阅现在是“已退订”，这封邮件不再发送。" in read(response).words
    assert f"/mails/{parked.pk}/send-again/" not in response.content.decode()
    parked.refresh_from_db()
    assert (parked.status, parked.attempts) == ("parked", 9)
    assert not AuditEntry.objects.filter(act="subscription.mail_resent").exists()


@pytest.mark.parametrize("status", ["waiting", "sent", "dropped"])
def test_only_what_was_parked_is_sent_again(parked: SubscriptionMail, reviewer: User, status: str) -> None:
    SubscriptionMail.objects.filter(pk=parked.pk).update(status=status)

    response = send_again(reviewer, parked)

    assert response.status_code == 409
    parked.refresh_from_db()
    assert (parked.status, parked.attempts) == (status, 9)


def test_a_mail_of_another_subscription_is_not_found(
    parked: SubscriptionMail, subscribe: Subscribe, reviewer: User
) -> None:
    other = subscribe(address="li@example.com")

    response = signed_in(reviewer).post(f"{LIST}{other.pk}/mails/{parked.pk}/send-again/")

    assert response.status_code == 404


def test_supervisors_read_and_do_not_send(parked: SubscriptionMail, supervisor: User, administrator: User) -> None:
    page = read(signed_in(supervisor).get(f"{LIST}{parked.subscription_id}/change/"))

    assert "重新发送" not in page.words
    assert [send_again(person, parked).status_code for person in (supervisor, administrator)] == [403, 403]
    parked.refresh_from_db()
    assert parked.status == "parked"

"""From the form to the confirmed subscription: nothing is mailed to anybody who did not say yes."""

from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django.test import Client

from apps.acceptance.tests.conftest import at_once
from apps.announcements.models import Subscription, SubscriptionMail, SubscriptionToken
from apps.announcements.services.subscriptions import confirm_subscription
from apps.announcements.tests.conftest import Receive
from apps.announcements.tests.pages import read
from apps.announcements.tests.subscriptions.conftest import READER, Post, Subscribe, link_in
from apps.core.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

NEW = "/subscriptions/new/?type=tender&q=电子白板&amount_from=96.50&published_from=2026-01-01"


def test_the_page_says_in_words_what_would_be_subscribed_and_is_stored_by_nobody(client: Client) -> None:
    response = client.get(NEW)

    words = read(response).words
    assert "关键词 电子白板 公告类型 采购公告 金额从（万元） 96.5" in words
    assert "《个人信息保护法》第十三条、第十七条" in words
    assert "no-store" in response["Cache-Control"]
    assert response["X-Robots-Tag"] == "noindex, nofollow"


def test_an_address_gets_one_mail_and_nothing_else_before_its_reader_has_confirmed(
    client: Client, post: Post, receive: Receive, now: datetime
) -> None:
    response = client.post(NEW, {"address": " Zhang@Example.com ", "frequency": "daily"})

    sent = list(post(now))
    receive()
    later = list(post(now + timedelta(hours=1)))
    subscription = Subscription.objects.get()
    assert (response.status_code, response["Location"]) == (302, "/subscriptions/asked/")
    assert [(message.to, message.subject) for message in sent] == [
        ([READER], "【方城县公共资源交易平台】请确认您的邮件订阅")
    ]
    assert later == []
    assert (subscription.address, subscription.status, subscription.frequency) == (READER, "pending", "daily")
    assert subscription.filters == {"amount_from": "96.5", "q": "电子白板", "type": "tender"}


def test_opening_the_link_changes_nothing_and_pressing_the_button_confirms(
    client: Client, ask: Subscribe, post: Post, now: datetime
) -> None:
    ask(type="tender")
    link = link_in(post(now)[0], "confirm")

    page = client.get(link)
    client.head(link)

    assert "确认订阅" in read(page).words
    assert page["Referrer-Policy"] == "no-referrer"
    assert Subscription.objects.get().status == "pending"

    # Whoever comes from a mail has no cookie of ours.
    done = Client(enforce_csrf_checks=True).post(link)
    twice = Client(enforce_csrf_checks=True).post(link)

    subscription = Subscription.objects.get()
    assert (subscription.status, subscription.confirmed_at) == ("confirmed", now)
    assert [done.status_code, twice.status_code] == [200, 200]


def test_the_database_knows_no_link(ask: Subscribe, post: Post, now: datetime) -> None:
    ask()

    secret = link_in(post(now)[0], "confirm").rstrip("/").rpartition("/")[2]

    token = SubscriptionToken.objects.get()
    assert len(secret) == 43
    assert token.sha256 != secret
    assert len(token.sha256) == 64


@pytest.mark.parametrize("wrong", ["other_secret", "other_purpose", "too_late"])
def test_a_link_holds_for_its_purpose_and_its_time_alone(
    client: Client, ask: Subscribe, post: Post, now: datetime, wrong: str
) -> None:
    ask()
    link = link_in(post(now)[0], "confirm")
    if wrong == "other_secret":
        link = f"{link[:-2]}{'A' if link[-2] != 'A' else 'B'}/"
    if wrong == "other_purpose":
        link = link.replace("confirm", "manage")
    if wrong == "too_late":
        SubscriptionToken.objects.update(expires_at=now)

    response = client.post(link)

    assert response.status_code == 404
    assert "这个链接不能使用" in read(response).words
    assert Subscription.objects.get().status == "pending"


def test_the_answer_is_the_same_for_every_address(client: Client, subscribe: Subscribe, now: datetime) -> None:
    subscribe(type="tender")
    known, unknown = READER, "nobody@example.com"

    answers = [
        client.post("/subscriptions/new/?type=tender", {"address": address, "frequency": "daily"}, follow=True).content
        for address in (known, unknown)
    ]
    requests = [client.post("/subscriptions/", {"address": address}).content for address in (known, unknown)]

    assert answers[0] == answers[1]
    assert requests[0] == requests[1]


def test_an_address_is_mailed_five_times_a_day_and_a_client_that_goes_on_sees_no_difference(
    client: Client, post: Post, now: datetime
) -> None:
    answers = {
        client.post("/subscriptions/new/", {"address": READER, "frequency": "daily"})["Location"] for _ in range(7)
    }

    assert answers == {"/subscriptions/asked/"}
    assert SubscriptionMail.objects.count() == 5


def test_spellings_that_reach_one_mailbox_are_counted_together(client: Client, now: datetime) -> None:
    name, _, domain = READER.partition("@")

    for number in range(7):
        address = f"{name}+{number}@{domain.upper()}"
        client.post("/subscriptions/new/", {"address": address, "frequency": "daily"})

    assert SubscriptionMail.objects.count() == 5


def test_a_client_asks_thirty_times_a_day(client: Client, now: datetime) -> None:
    codes = [
        client.post("/subscriptions/new/", {"address": f"r{number}@example.com", "frequency": "daily"}).status_code
        for number in range(31)
    ]

    assert codes == [302] * 30 + [429]
    assert Subscription.objects.count() == 30


@pytest.mark.parametrize(
    "address",
    [
        "",
        "nobody",
        "a@b",
        "张三@example.com",
        "a@example.com\nBcc: victim@example.com",
        "a@example.com\r\nSubject: x",
        "a@exa mple.com",
        "a,b@example.com",
        f"{'a' * 250}@example.com",
        "a@example.com\x00",
        '"victim"@example.com',
        '"vic\x01tim"@example.com',
        "a@[127.0.0.1]",
        "a@localhost",
        f"{'a' * 65}@example.com",
    ],
)
def test_what_is_no_address_is_refused_at_its_field(client: Client, address: str) -> None:
    response = client.post("/subscriptions/new/", {"address": address, "frequency": "daily"})

    assert response.status_code == 200
    assert response.context["form"].errors["address"]
    assert Subscription.objects.count() == 0


def test_a_chinese_domain_is_written_in_the_letters_of_dns(client: Client) -> None:
    client.post("/subscriptions/new/", {"address": "Wang@中国.中国", "frequency": "daily"})

    assert Subscription.objects.get().address == "wang@xn--fiqs8s.xn--fiqs8s"


@pytest.mark.parametrize(("query", "status"), [("state=closed", 400), ("type=nonsense", 400), ("state=open", 200)])
def test_what_no_new_announcement_can_be_is_not_subscribed(client: Client, query: str, status: int) -> None:
    assert client.get(f"/subscriptions/new/?{query}").status_code == status


def test_without_the_token_of_the_form_nothing_is_asked(settings: LazySettings) -> None:
    response = Client(enforce_csrf_checks=True).post("/subscriptions/new/", {"address": READER, "frequency": "daily"})

    assert response.status_code == 403
    assert Subscription.objects.count() == 0


def test_where_no_mail_is_sent_nothing_is_offered_and_the_page_says_so(client: Client, settings: LazySettings) -> None:
    settings.SENDS_MAIL = False

    page, lists = client.get(NEW), client.get("/announcements/")

    assert page.status_code == 404
    assert "本平台没有配置邮件服务器" in read(page).words
    assert not [link for link in read(lists).links() if link.startswith("/subscriptions/")]


def test_a_column_and_a_search_offer_to_be_subscribed_to(client: Client) -> None:
    column = read(client.get("/announcements/tender/")).links()
    search = read(client.get("/search/?q=%E6%A1%A5&kind=works")).links()

    assert "/subscriptions/new/?type=tender" in column
    assert "/subscriptions/new/?kind=works&q=%E6%A1%A5" in search


def test_an_equal_subscription_takes_the_place_of_the_old_one_with_what_it_was_owed(
    subscribe: Subscribe, receive: Receive, post: Post, now: datetime
) -> None:
    old = subscribe(type="tender", frequency="daily")
    receive(at=now)
    assert post(now + timedelta(minutes=1)) == []

    new = subscribe(type="tender", frequency="immediate", at=now + timedelta(minutes=2))

    assert Subscription.objects.get(pk=old.pk).status == "ended"
    assert SubscriptionMail.objects.get(kind="notice").subscription == new
    assert len(post(now + timedelta(days=1))) == 1


@pytest.mark.django_db(transaction=True)
def test_two_links_pressed_at_once_leave_one_subscription(ask: Subscribe, now: datetime) -> None:
    first, second = ask(type="tender"), ask(type="tender")

    at_once(*(lambda one=one: confirm_subscription(subscription=one, now=now) for one in (first, second)))

    assert sorted(Subscription.objects.values_list("status", flat=True)) == ["confirmed", "ended"]


def test_the_audit_names_nobody(client: Client, post: Post, now: datetime) -> None:
    client.post(NEW, {"address": READER, "frequency": "daily"})
    client.post(link_in(post(now)[0], "confirm"))

    entries = AuditEntry.objects.filter(act__startswith="subscription.")
    assert sorted(entries.values_list("act", "actor_name", "actor_address")) == [
        ("subscription.asked", "订阅读者", ""),
        ("subscription.confirmed", "订阅读者", ""),
    ]
    assert not [entry for entry in entries if "@" in f"{entry.summary}{entry.details}"]

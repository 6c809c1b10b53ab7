"""Mails that are owed go out, through whatever happens to the mail server and the worker."""

import re
import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any
from unittest.mock import patch

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import LazySettings
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from apps.acceptance.tests.conftest import at_once
from apps.announcements.models import Announcement, Subscription, SubscriptionMail
from apps.announcements.subscriptions import delivery
from apps.announcements.subscriptions.delivery import MOST_ATTEMPTS, deliver_due_mails
from apps.announcements.subscriptions.matching import match_new_events
from apps.announcements.tests.conftest import Receive
from apps.announcements.tests.subscriptions.conftest import READER, Post, Subscribe

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]


class Sink:
    """A mail server on a socket of this machine: keeps what it takes, and refuses as it is told."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []
        self.answers: dict[str, str] = {}

    async def handle_RCPT(  # noqa: N802  the name is the server's
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if (answer := self.answers.get(address)) is not None:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.taken.append(envelope)
        return "250 OK"


@pytest.fixture
def sink(settings: LazySettings) -> Iterator[Sink]:
    handler = Sink()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    yield handler
    controller.stop()


def logged(caplog: pytest.LogCaptureFixture) -> str:
    """Return what the platform logged; the mail server of the test logs its own side of the talk."""
    return "".join(record.getMessage() for record in caplog.records if not record.name.startswith("mail."))


def send(at: datetime) -> SubscriptionMail:
    deliver_due_mails(lambda: at)
    return SubscriptionMail.objects.order_by("pk")[0]


def test_a_mail_goes_through_a_real_server(sink: Sink, ask: Subscribe, now: datetime) -> None:
    ask(type="tender")

    sent = send(now)

    assert (sent.status, sent.settled_at, sent.attempts) == ("sent", now, 1)
    assert sink.taken[0].rcpt_tos == [READER]
    content = sink.taken[0].content
    assert isinstance(content, bytes)
    message = message_from_bytes(content, policy=policy.default)
    bodies = [message.get_body((kind,)) for kind in ("plain", "html")]
    assert message["Message-ID"] == f"<subscription-mail-{sent.pk}@ggzy.example>"
    assert message["Subject"].strip() == "【方城县公共资源交易平台】请确认您的邮件订阅"
    assert ["内容：公告类型：采购公告" in body.get_content() for body in bodies if body is not None] == [True, True]


def test_what_the_receiving_server_refuses_for_good_is_parked_without_the_address(
    sink: Sink, ask: Subscribe, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    sink.answers[READER] = f"550 5.1.1 <{READER}>: no such user"
    ask()

    refused = send(now)
    send(now + timedelta(days=1))

    assert (refused.status, refused.attempts) == ("parked", 1)
    assert refused.last_error == "邮件服务器拒绝：550 5.1.1 <z***@example.com>: no such user"
    assert sink.taken == []
    assert READER not in logged(caplog)


def test_what_is_refused_for_now_is_tried_ever_more_slowly_and_parked_at_last(
    sink: Sink, ask: Subscribe, subscribe: Subscribe, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    sink.answers[READER] = f"451 {READER} greylisted"
    Subscription.objects.filter(pk=ask().pk).update(expires_at=now + timedelta(days=9))
    pauses, at = [], now

    while (waiting := send(at)).status == "waiting":
        pauses.append((waiting.due_at - at) // timedelta(minutes=1))
        at = waiting.due_at

    assert pauses == [2, 4, 8, 16, 32, 64, 128, 256]
    assert (waiting.status, waiting.attempts) == ("parked", MOST_ATTEMPTS)
    assert READER not in logged(caplog)


def test_one_refused_address_does_not_hold_up_another(sink: Sink, ask: Subscribe, now: datetime) -> None:
    sink.answers[READER] = "451 later"
    ask()
    ask(address="other@example.com")

    send(now)

    assert [envelope.rcpt_tos for envelope in sink.taken] == [["other@example.com"]]


def test_a_server_that_is_away_costs_no_attempt_and_nothing_is_lost(
    sink: Sink, ask: Subscribe, settings: LazySettings, now: datetime
) -> None:
    ask()
    port = settings.EMAIL_PORT
    settings.EMAIL_PORT = 1

    away = send(now)
    settings.EMAIL_PORT = port
    back = send(now + timedelta(minutes=2))

    assert (away.status, away.attempts, away.last_error) == (
        "waiting",
        0,
        "无法连接邮件服务器（ConnectionRefusedError）。",
    )
    assert (back.status, len(sink.taken)) == ("sent", 1)


def test_an_address_that_is_refused_three_times_in_a_row_is_not_mailed_any_more(
    sink: Sink, subscribe: Subscribe, receive: Receive, now: datetime
) -> None:
    subscribe()
    SubscriptionMail.objects.all().delete()
    sink.answers[READER] = "550 no"

    for number in range(3):
        receive(str(number), at=now)
        match_new_events(now=now)
        send(now)

    subscription = Subscription.objects.get()
    assert (subscription.status, subscription.refusals) == ("ended", 3)


def test_a_worker_killed_after_sending_sends_again_with_the_same_message_id(ask: Subscribe, now: datetime) -> None:
    ask()
    with patch.object(delivery, "_note_sent", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        send(now)

    send(now + timedelta(minutes=4))
    during_lease = len(mail.outbox)
    again = send(now + timedelta(minutes=5))

    assert (during_lease, len(mail.outbox)) == (1, 2)
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 1
    assert (again.status, again.attempts) == ("sent", 2)


def test_who_lost_the_lease_settles_nothing(ask: Subscribe, now: datetime) -> None:
    ask()
    slow = delivery._claim(now)
    assert slow is not None
    delivery._claim(now + timedelta(minutes=5))

    delivery._note_sent(slow, now + timedelta(minutes=6))

    assert SubscriptionMail.objects.get().status == "waiting"


def test_a_mail_that_kills_its_worker_comes_to_an_end(ask: Subscribe, now: datetime) -> None:
    Subscription.objects.filter(pk=ask().pk).update(expires_at=now + timedelta(days=9))
    for number in range(MOST_ATTEMPTS):
        assert delivery._claim(now + timedelta(minutes=5 * number)) is not None

    assert delivery._claim(now + timedelta(days=1)) is None
    assert SubscriptionMail.objects.get().status == "parked"


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_mail_once(ask: Subscribe, now: datetime) -> None:
    for number in range(6):
        ask(address=f"r{number}@example.com")

    at_once(*(lambda: deliver_due_mails(lambda: now) for _ in range(2)))

    assert sorted(message.to[0] for message in mail.outbox) == [f"r{number}@example.com" for number in range(6)]


def test_an_unexpected_error_holds_up_nobody_and_its_words_are_not_logged(
    ask: Subscribe, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    ask()
    ask(address="other@example.com")
    ordinary = EmailBackend.send_messages

    def broken(self: EmailBackend, messages: Any) -> int:
        if messages[0].to == [READER]:
            raise RuntimeError(READER)
        return int(ordinary(self, messages))

    with patch.object(EmailBackend, "send_messages", broken):
        send(now)

    assert [message.to for message in mail.outbox] == [["other@example.com"]]
    assert "RuntimeError" in logged(caplog)
    assert READER not in logged(caplog)


def test_where_no_mail_is_sent_everything_waits(ask: Subscribe, settings: LazySettings, now: datetime) -> None:
    ask()
    settings.SENDS_MAIL = False

    assert send(now).status == "waiting"


def test_a_hostile_title_is_text_and_no_header(
    subscribe: Subscribe, receive: Receive, post: Post, now: datetime
) -> None:
    subscribe()
    announcement = receive(at=now)
    Announcement.objects.filter(pk=announcement.pk).update(
        title="公告\r\nBcc: victim@example.com\u202e<script>alert(1)</script>&\x0b"
    )

    message = post(now)[0]

    html = str(message.alternatives[0][0])
    assert message.subject == (
        "【方城县公共资源交易平台】采购公告：公告 Bcc: victim@example.com<script>alert(1)</script>&"
    )
    assert message.recipients() == [READER]
    assert message.message()["Bcc"] is None
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;</a>" in html
    assert "<script" not in html
    assert "公告 Bcc: victim@example.com<script>alert(1)</script>&" in message.body


def test_a_notice_says_why_it_comes_and_how_to_leave(
    subscribe: Subscribe, receive: Receive, post: Post, now: datetime
) -> None:
    subscribe(q="教学设备", purchaser="教育")
    announcement = receive(at=now)

    message = post(now)[0]

    html = str(message.alternatives[0][0])
    assert f"https://ggzy.example/announcements/{announcement.pk}/" in message.body
    assert "您收到本邮件，是因为这个邮箱订阅了：关键词：教学设备；采购人：教育" in message.body
    assert "您收到本邮件，是因为这个邮箱订阅了：关键词：教学设备；采购人：教育" in html
    assert re.findall(r'href="(?!https://ggzy\.example/)', html) == []
    assert "<table" not in html
    assert message.extra_headers["Auto-Submitted"] == "auto-generated"


def test_a_mail_has_room_for_fifty_and_says_how_many_more_there_are(
    subscribe: Subscribe, receive: Receive, post: Post, now: datetime, django_assert_num_queries: Any
) -> None:
    subscribe(type="tender")
    SubscriptionMail.objects.all().delete()
    for number in range(52):
        receive(str(number), at=now)

    match_new_events(now=now)
    # Claim (savepoint, look, count, end); what is told and how many; the link; settle (savepoint, lock, status and
    # history in a savepoint of their own, refusals, end); the look that nothing else is due, in its savepoint.
    with django_assert_num_queries(4 + 2 + 1 + 8 + 3):
        deliver_due_mails(lambda: now)

    messages: list[Any] = mail.outbox
    assert messages[0].subject == "【方城县公共资源交易平台】52 条公告符合您的订阅"
    assert messages[0].body.count("https://ggzy.example/announcements/") == 50
    assert "还有 2 条，请在网站查看：\nhttps://ggzy.example/search/?type=tender" in messages[0].body

"""Readers who subscribe, and the mails that they get."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from apps.announcements.models import PublicEvent, Subscription
from apps.announcements.open_data import changes
from apps.announcements.services.subscriptions import ask_subscription, confirm_subscription
from apps.announcements.subscriptions.delivery import deliver_due_mails
from apps.announcements.subscriptions.matching import match_new_events

READER = "zhang@example.com"
CLIENT = "203.0.113.7"

Subscribe = Callable[..., Subscription]
Post = Callable[[datetime], list[EmailMultiAlternatives]]


@pytest.fixture(autouse=True)
def with_mail(settings: LazySettings) -> None:
    settings.SENDS_MAIL = True
    settings.PUBLIC_BASE_URL = "https://ggzy.example"
    settings.ALLOWED_HOSTS = ["testserver"]


@pytest.fixture(autouse=True)
def as_committed(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what a test has written count as committed, but where a test really commits."""
    marker = request.node.get_closest_marker("django_db")
    if marker is not None and not marker.kwargs.get("transaction"):
        monkeypatch.setattr(changes, "settled_events", lambda: PublicEvent.objects.order_by("transaction", "pk"))
        monkeypatch.setattr(changes, "unsettled_events", PublicEvent.objects.none)


@pytest.fixture
def ask(now: datetime) -> Subscribe:
    """Return a function that asks for a subscription."""

    def make(*, address: str = READER, frequency: str = "immediate", at: datetime = now, **filters: str) -> Any:
        return ask_subscription(address=address, filters=filters, frequency=frequency, client=CLIENT, now=at)

    return make


@pytest.fixture
def subscribe(ask: Subscribe, now: datetime) -> Subscribe:
    """Return a function that asks for a subscription and confirms it."""

    def make(*, at: datetime = now, **asked: str) -> Subscription:
        subscription = ask(at=at, **asked)
        confirm_subscription(subscription=subscription, now=at)
        return Subscription.objects.get(pk=subscription.pk)

    return make


@pytest.fixture
def post() -> Post:
    """Return a function that sends what is due and returns what went out."""

    def send(at: datetime) -> list[Any]:
        mail.outbox = []
        match_new_events(now=at)
        deliver_due_mails(lambda: at)
        return mail.outbox

    return send


def link_in(message: EmailMultiAlternatives, page: str) -> str:
    """Return the path of the link to `page` in the text of a mail."""
    found = re.search(rf"https://ggzy\.example(/subscriptions/{page}/\d+/[\w-]+/)", str(message.body))
    assert found is not None
    return found[1]

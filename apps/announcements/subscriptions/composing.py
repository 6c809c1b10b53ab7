"""Writes the mails: plain text and HTML of the same words, with the headers by which mail programs unsubscribe."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from apps.announcements.models import Subscription, SubscriptionMail
from apps.announcements.platform_name import PLATFORM_NAME
from apps.announcements.subscriptions.asked import EVERYTHING, facts_of, words_for
from apps.announcements.subscriptions.telling import news_of, subject_for
from apps.announcements.subscriptions.tokens import LIFETIMES, Purpose, issue_link

Kind = SubscriptionMail.Kind

LONGEST_SUBJECT = 80


def compose(mail: SubscriptionMail, *, now: datetime) -> EmailMultiAlternatives:
    """Return the mail, ready to be sent; its links are new ones.

    The Message-ID is the same at every attempt, so that a mail program which is sent it twice may show it once.
    """
    subscription = mail.subscription
    subject, words, headers = WRITERS[Kind(mail.kind)](mail, now)
    context = words | {
        "platform": PLATFORM_NAME,
        "center_name": settings.ENVIRONMENT.center_name,
        "center_phone": settings.ENVIRONMENT.center_phone,
        "home_url": f"{settings.PUBLIC_BASE_URL}/",
        "manage_url": f"{settings.PUBLIC_BASE_URL}{reverse('subscriptions:manage-ask')}",
        "asked": facts_of(subscription.filters),
        "asked_words": words_for(subscription.filters),
        "everything": EVERYTHING,
        "subject": subject,
    }
    template = f"announcements/subscriptions/mails/{mail.kind}"
    message = EmailMultiAlternatives(
        subject=f"【{PLATFORM_NAME}】{_shortened(subject)}",
        body=render_to_string(f"{template}.txt", context),
        to=[subscription.address],
        headers={
            "Message-ID": f"<subscription-mail-{mail.pk}@{urlsplit(settings.PUBLIC_BASE_URL).hostname}>",
            # Nobody's holiday message is to answer it.
            "Auto-Submitted": "auto-generated",
            **headers,
        },
    )
    message.attach_alternative(render_to_string(f"{template}.html", context), "text/html")
    return message


def _confirmation(mail: SubscriptionMail, now: datetime) -> tuple[str, dict[str, Any], dict[str, str]]:
    words = {
        "confirm_url": issue_link(mail.subscription, Purpose.CONFIRM, now=now),
        "expires_at": mail.subscription.expires_at,
        "frequency": mail.subscription.get_frequency_display(),
    }
    return "请确认您的邮件订阅", words, {}


def _management(mail: SubscriptionMail, now: datetime) -> tuple[str, dict[str, Any], dict[str, str]]:
    words = {
        "link_url": issue_link(mail.subscription, Purpose.MANAGE, now=now),
        "expires_at": now + LIFETIMES[Purpose.MANAGE],
    }
    return "管理您的邮件订阅", words, {}


def _notice(mail: SubscriptionMail, now: datetime) -> tuple[str, dict[str, Any], dict[str, str]]:
    subscription = mail.subscription
    news, more = news_of(mail)
    unsubscribe_url = issue_link(subscription, Purpose.UNSUBSCRIBE, now=now)
    words = {
        "news": news,
        "more": more,
        "search_url": _search_url(subscription),
        "unsubscribe_url": unsubscribe_url,
    }
    # RFC 2369 and RFC 8058: the mail program itself shows a button, and presses it by a POST without a cookie.
    headers = {
        "List-Unsubscribe": f"<{unsubscribe_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": f"<announcements.{urlsplit(settings.PUBLIC_BASE_URL).hostname}>",
    }
    return subject_for(news, more), words, headers


WRITERS: dict[
    SubscriptionMail.Kind, Callable[[SubscriptionMail, datetime], tuple[str, dict[str, Any], dict[str, str]]]
] = {Kind.CONFIRMATION: _confirmation, Kind.MANAGEMENT: _management, Kind.NOTICE: _notice}


def _search_url(subscription: Subscription) -> str:
    return f"{settings.PUBLIC_BASE_URL}{reverse('announcements:search')}?{urlencode(subscription.filters)}"


def _shortened(subject: str) -> str:
    return subject if len(subject) <= LONGEST_SUBJECT else f"{subject[: LONGEST_SUBJECT - 1]}…"

"""Links in mails: 256 random bits each, of which the database keeps a digest alone."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from apps.announcements.models import Subscription, SubscriptionToken

Purpose = SubscriptionToken.Purpose

BYTES = 32
# The confirmation has to come within a day; old mails are still to be unsubscribed from; what lists all
# subscriptions of a person is asked for anew each time.
LIFETIMES = {
    Purpose.CONFIRM: timedelta(hours=24),
    Purpose.UNSUBSCRIBE: timedelta(days=400),
    Purpose.MANAGE: timedelta(hours=2),
}
PAGES = {
    Purpose.CONFIRM: "subscriptions:confirm",
    Purpose.UNSUBSCRIBE: "subscriptions:unsubscribe",
    Purpose.MANAGE: "subscriptions:manage",
}


def issue_link(subscription: Subscription, purpose: SubscriptionToken.Purpose, *, now: datetime) -> str:
    """Return a new link for a mail of this subscription; those that were issued before go on holding."""
    secret = secrets.token_urlsafe(BYTES)
    token = SubscriptionToken.objects.create(
        subscription=subscription, purpose=purpose, sha256=_digest(secret), expires_at=now + LIFETIMES[purpose]
    )
    return f"{settings.PUBLIC_BASE_URL}{reverse(PAGES[purpose], args=[token.pk, secret])}"


def holder_of(pk: int, secret: str, purpose: SubscriptionToken.Purpose, *, now: datetime) -> Subscription | None:
    """Return whose link this is; None when it was never issued, for something else, or too long ago."""
    token = (
        SubscriptionToken.objects.filter(pk=pk, purpose=purpose, expires_at__gt=now)
        .select_related("subscription")
        .first()
    )
    # Compared in the same time whether or not there is such a token.
    is_right = hmac.compare_digest(token.sha256 if token else "", _digest(secret))
    return token.subscription if token and is_right else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

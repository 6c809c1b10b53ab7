"""Subscriptions as their readers and the center see them."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from apps.accounts.center_history import HistoryItem, history_of, trail_of
from apps.announcements.models import Subscription, SubscriptionMail
from apps.announcements.subscriptions.addresses import masked
from apps.announcements.subscriptions.asked import facts_of
from apps.core.facts import Fact
from apps.core.models import AuditEntry
from apps.core.templatetags.ui import datetime_cn

MOST_MAILS = 50
TONES = {"confirmed": "success"}


@dataclass(frozen=True)
class SubscriptionPage:
    """A subscription, without the address, and its last mails."""

    subscription: Subscription
    facts: list[Fact]
    asked: list[Fact]
    mails: list[SubscriptionMail]
    history: list[HistoryItem]
    trail: list[AuditEntry]


def subscriptions_beside(holder: Subscription) -> QuerySet[Subscription]:
    """Return what is confirmed for the address that `holder` belongs to, the newest first."""
    return Subscription.objects.confirmed().filter(address=holder.address).order_by("-confirmed_at", "-pk")


def subscription_page(subscription: Subscription) -> SubscriptionPage:
    """Assemble the page of a subscription at the center's site."""
    mails = subscription.mails.annotate(told=Count("matches")).select_related("subscription").order_by("-pk")
    return SubscriptionPage(
        subscription=subscription,
        facts=[
            Fact("邮箱", masked(subscription.address)),
            Fact("通知频率", subscription.get_frequency_display()),
            Fact("申请时间", datetime_cn(subscription.asked_at)),
            Fact("确认时间", datetime_cn(subscription.confirmed_at)),
            Fact("退订时间", datetime_cn(subscription.ended_at)),
        ],
        asked=facts_of(subscription.filters),
        mails=list(mails[:MOST_MAILS]),
        history=history_of(subscription, TONES),
        trail=trail_of(subscription),
    )

"""E-mail subscriptions: asked for, confirmed, ended, forgotten.

Each answer to somebody who is not known yet is the same, whatever is stored of the address: who subscribes to what is
nobody else's business. Audit entries name the subscription and never the address or where somebody came from.
"""

from datetime import datetime, timedelta

from django.db import connection, transaction

from apps.announcements.models import (
    Subscription,
    SubscriptionMail,
    SubscriptionRequest,
    SubscriptionToken,
)
from apps.announcements.subscriptions.addresses import fingerprint, mailbox
from apps.announcements.subscriptions.tokens import LIFETIMES, Purpose
from apps.core import audit
from apps.core.actors import PLATFORM, Actor
from apps.core.client_address import client_network
from apps.core.doorbell import ring
from apps.core.exceptions import DomainError, StaleState
from apps.core.freezing import digest
from apps.core.status import move

Status = Subscription.Status
Kind = SubscriptionMail.Kind

DELIVERY_TASK = "apps.announcements.subscriptions.tasks.deliver_subscription_mails"
READER = Actor(name="订阅读者")

# How many mails may be asked for within a period: for one address (a stranger must not fill a mailbox through us),
# and by one client, who may be a whole office behind one address.
COUNTED_FOR = timedelta(days=1)
MOST_PER_ADDRESS = 5
MOST_PER_CLIENT = 30
# 个人信息保护法 第四十七条: what is no longer needed is deleted. A month lets us answer who asks why mails stopped.
KEPT_AFTER_END = timedelta(days=30)
# Longer than news are told for, so that nothing can be told twice; see `matching`.
MAILS_KEPT_FOR = timedelta(days=90)
MOST_FORGOTTEN_AT_ONCE = 1000


class TooManyRequests(DomainError):
    """The client has asked for as many mails as one may in a day."""


@transaction.atomic
def ask_subscription(
    *, address: str, filters: dict[str, str], frequency: str, client: str, now: datetime
) -> Subscription | None:
    """Keep a subscription that waits for its confirmation, and owe the mail that asks for it.

    `address` is normalised, `client` the IP address asked from. Every asking is a row of its own, so that the same is
    done whether or not the address is known; the one that is confirmed takes the place of an equal one. Twice: two
    mails, of which either may be used. None where the address has been sent enough mails today: the reader is
    answered the same.

    Raises TooManyRequests.
    """
    if not _may_be_mailed(address, client, now):
        return None
    subscription = Subscription.objects.create(
        address=address,
        filters=filters,
        filters_sm3=digest(filters),
        frequency=frequency,
        asked_at=now,
        expires_at=now + LIFETIMES[Purpose.CONFIRM],
    )
    _owe(subscription, Kind.CONFIRMATION, now)
    audit.record(
        act="subscription.asked",
        summary="申请邮件订阅",
        subject=subscription,
        actor=READER,
        now=now,
        details={"filters": filters, "frequency": frequency},
    )
    return subscription


@transaction.atomic
def confirm_subscription(*, subscription: Subscription, now: datetime) -> None:
    """Begin to tell whoever reads the mail of the address.

    An equal subscription of the same address ends, and what it was still owed is the new one's. Twice: the second
    changes nothing. Two at once: the rows of the address are locked in order.

    Raises UnlawfulMove for one that has ended, StaleState for one that was forgotten a moment ago.
    """
    equal = Subscription.objects.filter(address=subscription.address, filters_sm3=subscription.filters_sm3)
    rows = {row.pk: row for row in equal.order_by("pk").select_for_update()}
    current = rows.get(subscription.pk)
    if current is None:
        raise StaleState("这个订阅没有在期限内确认，已经删除，请重新订阅。")
    if current.status == Status.CONFIRMED:
        return
    for other in rows.values():
        if other.status == Status.CONFIRMED:
            _end(other, "由同一邮箱相同条件的新订阅代替", READER, now)
            _hand_over(other, current)
    move(current, Status.CONFIRMED, actor=READER, now=now, confirmed_at=now)
    audit.record(act="subscription.confirmed", summary="确认邮件订阅", subject=current, actor=READER, now=now)


@transaction.atomic
def end_subscription(*, subscription: Subscription, now: datetime) -> None:
    """Tell its reader of nothing more. Ended already: nothing happens."""
    current = Subscription.objects.select_for_update().get(pk=subscription.pk)
    if current.status != Status.ENDED:
        _end(current, "读者退订", READER, now)


@transaction.atomic
def end_refused(*, subscription: Subscription, now: datetime) -> None:
    """End a subscription whose mails the receiving server keeps refusing. Ended already: nothing happens."""
    current = Subscription.objects.select_for_update().get(pk=subscription.pk)
    if current.status == Status.CONFIRMED:
        _end(current, f"收件服务器连续 {current.refusals} 次拒收", PLATFORM, now)


@transaction.atomic
def ask_management(*, address: str, client: str, now: datetime) -> None:
    """Owe whoever reads the mail of the address a link to its subscriptions; nothing where there are none.

    Raises TooManyRequests.
    """
    if not _may_be_mailed(address, client, now):
        return
    subscription = Subscription.objects.confirmed().filter(address=address).order_by("-pk").first()
    if subscription is not None:
        _owe(subscription, Kind.MANAGEMENT, now)


@transaction.atomic
def forget_subscriptions(*, now: datetime) -> None:
    """Delete for good what is over: unconfirmed and ended subscriptions, old links, counts and mails.

    Their audit entries stay; these name no address. Twice: the second finds nothing. What is too much for one time
    is left for the next.
    """
    unconfirmed = Subscription.objects.filter(status=Status.PENDING, expires_at__lte=now)
    ended = Subscription.objects.filter(status=Status.ENDED, ended_at__lte=now - KEPT_AFTER_END)
    for over in (unconfirmed, ended):
        for subscription in over.order_by("pk").select_for_update(skip_locked=True)[:MOST_FORGOTTEN_AT_ONCE]:
            audit.record(
                act="subscription.forgotten",
                summary="删除邮件订阅及其邮箱地址",
                subject=subscription,
                actor=PLATFORM,
                now=now,
            )
            subscription.delete()
    SubscriptionToken.objects.filter(expires_at__lte=now).delete()
    SubscriptionMail.objects.filter(settled_at__lte=now - MAILS_KEPT_FOR).delete()
    SubscriptionRequest.objects.filter(asked_at__lte=now - COUNTED_FOR).delete()


def _may_be_mailed(address: str, client: str, now: datetime) -> bool:
    """Count this asking; tell whether the address may be sent one more mail today. Raises TooManyRequests.

    Of several askings at once each waits for the one before it, so that none is counted too late.
    """
    of_client = fingerprint("client", client_network(client))
    of_address = fingerprint("address", mailbox(address))
    if _count(of_client, now) >= MOST_PER_CLIENT:
        raise TooManyRequests("您今天提交的次数已较多，请明天再试。")
    is_allowed = _count(of_address, now) < MOST_PER_ADDRESS
    SubscriptionRequest.objects.create(fingerprint=of_client, asked_at=now)
    if is_allowed:
        SubscriptionRequest.objects.create(fingerprint=of_address, asked_at=now)
    return is_allowed


def _count(who: str, now: datetime) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [who])
    return SubscriptionRequest.objects.filter(fingerprint=who, asked_at__gt=now - COUNTED_FOR).count()


def _owe(subscription: Subscription, kind: SubscriptionMail.Kind, now: datetime) -> None:
    SubscriptionMail.objects.create(subscription=subscription, kind=kind, asked_at=now, due_at=now)
    ring(DELIVERY_TASK)


def _end(subscription: Subscription, reason: str, actor: Actor, now: datetime) -> None:
    move(subscription, Status.ENDED, actor=actor, now=now, reason=reason, ended_at=now)
    audit.record(
        act="subscription.ended",
        summary="邮件订阅结束",
        subject=subscription,
        actor=actor,
        now=now,
        details={"reason": reason},
    )


def _hand_over(old: Subscription, new: Subscription) -> None:
    """Let the new subscription be told what the old one was not told yet."""
    mails = SubscriptionMail.objects.unclaimed_notices().filter(subscription=old)
    for mail in mails.select_for_update():
        mail.matches.update(subscription=new)
        mail.subscription = new
        mail.save(update_fields=["subscription"])

"""Sends the mails that are owed: claim, send with no transaction open, settle."""

import smtplib
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F

from apps.announcements.models import Subscription, SubscriptionMail
from apps.announcements.services.subscriptions import end_refused
from apps.announcements.subscriptions.composing import compose
from apps.announcements.subscriptions.refusals import MailServerAway, Refusal, read_refusal
from apps.core.actors import PLATFORM
from apps.core.status import move

Status = SubscriptionMail.Status
Kind = SubscriptionMail.Kind

# Longer than a mail server may take over one mail (EMAIL_TIMEOUT at each of its steps).
LEASE = timedelta(minutes=5)
# Two minutes to eight hours, about a day altogether; then it is parked.
FIRST_RETRY = timedelta(minutes=2)
LONGEST_RETRY = timedelta(hours=8)
MOST_ATTEMPTS = 9
# Without a server nothing is lost for this long.
WAITS_FOR_SERVER = timedelta(days=7)
# As many as are sent well within the time that a task may take.
MOST_IN_A_SWEEP = 100
# An address that is refused this often in a row is not mailed any more: whoever goes on is taken for a spammer.
MOST_REFUSALS = 3

log = structlog.get_logger(__name__)


def deliver_due_mails(clock: Callable[[], datetime]) -> None:
    """Send the mails that are due; nothing happens where the platform has no mail server.

    Twice: a sent mail is not due. Two at once: each claims another mail, and who lost its lease settles nothing.
    Killed between sending and settling: the mail is sent again when the lease has lapsed, with the same Message-ID
    (at least once, never not at all). A mail that kills its worker is counted before it is written, and comes to an
    end too.
    """
    if not settings.SENDS_MAIL:
        return
    connection = get_connection()
    try:
        for _ in range(MOST_IN_A_SWEEP):
            mail = _claim(clock())
            if mail is None or not _send(mail, connection, clock):
                return
    finally:
        connection.close()


@transaction.atomic
def _claim(now: datetime) -> SubscriptionMail | None:
    """Lease the mail that waits longest; drop or park on the way what is not to be sent any more."""
    due = SubscriptionMail.objects.filter(status=Status.WAITING, due_at__lte=now).order_by("due_at", "pk")
    unlocked = due.select_related("subscription").select_for_update(skip_locked=True, of=("self",))
    while (mail := unlocked.first()) is not None:
        if not mail.is_wanted:
            _settle(mail, Status.DROPPED, "订阅已确认、已退订或者已结束", now)
        elif mail.attempts >= MOST_ATTEMPTS:
            _settle(mail, Status.PARKED, mail.last_error or "多次发送均意外中断", now)
        else:
            mail.attempts += 1
            mail.lease_token = uuid.uuid4()
            mail.due_at = now + LEASE
            mail.save(update_fields=["attempts", "lease_token", "due_at"])
            return mail
    return None


def _send(mail: SubscriptionMail, connection: BaseEmailBackend, clock: Callable[[], datetime]) -> bool:
    """Send one leased mail and settle it; tell whether to go on with the next."""
    try:
        message = compose(mail, now=clock())
        message.connection = connection
        message.send()
    except (smtplib.SMTPException, OSError) as error:
        # What was said to one mail must not be heard by the next one.
        connection.close()
        try:
            _take_refusal(mail, read_refusal(error, mail.subscription.address), clock())
        except MailServerAway as away:
            _wait_for_server(mail, str(away), clock())
            return False
    except SoftTimeLimitExceeded:
        raise
    except Exception as error:  # noqa: BLE001  the mails behind this one must go on
        # Only of what kind it was: the words of an error may hold the address.
        log.error("subscription_mail_failed", mail=mail.pk, attempt=mail.attempts, error=type(error).__name__)
        _postpone(mail, "发送时出现意外错误，请联系运维人员查看日志。", clock())
    else:
        _note_sent(mail, clock())
    return True


@transaction.atomic
def _note_sent(mail: SubscriptionMail, now: datetime) -> None:
    if _holds_lease(mail):
        _settle(mail, Status.SENT, "", now)
        Subscription.objects.filter(pk=mail.subscription_id).update(refusals=0)
        log.info("subscription_mail_sent", mail=mail.pk, attempt=mail.attempts)


@transaction.atomic
def _take_refusal(mail: SubscriptionMail, refusal: Refusal, now: datetime) -> None:
    if not refusal.is_final:
        _postpone(mail, refusal.words, now)
    elif _holds_lease(mail):
        _settle(mail, Status.PARKED, refusal.words, now)
        subscription = mail.subscription
        Subscription.objects.filter(pk=subscription.pk).update(refusals=F("refusals") + 1)
        subscription.refresh_from_db(fields=["refusals"])
        if subscription.refusals >= MOST_REFUSALS:
            end_refused(subscription=subscription, now=now)


@transaction.atomic
def _postpone(mail: SubscriptionMail, reason: str, now: datetime) -> None:
    if not _holds_lease(mail):
        return
    if mail.attempts >= MOST_ATTEMPTS:
        _settle(mail, Status.PARKED, reason, now)
        return
    pause = min(FIRST_RETRY * 2 ** (mail.attempts - 1), LONGEST_RETRY)
    SubscriptionMail.objects.filter(pk=mail.pk).update(due_at=now + pause, last_error=reason)
    log.warning("subscription_mail_postponed", mail=mail.pk, attempt=mail.attempts, error=reason)


@transaction.atomic
def _wait_for_server(mail: SubscriptionMail, reason: str, now: datetime) -> None:
    """Put a mail back as if it had not been tried: that no server was there says nothing of it."""
    if not _holds_lease(mail):
        return
    if mail.asked_at <= now - WAITS_FOR_SERVER:
        _settle(mail, Status.PARKED, reason, now)
        return
    SubscriptionMail.objects.filter(pk=mail.pk).update(
        attempts=F("attempts") - 1, due_at=now + FIRST_RETRY, last_error=reason
    )
    log.warning("mail_server_away", mail=mail.pk, error=reason)


def _settle(mail: SubscriptionMail, status: SubscriptionMail.Status, reason: str, now: datetime) -> None:
    move(mail, status, actor=PLATFORM, now=now, reason=reason, settled_at=now, last_error=reason)


def _holds_lease(mail: SubscriptionMail) -> bool:
    """Tell whether our lease is still the last one; the subscription may have been forgotten meanwhile."""
    stored = SubscriptionMail.objects.select_for_update().filter(pk=mail.pk, status=Status.WAITING).first()
    return stored is not None and stored.lease_token == mail.lease_token

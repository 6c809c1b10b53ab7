"""Delivers the outbox: claim, send with no transaction open, settle."""

import random
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from pydantic import ValidationError

from apps.announcements.models import Announcement
from apps.announcements.pages.marking import mark_projects_of
from apps.core import audit
from apps.core.actors import PLATFORM
from apps.core.doorbell import ring
from apps.core.models import OutboxMessage
from apps.core.status import move
from apps.interconnection.gateway.client import ProvinceClient
from apps.interconnection.gateway.evidence import Exchange, Verdict
from apps.interconnection.gateway.exceptions import (
    GatewayError,
    StaleVersion,
    TemporaryGatewayError,
    Unauthorized,
)
from apps.interconnection.inbox import release_waiting
from apps.interconnection.models import DeliveryAttempt
from apps.interconnection.outgoing import KINDS, build

Status = OutboxMessage.Status
Outcome = DeliveryAttempt.Verdict

# Three days of trying with the same key; then a person decides.
GIVE_UP_AFTER = timedelta(hours=72)
# After these the next message would fare no better.
NOT_NOW = frozenset(
    {
        Verdict.NO_ANSWER,
        Verdict.BAD_SIGNATURE,
        Verdict.UNAUTHORIZED,
        Verdict.RATE_LIMITED,
        Verdict.SERVER_ERROR,
    }
)
# A refused signature is not mended by asking more often.
PAUSE_WHEN_UNAUTHORIZED = timedelta(minutes=10)
LONGEST_OBEYED_PAUSE = timedelta(hours=1)

log = structlog.get_logger(__name__)


def deliver_due(client: ProvinceClient, clock: Callable[[], datetime]) -> None:
    """Send every message that is due.

    Twice: a delivered message is not due. Two at once: a claim is a lease with a token, and who
    lost the lease settles nothing. Killed while sending: the lease lapses and the message is sent
    again under the same key, for which the province gives the same receipt.
    """
    _park_overdue(clock())
    while (claimed := _claim(clock())) is not None:
        message, attempt = claimed
        if not _send(client, message, attempt, clock):
            # What else is due would only find the same.
            return


def wake_unanswered(*, now: datetime) -> None:
    """Send at once what found no answer: the province is there again."""
    woken = OutboxMessage.objects.filter(
        Q(attempt_rows__exchange__verdict=Verdict.NO_ANSWER) | Q(attempt_rows__verdict=Outcome.UNKNOWN),
        status=Status.WAITING,
        due_at__gt=now,
        attempt_rows__number=F("attempts"),
    ).update(due_at=now)
    if woken:
        ring(settings.OUTBOX_DELIVERY_TASK)


def _claim(now: datetime) -> tuple[OutboxMessage, DeliveryAttempt] | None:
    """Lease the next due message and write down that an attempt begins."""
    with transaction.atomic():
        message = (
            OutboxMessage.objects.filter(Q(leased_until=None) | Q(leased_until__lte=now), status=Status.WAITING)
            .filter(due_at__lte=now)
            .order_by("due_at", "pk")
            .select_for_update(skip_locked=True)
            .first()
        )
        if message is None:
            return None
        message.attempts += 1
        message.lease_token = uuid.uuid4()
        message.leased_until = now + timedelta(seconds=settings.ENVIRONMENT.exchange_lease_seconds)
        message.give_up_at = message.give_up_at or now + GIVE_UP_AFTER
        message.save(update_fields=["attempts", "lease_token", "leased_until", "give_up_at"])
        attempt = DeliveryAttempt.objects.create(message=message, number=message.attempts, started_at=now)
    return message, attempt


@transaction.atomic
def _park_overdue(now: datetime) -> None:
    """Park what has been tried for too long; a message that kills every worker reaches no other place."""
    overdue = OutboxMessage.objects.filter(
        Q(leased_until=None) | Q(leased_until__lte=now), status=Status.WAITING, give_up_at__lte=now
    )
    for message in overdue.select_for_update(skip_locked=True):
        _give_up(message, message.last_error or "结果未知", now)


def _send(
    client: ProvinceClient, message: OutboxMessage, attempt: DeliveryAttempt, clock: Callable[[], datetime]
) -> bool:
    """Send one leased message and settle it; tell whether to go on with the next."""
    kind = KINDS[OutboxMessage.Topic(message.topic)]
    try:
        receipt = client.push(kind, message.subject_key, _body(message), message.idempotency_key)
    except ValidationError as error:
        _park(message, attempt, f"内容不符合交换规范，未发送：{_problems(error)}", None, clock())
    except StaleVersion as error:
        _settle_stale(message, attempt, error, clock())
    except TemporaryGatewayError as error:
        _postpone(message, attempt, str(error), error.exchange, pause=_pause(message.attempts, error), now=clock())
        _hold_back_others(error, clock())
        return error.verdict not in NOT_NOW
    except GatewayError as error:
        _park(message, attempt, str(error), error.exchange, clock())
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        # Whatever it is, the messages behind this one must go on.
        log.exception("push_failed", message=message.pk, attempt=attempt.number)
        reason = "发送时出现意外错误，请联系运维人员查看日志。"
        _postpone(message, attempt, reason, None, pause=_backoff(message.attempts), now=clock())
    else:
        _deliver(message, attempt, receipt.receipt, receipt.exchange, clock())
    return True


def _body(message: OutboxMessage) -> bytes:
    """Return the bytes to send, which are those of the first attempt."""
    if message.body is None:
        message.body = build(message).encode()
        OutboxMessage.objects.filter(pk=message.pk, body=None).update(body=message.body)
    return bytes(message.body)


def _deliver(
    message: OutboxMessage, attempt: DeliveryAttempt, receipt: str, exchange: Exchange | None, now: datetime
) -> None:
    with transaction.atomic():
        _close(attempt, Outcome.DELIVERED, receipt, exchange, now)
        if _holds_lease(message):
            move(
                message,
                Status.DELIVERED,
                actor=PLATFORM,
                now=now,
                delivered_at=now,
                receipt=receipt,
                last_error="",
                leased_until=None,
            )
            audit.record(
                act="outbox.delivered",
                summary=f"{message} 已送达省系统",
                subject=message,
                actor=PLATFORM,
                now=now,
                details={"receipt": receipt},
            )
            release_waiting(project_no=message.subject_key, now=now)
            if message.topic == OutboxMessage.Topic.LOTS:
                # The public track of the project's steps says so; lots that are pushed anew may find it public.
                mark_projects_of(Announcement.objects.filter(project__project_no=message.subject_key))
    log.info("push_settled", message=message.pk, attempts=message.attempts, receipt=receipt)


def _settle_stale(message: OutboxMessage, attempt: DeliveryAttempt, error: StaleVersion, now: datetime) -> None:
    """Settle a message for which the province holds a newer version: done if it is ours, else somebody must look."""
    ours = OutboxMessage.objects.filter(topic=message.topic, subject_key=message.subject_key)
    is_newer = error.current is not None and error.current >= message.version
    if is_newer and ours.filter(version=error.current or 0).exists():
        _deliver(message, attempt, f"省系统已有第{error.current}版", error.exchange, now)
    else:
        _park(message, attempt, str(error), error.exchange, now)


def _postpone(
    message: OutboxMessage,
    attempt: DeliveryAttempt,
    reason: str,
    exchange: Exchange | None,
    *,
    pause: timedelta,
    now: datetime,
) -> None:
    with transaction.atomic():
        _close(attempt, Outcome.TEMPORARY, reason, exchange, now)
        if not _holds_lease(message):
            return
        if message.give_up_at is not None and now >= message.give_up_at:
            _give_up(message, reason, now)
        else:
            OutboxMessage.objects.filter(pk=message.pk).update(
                due_at=now + pause, last_error=reason, leased_until=None
            )
    log.warning("push_postponed", message=message.pk, attempts=message.attempts, error=reason)


def _give_up(message: OutboxMessage, last: str, now: datetime) -> None:
    reason = f"连续 {GIVE_UP_AFTER // timedelta(hours=1)} 小时未能送达，最近一次：{last}"
    move(message, Status.PARKED, actor=PLATFORM, now=now, reason=reason, last_error=reason, leased_until=None)


def _hold_back_others(error: TemporaryGatewayError, now: datetime) -> None:
    """Let nothing else go out before the time that the province asked for."""
    if error.retry_after is not None:
        until = now + _asked_for(error.retry_after)
        OutboxMessage.objects.filter(status=Status.WAITING, due_at__lt=until).update(due_at=until)


def _park(
    message: OutboxMessage, attempt: DeliveryAttempt, reason: str, exchange: Exchange | None, now: datetime
) -> None:
    with transaction.atomic():
        _close(attempt, Outcome.REFUSED, reason, exchange, now)
        if _holds_lease(message):
            move(message, Status.PARKED, actor=PLATFORM, now=now, reason=reason, last_error=reason, leased_until=None)
    log.warning("push_parked", message=message.pk, reason=reason)


def _problems(error: ValidationError) -> str:
    return "；".join(f"{'.'.join(map(str, item['loc']))} {item['msg']}" for item in error.errors(include_url=False))


def _holds_lease(message: OutboxMessage) -> bool:
    """Tell whether our lease is still the last one: a worker that slept past it must settle nothing."""
    stored = OutboxMessage.objects.select_for_update().get(pk=message.pk)
    return stored.status == Status.WAITING and stored.lease_token == message.lease_token


def _close(
    attempt: DeliveryAttempt, verdict: DeliveryAttempt.Verdict, words: str, exchange: Exchange | None, now: datetime
) -> None:
    attempt.verdict, attempt.words, attempt.finished_at = verdict, words, now
    attempt.exchange = _evidence(exchange) if exchange else {}
    attempt.save(update_fields=["verdict", "words", "finished_at", "exchange"])


def _evidence(exchange: Exchange) -> dict[str, Any]:
    return {
        "request": f"{exchange.method} {exchange.path}",
        "request_headers": dict(exchange.request_headers),
        "request_body_sm3": exchange.request_body_sm3,
        "status": exchange.status,
        "response": exchange.response_excerpt.decode("utf-8", "replace").replace("\x00", "\N{REPLACEMENT CHARACTER}"),
        "response_body_sm3": exchange.response_body_sm3,
        "duration_ms": exchange.duration_ms,
        "verdict": exchange.verdict,
    }


def _pause(attempts: int, error: TemporaryGatewayError) -> timedelta:
    """Return how long to wait, never shorter than the province asked for."""
    pause = _backoff(attempts)
    if isinstance(error, Unauthorized):
        pause = max(pause, PAUSE_WHEN_UNAUTHORIZED)
    if error.retry_after is not None:
        pause = max(pause, _asked_for(error.retry_after))
    return pause


def _asked_for(seconds: float) -> timedelta:
    return min(timedelta(seconds=seconds), LONGEST_OBEYED_PAUSE)


def _backoff(attempts: int) -> timedelta:
    """Return an exponentially growing pause, with jitter."""
    environment = settings.ENVIRONMENT
    ceiling = min(
        environment.exchange_first_retry_seconds * 2 ** min(attempts - 1, 20),
        environment.exchange_longest_retry_seconds,
    )
    return timedelta(seconds=random.uniform(ceiling / 2, ceiling))  # noqa: S311  spreads load, guards nothing

"""Handles what lies in the inbox: every record once, in any order, none in another's way."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection, transaction

from apps.announcements.exceptions import ParentMissing
from apps.core import audit
from apps.core.actors import PLATFORM, Actor
from apps.core.doorbell import ring
from apps.core.exceptions import DomainError, StaleState
from apps.core.status import move
from apps.interconnection.gateway.exceptions import InvalidDocument
from apps.interconnection.gateway.feeds import FeedItem, read_item
from apps.interconnection.handlers import WITHDRAW, announcements, plans
from apps.interconnection.models import Feed, InboundRecord

Status = InboundRecord.Status

# An unexpected error (a deadlock, a bug) is tried again this often, then a person looks.
MOST_ATTEMPTS = 5
FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(seconds=60)
# What waits is woken when its project's lots are delivered and with every record of its project that
# takes effect; this is for the case that the waking was lost.
LONGEST_WAIT = timedelta(hours=1)
MOST_A_RUN = 500

log = structlog.get_logger(__name__)


class Handler(Protocol):
    """Carries one record into the domain; see `handlers`."""

    def __call__(self, item: FeedItem, *, is_withdrawn_since: bool, now: datetime) -> bool:
        """Tell whether the record took effect."""


HANDLERS: Mapping[str, Handler] = {
    Feed.PLANS: plans.handle,
    Feed.ANNOUNCEMENTS: announcements.handle,
}


def handle_due(clock: Callable[[], datetime]) -> None:
    """Handle the records that are due, at most MOST_A_RUN of them; the sweep finds the others.

    Two at once: each record is claimed by one. Killed in the middle: the claim lapses by itself,
    and the record is handled again; what was not committed did not happen.
    """
    handled = 0
    while handled < MOST_A_RUN and (record := _claim(clock())) is not None:
        _handle(record, clock())
        handled += 1
    if handled == MOST_A_RUN:
        ring("apps.interconnection.tasks.handle_inbox")
    if handled:
        log.info("inbox_gone_through", count=handled)
        ring("apps.interconnection.tasks.fetch_attachments")


@transaction.atomic
def try_again(*, record: InboundRecord, actor: Actor, now: datetime) -> None:
    """Handle a parked record once more, because a person asked. Raises UnlawfulMove, StaleState."""
    move(record, Status.RECEIVED, actor=actor, now=now, attempts=0, due_at=now)
    audit.record(act="inbound.tried_again", summary=f"重新处理 {record}", subject=record, actor=actor, now=now)
    ring("apps.interconnection.tasks.handle_inbox")


def release_waiting(*, project_no: str, now: datetime) -> None:
    """Handle now what waited for this project."""
    released = InboundRecord.objects.filter(status=Status.WAITING, waits_for=project_no).update(due_at=now)
    if released:
        ring("apps.interconnection.tasks.handle_inbox")


@transaction.atomic
def _claim(now: datetime) -> InboundRecord | None:
    """Take the next due record; the attempt is counted before the work, so that one that kills is parked."""
    record = InboundRecord.objects.due(now).select_for_update(skip_locked=True).first()
    if record is None:
        return None
    record.attempts += 1
    longest = LONGEST_WAIT if record.status == Status.WAITING else LONGEST_RETRY
    record.due_at = now + min(FIRST_RETRY * 2 ** min(record.attempts - 1, 10), longest)
    record.save(update_fields=["attempts", "due_at"])
    return record


def _handle(record: InboundRecord, now: datetime) -> None:
    try:
        _judge(record, now)
    except SoftTimeLimitExceeded:
        raise
    except StaleState:
        # Somebody else is at the same record; its claim lapses, and it is looked at again.
        log.info("inbound_record_contended", record=record.pk, feed=record.feed, key=record.key)
    except Exception:
        # Whatever it is, the records behind this one must go on.
        log.exception("inbound_record_failed", record=record.pk, feed=record.feed, key=record.key)


def _judge(record: InboundRecord, now: datetime) -> None:
    if record.status == Status.RECEIVED and record.attempts > MOST_ATTEMPTS:
        _settle(record, Status.PARKED, "多次处理均意外中断，请联系运维人员查看日志。", now)
        return
    try:
        with transaction.atomic():
            has_effect = _apply(record, now)
            _settle(record, Status.HANDLED if has_effect else Status.SUPERSEDED, "", now)
            _clear_parked(record, now)
            if has_effect and (project_no := _project_no(record)):
                release_waiting(project_no=project_no, now=now)
    except ParentMissing as error:
        _wait(record, str(error), now)
    except StaleState:
        raise
    except (InvalidDocument, DomainError) as error:
        _settle(record, Status.PARKED, str(error), now)


def _apply(record: InboundRecord, now: datetime) -> bool:
    item = read_item(bytes(record.raw))
    _take_turns(record)
    same_key = InboundRecord.objects.filter(feed=record.feed, key=record.key).exclude(pk=record.pk)
    if same_key.filter(version=record.version).exclude(status__in=[Status.PARKED, Status.RECEIVED]).exists():
        raise DomainError("同一版本曾收到过不同的内容，请与省系统核对。")
    newer = same_key.filter(version__gt=record.version).exclude(status=Status.PARKED)
    return HANDLERS[record.feed](item, is_withdrawn_since=any(map(_is_withdrawal, newer)), now=now)


def _clear_parked(record: InboundRecord, now: datetime) -> None:
    """Put away what was parked under this key and is now outdone: older versions, and spoiled copies of this one."""
    parked = InboundRecord.objects.filter(
        feed=record.feed, key=record.key, version__lte=record.version, status=Status.PARKED
    )
    for other in parked:
        if other.version < record.version or not _is_sound(other):
            _settle(other, Status.SUPERSEDED, "省系统已送来完好的记录，并已处理。", now)


def _is_sound(record: InboundRecord) -> bool:
    try:
        read_item(bytes(record.raw))
    except InvalidDocument:
        return False
    return True


def _take_turns(record: InboundRecord) -> None:
    """Handle the records of one key one after the other: two contents of one version must see each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{record.feed}\n{record.key}"])


def _is_withdrawal(record: InboundRecord) -> bool:
    try:
        return read_item(bytes(record.raw)).op == WITHDRAW
    except InvalidDocument:
        return False


def _wait(record: InboundRecord, reason: str, now: datetime) -> None:
    waits_for = _project_no(record)
    if record.status == Status.WAITING:
        InboundRecord.objects.filter(pk=record.pk).update(note=reason, waits_for=waits_for)
    else:
        _move(record, Status.WAITING, reason, now, waits_for=waits_for)


def _settle(record: InboundRecord, status: Status, reason: str, now: datetime) -> None:
    _move(record, status, reason, now, settled_at=now)


def _move(record: InboundRecord, status: Status, reason: str, now: datetime, **facts: object) -> None:
    with transaction.atomic():
        move(record, status, actor=PLATFORM, now=now, reason=reason, note=reason, **facts)


def _project_no(record: InboundRecord) -> str:
    project_no = read_item(bytes(record.raw)).payload.get("project_no", "")
    return project_no if isinstance(project_no, str) else ""

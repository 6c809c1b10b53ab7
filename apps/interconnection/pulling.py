"""Reads the province's feeds into the inbox: raw first, cursor and records in one transaction."""

import zlib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction

from apps.core.doorbell import ring
from apps.interconnection.delivery import wake_unanswered
from apps.interconnection.gateway.canonical import sm3_hex
from apps.interconnection.gateway.client import Feed as WireFeed
from apps.interconnection.gateway.client import FeedPage, ProvinceClient
from apps.interconnection.gateway.exceptions import (
    AnswerTooLarge,
    CursorExpired,
    GatewayError,
    InvalidDocument,
    TemporaryGatewayError,
)
from apps.interconnection.gateway.feeds import RawItem, read_item
from apps.interconnection.models import Feed, FeedCursor, InboundPage, InboundRecord

PAGE_LIMIT = 200
MOST_PAGES = 200

# A record may be committed in the province a little after a later one was read, so the last
# minute is read again. Of a first load, which fills that minute with pages, only the last few are.
OVERLAP = timedelta(seconds=60)
OVERLAP_PAGES = 3
LONGEST_PAUSE = timedelta(seconds=60)

# By the names of the contract.
FEEDS: Mapping[Feed, WireFeed] = {Feed.PLANS: "plans", Feed.ANNOUNCEMENTS: "announcements"}

Clock = Callable[[], datetime]

log = structlog.get_logger(__name__)


def pull_due_feeds(client: ProvinceClient, clock: Clock) -> None:
    """Pull every feed that is not pausing after a failure."""
    for feed in Feed:
        cursor = _cursor_of(feed)
        if cursor.due_at is None or cursor.due_at <= clock():
            pull(feed, client, clock)


def pull(feed: Feed, client: ProvinceClient, clock: Clock) -> None:
    """Read a feed to its end.

    Twice, or two at once: both read the same pages, the second finds every record known. Killed
    anywhere: a page's records and the cursor behind them stand together or not at all.
    """
    started_at = clock()
    cursor = _cursor_of(feed)
    try:
        _read_on(feed, client, clock, _start(feed, cursor, started_at))
    except GatewayError as error:
        _note_failure(cursor, str(error), started_at)
        return
    _note_success(cursor, started_at)


def _read_on(feed: Feed, client: ProvinceClient, clock: Clock, after: str) -> None:
    limit = PAGE_LIMIT
    seen = {after}
    for _ in range(MOST_PAGES):
        try:
            page = client.pull_feed(FEEDS[feed], after, limit)
        except CursorExpired:
            if after == "":
                raise
            log.warning("feed_cursor_expired", feed=feed.value)
            after, seen = "", {""}
            continue
        except AnswerTooLarge:
            if limit == 1:
                raise
            limit = max(1, limit // 4)
            continue
        _store(feed, after, page, clock())
        if not page.more:
            return
        if page.next in seen:
            raise TemporaryGatewayError(
                "省系统的游标没有前进，已停止本次拉取。", verdict=page.exchange.verdict, exchange=page.exchange
            )
        seen.add(page.next)
        after = page.next


def _start(feed: Feed, cursor: FeedCursor, now: datetime) -> str:
    """Return the cursor from which to read: the last one, less the overlap."""
    recent = list(
        InboundPage.objects.filter(feed=feed, fetched_at__gt=now - OVERLAP)
        .order_by("-pk")
        .values_list("after", flat=True)[:OVERLAP_PAGES]
    )
    return recent[-1] if recent else cursor.cursor


@transaction.atomic
def _store(feed: Feed, after: str, page: FeedPage, now: datetime) -> None:
    FeedCursor.objects.filter(feed=feed).update(cursor=page.next)
    items = {_fingerprint(item): item for item in page.items}
    keys = {item.key or "" for item in items.values()}
    known = set(
        InboundRecord.objects.filter(feed=feed, key__in=keys, fingerprint__in=items)
        .values_list("key", "version", "fingerprint")
    )  # fmt: skip
    fresh = {
        fingerprint: item
        for fingerprint, item in items.items()
        if (item.key or "", item.version or 0, fingerprint) not in known
    }
    if not fresh:
        return
    stored = InboundPage.objects.create(
        feed=feed,
        after=after,
        next=page.next,
        request_nonce=page.exchange.request_headers["X-Exchange-Nonce"],
        response_signature=page.exchange.response_headers["x-exchange-signature"],
        body_sm3=page.exchange.response_body_sm3,
        body_compressed=zlib.compress(page.raw),
        fetched_at=now,
    )
    # Another pull may have stored one of them since: the database has the last word.
    InboundRecord.objects.bulk_create(
        (
            InboundRecord(
                page=stored,
                feed=feed,
                key=item.key or "",
                version=item.version or 0,
                fingerprint=fingerprint,
                raw=item.raw,
                due_at=now,
                received_at=now,
            )
            for fingerprint, item in fresh.items()
        ),
        ignore_conflicts=True,
    )
    ring("apps.interconnection.tasks.handle_inbox")


def _fingerprint(item: RawItem) -> str:
    """Return what tells two contents of one version apart, whatever envelope they came in."""
    try:
        sound = read_item(item.raw)
    except InvalidDocument:
        return item.fingerprint
    return sm3_hex(f"{sound.op}\n{sound.digest}".encode())


def _cursor_of(feed: Feed) -> FeedCursor:
    cursor, _ = FeedCursor.objects.get_or_create(feed=feed)
    return cursor


def _note_failure(cursor: FeedCursor, error: str, now: datetime) -> None:
    failures = cursor.failures + 1
    poll = timedelta(seconds=settings.ENVIRONMENT.exchange_poll_seconds)
    pause = min(poll * failures, LONGEST_PAUSE)
    FeedCursor.objects.filter(pk=cursor.pk).update(
        last_started_at=now, failures=failures, last_error=error, due_at=now + pause
    )
    log.warning("feed_pull_failed", feed=cursor.feed, failures=failures, error=error)


def _note_success(cursor: FeedCursor, now: datetime) -> None:
    FeedCursor.objects.filter(pk=cursor.pk).update(
        last_started_at=now, last_succeeded_at=now, failures=0, last_error="", due_at=None
    )
    if cursor.failures:
        log.info("feed_pull_recovered", feed=cursor.feed, failures=cursor.failures)
        wake_unanswered(now=now)

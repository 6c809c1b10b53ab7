"""Reads the province's feeds into the inbox: raw first, cursor and records in one transaction."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

import structlog
from django.conf import settings
from django.db import transaction

from apps.core import audit
from apps.core.actors import Actor
from apps.core.doorbell import ring
from apps.interconnection.delivery import wake_unanswered
from apps.interconnection.gateway.client import Feed as WireFeed
from apps.interconnection.gateway.client import FeedPage, ProvinceClient
from apps.interconnection.gateway.exceptions import GatewayError, TemporaryGatewayError, Unauthorized
from apps.interconnection.models import Feed, FeedCursor, InboundPage
from apps.interconnection.storing import store_items
from apps.interconnection.turning import pages

PAGE_LIMIT = 200
MOST_PAGES = 200

# A record may be committed in the province a little after a later one was read, so the last
# minute is read again. Of a first load, which fills that minute with pages, only the last few are.
OVERLAP = timedelta(seconds=60)
OVERLAP_PAGES = 3
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(seconds=60)

# By the names of the contract.
FEEDS: Mapping[Feed, WireFeed] = {Feed.PLANS: "plans", Feed.ANNOUNCEMENTS: "announcements"}

Clock = Callable[[], datetime]

log = structlog.get_logger(__name__)


def pull_due_feeds(client: ProvinceClient, clock: Clock) -> None:
    """Pull every feed that has not been read for a while, or whose pause after a failure is over."""
    for feed in Feed:
        cursor = _cursor_of(feed)
        if cursor.due_at is None or cursor.due_at <= clock():
            pull(feed, client, clock)


def pull_hinted(feed: Feed, client: ProvinceClient, clock: Clock, *, hinted_at: datetime) -> None:
    """Read a feed because of a hint, unless it has been read since: many hints ask for one reading."""
    if not FeedCursor.objects.filter(feed=feed, failures=0, last_started_at__gt=hinted_at).exists():
        pull(feed, client, clock)


def pull(feed: Feed, client: ProvinceClient, clock: Clock) -> None:
    """Read a feed to its end.

    Twice, or two at once: both read the same pages, the second finds every record known. Killed
    anywhere: a page's records and the cursor behind them stand together or not at all.
    """
    started_at = clock()
    cursor = _cursor_of(feed)
    ask = partial(client.pull_feed, FEEDS[feed])
    start = _start(feed, cursor, started_at)
    try:
        for after, page in pages(ask, after=start, limit=PAGE_LIMIT, most=MOST_PAGES):
            _store(feed, after, page, clock())
    except GatewayError as error:
        _note_failure(cursor, error, started_at=started_at, now=clock())
        return
    _note_success(cursor, started_at)


@transaction.atomic
def request_pull(*, cursor: FeedCursor, actor: Actor, now: datetime) -> None:
    """Read a feed now, because a person asked.

    Twice, or two at once: the feed is read twice and nothing is doubled. When the bell is not
    heard, the next sweep reads it.
    """
    FeedCursor.objects.filter(pk=cursor.pk).update(due_at=now)
    audit.record(act="feed.pull_requested", summary=f"立即拉取{cursor}", subject=cursor, actor=actor, now=now)
    ring("apps.interconnection.tasks.pull_feed", feed=cursor.feed)


def in_plain_words(error: GatewayError) -> str:
    """Return what went wrong and, where a person here can mend it, what to look at."""
    if not isinstance(error, Unauthorized):
        return str(error)
    if error.code == "CLOCK_SKEW":
        return f"本系统与省系统的时间相差过大，请校准服务器时间。{error}"
    return f"签名未被省系统接受，请检查应用标识与密钥。{error}"


def _start(feed: Feed, cursor: FeedCursor, now: datetime) -> str:
    """Return the cursor from which to read: the last one, less the overlap."""
    recent = list(
        # Records that reconciliation asked for one by one have no place in the feed.
        InboundPage.objects.filter(feed=feed, record_key="", fetched_at__gt=now - OVERLAP)
        .order_by("-pk")
        .values_list("after", flat=True)[:OVERLAP_PAGES]
    )
    return recent[-1] if recent else cursor.cursor


@transaction.atomic
def _store(feed: Feed, after: str, page: FeedPage, now: datetime) -> None:
    FeedCursor.objects.filter(feed=feed).update(cursor=page.next)
    store_items(
        feed=feed,
        items=page.items,
        body=page.raw,
        exchange=page.exchange,
        after=after,
        next_cursor=page.next,
        now=now,
    )


def _cursor_of(feed: Feed) -> FeedCursor:
    cursor, _ = FeedCursor.objects.get_or_create(feed=feed)
    return cursor


def _note_failure(cursor: FeedCursor, error: GatewayError, *, started_at: datetime, now: datetime) -> None:
    failures = cursor.failures + 1
    pause = min(FIRST_PAUSE * 2 ** min(cursor.failures, 10), LONGEST_PAUSE)
    if isinstance(error, TemporaryGatewayError) and error.retry_after is not None:
        pause = max(pause, timedelta(seconds=error.retry_after))
    FeedCursor.objects.filter(pk=cursor.pk).update(
        last_started_at=started_at, failures=failures, last_error=in_plain_words(error), due_at=now + pause
    )
    log.warning("feed_pull_failed", feed=cursor.feed, failures=failures, error=str(error))


def _rest() -> timedelta:
    """Return how long to leave a feed alone: with the tick that finds it due, no longer than the interval."""
    environment = settings.ENVIRONMENT
    return timedelta(seconds=max(0, environment.exchange_poll_seconds - environment.exchange_sweep_seconds))


def _note_success(cursor: FeedCursor, now: datetime) -> None:
    FeedCursor.objects.filter(pk=cursor.pk).update(
        last_started_at=now, last_succeeded_at=now, failures=0, last_error="", due_at=now + _rest()
    )
    if cursor.failures:
        log.info("feed_pull_recovered", feed=cursor.feed, failures=cursor.failures)
        wake_unanswered(now=now)

"""Holds what is new against the subscriptions, and owes each reader the mails that follow from it.

Every event is looked at once, in the order of commits. It is not asked of each subscription whether it wants each
event: each *distinct* search runs once for a batch of events, restricted to the announcements of the batch.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from django.db import transaction

from apps.announcements.models import (
    Announcement,
    PublicEvent,
    Subscription,
    SubscriptionCursor,
    SubscriptionMail,
    SubscriptionMatch,
)
from apps.announcements.open_data.changes import OrderUnsettled, changes_after
from apps.announcements.open_data.cursors import Cursor, present_epoch
from apps.announcements.selectors.filtering import announcements_matching
from apps.announcements.subscriptions.asked import filters_of
from apps.announcements.subscriptions.mornings import next_morning

BATCH = 200
# The one row of SubscriptionCursor.
CURSOR = 1
# What is older is no news: also where the platform was down for long, or reads its events anew after a recovery.
NEWS_FOR = timedelta(days=30)

log = structlog.get_logger(__name__)


def match_new_events(*, now: datetime) -> None:
    """Owe the readers a mail of everything that was published, changed or withdrawn since the last time.

    The searches read without a transaction, which would hold back everybody who follows the events; then one short
    transaction stores what they found and moves the cursor. Twice: the cursor is past it. Two at once: who finds the
    cursor moved stores nothing, and were it not so, a subscription and an event can be a pair but once. Killed
    anywhere: the cursor stands where it stood.
    """
    cursor: Cursor | None = _present_cursor()
    while cursor is not None:
        try:
            changes = changes_after(cursor, limit=BATCH)
        except OrderUnsettled:
            return
        if not changes.rows:
            return
        found = _found_in([event for event in changes.rows if event.happened_at >= now - NEWS_FOR], now)
        cursor = changes.next_cursor if _store(cursor, changes.next_cursor, found, now) else None


def _present_cursor() -> Cursor:
    """Return how far events have been matched; from the first one on where this is another database than before."""
    stored, _ = SubscriptionCursor.objects.get_or_create(pk=CURSOR)
    epoch = present_epoch()
    return Cursor(epoch, stored.transaction, stored.event) if stored.epoch in ("", epoch) else Cursor(epoch)


def _found_in(events: Sequence[PublicEvent], now: datetime) -> dict[str, list[PublicEvent]]:
    """Return the events of each search that finds something, by the digest of its filters."""
    if not events:
        return {}
    searches = Subscription.objects.confirmed().order_by("filters_sm3").distinct("filters_sm3")
    # A withdrawn announcement is in no list any more, but who was told of it is to be told of that.
    among = Announcement.objects.public().filter(pk__in={event.announcement_id for event in events})
    found: dict[str, list[PublicEvent]] = {}
    for sm3, filters in searches.values_list("filters_sm3", "filters"):
        try:
            matching = announcements_matching(filters_of(filters), among=among, now=now)
        except ValueError as error:
            log.error("subscription_filters_unknown", filters=sm3, error=str(error))
            continue
        pks = set(matching.values_list("pk", flat=True))
        if pks:
            found[sm3] = [event for event in events if event.announcement_id in pks]
    return found


@transaction.atomic
def _store(seen: Cursor, reached: Cursor, found: Mapping[str, Sequence[PublicEvent]], now: datetime) -> bool:
    """Owe the mails and move the cursor; tell whether it stood where it was seen.

    Whoever unsubscribes meanwhile waits for us or is not here any more.
    """
    stored = SubscriptionCursor.objects.select_for_update().get(pk=CURSOR)
    if stored.epoch == reached.epoch and (stored.transaction, stored.event) != (seen.transaction, seen.event):
        return False
    readers = Subscription.objects.confirmed().filter(filters_sm3__in=list(found)).order_by("pk")
    wanted = {
        reader: told
        for reader in readers.select_for_update(no_key=True)
        # Nobody is told of what was there before they asked.
        if (told := [event for event in found[reader.filters_sm3] if _is_after(reader, event)])
    }
    mails = _open_mails(list(wanted), now)
    SubscriptionMatch.objects.bulk_create(
        [
            SubscriptionMatch(subscription=reader, event=event, mail=mails[reader.pk])
            for reader, told in wanted.items()
            for event in told
        ],
        ignore_conflicts=True,
    )
    stored.epoch, stored.transaction, stored.event = reached.epoch, reached.transaction, reached.event
    stored.save(update_fields=["epoch", "transaction", "event"])
    return True


def _is_after(reader: Subscription, event: PublicEvent) -> bool:
    return reader.confirmed_at is not None and event.happened_at >= reader.confirmed_at


def _open_mails(readers: Sequence[Subscription], now: datetime) -> dict[int, SubscriptionMail]:
    """Return the mail of each reader that news may still go into; one that is being sent is closed."""
    unclaimed = SubscriptionMail.objects.unclaimed_notices().filter(subscription__in=readers)
    mails = {mail.subscription_id: mail for mail in unclaimed.select_for_update().order_by("pk")}
    new = [
        SubscriptionMail(
            subscription=reader, kind=SubscriptionMail.Kind.NOTICE, asked_at=now, due_at=_due_at(reader, now)
        )
        for reader in readers
        if reader.pk not in mails
    ]
    SubscriptionMail.objects.bulk_create(new)
    return mails | {mail.subscription_id: mail for mail in new}


def _due_at(reader: Subscription, now: datetime) -> datetime:
    return next_morning(now) if reader.frequency == Subscription.Frequency.DAILY else now

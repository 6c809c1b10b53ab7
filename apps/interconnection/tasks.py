"""What the workers run. Each finds its work in the database; the arguments only say where to look.

A sweep that is still at work is not joined by another one: a province that hangs must not take
every child of the worker, while the inbox waits.
"""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from apps.core.single_flight import alone
from apps.interconnection import delivery, fetching, hints, inbox, pulling, reconciling
from apps.interconnection.models import Feed
from apps.interconnection.province import province_client


@shared_task
def pull_feed(*, feed: str) -> None:
    """Read one feed, because a person asked."""
    pulling.pull(Feed(feed), province_client(), timezone.now)


@shared_task
def pull_hinted_feed(*, feed: str, hinted_at: str) -> None:
    """Read one feed, because the province hinted."""
    moment = datetime.fromisoformat(hinted_at)
    pulling.pull_hinted(Feed(feed), province_client(), timezone.now, hinted_at=moment)


@shared_task
def pull_every_feed() -> None:
    """Read the feeds that are due."""
    with alone("pull_every_feed") as is_alone:
        if is_alone:
            pulling.pull_due_feeds(province_client(), timezone.now)


@shared_task
def handle_inbox() -> None:
    """Handle what lies in the inbox."""
    inbox.handle_due(timezone.now)


@shared_task
def deliver_outbox() -> None:
    """Send what is owed to the province."""
    with alone("deliver_outbox") as is_alone:
        if is_alone:
            delivery.deliver_due(province_client(), timezone.now)


@shared_task
def fetch_attachments() -> None:
    """Fetch the attachments that announcements name."""
    with alone("fetch_attachments") as is_alone:
        if is_alone:
            fetching.fetch_due(province_client(), timezone.now)


@shared_task
def forget_nonces() -> None:
    """Drop nonces that can no longer be replayed."""
    hints.forget_nonces(now=timezone.now())


@shared_task
def reconcile_feeds() -> None:
    """Compare what both systems hold."""
    with alone("reconcile_feeds") as is_alone:
        if is_alone:
            reconciling.reconcile(province_client(), timezone.now)

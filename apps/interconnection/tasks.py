"""What the workers run. Each finds its work in the database; the arguments only say where to look."""

from celery import shared_task
from django.utils import timezone

from apps.interconnection import delivery, fetching, hints, inbox, pulling, reconciling
from apps.interconnection.models import Feed
from apps.interconnection.province import province_client


@shared_task
def pull_feed(*, feed: str) -> None:
    """Read one feed, because the province hinted or a person asked."""
    pulling.pull(Feed(feed), province_client(), timezone.now)


@shared_task
def pull_every_feed() -> None:
    """Read the feeds that are due."""
    pulling.pull_due_feeds(province_client(), timezone.now)


@shared_task
def handle_inbox() -> None:
    """Handle what lies in the inbox."""
    inbox.handle_due(timezone.now)


@shared_task
def deliver_outbox() -> None:
    """Send what is owed to the province."""
    delivery.deliver_due(province_client(), timezone.now)


@shared_task
def fetch_attachments() -> None:
    """Fetch the attachments that announcements name."""
    fetching.fetch_due(province_client(), timezone.now)


@shared_task
def forget_nonces() -> None:
    """Drop nonces that can no longer be replayed."""
    hints.forget_nonces(now=timezone.now())


@shared_task
def reconcile_feeds() -> None:
    """Compare what both systems hold."""
    reconciling.reconcile(province_client(), timezone.now)

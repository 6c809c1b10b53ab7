"""What the workers run for subscriptions. Each finds its work in the database."""

from celery import shared_task
from django.utils import timezone

from apps.announcements.services import subscriptions
from apps.announcements.subscriptions.delivery import deliver_due_mails
from apps.announcements.subscriptions.matching import match_new_events
from apps.core.single_flight import alone


@shared_task
def match_subscriptions() -> None:
    """Owe the mails that follow from what is new."""
    with alone("match_subscriptions") as is_alone:
        if is_alone:
            match_new_events(now=timezone.now())


@shared_task
def deliver_subscription_mails() -> None:
    """Send the mails that are due."""
    with alone("deliver_subscription_mails") as is_alone:
        if is_alone:
            deliver_due_mails(timezone.now)


@shared_task
def forget_subscriptions() -> None:
    """Delete for good what is over."""
    subscriptions.forget_subscriptions(now=timezone.now())

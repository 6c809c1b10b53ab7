"""What the workers run for the public pages. Each finds its work in the database."""

from celery import shared_task
from django.utils import timezone

from apps.announcements.pages import rounds
from apps.announcements.pages.clock import order_outdated
from apps.announcements.pages.rendering import render_due
from apps.core.single_flight import alone


@shared_task
def render_pages() -> None:
    """Make the pages that are marked."""
    render_due()


@shared_task
def order_outdated_pages() -> None:
    """Have pages made anew whose words the clock has overtaken."""
    order_outdated(now=timezone.now())


@shared_task
def check_pages() -> None:
    """Go on proving that files and rows agree."""
    with alone("check_pages") as is_alone:
        if is_alone:
            rounds.check(timezone.now)


@shared_task
def renew_look_of_pages() -> None:
    """Go on making pages of an old look anew."""
    with alone("renew_look_of_pages") as is_alone:
        if is_alone:
            rounds.renew_look(timezone.now)

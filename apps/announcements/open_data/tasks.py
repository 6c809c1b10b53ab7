"""What workers do for the open data."""

from celery import shared_task
from django.utils import timezone

from apps.announcements.open_data.bulk.rounds import TASK, go_on, start_making
from apps.core.actors import PLATFORM
from apps.core.doorbell import ring
from apps.core.single_flight import alone

# A year of a large county; below the broker's visibility timeout, past which the task would begin a second time.
LONGEST_SECONDS = 840


@shared_task
def make_bulk_files() -> None:
    """Begin to make what has changed; while a making is under way, nothing begins."""
    start_making(is_anew=False, actor=PLATFORM, now=timezone.now())


@shared_task(time_limit=LONGEST_SECONDS, soft_time_limit=LONGEST_SECONDS - 40)
def go_on_making_bulk_files() -> None:
    """Make one part and ring for the next one. Two at once: the second leaves at once."""
    with alone("open data files") as is_alone:
        if is_alone and go_on(timezone.now):
            ring(TASK)

"""What workers do for the open data."""

from celery import shared_task
from django.utils import timezone

from apps.announcements.open_data.bulk.making import make_next_part
from apps.core.doorbell import ring
from apps.core.single_flight import alone

# A year of a large county; below the broker's visibility timeout, past which the task would begin a second time.
LONGEST_SECONDS = 840


@shared_task(time_limit=LONGEST_SECONDS, soft_time_limit=LONGEST_SECONDS - 40)
def make_bulk_files() -> None:
    """Make one part that is out of date, and ring for the next one. Two at once: the second leaves at once."""
    with alone("open data files") as is_alone:
        if is_alone and make_next_part(now=timezone.now()):
            ring("apps.announcements.open_data.tasks.make_bulk_files")

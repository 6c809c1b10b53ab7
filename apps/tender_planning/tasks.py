"""What the workers run. Each finds its work in the database; the arguments only say where to look."""

from celery import shared_task
from django.utils import timezone

from apps.core.single_flight import alone
from apps.tender_planning.documents.building import build
from apps.tender_planning.services.builds import (
    release_lapsed_builds,
    remove_old_drafts,
    ring_for_waiting_builds,
)


@shared_task
def build_document(*, build_pk: int) -> None:
    """Print one document that waits for it."""
    build(build_pk, timezone.now)


@shared_task
def sweep_builds() -> None:
    """Put back what a dead worker left, call for what waits, drop drafts that nobody needs."""
    with alone("sweep_builds") as is_alone:
        if is_alone:
            release_lapsed_builds(now=timezone.now())
            ring_for_waiting_builds()
            remove_old_drafts()

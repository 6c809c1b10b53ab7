"""Has pages made anew whose words the clock has overtaken."""

from datetime import datetime

from django.db.models import Exists, OuterRef

from apps.announcements.models import PageFile, PageOrder
from apps.announcements.pages.marking import RENDER_TASK
from apps.core.doorbell import ring

MOST = 500


def order_outdated(*, now: datetime) -> int:
    """Order the pages that held until now, those longest overdue first; return how many subjects they belong to.

    Twice: what is ordered is not ordered again.
    """
    ordered = PageOrder.objects.filter(subject=OuterRef("subject"), key=OuterRef("key"))
    outdated = PageFile.objects.filter(~Exists(ordered), holds_until__lte=now).order_by("holds_until")
    subjects = dict.fromkeys(outdated.values_list("subject", "key")[:MOST])
    PageOrder.objects.bulk_create(PageOrder(subject=subject, key=key) for subject, key in subjects)
    if subjects:
        ring(RENDER_TASK)
    return len(subjects)

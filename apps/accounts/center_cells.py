"""Cells of the lists at the center's site."""

from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.core.models import StatusModel
from apps.core.templatetags.ui import datetime_cn, waited


def status_cell(record: StatusModel) -> SafeString:
    """Return the status as a tag."""
    label = record.get_status_display()  # type: ignore[attr-defined]
    return format_html('<span class="status-tag status-tag--{}">{}</span>', record.status, label)


def moment_cell(moment: datetime | None) -> SafeString:
    """Return a moment on one line."""
    return format_html('<span class="nowrap">{}</span>', datetime_cn(moment))


def waited_cell(since: datetime, now: datetime, words: str) -> SafeString:
    """Return how long something has waited, and since when."""
    return format_html(
        '<strong class="queue__waited">{}</strong><span class="data-table__note">{} {}</span>',
        waited(since, now),
        datetime_cn(since),
        words,
    )

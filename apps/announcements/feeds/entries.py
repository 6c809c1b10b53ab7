"""What stands in a feed: the newest announcements with their texts, by a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.utils.html import format_html

from apps.announcements.canonical import canonical
from apps.announcements.in_a_line import line_of
from apps.announcements.models import Announcement, AnnouncementQuerySet, AnnouncementVersion, PublicEvent
from apps.announcements.selectors.filtering import Filters, narrowed
from apps.announcements.selectors.finding import newest_found
from apps.core.templatetags.ui import datetime_cn

# A reader that looks in once a day misses nothing at a county's pace.
MOST_ENTRIES = 50
# A withdrawal is told as long as it is among so many changes: the order of the changes has an index, that of the
# withdrawals has none.
MOST_CHANGES = 500
# A longer text is read on its page: fifty of them would make a feed that no reader takes.
LONGEST_CONTENT = 200_000


@dataclass(frozen=True)
class Entry:
    """An announcement as a feed tells it. `summary` is plain text, `content` is safe HTML or empty."""

    address: str
    title: str
    summary: str
    content: str
    author: str
    categories: tuple[str, ...]
    published_at: datetime
    updated_at: datetime


def entries_of(column: Announcement.Type | None) -> list[Entry]:
    """Return the newest announcements of a column, or of all, the last changed first.

    What was taken back lately is among them and says so: whoever has read it learns that it no longer holds.
    """
    public = Announcement.objects.public() if column is None else Announcement.objects.public().of_type(column)
    changes = PublicEvent.objects.order_by("-pk")[:MOST_CHANGES]
    withdrawn = public.filter(withdrawn_at__isnull=False, pk__in=changes.values("announcement"))
    return _entries([*_newest(public.published()), *_newest(withdrawn)])


def entries_found(filters: Filters, *, now: datetime) -> list[Entry]:
    """Return the newest announcements in force that a search finds, the last changed first."""
    found = narrowed(Announcement.objects.published(), filters, now=now)
    if filters.search is not None:
        newest = newest_found(found, filters.search, now=now, limit=MOST_ENTRIES)
        found = Announcement.objects.filter(pk__in=[one.pk for one in newest])
    return _entries(_newest(found))


def _newest(rows: AnnouncementQuerySet) -> AnnouncementQuerySet:
    return rows.select_related("project").order_by("-first_published_at", "-pk")[:MOST_ENTRIES]


def _entries(announcements: Iterable[Announcement]) -> list[Entry]:
    by_pk = {announcement.pk: announcement for announcement in announcements}
    texts = dict(
        AnnouncementVersion.objects.public()
        .filter(announcement__in=by_pk)
        .order_by("announcement", "-version")
        .distinct("announcement")
        .values_list("announcement", "body_safe")
    )
    changed = dict(
        PublicEvent.objects.filter(announcement__in=by_pk)
        .values_list("announcement")
        .annotate(Max("happened_at"))
        .order_by("announcement")
    )
    entries = [
        _entry(announcement, texts[pk], changed.get(pk) or announcement.first_published_at)
        for pk, announcement in by_pk.items()
    ]
    return sorted(entries, key=lambda entry: (entry.updated_at, entry.address), reverse=True)[:MOST_ENTRIES]


def _entry(announcement: Announcement, text: str, updated_at: datetime) -> Entry:
    title, content = announcement.title, text if len(text) <= LONGEST_CONTENT else ""
    if announcement.is_withdrawn:
        title = f"【已撤回】{title}"
        content = format_html("<p>本公告已于 {} 撤回，不再有效。</p>", datetime_cn(announcement.withdrawn_at))
        if announcement.withdrawal_reason:
            content += format_html("<p>撤回原因：{}</p>", announcement.withdrawal_reason)
    return Entry(
        address=canonical("announcements:detail", announcement.pk),
        title=title,
        summary=line_of(announcement),
        content=content,
        author=announcement.agency_name,
        categories=(
            announcement.get_type_display(),
            announcement.get_method_display(),
            announcement.get_kind_display(),
        ),
        published_at=announcement.first_published_at,
        updated_at=updated_at,
    )

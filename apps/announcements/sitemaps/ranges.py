"""Which addresses stand in which sitemap.

By ranges of primary keys and not by pages of a list: what has once found its sitemap stays there, so that at a
million announcements a change touches one sitemap and the index, and none of them counts or skips rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, models
from django.db.models import Max

from apps.announcements.canonical import canonical
from apps.announcements.models import Announcement, PublicEvent

# The protocol allows 50,000 addresses and 50 MB; this is 1 MB, and what one change makes anew.
ADDRESSES = 10_000


class Kind(models.TextChoices):
    """Of what the pages of a sitemap are."""

    ANNOUNCEMENTS = "announcements", "公告"
    PROJECTS = "projects", "项目"


@dataclass(frozen=True)
class Address:
    """A page or a sitemap, and when it was last changed where that is known."""

    location: str
    changed_at: datetime | None = None


def columns() -> list[Address]:
    """Return the pages that there always are."""
    lists = [canonical("announcements:column", column) for column in Announcement.Type]
    return [Address(each) for each in (canonical("announcements:home"), canonical("announcements:list"), *lists)]


def announcements_of(number: int) -> list[Address]:
    """Return the announcements of a range, those that were taken back too: they stay at their addresses."""
    start = number * ADDRESSES
    within = Announcement.objects.public().filter(pk__gte=start, pk__lt=start + ADDRESSES)
    changed = within.annotate(changed_at=Max("events__happened_at")).order_by("pk")
    return [
        Address(canonical("announcements:detail", pk), changed_at or published_at)
        for pk, changed_at, published_at in changed.values_list("pk", "changed_at", "published_at")
    ]


def projects_of(number: int) -> list[Address]:
    """Return the projects of a range that have a page."""
    start = number * ADDRESSES
    within = Announcement.objects.public().filter(project__gte=start, project__lt=start + ADDRESSES)
    changed = within.values("project").annotate(changed_at=Max("events__happened_at")).order_by("project")
    return [
        Address(canonical("announcements:project", project_no or ""), changed_at)
        for project_no, changed_at in changed.values_list("project__project_no", "changed_at")
    ]


def numbers_of(kind: Kind) -> list[int]:
    """Return the ranges that have an address, one look into the index for each."""
    column = "project_id" if kind == Kind.PROJECTS else "id"
    table = Announcement._meta.db_table
    # Of one column the least and the greatest are read off its index.
    statement = (
        f"SELECT number FROM generate_series((SELECT min({column}) FROM {table}) / %(size)s, "  # noqa: S608
        f"(SELECT max({column}) FROM {table}) / %(size)s) AS number WHERE EXISTS (SELECT FROM {table} "
        f"WHERE {column} >= number * %(size)s AND {column} < (number + 1) * %(size)s AND published_at IS NOT NULL) "
        "ORDER BY number"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {"size": ADDRESSES})
        return [number for (number,) in cursor.fetchall()]


def sitemaps() -> Iterator[Address]:
    """Yield every sitemap for the index."""
    yield Address(canonical("announcements:sitemap-columns"))
    changed = _changed_at()
    for number in numbers_of(Kind.ANNOUNCEMENTS):
        yield Address(canonical("announcements:sitemap", number), changed.get(number))
    for number in numbers_of(Kind.PROJECTS):
        yield Address(canonical("announcements:project-sitemap", number))


def _changed_at() -> dict[int, datetime]:
    """Return the last change of every range of announcements: one pass over the changes."""
    ranges = PublicEvent.objects.annotate(number=models.F("announcement_id") / ADDRESSES).values_list("number")
    return dict(ranges.annotate(Max("happened_at")).order_by("number"))

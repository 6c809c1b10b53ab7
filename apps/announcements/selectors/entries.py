"""The rows that the entries of lists show, by one statement that is written out.

Django takes longer to compile it, and to make a project of every row, than the database takes to answer it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from apps.announcements.models import Announcement

# Of an announcement no more than an entry shows: it has three times as many columns. The key changes whenever an
# entry looks otherwise: where the row stands and who wrote it there, which every update changes, and whether the
# deadline has passed.
ENTRIES = """
    SELECT announcement.id, announcement.title, announcement.type, announcement.method, announcement.kind,
        announcement.purchaser_name, announcement.agency_name, announcement.budget, announcement.amount,
        announcement.bid_deadline, announcement.first_published_at, project.project_no,
        announcement.bid_deadline > %s AS is_open_for_bids,
        announcement.ctid::text || announcement.xmin::text || COALESCE((announcement.bid_deadline > %s)::text, '')
            AS entry_key
    FROM announcements_announcement AS announcement
    JOIN acceptance_project AS project ON project.id = announcement.project_id
    WHERE announcement.id = ANY ({keys})
    ORDER BY announcement.first_published_at DESC, announcement.id DESC
"""


def entries_of(keys: str, params: Sequence[Any], *, now: datetime) -> list[Announcement]:
    """Return announcements as their entries show them, the newest first, each with what `ENTRIES` adds to it.

    `keys` is an expression of an array of their keys, with its parameters.
    """
    return list(Announcement.objects.raw(ENTRIES.format(keys=keys), [now, now, *params]))

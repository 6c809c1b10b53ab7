"""The times of a tender that hold now: as announced, or as a published change has moved them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps.announcements.changes.approved import approved_times
from apps.announcements.facts import TenderTable, read_table
from apps.announcements.models import Announcement, AnnouncementVersion

Type = Announcement.Type


@dataclass(frozen=True)
class Moved:
    """A time or place as it holds now, and the change that set it."""

    value: Any
    by: Announcement


@dataclass(frozen=True)
class AnnouncedTimes:
    """The tender as it was announced, the times that hold for it now, and which announcement says so of each."""

    tender: Announcement
    table: TenderTable
    documents_until: datetime
    bid_deadline: datetime
    opening_at: datetime
    opening_place: str
    moved_by: Mapping[str, Announcement]
    # When the tender was terminated in all its lots; None while it was not.
    ended_at: datetime | None

    def said_by(self, name: str) -> Announcement:
        """Return the announcement that sets a time: the tender itself, or the change that moved it last."""
        return self.moved_by.get(name, self.tender)

    @property
    def moves(self) -> dict[str, Moved]:
        """Return what changes have set of that which the tender announced, by its name there."""
        return {name: Moved(getattr(self, name), by) for name, by in self.moved_by.items() if hasattr(self, name)}


def newest(family: Iterable[Announcement], *types: str) -> Announcement | None:
    """Return the newest of these types that is in force, else the newest that was taken back."""
    found = [announcement for announcement in family if announcement.type in types]
    return max(found, key=lambda one: (one.is_published, one.first_published_at, one.pk), default=None)


def announced_times(family: Sequence[Announcement]) -> AnnouncedTimes | None:
    """Return the times that hold for the newest tender of a project; None when there is none.

    `family` are the project's public announcements. One query, and one more where there are changes.
    """
    tender = newest(family, Type.TENDER)
    if tender is None:
        return None
    version = AnnouncementVersion.objects.public().filter(announcement=tender).order_by("-version").only("facts")[0]
    table = read_table(Type.TENDER, version.facts)
    assert isinstance(table, TenderTable)
    has_changes = any(announcement.type == Type.CHANGE for announcement in family)
    moved = approved_times(tender.project_id, tender.announcement_no) if has_changes else None
    by_pk = {announcement.pk: announcement for announcement in family}

    def holding(name: str) -> Any:
        return (moved and moved.get(name)) or getattr(table, name)

    return AnnouncedTimes(
        tender=tender,
        table=table,
        documents_until=holding("documents_until"),
        bid_deadline=holding("bid_deadline"),
        opening_at=holding("opening_at"),
        opening_place=holding("opening_place"),
        moved_by={name: by_pk[pk] for name, pk in moved.moved_by.items()} if moved else {},
        ended_at=_ended_at(tender, family),
    )


def _ended_at(tender: Announcement, family: Iterable[Announcement]) -> datetime | None:
    """Return when the last termination came of a tender whose row has no deadline any more."""
    if tender.bid_deadline is not None:
        return None
    terminations = [one for one in family if one.type == Type.TERMINATION and one.is_published]
    return max((one.first_published_at for one in terminations), default=None)

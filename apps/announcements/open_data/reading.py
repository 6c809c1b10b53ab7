"""What the open data says of one announcement: what its page shows, with values instead of words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.http import Http404

from apps.acceptance.models import Lot
from apps.announcements.announced_times import Moved
from apps.announcements.changes.approved import thawed
from apps.announcements.changes.inspecting import ANNOUNCED, LABELS
from apps.announcements.models import Announcement, AnnouncementVersion
from apps.announcements.open_data.values import moment_text
from apps.announcements.progress import Step
from apps.announcements.selectors.reading import Reading, read_announcement

# No key that is stored holds it, and PostgreSQL does not take it as text.
NUL = "\x00"


class AnnouncementState(models.TextChoices):
    """效力: whether an announcement is in force."""

    IN_FORCE = "in_force", "有效"
    WITHDRAWN = "withdrawn", "已撤回"


@dataclass(frozen=True)
class MovedTime:
    """A time or place that holds instead of the one announced, and the change that set it."""

    name: str
    label: str
    value: str
    by: Announcement


@dataclass(frozen=True)
class ConfirmedTime:
    """A time or place as it was, and as the center approved it."""

    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class AnnouncementDocument:
    """An announcement in one of its versions, with all that its page shows."""

    reading: Reading
    confirmed_times: list[ConfirmedTime]

    @property
    def announcement(self) -> Announcement:
        """Return the announcement."""
        return self.reading.announcement

    @property
    def version(self) -> AnnouncementVersion:
        """Return the version that was asked for."""
        return self.reading.version

    @property
    def is_current(self) -> bool:
        """Tell whether that is the newest public one."""
        return self.reading.is_current

    @property
    def versions(self) -> list[AnnouncementVersion]:
        """Return every public version, the newest first."""
        known = [self.reading.version, *self.reading.others]
        for version in known:
            version.announcement = self.reading.announcement
        return sorted(known, key=lambda version: version.version, reverse=True)

    @property
    def lots(self) -> list[Lot]:
        """Return the lots that it is about."""
        return self.reading.lots

    @property
    def times_in_force(self) -> list[MovedTime]:
        """Return what approved changes have made of the times of this tender announcement."""
        return list(_moved_times(self.reading.moves))

    @property
    def follows(self) -> Announcement | None:
        """Return what it corrects or follows, when that is public."""
        return self.reading.original

    @property
    def followed_by(self) -> list[Announcement]:
        """Return what corrects or follows it, oldest first."""
        return self.reading.followers

    @property
    def progress(self) -> list[Step]:
        """Return the steps of its project."""
        return self.reading.steps


def announcement_document(announcement_no: str, *, version: int | None = None, now: datetime) -> AnnouncementDocument:
    """Return an announcement that anybody may read, in its newest public version or in the one named.

    Raises Http404.
    """
    public = Announcement.objects.public()
    pk = None if NUL in announcement_no else public.filter(announcement_no=announcement_no).values_list("pk").first()
    if pk is None:
        raise Http404
    reading = read_announcement(*pk, version=version, now=now)
    return AnnouncementDocument(reading, list(_confirmed_times(reading.version)))


def _moved_times(moves: dict[str, Moved]) -> Iterator[MovedTime]:
    for name, moved in moves.items():
        yield MovedTime(name, LABELS[name], _text(moved.value), moved.by)


def _confirmed_times(version: AnnouncementVersion) -> Iterator[ConfirmedTime]:
    """Return what the approval of this version has moved, as far as announcements tell it."""
    review = version.change_reviews.approved().first()
    if review is None:
        return
    before, after = review.content["before"], review.content["after"]
    for name in review.content["moved"]:
        if name in ANNOUNCED:
            yield ConfirmedTime(
                name, LABELS[name], _text(thawed(name, before[name])), _text(thawed(name, after[name]))
            )


def _text(value: Any) -> str:
    return moment_text(value) if isinstance(value, datetime) else value or ""

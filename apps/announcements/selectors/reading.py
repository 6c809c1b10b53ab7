"""One announcement, in the version in force or in an earlier one, with all that its page shows."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.http import Http404
from django.shortcuts import get_object_or_404

from apps.acceptance.models import Lot, Project
from apps.announcements.announced_times import AnnouncedTimes, Moved, announced_times
from apps.announcements.changes.approved import thawed
from apps.announcements.changes.inspecting import ANNOUNCED, LABELS, shown_moment
from apps.announcements.fact_rows import summary_of
from apps.announcements.facts import Table, TenderTable
from apps.announcements.models import Announcement, AnnouncementVersion
from apps.announcements.pages.lasting import next_of
from apps.announcements.progress import Step, lots_delivered_at, progress_of
from apps.announcements.selectors.files import AttachmentLine, attachment_lines
from apps.announcements.wording import Wording, wording_of
from apps.core.facts import Fact

Type = Announcement.Type

# What a later announcement does to the one that it follows, as a banner says it.
OVERTAKEN = {
    Type.CHANGE: "本公告已发布变更公告，变更的内容以变更公告为准。",
    Type.RESULT_CORRECTION: "本公告已被更正，更正的内容以更正公告为准。",
    Type.TERMINATION: "本项目已发布终止公告，终止的标段以终止公告为准。",
}


@dataclass(frozen=True)
class Overtaken:
    """That another announcement has to be read with this one."""

    words: str
    by: Announcement


@dataclass(frozen=True)
class Confirmed:
    """A time or place that a change has set: as it was, and as the center approved it."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Reading:
    """An announcement in one of its versions, with all that its page shows."""

    announcement: Announcement
    version: AnnouncementVersion
    others: list[AnnouncementVersion]
    table: Table
    lots: list[Lot]
    attachments: list[AttachmentLine]
    family: list[Announcement]
    times: AnnouncedTimes | None
    steps: list[Step]
    confirmed: list[Confirmed]

    @property
    def is_current(self) -> bool:
        """Tell whether this is the version in force."""
        return self.version.version == self.current_number

    @property
    def current_number(self) -> int:
        """Return the number of the newest version that is public.

        The announcement may know of a higher one: a withdrawal that came without a text, a change under review.
        """
        return max(version.version for version in [self.version, *self.others])

    @property
    def previous_number(self) -> int | None:
        """Return the number of the public version before this one; None for the first."""
        earlier = [version.version for version in self.others if version.version < self.version.version]
        return max(earlier, default=None)

    @property
    def wording(self) -> Wording:
        """Return the words of the method that this version names, or of its project's."""
        return wording_of(self.table.method if isinstance(self.table, TenderTable) else self.announcement.method)

    @property
    def closes_at(self) -> datetime | None:
        """Return the deadline for bids that holds, also when a published change has moved the one announced here.

        None when nothing can be bid for any more because it was terminated.
        """
        if self.times is not None and self.times.tender == self.announcement:
            return None if self.times.ended_at else self.times.bid_deadline
        return self.announcement.bid_deadline

    @property
    def has_next_steps(self) -> bool:
        """Tell whether a supplier can still act on it until `closes_at`: it is the tender in force, and not ended."""
        is_in_force = self.is_current and not self.announcement.is_withdrawn
        return is_in_force and self.times is not None and self.times.tender == self.announcement and not self.is_ended

    @property
    def may_be_challenged(self) -> bool:
        """Tell whether it is a result that stands, against which suppliers have their remedies."""
        announcement = self.announcement
        is_result = announcement.type in {Type.RESULT, Type.RESULT_CORRECTION}
        return is_result and self.is_current and not announcement.is_withdrawn

    @property
    def is_ended(self) -> bool:
        """Tell whether what it tenders, or changes of a tender, was terminated in all its lots."""
        is_about_bids = self.announcement.type in {Type.TENDER, Type.CHANGE}
        return is_about_bids and self.times is not None and self.times.ended_at is not None

    @property
    def moves(self) -> dict[str, Moved]:
        """Return what approved changes have made of the times of this tender announcement."""
        if self.times is None or self.times.tender != self.announcement or not self.is_current:
            return {}
        return self.times.moves

    @property
    def facts(self) -> list[Fact]:
        """Return what it says of the whole, as terms and values."""
        return summary_of(self.table, method=self.announcement.method)

    @property
    def source_link(self) -> str:
        """Return the address of the original when it is one that may be linked, else nothing."""
        return self.version.source_url if _is_web_address(self.version.source_url) else ""

    @property
    def original(self) -> Announcement | None:
        """Return what it corrects or follows, when that is public."""
        return next((one for one in self.family if one.pk == self.announcement.follows_id), None)

    @property
    def followers(self) -> list[Announcement]:
        """Return what corrects or follows it, oldest first."""
        return [one for one in self.family if one.follows_id == self.announcement.pk]

    def holds_until(self, now: datetime) -> datetime | None:
        """Return when the clock changes what the page says: bids close, or the hour of the opening comes."""
        times = self.times
        announced = [times.bid_deadline, times.opening_at] if times is not None else []
        return next_of([self.closes_at, *announced], now=now)

    @property
    def overtaken(self) -> list[Overtaken]:
        """Return what has to be read with it, newest first."""
        return [
            Overtaken(OVERTAKEN[Type(one.type)], one)
            for one in reversed(self.followers)
            if one.type in OVERTAKEN and one.is_published
        ]


def public_announcement(pk: int) -> Announcement:
    """Return an announcement that anybody may read. Raises Http404."""
    return get_object_or_404(Announcement.objects.public().select_related("project"), pk=pk)


def family_of(project: Project) -> list[Announcement]:
    """Return the public announcements of a project, oldest first."""
    return list(Announcement.objects.public().filter(project=project).order_by("first_published_at", "pk"))


def read_announcement(pk: int, *, version: int | None = None, now: datetime) -> Reading:
    """Return an announcement in the version in force, or in the one that is named.

    Raises Http404 for what never was public: an announcement that was taken back before it could
    be shown, a change that nobody approved, and versions from before the first publication.
    """
    announcement = public_announcement(pk)
    versions = AnnouncementVersion.objects.public().filter(announcement=announcement)
    shown = versions.order_by("-version").first() if version is None else versions.filter(version=version).first()
    if shown is None:
        raise Http404
    shown.announcement = announcement
    others = versions.exclude(pk=shown.pk).select_related("publication").only("version", "publication__published_at")
    project = announcement.project
    family = family_of(project)
    times = announced_times(family)
    delivered_at = lots_delivered_at(project) if project.plan_id else None
    return Reading(
        announcement=announcement,
        version=shown,
        others=list(others.order_by("-version")),
        table=shown.table,
        lots=list(project.lots.filter(lot_no__in=shown.lot_nos)),
        attachments=attachment_lines(shown),
        family=family,
        times=times,
        steps=progress_of(project, family, times, lots_delivered_at=delivered_at, now=now),
        confirmed=_confirmed(shown) if announcement.type == Type.CHANGE else [],
    )


def _confirmed(version: AnnouncementVersion) -> list[Confirmed]:
    """Return what the approval of this version of a change has moved, as far as announcements tell it."""
    review = version.change_reviews.approved().first()
    if review is None:
        return []
    before, after = review.content["before"], review.content["after"]
    return [
        Confirmed(LABELS[name], shown_moment(thawed(name, before[name])), shown_moment(thawed(name, after[name])))
        for name in review.content["moved"]
        if name in ANNOUNCED
    ]


def _is_web_address(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)

"""What became public in a project and was taken back, act by act: all that its releases are made from."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps.acceptance.models import Lot, Project
from apps.announcements.models import Announcement, AnnouncementVersion, ChangeReview, PublicEvent
from apps.announcements.open_data.ocds.identifiers import release_id

Kind = PublicEvent.Kind


@dataclass(frozen=True)
class Act:
    """A version became public, or was taken back; then `version` is what could be read last."""

    event_pk: int
    kind: str
    at: datetime
    version: AnnouncementVersion
    # What the center decided, by which an approved change moved times.
    decision: dict[str, Any] | None

    @property
    def announcement(self) -> Announcement:
        """Return the announcement."""
        return self.version.announcement

    @property
    def is_withdrawal(self) -> bool:
        """Tell whether it was taken back."""
        return self.kind == Kind.WITHDRAWN

    @property
    def release_id(self) -> str:
        """Return what the release of this act is called."""
        return release_id(self.announcement.announcement_no, self.version.version, self.kind)


@dataclass(frozen=True)
class History:
    """A project and what happened in it, in the order in which it did."""

    project: Project
    lots: Sequence[Lot]
    acts: Sequence[Act]


def histories_of(projects: Collection[int]) -> dict[int, History]:
    """Return the history of each project by its key, those that nothing was public of left out.

    Six queries for any number of projects. The acts of one project follow each other under the lock of its row, so
    that the order of their transactions is that in which they became visible.
    """
    found = Project.objects.filter(pk__in=projects).select_related("agency").prefetch_related("lots").in_bulk()
    versions: dict[int, list[AnnouncementVersion]] = defaultdict(list)
    for version in _public_versions(projects):
        version.announcement.project = found[version.announcement.project_id]
        versions[version.announcement_id].append(version)
    decisions = _decisions(projects)
    acts: dict[int, list[Act]] = defaultdict(list)
    for event in _events(projects):
        version = _told_of(event, versions[event.announcement_id])
        told = acts[version.announcement.project_id]
        # A clock that was read before the row was locked may be behind that of the act before.
        at = max(event.happened_at, told[-1].at) if told else event.happened_at
        told.append(Act(event.pk, event.kind, at, version, decisions.get(version.pk)))
    return {pk: History(found[pk], list(found[pk].lots.all()), told) for pk, told in acts.items()}


def _public_versions(projects: Collection[int]) -> Sequence[AnnouncementVersion]:
    public = AnnouncementVersion.objects.public().filter(announcement__project__in=projects)
    related = public.select_related("announcement", "publication").prefetch_related("references__attachment")
    return list(related.defer("body_html", "body_safe").order_by("version"))


def _events(projects: Collection[int]) -> Sequence[PublicEvent]:
    events = PublicEvent.objects.filter(announcement__project__in=projects).exclude(kind=Kind.UPDATED)
    return list(events.order_by("transaction", "pk"))


def _decisions(projects: Collection[int]) -> dict[int, dict[str, Any]]:
    approved = ChangeReview.objects.approved().filter(version__announcement__project__in=projects)
    return dict(approved.values_list("version", "content"))


def _told_of(event: PublicEvent, versions: Sequence[AnnouncementVersion]) -> AnnouncementVersion:
    """Return the version of an event; of a withdrawal, the newest that could be read then."""
    if event.version_id is not None:
        return next(version for version in versions if version.pk == event.version_id)
    return [version for version in versions if version.publication.published_at <= event.happened_at][-1]

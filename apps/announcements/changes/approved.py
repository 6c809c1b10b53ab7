"""The times that approved changes have set; they hold until another approved change sets others."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from apps.acceptance.models import Project
from apps.announcements.changes.in_force import Times
from apps.announcements.changes.words import PLACE
from apps.announcements.models import Announcement, AnnouncementVersion, ChangeReview


@dataclass(frozen=True)
class ApprovedTimes:
    """What approved changes have made of the times of one tender announcement, and by which change each was set."""

    values: Mapping[str, Any]
    moved_by: Mapping[str, int]

    def get(self, name: str) -> Any:
        """Return the time or place that was set; None where no change has set it."""
        return self.values.get(name)


def approved_times(project: Project | int, tender_no: str) -> ApprovedTimes | None:
    """Return what holds since the last approval; None while no change of this tender announcement was approved.

    A change that the province takes back after its approval keeps its effect: the center told bidders these times,
    and only another approved change tells them others. One query.
    """
    review = (
        ChangeReview.objects.approved()
        .filter(version__announcement__project=project, content__tender_no=tender_no)
        .order_by("-pk")
        .first()
    )
    if review is None:
        return None
    after = review.content["after"]
    moved_by = review.content["moved_by"]
    return ApprovedTimes(values={name: thawed(name, after[name]) for name in moved_by}, moved_by=moved_by)


def undone(announcement: Announcement, present: Times, tender_no: str) -> Times:
    """Return the times as they would hold had this change never been approved.

    A newer version of an approved change is judged against these: it replaces what the older one did. What another
    change has set since stays set.
    """
    holding = approved_times(announcement.project_id, tender_no)
    if holding is None:
        return present
    before: dict[str, Any] = {}
    for review in ChangeReview.objects.approved().filter(version__announcement=announcement).order_by("-pk"):
        before |= {name: thawed(name, review.content["before"][name]) for name in review.content["moved"]}
    own = {name: value for name, value in before.items() if holding.moved_by.get(name) == announcement.pk}
    return replace(present, **own)


def deadline_set_by(version: AnnouncementVersion) -> datetime | None:
    """Return the deadline that this version of a change has set; None while it is not approved, or sets none."""
    review = version.change_reviews.approved().first()
    if review is None or "bid_deadline" not in review.content["moved"]:
        return None
    return datetime.fromisoformat(review.content["after"]["bid_deadline"])


def thawed(name: str, frozen: str | None) -> datetime | str | None:
    """Return a time or a place as it was before it was frozen."""
    if name == PLACE or not frozen:
        return frozen
    return datetime.fromisoformat(frozen)

"""A version of an announcement becomes public, and what was public is taken down.

Parts of an act, not acts of their own: each runs in the transaction of whoever has the rows of the
project and of the announcement locked.
"""

from datetime import datetime

from apps.announcements.changes.approved import approved_times
from apps.announcements.changes.telling import tell_taken_back
from apps.announcements.columns import write_columns
from apps.announcements.facts import TenderTable
from apps.announcements.following import link
from apps.announcements.models import Announcement, AnnouncementVersion, ChangeTimes, Publication, PublicEvent
from apps.announcements.pages.marking import mark_project
from apps.announcements.signals import announcement_published, announcement_withdrawn
from apps.core.actors import PLATFORM, PROVINCE, Actor
from apps.core.status import move
from apps.tender_planning.services.beginning import Terms, lock_planning, unlock_planning

Status = Announcement.Status

# What a preparation must agree with, as both the table of a tender and its terms call it.
TERMS = (
    "notice_working_days",
    "documents_from",
    "documents_until",
    "documents_price",
    "bid_deadline",
    "opening_at",
    "opening_place",
    "accepts_consortium",
)


def publish(version: AnnouncementVersion, *, now: datetime, actor: Actor = PLATFORM, reason: str = "") -> None:
    """Make `version` what the public sees of its announcement.

    Raises UnlawfulMove, StaleState; IntegrityError when the version is public already.
    """
    announcement = version.announcement
    Publication.objects.create(version=version, published_at=now)
    if announcement.status != Status.PUBLISHED:
        first = announcement.published_at or now
        move(
            announcement,
            Status.PUBLISHED,
            actor=actor,
            now=now,
            reason=reason,
            published_at=first,
            withdrawn_at=None,
            withdrawal_reason="",
        )
    write_columns(announcement, version)
    _link(announcement)
    table = version.table
    if isinstance(table, TenderTable):
        unlock_planning(project=announcement.project, terms=_terms(announcement, table), now=now)
    _end_or_go_on(announcement, now)
    mark_project(announcement.project)
    _note(PublicEvent.Kind.PUBLISHED, announcement, version, now)
    announcement_published.send(Announcement, announcement=announcement, version=version, now=now)


def refresh_columns(announcement_no: str, *, now: datetime) -> None:
    """Let the row of a public announcement say what holds now; nothing happens where there is none."""
    versions = AnnouncementVersion.objects.public().filter(announcement__announcement_no=announcement_no)
    shown = versions.select_related("announcement__project__agency").order_by("-version").first()
    if shown is not None:
        write_columns(shown.announcement, shown)
        mark_project(shown.announcement.project)
        _note(PublicEvent.Kind.UPDATED, shown.announcement, None, now)


def show_last_state(version: AnnouncementVersion, *, now: datetime) -> None:
    """Let the page of a withdrawn announcement show the last state that the withdrawal brought."""
    Publication.objects.create(version=version, published_at=now)
    write_columns(version.announcement, version)
    mark_project(version.announcement.project)


def take_down(
    announcement: Announcement,
    *,
    now: datetime,
    actor: Actor = PROVINCE,
    reason: str = "省采购系统撤回",
    public_reason: str = "",
) -> None:
    """Withdraw an announcement, public or not; `public_reason` is what its page says.

    Withdrawn already: nothing more happens.
    """
    if announcement.status == Status.WITHDRAWN:
        _link(announcement)
        return
    was_public, was_under_review = announcement.is_published, announcement.status == Status.AWAITING_REVIEW
    move(
        announcement,
        Status.WITHDRAWN,
        actor=actor,
        now=now,
        reason=reason,
        # A change that came again after its withdrawal was not shown again before its review.
        withdrawn_at=announcement.withdrawn_at or now,
        withdrawal_reason=public_reason,
    )
    _link(announcement)
    if announcement.type == Announcement.Type.TENDER:
        _close_preparation(announcement, now)
    if (
        announcement.type == Announcement.Type.CHANGE
        and ChangeTimes.objects.filter(announcement=announcement).exists()
    ):
        tell_taken_back(announcement, now, by=actor.name, was_public=was_public, was_under_review=was_under_review)
    if was_public:
        _end_or_go_on(announcement, now)
        mark_project(announcement.project)
        _note(PublicEvent.Kind.WITHDRAWN, announcement, None, now)
        announcement_withdrawn.send(Announcement, announcement=announcement, now=now)


def _end_or_go_on(announcement: Announcement, now: datetime) -> None:
    """Let what was tendered know that a termination came or went: nothing more can be bid for, or again it can."""
    if announcement.type != Announcement.Type.TERMINATION:
        return
    tendered = Announcement.objects.public().filter(
        project=announcement.project_id, type__in=[Announcement.Type.TENDER, Announcement.Type.CHANGE]
    )
    for number in tendered.order_by("pk").values_list("announcement_no", flat=True):
        refresh_columns(number, now=now)


def _note(
    kind: PublicEvent.Kind, announcement: Announcement, version: AnnouncementVersion | None, now: datetime
) -> None:
    PublicEvent.objects.create(kind=kind, announcement=announcement, version=version, happened_at=now)


def _link(announcement: Announcement) -> None:
    """Settle what follows what before anybody hears of it."""
    link(announcement.project)
    announcement.refresh_from_db(fields=["follows"])


def _close_preparation(announcement: Announcement, now: datetime) -> None:
    """Close the preparation of the tender, unless another tender announcement holds it open."""
    others = Announcement.objects.published().of_type(Announcement.Type.TENDER)
    if not others.filter(project=announcement.project_id).exists():
        lock_planning(project=announcement.project, now=now)


def _terms(announcement: Announcement, table: TenderTable) -> Terms:
    """Return what the announcement says; what approved changes have moved stays moved, also in a newer version."""
    moved = approved_times(announcement.project, announcement.announcement_no)
    return Terms(
        **{
            "announcement_no": announcement.announcement_no,
            "first_published_at": announcement.first_published_at,
            **{name: getattr(table, name) for name in TERMS},
            **{name: value for name, value in (moved.values if moved else {}).items() if name in TERMS},
        }
    )

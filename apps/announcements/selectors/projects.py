"""The life of a project, as far as it is public: who did what when, what is due next, every announcement of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.http import Http404

from apps.acceptance.models import Lot, Project
from apps.announcements.announced_times import AnnouncedTimes, announced_times
from apps.announcements.facts import ResultTable
from apps.announcements.models import Announcement, AnnouncementVersion
from apps.announcements.pages.lasting import next_of
from apps.announcements.periods import Period, result_periods, tender_periods
from apps.announcements.progress import Step, lots_delivered_at, progress_of
from apps.announcements.selectors.reading import family_of
from apps.announcements.timeline import Event, events_of
from apps.core.working_days import load_calendar
from apps.tender_planning.rules.book import RuleBook, load_rule_book
from apps.tender_planning.schedule.proof import day_of


@dataclass(frozen=True)
class Due:
    """A period, and whether it is over."""

    period: Period
    is_over: bool


@dataclass(frozen=True)
class ProjectLife:
    """What the page of a project shows."""

    project: Project
    lots: list[Lot]
    announcements: list[Announcement]
    times: AnnouncedTimes | None
    steps: list[Step]
    due: list[Due]
    events: list[Event]

    def holds_until(self, now: datetime) -> datetime | None:
        """Return when the next period ends; the track of steps follows the same moments."""
        return next_of((due.period.over_from for due in self.due), now=now)

    @property
    def next(self) -> Due | None:
        """Return what is due next; None when nothing is."""
        return next((due for due in self.due if not due.is_over), None)

    @property
    def is_local(self) -> bool:
        """Tell whether its announcements are drafted and first published here."""
        return self.project.plan_id is None

    @property
    def is_sample(self) -> bool:
        """Tell whether everything in it is made up."""
        return any(announcement.is_sample for announcement in self.announcements)


def project_life(project_no: str, *, now: datetime) -> ProjectLife:
    """Return the life of a project. Raises Http404 while no announcement of it has been public."""
    project = Project.objects.filter(project_no=project_no).select_related("agency").first()
    family = family_of(project) if project else []
    if project is None or not family:
        raise Http404
    versions = _versions(family)
    times = announced_times(family)
    delivered_at = lots_delivered_at(project) if project.plan_id else None
    periods = sorted(_periods(project, versions, times), key=lambda period: (period.day, period.at is None))
    return ProjectLife(
        project=project,
        lots=list(project.lots.all()),
        announcements=family,
        times=times,
        steps=progress_of(project, family, times, lots_delivered_at=delivered_at, now=now),
        due=[Due(period, period.is_over(now)) for period in periods],
        events=events_of(project, versions, lots_delivered_at=delivered_at),
    )


def _versions(family: Sequence[Announcement]) -> list[AnnouncementVersion]:
    """Return every public version of the announcements without its text, in the order of their publication."""
    by_pk = {announcement.pk: announcement for announcement in family}
    versions = AnnouncementVersion.objects.public().filter(announcement__in=family).select_related("publication")
    found = list(versions.defer("body_html", "body_safe").order_by("publication__published_at", "version"))
    for version in found:
        version.announcement = by_pk[version.announcement_id]
    return found


def _periods(
    project: Project, versions: Sequence[AnnouncementVersion], times: AnnouncedTimes | None
) -> Iterator[Period]:
    """Return the periods of what is in force; the rules are those of the day of the first publication."""
    calendar = load_calendar()
    books: dict[date, RuleBook] = {}
    if times is not None and times.tender.is_published and not times.ended_at:
        yield from tender_periods(times, _book(books, times.tender), calendar)
    shown = {version.announcement_id: version for version in versions}
    for version in shown.values():
        table, announcement = version.table, version.announcement
        if isinstance(table, ResultTable) and announcement.is_published:
            yield from result_periods(announcement, table, project, _book(books, announcement), calendar)


def _book(books: dict[date, RuleBook], announcement: Announcement) -> RuleBook:
    day = day_of(announcement.first_published_at)
    if day not in books:
        books[day] = load_rule_book(day)
    return books[day]

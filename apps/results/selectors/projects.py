"""The results of a project: its lots, the announcements that decide them, and what those make public."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from apps.acceptance.models import Project
from apps.announcements.facts import ChangedItem, CorrectionTable
from apps.announcements.models import Announcement, AnnouncementVersion
from apps.core.working_days import load_calendar
from apps.results.clocks import Clock
from apps.results.derivation import ORDER
from apps.results.models import AgencyFee, Award, CommitteeName, LotContract, LotFailure, LotResult
from apps.results.savings import Saving, total_of
from apps.results.selectors.lots import LotPage, Timing, Versions, lot_page

Row = TypeVar("Row", Award, LotFailure, LotContract)


@dataclass(frozen=True)
class AnnouncementRow:
    """An announcement that decides lots, as its newest public version has it, with what that makes public."""

    announcement: Announcement
    version: AnnouncementVersion
    items: tuple[ChangedItem, ...]
    committee: list[CommitteeName]
    fee: AgencyFee | None


@dataclass(frozen=True)
class DueRow:
    """A period of one lot."""

    page: LotPage
    clock: Clock


@dataclass(frozen=True)
class ResultsPage:
    """Everything on the page of a project's results."""

    lots: list[LotPage]
    announcements: list[AnnouncementRow]

    @property
    def overdue(self) -> list[DueRow]:
        """Return the duties that are overdue, lot by lot."""
        return [DueRow(page, clock) for page in self.lots for clock in page.overdue]

    @property
    def next_due(self) -> DueRow | None:
        """Return what ends next of all lots."""
        open_ones = [DueRow(page, clock) for page in self.lots if (clock := page.next_due) is not None]
        return min(open_ones, key=lambda row: row.clock.due or date.max, default=None)

    @property
    def saving(self) -> Saving | None:
        """Return the saving over the lots that were awarded for an amount."""
        return total_of(page.saving for page in self.lots)

    @property
    def saved_lots(self) -> int:
        """Return how many lots the saving is of."""
        return sum(page.saving is not None for page in self.lots)


def results_page(project: Project, now: datetime) -> ResultsPage:
    """Put together the results of a project."""
    announcements = _announcements_of(project)
    versions = _versions_of(announcements)
    return ResultsPage(
        lots=_lot_pages(project, versions, now), announcements=_announcement_rows(announcements, versions)
    )


def _announcements_of(project: Project) -> list[Announcement]:
    """Return what decides lots and may be read by anybody, last published first."""
    deciding = Announcement.objects.public().filter(project=project, type__in=[*ORDER])
    return list(deciding.order_by("-first_published_at", "-pk"))


def _versions_of(announcements: Iterable[Announcement]) -> Versions:
    by_pk = {announcement.pk: announcement for announcement in announcements}
    public = AnnouncementVersion.objects.public().filter(announcement__in=by_pk).defer("body_html", "body_safe")
    versions = {version.pk: version for version in public.order_by("version")}
    for version in versions.values():
        version.announcement = by_pk[version.announcement_id]
    return versions


def _lot_pages(project: Project, versions: Versions, now: datetime) -> list[LotPage]:
    timing = Timing(load_calendar(), now, {})
    results = LotResult.objects.filter(lot__project=project).select_related("lot").order_by("lot")
    awards = _by_lot(Award.objects.filter(lot__project=project).select_related("lot").prefetch_related("items"))
    failures = _by_lot(LotFailure.objects.filter(lot__project=project))
    contracts = _by_lot(LotContract.objects.filter(lot__project=project))
    return [
        lot_page(
            result,
            project,
            awards=awards[result.lot_id],
            failures=failures[result.lot_id],
            contracts=contracts[result.lot_id],
            versions=versions,
            timing=timing,
        )
        for result in results
    ]


def _by_lot(rows: Iterable[Row]) -> defaultdict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.lot_id].append(row)
    return found


def _announcement_rows(announcements: list[Announcement], versions: Versions) -> list[AnnouncementRow]:
    # Ordered by number: the last one of each announcement stays.
    shown = {version.announcement_id: version for version in versions.values()}
    fees = {fee.version_id: fee for fee in AgencyFee.objects.filter(version__in=shown.values())}
    committees: defaultdict[int, list[CommitteeName]] = defaultdict(list)
    for name in CommitteeName.objects.filter(version__in=shown.values()):
        committees[name.version_id].append(name)
    return [
        AnnouncementRow(
            announcement=announcement,
            version=version,
            items=_items_of(version),
            committee=committees[version.pk],
            fee=fees.get(version.pk),
        )
        for announcement in announcements
        if (version := shown.get(announcement.pk)) is not None
    ]


def _items_of(version: AnnouncementVersion) -> tuple[ChangedItem, ...]:
    table = version.table
    return table.items if isinstance(table, CorrectionTable) else ()

"""What lists, filters and searches know of an announcement: copied from the version that is shown."""

from datetime import datetime
from decimal import Decimal
from typing import TypedDict

from apps.announcements.changes.approved import approved_times, deadline_set_by
from apps.announcements.ending import is_terminated
from apps.announcements.facts import ChangeTable, ContractTable, CorrectionTable, ResultTable, TenderTable
from apps.announcements.models import Announcement, AnnouncementVersion
from apps.announcements.plain_text import lines_of
from apps.announcements.searching import searchable
from apps.announcements.towns import town_of


class Columns(TypedDict):
    """The columns of `Announcement` that follow its versions."""

    title: str
    corrects_no: str
    method: str
    kind: str
    purchaser_name: str
    agency_name: str
    town: str
    budget: Decimal | None
    amount: Decimal | None
    bid_deadline: datetime | None
    first_published_at: datetime
    search_text: str


def columns_of(version: AnnouncementVersion) -> Columns:
    """Return the columns as this version fills them.

    A tender announcement and a contract say who buys; in what follows a tender it is whom the
    project names, so that the order of arrival makes no difference. A deadline is the one that holds:
    that of a tender follows its approved changes, and there is none once all its lots are terminated.
    """
    project, table = version.announcement.project, version.table
    method, purchaser, agency = project.method, project.purchaser_name, project.agency.name
    budget = amount = bid_deadline = None
    match table:
        case TenderTable():
            method, purchaser, agency = table.method, table.purchaser.name, table.agency.name
            moved = approved_times(project, version.announcement.announcement_no)
            budget = table.budget
            bid_deadline = (moved.get("bid_deadline") if moved else None) or table.bid_deadline
        case ChangeTable():
            bid_deadline = deadline_set_by(version) or table.bid_deadline
        case ResultTable() | CorrectionTable():
            amount = table.amount
        case ContractTable():
            purchaser, amount = table.purchaser.name, table.amount
    if bid_deadline is not None and is_terminated(version):
        bid_deadline = None
    return Columns(
        title=version.title,
        corrects_no=version.corrects_no,
        method=method,
        kind=project.kind,
        purchaser_name=purchaser,
        agency_name=agency,
        town=town_of(version.title, purchaser),
        budget=budget,
        amount=amount,
        bid_deadline=bid_deadline,
        first_published_at=first_publication_of(version),
        search_text=searchable(
            version.title,
            project.project_no or "",
            version.announcement.announcement_no,
            purchaser,
            agency,
            *lines_of(version.body_safe),
        ),
    )


def first_publication_of(version: AnnouncementVersion) -> datetime:
    """Return when the announcement was first public anywhere, from which the legal periods run.

    The province tells it with every version. What is drafted here is first public here: a change is so with its
    approval, later than its text was written.
    """
    announcement = version.announcement
    if announcement.is_local and announcement.published_at is not None:
        return announcement.published_at
    return version.first_published_at


def write_columns(announcement: Announcement, version: AnnouncementVersion) -> None:
    """Copy what `version` says to the row of its announcement."""
    columns = columns_of(version)
    for name, value in columns.items():
        setattr(announcement, name, value)
    announcement.save(update_fields=[*columns])

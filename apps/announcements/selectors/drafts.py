"""Drafts as the pages of the agency and of the center show them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from apps.acceptance.models import Project
from apps.accounts.center_history import HistoryItem, history_of
from apps.accounts.models import Organisation
from apps.announcements.announced_times import AnnouncedTimes, announced_times
from apps.announcements.columns import columns_of
from apps.announcements.fact_rows import details_of, summary_of
from apps.announcements.facts import TenderTable, read_table
from apps.announcements.formats.composing import Composed
from apps.announcements.formats.gates import closed_because
from apps.announcements.models import Announcement, AnnouncementDraft, AnnouncementVersion, DraftFile, DraftReview
from apps.announcements.progress import progress_of
from apps.announcements.sanitising import sanitise
from apps.announcements.selectors.drafting import about_project, composed
from apps.announcements.selectors.files import AttachmentLine
from apps.announcements.selectors.reading import Reading, family_of
from apps.core.facts import Fact
from apps.tender_planning.findings import Finding
from apps.tender_planning.selectors.schedule_pages import DateSheet

Status = AnnouncementDraft.Status
Type = Announcement.Type

TONES = {"returned": "warning", "published": "success", "cancelled": "danger"}
# Nothing is stored under it: a preview is an announcement that is not there yet.
NO_KEY = 0


@dataclass(frozen=True)
class Option:
    """A type of announcement, and why it cannot be drafted now (empty when it can)."""

    type: str
    label: str
    closed_because: str


@dataclass(frozen=True)
class DraftRow:
    """A draft in a list; a change goes on as an announcement, whose status is told then."""

    draft: AnnouncementDraft

    @property
    def status(self) -> str:
        """Return the status that counts."""
        return str(self._subject.status)

    @property
    def status_label(self) -> str:
        """Return the status in words."""
        return str(self._subject.get_status_display())

    @property
    def _subject(self) -> AnnouncementDraft | Announcement:
        draft = self.draft
        if draft.announcement is not None and draft.status in (Status.HANDED_ON, Status.PUBLISHED):
            return draft.announcement
        return draft


@dataclass(frozen=True)
class DraftsPage:
    """The announcements of a project without a plan: what may be drafted, what is at work, what is public."""

    options: list[Option]
    rows: list[DraftRow]


@dataclass(frozen=True)
class FoundLine:
    """A finding, and the place on the page that it is about."""

    finding: Finding
    anchor: str

    @property
    def stops(self) -> bool:
        """Tell whether it keeps the draft from being submitted."""
        return self.finding.level == "error"


@dataclass(frozen=True)
class DraftPage:
    """Everything that a draft is written and judged by."""

    draft: AnnouncementDraft
    composed: Composed
    body_safe: str
    facts: list[Fact]
    lines: list[FoundLine]
    files: list[DraftFile]
    reviews: list[DraftReview]
    history: list[HistoryItem]

    @property
    def stops(self) -> int:
        """Return how many errors keep it from being submitted."""
        return sum(line.stops for line in self.lines)

    @property
    def returned(self) -> DraftReview | None:
        """Return the decision by which the draft came back; None when it is not returned."""
        return self.reviews[0] if self.reviews and self.draft.status == Status.RETURNED else None

    def beside(self, name: str) -> dict[str, Any]:
        """Return what is shown beside a field: the proofs of a time, and what is found apart from them."""
        proofs = [proof for proof in self.composed.proofs if proof.place == name]
        proved = [proof.finding for proof in proofs]
        lines = [line for line in self.lines if line.finding.place == name and line.finding not in proved]
        return {"lines": lines, "sheet": DateSheet(place=name, proofs=proofs)}


def drafts_page(project: Project, *, now: datetime) -> DraftsPage:
    """Return the announcements of a project, newest first."""
    about = about_project(project, now=now)
    drafts = project.announcement_drafts.select_related("announcement", "changed_by").defer("content")
    return DraftsPage(
        options=[Option(value, label, closed_because(value, about)) for value, label in Type.choices],
        rows=[DraftRow(draft) for draft in drafts.order_by("-pk")],
    )


def draft_page(draft: AnnouncementDraft, *, now: datetime) -> DraftPage:
    """Return a draft as it stands at this moment; of what is an announcement by now, as that stands."""
    made = composed(draft, now=now)
    body_safe, stored = _as_it_stands(draft, made)
    table = read_table(draft.type, stored) if stored else None
    summary = summary_of(table, method=draft.project.method) if table else []
    return DraftPage(
        draft=draft,
        composed=made,
        body_safe=body_safe,
        facts=[*summary, *(details_of(table) if table else [])],
        lines=[FoundLine(finding, f"id_{finding.place}" if finding.place else "") for finding in made.findings],
        files=list(draft.files.select_related("uploaded_by")),
        reviews=list(draft.reviews.select_related("reviewer__organisation").order_by("-pk")),
        history=history_of(draft, TONES),
    )


def _as_it_stands(draft: AnnouncementDraft, made: Composed) -> tuple[str, Mapping[str, Any]]:
    """Return the text as it is shown, and the facts; what is written no more does not change with the day."""
    if draft.announcement is not None and draft.status in (Status.HANDED_ON, Status.PUBLISHED):
        version = draft.announcement.versions.order_by("-version")[0]
        return version.body_safe, version.facts
    return sanitise(made.body_html), made.facts


def preview_of(page: DraftPage, *, now: datetime) -> Reading | None:
    """Return the public page that the draft would have now; None while it lacks what the page shows."""
    made, draft = page.composed, page.draft
    if not made.facts:
        return None
    project = draft.project
    announcement = Announcement(
        pk=NO_KEY,
        announcement_no="（发布时编号）",
        type=draft.type,
        project=project,
        origin=Announcement.Origin.LOCAL,
        status=Announcement.Status.PUBLISHED,
        version=1,
        published_at=now,
        follows=draft.follows,
    )
    version = AnnouncementVersion(
        pk=NO_KEY,
        announcement=announcement,
        version=1,
        title=made.title,
        body_html=made.body_html,
        body_safe=page.body_safe,
        lot_nos=made.lot_nos,
        facts=made.facts,
        first_published_at=now,
        received_at=now,
    )
    for name, value in columns_of(version).items():
        setattr(announcement, name, value)
    family = [*family_of(project), announcement]
    table = version.table
    times = _times_of(announcement, table) if isinstance(table, TenderTable) else announced_times(family)
    return Reading(
        announcement=announcement,
        version=version,
        others=[],
        table=table,
        lots=list(project.lots.filter(lot_no__in=made.lot_nos)),
        attachments=[AttachmentLine(file.name, file.size, url="", note="发布后可下载") for file in page.files],
        family=family,
        times=times,
        steps=progress_of(project, family, times, lots_delivered_at=None, now=now),
        confirmed=[],
    )


def _times_of(tender: Announcement, table: TenderTable) -> AnnouncedTimes:
    return AnnouncedTimes(
        tender=tender,
        table=table,
        documents_until=table.documents_until,
        bid_deadline=table.bid_deadline,
        opening_at=table.opening_at,
        opening_place=table.opening_place,
        moved_by={},
        ended_at=None,
    )


def returned_drafts(agency: Organisation) -> QuerySet[AnnouncementDraft]:
    """Return the drafts that the center returned to an agency."""
    return AnnouncementDraft.objects.filter(project__agency=agency, status=Status.RETURNED)

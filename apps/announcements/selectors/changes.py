"""What agency and center see of a change: its text with the sentences that count, its times before and after."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from apps.accounts.center_history import HistoryItem, history_of
from apps.accounts.models import Organisation
from apps.announcements.changes.approved import thawed
from apps.announcements.changes.blocks import Block
from apps.announcements.changes.inspecting import LABELS, saying_words, shown_moment
from apps.announcements.changes.reading import Passage
from apps.announcements.changes.standing import UNSETTLED, Standing
from apps.announcements.changes.suggesting import Saying
from apps.announcements.changes.words import FIELDS, TIMES
from apps.announcements.models import Announcement, AnnouncementVersion, ChangeReview
from apps.core.templatetags.ui import ABSENT
from apps.tender_planning.models import RoomBooking
from apps.tender_planning.selectors.rule_exceptions import FoundRow, found_rows
from apps.tender_planning.selectors.schedule_pages import DateSheet, Suggestion
from apps.tender_planning.services.rooms import period_words

Status = Announcement.Status
APPROVED = ChangeReview.Decision.APPROVED
Purpose = RoomBooking.Purpose
TONES = {"returned": "warning", "published": "success", "withdrawn": "danger"}


@dataclass(frozen=True)
class Part:
    """A stretch of the text; `labels` names the times that it says, if it says any."""

    text: str
    labels: tuple[str, ...] = ()
    anchor: str = ""


@dataclass(frozen=True)
class TextBlock:
    """A line, or a table of rows; each cell is a list of parts."""

    rows: list[list[list[Part]]]
    is_table: bool


@dataclass(frozen=True)
class Source:
    """What the announcement says of a time, and where it says so."""

    words: str
    sentence: str
    anchor: str
    agrees: bool


@dataclass(frozen=True)
class TimeRow:
    """One time of a change: before and after, what the announcement says, and how it stands before the law."""

    name: str
    label: str
    before: str
    after: str
    is_moved: bool
    sources: list[Source]
    sheet: DateSheet


@dataclass(frozen=True)
class RoomRow:
    """A room that is booked anew by the change."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class ChangePage:
    """Everything that a change is settled and judged by."""

    standing: Standing
    text: list[TextBlock]
    rows: list[TimeRow]
    findings: list[FoundRow]
    rooms: list[RoomRow]
    reviews: list[ChangeReview]
    versions: list[AnnouncementVersion]
    history: list[HistoryItem]

    @property
    def announcement(self) -> Announcement:
        """Return the change."""
        return self.standing.announcement

    @property
    def returned(self) -> ChangeReview | None:
        """Return the decision by which the change came back; None when it is not returned."""
        return self.reviews[0] if self.reviews and self.announcement.status == Status.RETURNED else None

    @property
    def moves(self) -> int:
        """Return how many times and places it moves."""
        return sum(row.is_moved for row in self.rows)

    @property
    def is_settled(self) -> bool:
        """Tell whether nobody has anything to do with it any more."""
        return self.announcement.status not in UNSETTLED

    @property
    def stops(self) -> int:
        """Return how many errors keep it from being submitted."""
        return sum(row.stops for row in self.findings)


def change_page(standing: Standing) -> ChangePage:
    """Assemble the page of a change; of one that was approved, its times are those that were decided on."""
    announcement = standing.announcement
    found = ChangeReview.objects.filter(version__announcement=announcement)
    reviews = list(found.select_related("reviewer__organisation", "version").order_by("-pk"))
    is_decided = bool(reviews) and reviews[0].version_id == standing.version.pk and reviews[0].decision == APPROVED
    is_past = is_decided and announcement.status not in UNSETTLED
    return ChangePage(
        standing=standing,
        text=text_of(standing),
        rows=decided_rows(reviews[0]) if is_past else time_rows(standing),
        findings=found_rows(standing.planning, standing.findings(), anchor_of=_anchor_of_field),
        rooms=_decided_rooms(reviews[0]) if is_past else _rooms(standing),
        reviews=reviews,
        versions=list(announcement.versions.defer("body_html", "body_safe", "facts").order_by("-version")),
        history=history_of(announcement, TONES),
    )


def decided_rows(review: ChangeReview) -> list[TimeRow]:
    """Return every time before and after, as the center decided on them."""
    before, after, moved = (review.content[name] for name in ("before", "after", "moved"))
    return [
        TimeRow(
            name=name,
            label=LABELS[name],
            before=shown_moment(thawed(name, before[name])),
            after=shown_moment(thawed(name, after[name])),
            is_moved=name in moved,
            sources=[],
            sheet=DateSheet(place=name),
        )
        for name in FIELDS
    ]


def time_rows(standing: Standing) -> list[TimeRow]:
    """Return every time of the tender and its place as it was, and as it is with the change."""
    case, proofs = standing.case, standing.case.proofs()
    rows = []
    for name in FIELDS:
        value, said = getattr(case.after, name), case.said.distinct(name)
        rows.append(
            TimeRow(
                name=name,
                label=LABELS[name],
                before=shown_moment(getattr(case.present, name)),
                after=shown_moment(value),
                is_moved=name in case.moved,
                sources=[_source(name, saying, value) for saying in case.said.of(name)],
                sheet=DateSheet(
                    place=name,
                    proofs=[proof for proof in proofs if proof.place == name],
                    suggestions=[
                        Suggestion(name, saying.at, "改为公告载明的")
                        for saying in said
                        if name in TIMES and saying.at and saying.at != value
                    ],
                ),
            )
        )
    return rows


def text_of(standing: Standing) -> list[TextBlock]:
    """Return the text of a change with the sentences marked that say a new time."""
    passages: dict[tuple[int, int], list[tuple[str, Passage]]] = {}
    for name, passage in _own_passages(standing):
        passages.setdefault((passage.block, passage.cell), []).append((name, passage))
    shown: list[TextBlock] = []
    for number, block in enumerate(standing.blocks):
        row = [list(_parts(cell, passages.get((number, place), []))) for place, cell in enumerate(block.cells)]
        if block.is_row and shown and shown[-1].is_table:
            shown[-1].rows.append(row)
        else:
            shown.append(TextBlock(rows=[row], is_table=block.is_row))
    return shown


def changes_of(agency: Organisation) -> QuerySet[Announcement]:
    """Return the changes of an agency's projects, newest first."""
    changes = Announcement.objects.of_type(Announcement.Type.CHANGE).filter(
        project__agency=agency, change_times__isnull=False
    )
    return changes.select_related("project", "change_times").order_by("-first_published_at", "-pk")


def waiting_changes(agency: Organisation) -> QuerySet[Announcement]:
    """Return the changes whose times an agency has to settle."""
    return changes_of(agency).filter(status__in=UNSETTLED - {Status.AWAITING_REVIEW})


def _own_passages(standing: Standing) -> Iterator[tuple[str, Passage]]:
    """Yield what stands in this text; what an earlier change says, which this one corrects, stands in that one."""
    for name, passage in standing.case.said.passages:
        block: Block | None = standing.blocks[passage.block] if passage.block < len(standing.blocks) else None
        sayings = [saying for saying in standing.case.said.of(name) if saying.passage == passage]
        if block and passage.cell < len(block.cells):
            text = block.cells[passage.cell][passage.start : passage.end].strip()
            if any(saying.words == text for saying in sayings):
                yield name, passage


def _parts(text: str, found: Sequence[tuple[str, Passage]]) -> Iterator[Part]:
    spans: dict[tuple[int, int], list[str]] = {}
    for name, passage in found:
        spans.setdefault((passage.start, passage.end), []).append(name)
    done = 0
    for (start, end), names in sorted(spans.items()):
        if start < done:
            continue
        yield Part(text[done:start])
        yield Part(text[start:end], tuple(LABELS[name] for name in dict.fromkeys(names)), _anchor(found, start, end))
        done = end
    yield Part(text[done:])


def _anchor(found: Sequence[tuple[str, Passage]], start: int, end: int) -> str:
    passage = next(passage for _, passage in found if (passage.start, passage.end) == (start, end))
    return anchor_of(passage)


def anchor_of(passage: Passage) -> str:
    """Return the id of a marked passage on the page."""
    return f"said-{passage.block}-{passage.cell}-{passage.start}"


def _source(name: str, saying: Saying, value: datetime | str | None) -> Source:
    sentence = "" if saying.words == saying.place else saying.words
    anchor = anchor_of(saying.passage) if saying.passage else ""
    return Source(saying_words(saying), sentence, anchor, saying.agrees_with(value))


def _rooms(standing: Standing) -> list[RoomRow]:
    booked = {
        one.purpose: f"{one.room}（{period_words(one.starts_at, one.ends_at)}）"
        for one in standing.planning.bookings.filter(released_at=None).select_related("room")
    }
    return [
        RoomRow(f"{Purpose(purpose).label}场所", booked.get(purpose, ABSENT), wish.words)
        for purpose, wish in standing.wishes().items()
    ]


def _decided_rooms(review: ChangeReview) -> list[RoomRow]:
    rooms: dict[str, str] = review.content["rooms"]
    return [RoomRow(f"{Purpose(purpose).label}场所", ABSENT, words) for purpose, words in rooms.items()]


def _anchor_of_field(place: str) -> str:
    return f"id_{place}" if place else ""

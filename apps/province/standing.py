"""What stands of a project, and so what may be announced next."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from apps.province.choices import AnnouncementType, Kind, Method, PushKind
from apps.province.filings import Contact
from apps.province.models import Announcement, ExpertDraw, HeldDocument, PushTaking
from apps.province.selectors import draws_of_project

# What a change or a correction may be about: the original, or an earlier one of its own kind.
CORRECTABLE = {
    AnnouncementType.CHANGE: (AnnouncementType.TENDER, AnnouncementType.CHANGE),
    AnnouncementType.RESULT_CORRECTION: (AnnouncementType.RESULT, AnnouncementType.RESULT_CORRECTION),
}

# What must be public before something may be announced, and what to say while it is not.
NEEDED_FIRST = {
    AnnouncementType.CHANGE: (AnnouncementType.TENDER, "采购公告发布后才能起草"),
    AnnouncementType.RESULT: (AnnouncementType.TENDER, "采购公告发布后才能起草"),
    AnnouncementType.RESULT_CORRECTION: (AnnouncementType.RESULT, "结果公告发布后才能起草"),
    AnnouncementType.TERMINATION: (AnnouncementType.TENDER, "采购公告发布后才能起草"),
    AnnouncementType.CONTRACT: (AnnouncementType.RESULT, "结果公告发布后才能起草"),
}
DRAW_NEEDS_TENDER = "采购公告发布后才能抽取专家"
NO_OPEN_LOT = "各标段均已发布结果公告或终止公告"


@dataclass(frozen=True)
class Times:
    """The times that bidders were last told."""

    bid_deadline: datetime
    opening_at: datetime


@dataclass(frozen=True)
class Standing:
    """A project as the province knows it: the lots, what the platform pushed since, and what was done here."""

    lots: HeldDocument
    pushed: dict[str, Any]
    schedules: dict[str, Any]
    announcements: list[Announcement]
    draws: list[ExpertDraw]

    @property
    def project_no(self) -> str:
        """项目编号."""
        return self.lots.project_no

    @property
    def plan_no(self) -> str:
        """The plan by which the project is found here; several may have been joined in it."""
        return str(self.lots.body["plan_nos"][0])

    @property
    def project_name(self) -> str:
        """项目名称."""
        return str(self.lots.body["project_name"])

    @property
    def kind(self) -> Kind:
        """项目类别."""
        return Kind(self.lots.body["kind"])

    @property
    def method(self) -> Method:
        """采购方式."""
        return Method(self.lots.body["method"])

    @property
    def lot_names(self) -> dict[str, str]:
        """The lots' names by their numbers."""
        return {lot["lot_no"]: lot["name"] for lot in self.lots.body["lots"]}

    def lot(self, lot_no: str) -> dict[str, Any]:
        """Return a lot as the platform pushed it, or nothing known of it."""
        return next((lot for lot in self.lots.body["lots"] if lot["lot_no"] == lot_no), {})

    @cached_property
    def tender(self) -> Announcement | None:
        """The newest public tender announcement."""
        tenders = self.published(AnnouncementType.TENDER)
        return tenders[-1] if tenders else None

    @property
    def contact(self) -> Contact:
        """Whom the public may ask: the tender announcement's contact, or else the agency's."""
        if self.tender is not None:
            return Contact.model_validate(self.tender.facts["contact"])
        agency = self.lots.body["agency"]
        return Contact(name=agency.get("contact") or "项目负责人", phone=agency.get("phone") or "0377-60000000")

    def published(self, *types: AnnouncementType) -> list[Announcement]:
        """Return the public announcements of these types, first published first."""
        return [
            announcement
            for announcement in self.announcements
            if announcement.status == Announcement.Status.PUBLISHED and announcement.type in types
        ]

    def correctable(self, type_: AnnouncementType, *, without: str | None = None) -> list[Announcement]:
        """Return what a change or correction may be about, newest first; never itself (`without`)."""
        found = [one for one in self.published(*CORRECTABLE[type_]) if one.announcement_no != without]
        return found[::-1]

    def why_not(self, type_: AnnouncementType) -> str:
        """Return why nothing of this type can be drafted now, or nothing if it can."""
        needed, words = NEEDED_FIRST[type_]
        if not self.published(needed):
            return words
        if type_ in {AnnouncementType.RESULT, AnnouncementType.TERMINATION} and not self.open_lots():
            return NO_OPEN_LOT
        return ""

    @property
    def why_no_draw(self) -> str:
        """Why no experts can be drawn now, or nothing if they can."""
        return "" if self.tender is not None else DRAW_NEEDS_TENDER

    def times(self, *, before: str | None = None) -> Times | None:
        """Return the times in force, or those in force when the change `before` was drafted."""
        found = None
        for announcement in self.published(AnnouncementType.TENDER, AnnouncementType.CHANGE):
            if announcement.announcement_no == before:
                break
            # The agency may have set other times than the text, or the only ones.
            told = announcement.facts | self.schedules.get(announcement.announcement_no, {})
            deadline = told.get("bid_deadline") or (found and found.bid_deadline.isoformat())
            opening = told.get("opening_at") or (found and found.opening_at.isoformat())
            if deadline and opening:
                found = Times(datetime.fromisoformat(deadline), datetime.fromisoformat(opening))
        return found

    def awards(self, *, before: str | None = None) -> dict[str, Any]:
        """Return the awarded lots' facts by lot, corrections applied, as they stood when `before` was drafted."""
        found: dict[str, Any] = {}
        for announcement in self.published(AnnouncementType.RESULT, AnnouncementType.RESULT_CORRECTION):
            if announcement.announcement_no == before:
                break
            found |= {lot["lot_no"]: lot for lot in announcement.facts.get("lots", [])}
        return found

    def open_lots(self, *, without: str | None = None) -> list[dict[str, Any]]:
        """Return the lots with neither a result nor a termination, other than by the announcement `without`."""
        ended = {
            lot["lot_no"]
            for announcement in self.published(AnnouncementType.RESULT, AnnouncementType.TERMINATION)
            if announcement.announcement_no != without
            for lot in announcement.facts["lots"]
        }
        return [lot for lot in self.lots.body["lots"] if lot["lot_no"] not in ended]

    @property
    def pushed_opening(self) -> dict[str, Any] | None:
        """The opening record, if the platform has pushed it."""
        return self.pushed.get(PushKind.OPENING_RECORDS.value)

    @property
    def pushed_evaluation(self) -> dict[str, Any] | None:
        """The evaluation, if the platform has pushed it."""
        return self.pushed.get(PushKind.EVALUATIONS.value)

    def pushed_lot(self, kind: PushKind, lot_no: str) -> dict[str, Any]:
        """Return what the platform pushed about one lot's opening or evaluation, or nothing."""
        body = self.pushed.get(kind.value, {"lots": []})
        return next((lot for lot in body["lots"] if lot["lot_no"] == lot_no), {})

    @property
    def draws_in_force(self) -> list[ExpertDraw]:
        """The draws that no later draw replaces."""
        replaced = {draw.payload.get("redraw_of") for draw in self.draws}
        return [draw for draw in self.draws if draw.draw_no not in replaced]

    def is_unsealed(self, draw: ExpertDraw, *, now: datetime) -> bool:
        """Whether the drawn experts may be known: their time has come and the opening is closed."""
        return self.pushed_opening is not None and datetime.fromisoformat(draw.payload["sealed_until"]) <= now


def standing_of(lots: HeldDocument) -> Standing:
    """Return what stands of the project whose lots these are, in four queries."""
    project_no = lots.project_no
    held = HeldDocument.objects.filter(
        project_no=project_no, kind__in=[PushKind.OPENING_RECORDS, PushKind.EVALUATIONS]
    )
    schedules = PushTaking.objects.filter(project_no=project_no, kind=PushKind.SCHEDULES).order_by("version")
    announcements = Announcement.objects.filter(project_no=project_no).defer("body_html")
    return Standing(
        lots=lots,
        pushed={document.kind: document.body for document in held},
        schedules={taking.body["announcement_no"]: taking.body for taking in schedules},
        announcements=list(announcements.order_by("published_at", "pk")),
        draws=list(draws_of_project(project_no)),
    )

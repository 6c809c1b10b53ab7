"""Everything that is known before a word of an announcement is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from apps.acceptance.models import Lot, Project
from apps.announcements.announced_times import AnnouncedTimes
from apps.announcements.facts import AwardedLot
from apps.announcements.formats.lots import LotState
from apps.announcements.formats.words import party
from apps.announcements.models import Announcement
from apps.announcements.wording import Wording, wording_of
from apps.core.working_days import Calendar
from apps.tender_planning.rules.book import RuleBook


@dataclass(frozen=True)
class About:
    """A project and its announcements in force, at one moment.

    `follows` is what the draft changes, corrects or follows, `files` are the names of what is attached to it; `times`
    are those that hold of the newest tender announcement; `awards` are the awards in force by lot, of which a lot may
    have several.
    """

    project: Project
    lots: Sequence[Lot]
    states: Mapping[str, LotState]
    follows: Announcement | None
    files: Sequence[str]
    times: AnnouncedTimes | None
    awards: Mapping[str, Sequence[AwardedLot]]
    book: RuleBook
    calendar: Calendar
    now: datetime

    @property
    def wording(self) -> Wording:
        """Return the words of the method."""
        return wording_of(self.project.method)

    def lots_that_are(self, *states: LotState) -> list[Lot]:
        """Return the lots in one of these states, in the order of the project."""
        return [lot for lot in self.lots if self.states[lot.lot_no] in states]

    def lot_name(self, lot_no: str) -> str:
        """Return the name of a lot; nothing for one that the project does not have."""
        return next((lot.name for lot in self.lots if lot.lot_no == lot_no), "")

    def purchaser(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the purchaser, reached as the draft says."""
        project = self.project
        return party(project.purchaser_name, project.purchaser_credit_code, **_reach("purchaser", values))

    def agency(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the agency, reached as the draft says."""
        agency = self.project.agency
        return party(agency.name, agency.credit_code, **_reach("agency", values))


def _reach(prefix: str, values: Mapping[str, Any]) -> dict[str, str]:
    return {name: values.get(f"{prefix}_{name}") or "" for name in ("contact", "phone", "address")}

"""What the page of 开评标配置 shows beside its fields: proofs, what was announced, rooms, findings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from apps.acceptance.differences import Difference
from apps.core.templatetags.ui import ABSENT, datetime_cn
from apps.core.working_days import DAY, Calendar, load_calendar
from apps.tender_planning.gates import may_edit
from apps.tender_planning.inspections.context import Context
from apps.tender_planning.inspections.schedule import committee_for, inspect_settings
from apps.tender_planning.models import Planning, Sheet
from apps.tender_planning.rules.book import load_rule_book
from apps.tender_planning.schedule.proof import Proof
from apps.tender_planning.schedule.proofs import prove_schedule
from apps.tender_planning.selectors.rooms import room_uses
from apps.tender_planning.selectors.rule_exceptions import found_rows
from apps.tender_planning.selectors.schedule import ANNOUNCED_TIMES, ScheduleSettings

PLACES = ("documents_from", "documents_until", "question_deadline", "bid_deadline", "opening_at", "evaluation_at")
# The time of day that is suggested with a day when none was typed.
OFFICE_OPENS, OFFICE_CLOSES = time(9, 0), time(17, 0)


@dataclass(frozen=True)
class Suggestion:
    """A moment that a button fills in."""

    place: str
    moment: datetime
    label: str

    @property
    def value(self) -> str:
        """Return the moment as the field takes it."""
        return f"{timezone.localtime(self.moment):%Y-%m-%dT%H:%M}"

    @property
    def words(self) -> str:
        """Return the words on the button."""
        return f"{self.label} {datetime_cn(self.moment)}"


@dataclass(frozen=True)
class DateSheet:
    """What stands beside one date."""

    place: str
    announced: str = ""
    differs: bool = False
    proofs: Sequence[Proof] = ()
    suggestions: Sequence[Suggestion] = field(default_factory=tuple)


def schedule_page(planning: Planning, settings: ScheduleSettings, now: datetime) -> dict[str, Any]:
    """Return everything around the fields, for the settings as they are stored or suggested."""
    context = Context(
        planning=planning,
        lots=(),
        rules=load_rule_book(timezone.localdate(now)),
        calendar=load_calendar(),
        now=now,
    )
    proofs = prove_schedule(settings.facts(planning), book=context.rules, calendar=context.calendar)
    findings = inspect_settings(context, settings)
    return {
        "planning": planning,
        "project": planning.project,
        "settings": settings,
        "sheets": date_sheets(settings, proofs, context.calendar),
        "committee": committee_for(context, settings.evaluation),
        "uses": room_uses(planning, settings.opening, settings.evaluation, settings.setup.room),
        "released": list(planning.bookings.exclude(released_at=None).select_related("room").order_by("-released_at")),
        "rows": found_rows(planning, findings, anchor_of=anchor),
        "may_edit": may_edit(planning, Sheet.Kind.SCHEDULE),
    }


def date_sheets(settings: ScheduleSettings, proofs: Sequence[Proof], calendar: Calendar) -> dict[str, DateSheet]:
    """Return what stands beside each date, by the name of its field."""
    return {
        place: _sheet(place, settings, [proof for proof in proofs if proof.place == place], calendar)
        for place in PLACES
    }


def typed_differences(settings: ScheduleSettings, typed: Mapping[str, Any]) -> list[Difference]:
    """Return the fields in which what was typed differs from what is stored."""
    return [
        Difference(str(each.verbose_name), _shown(getattr(record, each.name)), _shown(typed[each.name]), differs=True)
        for record in (settings.opening, settings.evaluation)
        for each in record._meta.fields
        if each.name in typed and getattr(record, each.name) != typed[each.name]
    ]


def _sheet(place: str, settings: ScheduleSettings, proofs: Sequence[Proof], calendar: Calendar) -> DateSheet:
    record = settings.evaluation if place == "evaluation_at" else settings.opening
    entered: datetime | None = getattr(record, place)
    announced: datetime | None = None
    if settings.announced is not None and place in ANNOUNCED_TIMES:
        announced = getattr(settings.announced, place)
    differs = announced is not None and entered is not None and entered != announced
    suggestions = []
    if differs and announced is not None:
        suggestions.append(Suggestion(place, announced, "改回公告所载"))
    bounds = [proof.earliest for proof in proofs if proof.verdict == "breach" and proof.earliest]
    if bounds:
        earliest = max(_moment(bound, place, entered, calendar) for bound in bounds)
        if not differs or earliest != announced:
            suggestions.append(Suggestion(place, earliest, "改为最早合法时间"))
    return DateSheet(
        place=place,
        announced=datetime_cn(announced) if announced else "",
        differs=differs,
        proofs=proofs,
        suggestions=suggestions,
    )


def _moment(earliest: date, place: str, entered: datetime | None, calendar: Calendar) -> datetime:
    """Return the earliest lawful moment: of a day, or the first one on which offices work after it, the usual time."""
    if isinstance(earliest, datetime):
        return earliest
    day = earliest
    while not calendar.is_working_day(day):
        day += DAY
    usual = OFFICE_CLOSES if place == "documents_until" else OFFICE_OPENS
    at = timezone.localtime(entered).time() if entered else usual
    return timezone.make_aware(datetime.combine(day, at))


def anchor(place: str) -> str:
    """Return the id of the field, or of the room's choices, that a place belongs to."""
    return place if place.startswith("room-") else f"id_{place}" if place else ""


def _shown(value: object) -> str:
    if isinstance(value, datetime):
        return datetime_cn(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    return ABSENT if value in (None, "") else str(value)

"""What keeps a preparation from being issued, part by part.

Each module has `inspect(context)`, which returns what the rules of its part have to say.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.utils import timezone

from apps.core.working_days import load_calendar
from apps.tender_planning.findings import Finding
from apps.tender_planning.inspections import checks, documents, fees, schedule, scoring, setup, slots
from apps.tender_planning.inspections.context import Context
from apps.tender_planning.models import Planning, Sheet
from apps.tender_planning.rules.book import load_rule_book

Inspector = Callable[[Context], list[Finding]]

# In the order of the work.
INSPECTORS: Mapping[Sheet.Kind, Inspector] = {
    Sheet.Kind.SETUP: setup.inspect,
    Sheet.Kind.FEES: fees.inspect,
    Sheet.Kind.OUTLINE: documents.inspect,
    Sheet.Kind.SLOTS: slots.inspect,
    Sheet.Kind.SCORING: scoring.inspect,
    Sheet.Kind.CHECKS: checks.inspect,
    Sheet.Kind.SCHEDULE: schedule.inspect,
}


def inspect_planning(planning: Planning, now: datetime) -> dict[Sheet.Kind, list[Finding]]:
    """Return what every part has to say, by the rules and the calendar of this day.

    Exceptions are not considered: `services.rule_exceptions.apply_exceptions` tells what they excuse.
    """
    context = Context(
        planning=planning,
        lots=list(planning.project.lots.all()),
        rules=load_rule_book(timezone.localdate(now)),
        calendar=load_calendar(),
        now=now,
    )
    return {kind: inspect(context) for kind, inspect in INSPECTORS.items()}

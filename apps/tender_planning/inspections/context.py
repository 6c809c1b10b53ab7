"""What every inspection looks at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from apps.acceptance.models import Lot
from apps.core.working_days import Calendar
from apps.tender_planning.models import Planning
from apps.tender_planning.rules.book import RuleBook


@dataclass(frozen=True)
class Context:
    """One preparation at one moment, with the rules and the calendar of that moment."""

    planning: Planning
    lots: Sequence[Lot]
    rules: RuleBook
    calendar: Calendar
    now: datetime

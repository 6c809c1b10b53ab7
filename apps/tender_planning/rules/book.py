"""The rule book: every statutory rule in force on one day, and how the one that applies is found."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from apps.core.figures import write_figure
from apps.core.working_days import Calendar, Count
from apps.tender_planning.models import RuleCode, RuleUnit, StatutoryRule
from apps.tender_planning.models.effective import in_force_on

# Past this no share of the law is any finer; it turns 0.666667 into the two thirds that were meant.
FINEST_SHARE = 100


@dataclass(frozen=True)
class Rule:
    """A statutory rule, free of the database. Limits are inclusive (令87 第八十六条); None is no limit."""

    code: str
    minimum: Decimal | None
    maximum: Decimal | None
    unit: str
    citation: str
    method: str = ""
    kind: str = ""
    effective_from: date = date.min
    effective_to: date | None = None
    explanation: str = ""
    is_excusable: bool = False
    excuse_hint: str = ""

    @property
    def title(self) -> str:
        """Return what the rule is about, in words."""
        return RuleCode(self.code).label

    @property
    def least(self) -> int:
        """Return the lower limit as a whole number of days, persons or minutes; 0 where there is none."""
        return int(self.minimum or 0)

    @property
    def most(self) -> int | None:
        """Return the upper limit as a whole number of days, persons or minutes."""
        return None if self.maximum is None else int(self.maximum)

    @property
    def days(self) -> int:
        """Return how long a period of the rule is: its upper limit; without one, at least its lower one."""
        return self.least if self.most is None else self.most

    @property
    def unit_words(self) -> str:
        """Return what the limits are counted in, in words."""
        return RuleUnit(self.unit).label

    @property
    def least_share(self) -> Fraction:
        """Return the lower limit of a share as the fraction that the law writes: two thirds, not 0.666667."""
        return Fraction(self.minimum or 0).limit_denominator(FINEST_SHARE)

    @property
    def limits(self) -> str:
        """Return the limits in words: ``不少于 20 日``, ``30%—60%``."""
        low, high = self._figure(self.minimum), self._figure(self.maximum)
        if low and high:
            return low if self.minimum == self.maximum else f"{low}—{high}"
        return f"不少于 {low}" if low else f"不超过 {high}"

    def allows(self, figure: Decimal | int) -> bool:
        """Tell whether a figure lies within the limits."""
        return (self.minimum is None or figure >= self.minimum) and (self.maximum is None or figure <= self.maximum)

    def period_after(self, start: date, calendar: Calendar) -> Count:
        """Count until when something may be done, from `start`, which is not counted: `days` of the rule."""
        return self._days_after(start, self.days, calendar)

    def wait_after(self, start: date, calendar: Calendar) -> Count:
        """Count how long one has to wait at least from `start`, which is not counted: the lower limit in days."""
        return self._days_after(start, self.least, calendar)

    def count_between(self, start: date, end: date, calendar: Calendar) -> Count:
        """Count from `start`, which is not counted, to `end` in the days of the rule."""
        if self.unit == RuleUnit.WORKING_DAYS:
            return calendar.working_days_between(start, end)
        return calendar.calendar_days_between(start, end)

    def _days_after(self, start: date, days: int, calendar: Calendar) -> Count:
        if self.unit == RuleUnit.WORKING_DAYS:
            return calendar.working_days_after(start, days)
        return calendar.calendar_days_after(start, days)

    def _figure(self, limit: Decimal | None) -> str:
        if limit is None:
            return ""
        if self.unit == RuleUnit.SHARE:
            return str(Fraction(limit).limit_denominator(FINEST_SHARE))
        if self.unit == RuleUnit.PERCENT:
            return f"{write_figure(limit)}%"
        return f"{write_figure(limit)} {self.unit_words}"


@dataclass(frozen=True)
class RuleBook:
    """The rules in force on ``day``. A rule that nobody entered binds nobody: what is not found is not checked."""

    day: date
    rules: tuple[Rule, ...]

    def find(self, code: str, *, method: str = "", kind: str = "") -> Rule | None:
        """Return the most specific rule: one that names the method goes before one that names the kind."""
        fitting = [
            rule
            for rule in self.rules
            if rule.code == code and rule.method in ("", method) and rule.kind in ("", kind)
        ]
        return max(fitting, key=lambda rule: (rule.method != "", rule.kind != ""), default=None)


def load_rule_book(day: date) -> RuleBook:
    """Return the rules in force on ``day``, by one query."""
    return RuleBook(day=day, rules=tuple(rules_of(StatutoryRule.objects.filter(in_force_on(day)))))


def rules_of(rows: Iterable[StatutoryRule]) -> Iterable[Rule]:
    """Return stored rows as rules."""
    return (
        Rule(
            code=row.code,
            minimum=row.minimum,
            maximum=row.maximum,
            unit=row.unit,
            citation=row.citation,
            method=row.method,
            kind=row.kind,
            effective_from=row.effective_from,
            effective_to=row.effective_to,
            explanation=row.explanation,
            is_excusable=row.is_excusable,
            excuse_hint=row.excuse_hint,
        )
        for row in rows
    )

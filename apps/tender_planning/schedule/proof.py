"""What is proved about a schedule: the facts that go in, and one proof for each rule that comes out."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.utils import timezone

from apps.core.templatetags.ui import date_cn
from apps.core.working_days import WEEKDAYS, Count
from apps.tender_planning.findings import Finding

Verdict = Literal["ok", "warning", "breach"]


@dataclass(frozen=True)
class ScheduleFacts:
    """The times of one tender. What is not known yet is None, and the rules that need it are not proved.

    ``announced_at`` is the first publication of the tender announcement; ``clarified_at`` the publication of a
    change that affects the bids; ``experts_drawn_at`` when the draw begins.
    """

    method: str
    kind: str
    announced_at: datetime | None = None
    documents_from: datetime | None = None
    documents_until: datetime | None = None
    question_deadline: datetime | None = None
    clarified_at: datetime | None = None
    bid_deadline: datetime | None = None
    opening_at: datetime | None = None
    experts_drawn_at: datetime | None = None
    evaluation_at: datetime | None = None


@dataclass(frozen=True)
class Proof:
    """One rule held against the schedule, as the sheet beside a date shows it.

    ``place`` is the field it belongs to. ``count`` is the period as it was set (from, to, days counted, days
    skipped and why), ``required`` the shortest lawful one; ``earliest`` and ``latest`` bound what is lawful and
    are moments (``datetime``) only where the law fixes a moment.
    """

    place: str
    title: str
    verdict: Verdict
    text: str
    article: str = ""
    code: str = ""
    count: Count | None = None
    required: Count | None = None
    earliest: date | None = None
    latest: date | None = None
    is_excusable: bool = False
    excuse_hint: str = ""

    @property
    def provisional_years(self) -> tuple[int, ...]:
        """Return the years whose official calendar the proof would have needed."""
        counts = [count for count in (self.count, self.required) if count is not None]
        return tuple(sorted({year for count in counts for year in count.provisional_years}))

    @property
    def is_provisional(self) -> bool:
        """Tell whether the proof may come out differently once the missing years are loaded."""
        return bool(self.provisional_years)

    @property
    def caveat(self) -> str:
        """Return what makes the proof provisional, in words; empty when nothing does."""
        if not self.is_provisional:
            return ""
        years = "、".join(str(year) for year in self.provisional_years)
        return f"{years} 年的节假日安排尚未录入，暂按周一至周五为工作日计算，录入后须重新核对。"

    @property
    def finding(self) -> Finding | None:
        """Return what stops or warns; None for a proof that holds for certain."""
        if self.verdict == "ok" and not self.is_provisional:
            return None
        return Finding(
            level="error" if self.verdict == "breach" else "warning",
            place=self.place,
            text=self.text + self.caveat,
            article=self.article,
            code=self.code,
            is_excusable=self.verdict == "breach" and self.is_excusable,
        )


def day_of(moment: datetime) -> date:
    """Return the day in China on which a moment falls; periods are counted in days."""
    return timezone.localdate(moment)


def day_words(day: date) -> str:
    """Write a day with its weekday: ``2026年3月23日（周一）``."""
    return f"{date_cn(day)}（{WEEKDAYS[day.weekday()]}）"

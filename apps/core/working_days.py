"""Working days and legal periods in China: the package's calendar, overruled by the notices that the center loaded.

How a period is counted: the day on which it begins is not counted (财政部令第87号 第八十五条, 财政部令第94号
第四十二条); a last day that is a statutory holiday moves to the first day after the holiday (the same articles).
``docs/rules/periods.md`` explains it to a lawyer.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from chinese_calendar import constants as package

from apps.core.models import CalendarDay

# Dates beyond these are slips of the finger; forms refuse them, so that no count runs for ever.
EARLIEST = date(2000, 1, 1)
LATEST = date(2100, 12, 31)

PACKAGE_YEARS = range(min(package.holidays).year, max(package.holidays).year + 1)
WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
DAY = timedelta(days=1)

_PACKAGE_OCCASIONS = {
    package.Holiday.new_years_day.value: "元旦",
    package.Holiday.spring_festival.value: "春节",
    package.Holiday.tomb_sweeping_day.value: "清明节",
    package.Holiday.labour_day.value: "劳动节",
    package.Holiday.dragon_boat_festival.value: "端午节",
    package.Holiday.national_day.value: "国庆节",
    package.Holiday.mid_autumn_festival.value: "中秋节",
    package.Holiday.anti_fascist_70th_day.value: "抗战胜利纪念日",
}


@dataclass(frozen=True)
class NoticeDay:
    """A day that an official notice names: a holiday with its occasion, or a weekend that is worked instead."""

    date: date
    is_working_day: bool
    occasion: str = ""


@dataclass(frozen=True)
class DayNote:
    """A day that a count passed over, or counted although it is a weekend, and why."""

    date: date
    why: str


@dataclass(frozen=True)
class Count:
    """A period that was counted: from ``start``, which is not counted, to ``end``, which is.

    ``counted`` days of ``unit`` lie between them; ``skipped`` are those that do not count, ``made_up`` the
    weekends that do. ``rolled_over``: the last day fell on a statutory holiday and ``end`` is the first day
    after it. ``provisional_years`` are years in the period whose official calendar is not known here.
    """

    start: date
    end: date
    counted: int
    unit: Literal["working_days", "calendar_days"]
    skipped: tuple[DayNote, ...] = ()
    made_up: tuple[DayNote, ...] = ()
    rolled_over: bool = False
    provisional_years: tuple[int, ...] = ()

    @property
    def rolled_from(self) -> DayNote | None:
        """Return the statutory holiday on which the last day fell, from which the period runs on; None for none."""
        return self.skipped[0] if self.rolled_over else None

    @property
    def is_provisional(self) -> bool:
        """Tell whether the count may come out differently once the missing years are loaded."""
        return bool(self.provisional_years)


@dataclass(frozen=True)
class Calendar:
    """The calendar of every year: what the loaded notices say, else the package, else weekends alone.

    A notice overrules the package for the whole of its year; of the December before, in which it may
    already give or take days, it overrules the days that it names.
    """

    days: Mapping[date, NoticeDay]
    loaded_years: frozenset[int]

    def knows(self, year: int) -> bool:
        """Tell whether the official arrangement of the year is known here."""
        return year in self.loaded_years or year in PACKAGE_YEARS

    def is_working_day(self, day: date) -> bool:
        """Tell whether offices work. In a year that is not known every weekday is taken for a working day."""
        if day in self.days:
            return self.days[day].is_working_day
        if day.year in self.loaded_years or day.year not in PACKAGE_YEARS:
            return day.weekday() < 5
        return day in package.workdays or (day.weekday() < 5 and day not in package.holidays)

    def occasion(self, day: date) -> str:
        """Return the statutory holiday that a day off belongs to; empty for working days and plain weekends."""
        if day in self.days:
            named = self.days[day]
            return "" if named.is_working_day else named.occasion
        if day.year in self.loaded_years or day not in package.holidays:
            return ""
        return _PACKAGE_OCCASIONS[package.holidays[day]]

    def why_off(self, day: date) -> str:
        """Return why nobody works that day: the holiday's name or the weekday; empty for a working day."""
        return "" if self.is_working_day(day) else self.occasion(day) or WEEKDAYS[day.weekday()]

    def working_days_after(self, start: date, count: int) -> Count:
        """Count ``count`` working days from the day after ``start``; the end is the last of them.

        Raises ValueError for a negative count.
        """
        _refuse_negative(count)
        end = start
        left = count
        while left:
            end += DAY
            left -= self.is_working_day(end)
        return self.working_days_between(start, end)

    def calendar_days_after(self, start: date, count: int, *, rolls_over: bool = True) -> Count:
        """Count ``count`` calendar days from the day after ``start``.

        A last day on a statutory holiday moves to the first day after it, unless ``rolls_over`` is False.
        A weekend that belongs to no holiday does not move it: the articles speak of holidays alone.
        Raises ValueError for a negative count.
        """
        _refuse_negative(count)
        last = end = start + count * DAY
        skipped = []
        while rolls_over and count and self.occasion(end):
            skipped.append(DayNote(end, self.occasion(end)))
            end += DAY
        return Count(
            start=start,
            end=end,
            counted=count,
            unit="calendar_days",
            skipped=tuple(skipped),
            rolled_over=end != last,
            provisional_years=self._unknown_years(last, end) if rolls_over else (),
        )

    def working_days_before(self, end: date, count: int) -> Count:
        """Return the period with ``count`` working days up to and with ``end`` that begins latest.

        Raises ValueError for a negative count.
        """
        _refuse_negative(count)
        start = end
        left = count
        while left:
            left -= self.is_working_day(start)
            start -= DAY
        return self.working_days_between(start, end)

    def working_days_between(self, start: date, end: date) -> Count:
        """Count the working days after ``start`` up to and with ``end``. Raises ValueError when ``end`` is earlier."""
        days = list(_days_after(start, end))
        working = [day for day in days if self.is_working_day(day)]
        return Count(
            start=start,
            end=end,
            counted=len(working),
            unit="working_days",
            skipped=tuple(DayNote(day, self.why_off(day)) for day in days if not self.is_working_day(day)),
            made_up=tuple(DayNote(day, f"{WEEKDAYS[day.weekday()]}上班") for day in working if day.weekday() >= 5),
            provisional_years=self._unknown_years(start + DAY, end),
        )

    def calendar_days_between(self, start: date, end: date) -> Count:
        """Count the days after ``start`` up to and with ``end``. Raises ValueError when ``end`` is earlier."""
        return Count(start=start, end=end, counted=len(list(_days_after(start, end))), unit="calendar_days")

    def working_days_of(self, year: int) -> int:
        """Return how many working days a year has."""
        return self.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)).counted

    def _unknown_years(self, first: date, last: date) -> tuple[int, ...]:
        return tuple(year for year in range(first.year, last.year + 1) if not self.knows(year))


def calendar_of(days_of_years: Mapping[int, tuple[NoticeDay, ...]]) -> Calendar:
    """Return the calendar in which these years are loaded."""
    days = {day.date: day for named in days_of_years.values() for day in named}
    return Calendar(days=days, loaded_years=frozenset(days_of_years))


def load_calendar() -> Calendar:
    """Return the calendar with every notice that the center loaded, by one query."""
    rows = CalendarDay.objects.values_list("notice__year", "date", "is_working_day", "occasion")
    days = {}
    years = set()
    for year, day, is_working_day, occasion in rows:
        years.add(year)
        days[day] = NoticeDay(day, is_working_day, occasion)
    return Calendar(days=days, loaded_years=frozenset(years))


def _days_after(start: date, end: date) -> Iterator[date]:
    if end < start:
        raise ValueError(f"the period ends on {end}, before it begins on {start}")
    return (start + number * DAY for number in range(1, (end - start).days + 1))


def _refuse_negative(count: int) -> None:
    if count < 0:
        raise ValueError(f"{count} days cannot be counted")

"""Points in time as announcements write them: 2026年04月07日09时00分, 2026年4月7日上午9:00, 2026-04-07 09:00."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

NUMERALS = "〇零○一二三四五六七八九"
_DIGITS = {"〇": 0, "零": 0, "○": 0, **{numeral: value for value, numeral in enumerate("一二三四五六七八九", start=1)}}
_NUMBER = rf"(?:\d{{1,2}}|[{NUMERALS}十]{{1,3}})"
_MOMENT = re.compile(
    rf"""
    (?:(?<!\d)(?<!\d-)(?P<year>20\d\d|二[〇零○][{NUMERALS}]{{2}})\s*(?:年|(?P<mark>[-/.])))?\s*
    (?<!\d)(?P<month>{_NUMBER})\s*(?:月|(?P=mark))\s*
    (?P<day>{_NUMBER})(?!\d)\s*[日号]?
    (?:\s*\(?(?:星期|周)[一二三四五六日天]\)?)?
    (?:\s*\(?北京时间\)?)?[\sT,]*
    (?:
        (?P<half>凌晨|早上|早|上午|中午|下午|晚上|晚)?\s*
        (?P<hour>{_NUMBER})\s*
        (?: [:点时]\s*(?P<minute>\d{{2}}|{_NUMBER}|整|半) \s*分? (?:\s*[:]?\s*\d{{2}}\s*秒?(?!\d))? | [点时] )
    )?
    """,
    re.VERBOSE,
)
NOON = 12
# The hours that are counted from noon: those below.
_BEFORE = {"下午": NOON, "晚上": NOON, "晚": NOON, "中午": NOON - 1}
# A day without its year lies around the publication; further back than this it is one of the next year.
LONGEST_AGO = timedelta(days=180)


@dataclass(frozen=True)
class Moment:
    """A day, mostly with a time, and where in the text it stands."""

    start: int
    end: int
    day: date
    at: datetime | None


def plain(text: str) -> str:
    """Return the text with full-width signs as plain ones; every sign keeps its place."""
    return "".join(one if len(one) == 1 else sign for sign in text for one in [unicodedata.normalize("NFKC", sign)])


def find_moments(text: str, *, published_on: date) -> Iterator[Moment]:
    """Yield the moments in a text that went through `plain`; what no calendar or clock knows is none.

    A day that is written without its year is that of `published_on` or of the year after.
    """
    for found in _MOMENT.finditer(text):
        if not found["year"] and "月" not in found[0]:
            continue
        day = _day(found, published_on)
        if day is None:
            continue
        try:
            at = _at(found, day)
        except ValueError:
            continue
        end = found.start() + len(found[0].rstrip(" ,"))
        yield Moment(found.start() + len(found[0]) - len(found[0].lstrip()), end, day, at)


def _day(found: re.Match[str], published_on: date) -> date | None:
    month, day = _value(found["month"]), _value(found["day"])
    try:
        if found["year"]:
            return date(_year(found["year"]), month, day)
        this_year = date(published_on.year, month, day)
        if this_year >= published_on - LONGEST_AGO:
            return this_year
        return date(published_on.year + 1, month, day)
    except ValueError:
        return None


def _at(found: re.Match[str], day: date) -> datetime | None:
    if not found["hour"]:
        return None
    hour, minute = _value(found["hour"]), _minute(found["minute"])
    # 中午11时 is before noon.
    if hour < _BEFORE.get(found["half"], 0):
        hour += NOON
    if (hour, minute) == (24, 0):
        day, hour = day + timedelta(days=1), 0
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


def _minute(written: str | None) -> int:
    if written == "半":
        return 30
    return 0 if written in (None, "整") else _value(written)


def _year(written: str) -> int:
    return int("".join(str(_DIGITS.get(sign, sign)) for sign in written))


def _value(written: str) -> int:
    """Return a number of one or two digits, or in Chinese numerals up to 九十九."""
    if written.isdecimal():
        return int(written)
    if "十" not in written:
        return int("".join(str(_DIGITS[sign]) for sign in written))
    tens, _, ones = written.partition("十")
    return (_DIGITS.get(tens, 1) if tens else 1) * 10 + (_DIGITS.get(ones, 0) if ones else 0)

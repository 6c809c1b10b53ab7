"""Loading a year's official notice: the lines that an administrator types, and the act that stores them."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby

from django.db import IntegrityError, transaction

from apps.core import audit
from apps.core.actors import Actor
from apps.core.exceptions import Refused, StaleState
from apps.core.models import CalendarDay, CalendarNotice
from apps.core.working_days import DAY, NoticeDay

# 全国年节及纪念日放假办法: a notice that leaves one out is not complete, and counting by it would be a guess.
STATUTORY_HOLIDAYS = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")
LONGEST_HOLIDAY = 20
LONGEST_OCCASION = 40

OVERTAKEN = "该年份的节假日安排刚刚已被他人保存，请重新打开页面，在最新内容上修改。"

_FULL_WIDTH = str.maketrans("０１２３４５６７８９：．／－　", "0123456789:./- ")
_DATE = r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?"
_LINE = re.compile(rf"{_DATE}(?:\s*(?:至|到|~|～|—+)\s*{_DATE})?\s*(放假|上班)(?:\s*[:：,，]?\s*(\S.*))?")
_EXAMPLE = "应写成“2027-01-01 至 2027-01-03 放假 元旦”或“2027-01-09 上班”"


def read_days(text: str, *, year: int) -> tuple[NoticeDay, ...]:
    """Return the days of the notice of ``year``, in order, from lines such as ``2027-01-01 至 2027-01-03 放假 元旦``.

    Raises Refused (field ``lines``) with every line that cannot be read, by its number, and with the
    statutory holidays that are missing.
    """
    problems: list[str] = []
    days: dict[date, tuple[int, NoticeDay]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            read = _read_line(line, year)
        except ValueError as error:
            problems.append(f"第 {number} 行：{error}")
            continue
        for day in read:
            if day.date in days:
                problems.append(f"第 {number} 行：{day.date} 已在第 {days[day.date][0]} 行写过。")
                break
            days[day.date] = (number, day)
    found = [days[key][1] for key in sorted(days)]
    if not problems:
        problems = _missing_holidays(found)
    if problems:
        raise Refused({"lines": problems})
    return tuple(found)


def write_days(days: Iterable[NoticeDay]) -> str:
    """Write the days as the lines that ``read_days`` reads; days off that follow each other share a line."""

    def run(entry: tuple[int, NoticeDay]) -> tuple[int, bool, str]:
        position, day = entry
        return day.date.toordinal() - position, day.is_working_day, day.occasion

    lines = []
    for (_, is_working_day, occasion), members in groupby(enumerate(sorted(days, key=lambda day: day.date)), run):
        dates = [day.date for _, day in members]
        span = f"{dates[0]}" if len(dates) == 1 else f"{dates[0]} 至 {dates[-1]}"
        lines.append(" ".join([span, "上班" if is_working_day else "放假", occasion]).strip())
    return "\n".join(lines)


def days_of(notice: CalendarNotice) -> tuple[NoticeDay, ...]:
    """Return the days that a stored notice names."""
    return tuple(NoticeDay(day.date, day.is_working_day, day.occasion) for day in notice.days.all())


def check_notice(notice: CalendarNotice | None, *, year: int, days: Sequence[NoticeDay], revision: int | None) -> None:
    """Make sure that ``notice``, the stored one of ``year`` if there is one, may be replaced by these days.

    Raises StaleState when it is not the one that the page showed; Refused (field ``lines``) for a day that
    another year's notice names.
    """
    if (notice.revision if notice else None) != revision:
        raise StaleState(OVERTAKEN)
    # Days of the same year that were stored a moment ago are no conflict of words: the unique year tells of them.
    taken = CalendarDay.objects.filter(date__in=[day.date for day in days]).exclude(notice__year=year)
    if conflict := taken.select_related("notice").first():
        raise Refused({"lines": [f"{conflict.date} 已在 {conflict.notice}的节假日安排中写明。"]})


@transaction.atomic
def store_notice(
    *,
    year: int,
    title: str,
    document_no: str,
    source_url: str,
    days: Sequence[NoticeDay],
    revision: int | None,
    actor: Actor,
    now: datetime,
) -> CalendarNotice:
    """Store a year's notice, or replace it; what stood before is kept in the audit trail.

    ``revision`` is the one that the page showed, None for a year that is new. Two at once: the row is locked and
    its revision compared; of a year that is new, or of two years that name the same day, the unique year and the
    unique day let one in. The second is told.

    Raises StaleState; Refused (field ``lines``) for a day that another year's notice names.
    """
    notice = CalendarNotice.objects.select_for_update().filter(year=year).first()
    check_notice(notice, year=year, days=days, revision=revision)
    before = write_days(days_of(notice)) if notice else ""
    notice = notice or CalendarNotice(year=year, revision=0)
    notice.title, notice.document_no, notice.source_url = title, document_no, source_url
    notice.revision += 1
    notice.loaded_by, notice.loaded_at = actor.name, now
    try:
        with transaction.atomic():
            notice.save()
            notice.days.all().delete()
            CalendarDay.objects.bulk_create(
                CalendarDay(notice=notice, date=day.date, is_working_day=day.is_working_day, occasion=day.occasion)
                for day in days
            )
    except IntegrityError:
        raise StaleState(OVERTAKEN) from None
    audit.record(
        act="calendar.replaced" if before else "calendar.loaded",
        summary=f"{'修改' if before else '录入'}{year} 年节假日安排（{document_no}）",
        subject=notice,
        actor=actor,
        now=now,
        details={"changes": [{"field": "安排", "before": before, "after": write_days(days)}]},
    )
    return notice


def _read_line(line: str, year: int) -> list[NoticeDay]:
    """Return the days of one line. Raises ValueError with a sentence that says what is wrong."""
    shape = _LINE.fullmatch(line.translate(_FULL_WIDTH).strip())
    if shape is None:
        raise ValueError(f"无法识别，{_EXAMPLE}。")
    first = _read_date(shape.group(1, 2, 3))
    last = _read_date(shape.group(4, 5, 6)) if shape[4] else first
    is_working_day, occasion = shape[7] == "上班", (shape[8] or "").strip()
    for day in (first, last):
        # 元旦 may begin in the December before, and its 调休 usually lies there.
        if day.year != year and (day.year, day.month) != (year - 1, 12):
            raise ValueError(f"{day} 不在 {year} 年内（最早可为上一年 12 月）。")
    if last < first:
        raise ValueError(f"结束日期 {last} 早于开始日期 {first}。")
    if (last - first).days >= LONGEST_HOLIDAY:
        raise ValueError(f"一次放假超过 {LONGEST_HOLIDAY} 天，请核对日期。")
    if not is_working_day and not occasion:
        raise ValueError("放假须写明节日，例如“放假 元旦”。")
    if len(occasion) > LONGEST_OCCASION:
        raise ValueError(f"节日名称不能超过 {LONGEST_OCCASION} 个字。")
    return [NoticeDay(first + number * DAY, is_working_day, occasion) for number in range((last - first).days + 1)]


def _read_date(parts: Sequence[str]) -> date:
    year, month, day = (int(part) for part in parts)
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(f"没有 {year} 年 {month} 月 {day} 日这一天。") from None


def _missing_holidays(days: Sequence[NoticeDay]) -> list[str]:
    named = " ".join(day.occasion for day in days if not day.is_working_day)
    missing = [holiday for holiday in STATUTORY_HOLIDAYS if holiday not in named]
    return [f"缺少{'、'.join(missing)}的放假安排，请录入通知的全部内容。"] if missing else []

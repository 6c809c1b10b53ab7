"""A year's notice is read line by line, stored whole, and never overwritten unseen."""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from apps.acceptance.tests.conftest import at_once
from apps.conftest import NOW
from apps.core.actors import Actor
from apps.core.calendar_notices import read_days, store_notice, write_days
from apps.core.exceptions import DomainError, Refused, StaleState
from apps.core.models import AuditEntry, CalendarDay, CalendarNotice
from apps.core.working_days import NoticeDay, load_calendar

ACTOR = Actor(name="钱管理")

# Made up, in the shape of the real ones.
LINES = """\
2026-12-27 上班
2027-01-01 至 2027-01-03 放假 元旦
2027-02-05 至 2027-02-11 放假 春节
2027-02-14 上班
2027-04-03 至 2027-04-05 放假 清明节
2027-05-01 至 2027-05-05 放假 劳动节
2027-05-08 上班
2027-06-09 放假 端午节
2027-09-15 至 2027-09-17 放假 中秋节
2027-09-19 上班
2027-10-01 至 2027-10-07 放假 国庆节
2027-10-09 上班"""


def problems(text: str, year: int = 2027) -> list[str]:
    with pytest.raises(Refused) as refusal:
        read_days(text, year=year)
    return refusal.value.problems["lines"]


def store(days: Sequence[NoticeDay] | None = None, **changes: Any) -> CalendarNotice:
    facts: dict[str, Any] = {
        "year": 2027,
        "title": "关于2027年部分节假日安排的通知",
        "document_no": "国办发明电〔2026〕1号",
        "source_url": "",
        "days": read_days(LINES, year=2027) if days is None else days,
        "revision": None,
        "actor": ACTOR,
        "now": NOW,
    }
    return store_notice(**(facts | changes))


class TestReading:
    def test_spans_and_single_days_are_read_in_order(self) -> None:
        days = read_days(LINES, year=2027)

        assert len(days) == 5 + 29
        assert days[0] == NoticeDay(date(2026, 12, 27), is_working_day=True)
        assert days[3] == NoticeDay(date(2027, 1, 3), is_working_day=False, occasion="元旦")

    @pytest.mark.parametrize(
        "line",
        [
            "2027年1月1日至2027年1月3日放假 元旦",
            "2027/1/1 ~ 2027/1/3 放假：元旦",
            "  ２０２７-０１-０１　至　２０２７-０１-０３　放假　元旦  ",
            "2027.01.01 到 2027.01.03 放假，元旦",
        ],
    )
    def test_what_people_type_is_understood(self, line: str) -> None:
        lines = LINES.splitlines()
        lines[1] = line

        assert read_days("\n".join(lines), year=2027) == read_days(LINES, year=2027)

    def test_empty_lines_are_passed_over_but_counted(self) -> None:
        assert problems(f"\n\n乱写\n{LINES}")[0].startswith("第 3 行：无法识别")

    @pytest.mark.parametrize(
        ("line", "problem"),
        [
            ("元旦放假三天", "第 1 行：无法识别，应写成“2027-01-01 至 2027-01-03 放假 元旦”或“2027-01-09 上班”。"),
            ("2027-02-30 放假 春节", "第 1 行：没有 2027 年 2 月 30 日这一天。"),
            ("2028-01-01 放假 元旦", "第 1 行：2028-01-01 不在 2027 年内（最早可为上一年 12 月）。"),
            ("2026-11-30 上班", "第 1 行：2026-11-30 不在 2027 年内（最早可为上一年 12 月）。"),
            ("2027-01-03 至 2027-01-01 放假 元旦", "第 1 行：结束日期 2027-01-01 早于开始日期 2027-01-03。"),
            ("2027-03-01 至 2027-12-01 放假 元旦", "第 1 行：一次放假超过 20 天，请核对日期。"),
            ("2027-03-01 放假", "第 1 行：放假须写明节日，例如“放假 元旦”。"),
            (f"2027-03-01 放假 {'节' * 41}", "第 1 行：节日名称不能超过 40 个字。"),
        ],
    )
    def test_a_line_that_is_wrong_is_named_by_its_number(self, line: str, problem: str) -> None:
        assert problems(f"{line}\n{LINES}") == [problem]

    def test_every_wrong_line_is_named(self) -> None:
        found = problems(f"乱写\n{LINES}\n也是")

        assert [problem.partition("：")[0] for problem in found] == ["第 1 行", "第 14 行"]

    def test_a_day_that_is_named_twice_is_refused(self) -> None:
        assert problems(f"{LINES}\n2027-10-09 上班") == ["第 13 行：2027-10-09 已在第 12 行写过。"]

    def test_a_notice_without_one_of_the_seven_holidays_is_refused(self) -> None:
        text = "\n".join(line for line in LINES.splitlines() if "清明" not in line and "端午" not in line)

        assert problems(text) == ["缺少清明、端午的放假安排，请录入通知的全部内容。"]

    def test_nothing_at_all_is_refused(self) -> None:
        assert problems("") == ["缺少元旦、春节、清明、劳动、端午、中秋、国庆的放假安排，请录入通知的全部内容。"]

    def test_what_is_written_reads_the_same(self) -> None:
        assert write_days(read_days(LINES, year=2027)) == LINES


@pytest.mark.django_db
class TestStoring:
    def test_the_year_is_known_from_then_on(self) -> None:
        notice = store()

        calendar = load_calendar()
        assert (notice.revision, notice.loaded_by, notice.loaded_at) == (1, "钱管理", NOW)
        assert calendar.knows(2027)
        # 261 weekdays less 19 that are off, and four weekends that are worked; the fifth lies in 2026.
        assert calendar.working_days_of(2027) == 246
        assert calendar.working_days_of(2026) == 249
        assert AuditEntry.objects.get().details["changes"] == [{"field": "安排", "before": "", "after": LINES}]

    def test_a_corrected_notice_replaces_the_days_and_the_trail_keeps_the_old_ones(self) -> None:
        first = store()
        days = [day for day in read_days(LINES, year=2027) if day.date != date(2027, 10, 9)]

        second = store(days, revision=1, now=NOW + timedelta(days=1))

        assert (second.pk, second.revision) == (first.pk, 2)
        assert not load_calendar().is_working_day(date(2027, 10, 9))
        entry = AuditEntry.objects.get(act="calendar.replaced")
        assert entry.details["changes"][0]["before"] == LINES

    @pytest.mark.parametrize("revision", [None, 0, 2])
    def test_a_page_that_was_overtaken_changes_nothing(self, revision: int | None) -> None:
        store()

        with pytest.raises(StaleState):
            store([], revision=revision)

        assert CalendarNotice.objects.get().revision == 1
        assert CalendarDay.objects.count() == 34
        assert AuditEntry.objects.count() == 1

    def test_a_day_of_another_notice_is_refused(self) -> None:
        store()
        new_year = NoticeDay(date(2027, 1, 1), is_working_day=False, occasion="元旦")

        with pytest.raises(Refused) as refusal:
            store([new_year], year=2028)

        assert refusal.value.problems == {"lines": ["2027-01-01 已在 2027 年的节假日安排中写明。"]}
        assert not CalendarNotice.objects.filter(year=2028).exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_load_the_same_year_at_once_one_is_told() -> None:
    outcomes = at_once(store, store)

    assert [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)] == [StaleState]
    assert CalendarNotice.objects.get().revision == 1
    assert CalendarDay.objects.count() == 34


@pytest.mark.django_db(transaction=True)
def test_of_two_years_that_give_the_same_day_at_once_one_is_told() -> None:
    eve = [NoticeDay(date(2027, 12, 31), is_working_day=False, occasion="元旦")]

    outcomes = at_once(partial(store, eve, year=2027), partial(store, eve, year=2028))

    assert len([outcome for outcome in outcomes if isinstance(outcome, DomainError)]) == 1
    assert CalendarDay.objects.count() == 1
    assert CalendarNotice.objects.count() == 1

"""Periods are counted as the law counts them, on the official calendar."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from apps.conftest import NOW
from apps.core.models import CalendarDay, CalendarNotice
from apps.core.working_days import Calendar, DayNote, NoticeDay, calendar_of, load_calendar

PACKAGE = calendar_of({})

DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
COUNTS = st.integers(0, 60)

# Made up: the holidays of a year that no notice has been published for.
NOTICE_2027 = tuple(
    [NoticeDay(date(2027, 1, day), is_working_day=False, occasion="元旦") for day in (1, 2, 3)]
    + [NoticeDay(date(2026, 12, 27), is_working_day=True)]
)


def day(text: str) -> date:
    return date.fromisoformat(text)


class TestTheYear2026:
    def test_it_has_248_working_days(self) -> None:
        assert PACKAGE.working_days_of(2026) == 248

    @pytest.mark.parametrize(
        "text", ["2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"]
    )
    def test_weekends_that_are_worked_for_a_holiday_are_working_days(self, text: str) -> None:
        assert day(text).weekday() >= 5
        assert PACKAGE.is_working_day(day(text))
        assert PACKAGE.why_off(day(text)) == ""

    @pytest.mark.parametrize(
        ("text", "why"),
        [
            ("2026-02-17", "春节"),
            ("2026-02-23", "春节"),
            ("2026-04-06", "清明节"),
            ("2026-09-25", "中秋节"),
            ("2026-10-01", "国庆节"),
            ("2026-10-11", "周日"),
            ("2026-03-07", "周六"),
        ],
    )
    def test_a_day_off_says_why(self, text: str, why: str) -> None:
        assert not PACKAGE.is_working_day(day(text))
        assert PACKAGE.why_off(day(text)) == why

    def test_a_plain_weekend_is_no_statutory_holiday(self) -> None:
        assert PACKAGE.occasion(day("2026-03-07")) == ""


class TestWorkingDays:
    @pytest.mark.parametrize(
        ("start", "count", "end"),
        [
            ("2025-12-01", 1, "2025-12-02"),  # a result notice stands one working day …
            ("2025-12-02", 7, "2025-12-11"),  # … and may be challenged for seven after it
            ("2025-12-12", 5, "2025-12-19"),
            ("2025-11-03", 3, "2025-11-06"),
            ("2024-09-26", 5, "2024-10-09"),  # past 国庆, with Sunday 29 September worked
            ("2026-03-02", 5, "2026-03-09"),
            ("2026-02-13", 1, "2026-02-14"),  # a Saturday worked before 春节
            ("2026-02-13", 2, "2026-02-24"),
            ("2026-02-13", 6, "2026-02-28"),  # and one after it
            ("2026-09-18", 1, "2026-09-20"),
            ("2026-09-30", 1, "2026-10-08"),
            ("2026-09-30", 3, "2026-10-10"),
            ("2026-09-30", 4, "2026-10-12"),
            ("2026-03-02", 0, "2026-03-02"),
        ],
    )
    def test_the_last_of_them_is_found(self, start: str, count: int, end: str) -> None:
        period = PACKAGE.working_days_after(day(start), count)

        assert period.end == day(end)
        assert period.counted == count
        assert period.is_provisional is False

    def test_what_was_passed_over_and_what_was_made_up_is_named(self) -> None:
        period = PACKAGE.working_days_after(day("2026-09-30"), 3)

        assert period.skipped == tuple(DayNote(date(2026, 10, number), "国庆节") for number in range(1, 8))
        assert period.made_up == (DayNote(day("2026-10-10"), "周六上班"),)
        assert period.rolled_over is False

    @pytest.mark.parametrize(
        ("end", "count", "start"),
        [
            (
                "2026-03-23",
                2,
                "2026-03-19",
            ),  # experts for an evaluation on Monday are drawn on Thursday at the earliest
            ("2026-10-08", 1, "2026-10-07"),
            ("2026-10-08", 2, "2026-09-29"),
            ("2026-03-23", 0, "2026-03-23"),
        ],
    )
    def test_they_are_counted_back(self, end: str, count: int, start: str) -> None:
        period = PACKAGE.working_days_before(day(end), count)

        assert (period.start, period.end, period.counted) == (day(start), day(end), count)

    def test_those_between_two_days_leave_out_the_first_and_take_in_the_last(self) -> None:
        period = PACKAGE.working_days_between(day("2026-02-13"), day("2026-02-25"))

        assert period.counted == 3
        assert len(period.skipped) == 9


class TestCalendarDays:
    @pytest.mark.parametrize(
        ("start", "count", "end", "rolled_over"),
        [
            ("2025-06-03", 20, "2025-06-23", False),
            ("2026-03-02", 20, "2026-03-22", False),  # a Sunday that belongs to no holiday stays
            ("2026-09-15", 20, "2026-10-08", True),
            ("2026-01-29", 20, "2026-02-24", True),
            ("2026-09-16", 10, "2026-09-28", True),  # Saturday within 中秋
        ],
    )
    def test_a_last_day_on_a_statutory_holiday_moves_to_the_first_day_after(
        self, start: str, count: int, end: str, rolled_over: bool
    ) -> None:
        period = PACKAGE.calendar_days_after(day(start), count)

        assert (period.end, period.rolled_over) == (day(end), rolled_over)
        assert period.counted == count

    def test_the_days_of_the_holiday_are_named(self) -> None:
        period = PACKAGE.calendar_days_after(day("2026-09-15"), 20)

        assert period.skipped == tuple(DayNote(date(2026, 10, number), "国庆节") for number in (5, 6, 7))

    def test_nothing_moves_when_it_is_not_asked_for(self) -> None:
        period = PACKAGE.calendar_days_after(day("2026-09-15"), 20, rolls_over=False)

        assert (period.end, period.rolled_over) == (day("2026-10-05"), False)

    def test_those_between_two_days_are_counted(self) -> None:
        assert PACKAGE.calendar_days_between(day("2025-06-03"), day("2025-06-24")).counted == 21


class TestYearsThatAreNotKnown:
    def test_weekends_alone_are_off_and_the_year_is_named(self) -> None:
        period = PACKAGE.working_days_after(day("2026-12-30"), 3)

        assert period.end == day("2027-01-04")
        assert period.provisional_years == (2027,)
        assert period.is_provisional

    def test_a_period_that_ends_before_them_is_certain(self) -> None:
        assert PACKAGE.working_days_after(day("2026-12-28"), 3).provisional_years == ()

    def test_calendar_days_are_uncertain_only_where_the_last_day_might_move(self) -> None:
        assert PACKAGE.calendar_days_after(day("2026-12-20"), 20).provisional_years == (2027,)
        assert PACKAGE.calendar_days_after(day("2026-12-20"), 20, rolls_over=False).provisional_years == ()
        assert PACKAGE.calendar_days_after(day("2026-12-01"), 20).provisional_years == ()

    def test_a_loaded_notice_makes_the_count_exact(self) -> None:
        loaded = calendar_of({2027: NOTICE_2027})

        period = loaded.working_days_after(day("2026-12-25"), 5)

        assert period.end == day("2026-12-31")
        assert period.made_up == (DayNote(day("2026-12-27"), "周日上班"),)
        assert loaded.working_days_after(day("2026-12-31"), 1).end == day("2027-01-04")
        assert loaded.knows(2027)
        assert loaded.working_days_after(day("2026-12-31"), 1).provisional_years == ()

    def test_a_notice_overrules_the_package_for_the_whole_of_its_year(self) -> None:
        loaded = calendar_of({2026: (NoticeDay(day("2026-01-01"), is_working_day=False, occasion="元旦"),)})

        assert loaded.is_working_day(day("2026-10-01"))
        assert not loaded.is_working_day(day("2026-10-10"))
        assert loaded.occasion(day("2026-10-01")) == ""
        assert PACKAGE.is_working_day(day("2026-10-10"))


class TestWhatCannotBeCounted:
    def test_a_negative_number_of_days_is_refused(self) -> None:
        for count in (PACKAGE.working_days_after, PACKAGE.working_days_before, PACKAGE.calendar_days_after):
            with pytest.raises(ValueError, match="-1 days"):
                count(day("2026-03-02"), -1)

    def test_a_period_that_ends_before_it_begins_is_refused(self) -> None:
        for count in (PACKAGE.working_days_between, PACKAGE.calendar_days_between):
            with pytest.raises(ValueError, match="before it begins"):
                count(day("2026-03-02"), day("2026-03-01"))


@pytest.mark.django_db
def test_what_was_loaded_comes_with_one_query(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    notice = CalendarNotice.objects.create(
        year=2027, title="通知", document_no="国办发明电〔2026〕1号", loaded_by="钱管理", loaded_at=NOW
    )
    CalendarDay.objects.create(notice=notice, date=day("2027-01-01"), is_working_day=False, occasion="元旦")

    with django_assert_num_queries(1):
        calendar = load_calendar()

    assert calendar.knows(2027)
    assert not calendar.knows(2028)
    assert calendar.why_off(day("2027-01-01")) == "元旦"


def _calendars() -> st.SearchStrategy[Calendar]:
    return st.sampled_from([PACKAGE, calendar_of({2027: NOTICE_2027})])


class TestProperties:
    @given(_calendars(), DAYS, COUNTS, st.integers(0, 40))
    def test_a_later_start_never_ends_earlier(self, calendar: Calendar, start: date, count: int, delay: int) -> None:
        later = start + timedelta(days=delay)

        assert calendar.working_days_after(start, count).end <= calendar.working_days_after(later, count).end
        assert calendar.calendar_days_after(start, count).end <= calendar.calendar_days_after(later, count).end

    @given(_calendars(), DAYS, COUNTS)
    def test_counting_forth_and_between_agree(self, calendar: Calendar, start: date, count: int) -> None:
        period = calendar.working_days_after(start, count)

        assert calendar.working_days_between(start, period.end) == period
        assert count == 0 or calendar.is_working_day(period.end)

    @given(_calendars(), DAYS, COUNTS)
    def test_counting_back_gives_the_latest_start_that_is_early_enough(
        self, calendar: Calendar, end: date, count: int
    ) -> None:
        start = calendar.working_days_before(end, count).start

        assert calendar.working_days_after(start, count).end <= end
        assert calendar.working_days_after(start + timedelta(days=1), count + (count == 0)).end > end

    @given(_calendars(), DAYS, COUNTS)
    def test_every_day_of_a_period_is_counted_or_named(self, calendar: Calendar, start: date, count: int) -> None:
        period = calendar.working_days_after(start, count)

        assert period.counted + len(period.skipped) == (period.end - start).days

    @given(_calendars(), DAYS, COUNTS)
    def test_a_period_never_ends_on_a_statutory_holiday(self, calendar: Calendar, start: date, count: int) -> None:
        assert count == 0 or calendar.occasion(calendar.calendar_days_after(start, count).end) == ""

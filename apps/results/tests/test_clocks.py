"""Every period is counted at its boundary, with the days that were passed over."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from apps.acceptance.codes import Kind, Method
from apps.core.working_days import Calendar, DayNote
from apps.results.clocks import (
    AwardFacts,
    Clock,
    clocks_of_award,
    clocks_of_failure,
    last_overdue_start,
    next_due,
)
from apps.tender_planning.models import RuleCode
from apps.tender_planning.rules.book import RuleBook, load_rule_book

pytestmark = pytest.mark.django_db


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"{text} 09:00").replace(tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def book() -> RuleBook:
    return load_rule_book(date(2025, 12, 1))


def clocks(book: RuleBook, calendar: Calendar, published: str, today: str, **known: Any) -> dict[str, Clock]:
    facts = AwardFacts(Method.OPEN_TENDER, Kind.GOODS, at(published), **known)
    found = clocks_of_award(facts, book=book, calendar=calendar, now=at(today))
    return {clock.proof.title: clock for clock in found}


NOTICE = "结果公告期限"
CHALLENGE = "对采购结果提出质疑的期限"
SIGNING = "采购合同签订期限"
PUBLICATION = "采购合同公告期限"
FILING = "采购合同备案期限"
LOSERS = "投标保证金退还期限（未中标供应商）"
WINNER = "投标保证金退还期限（中标供应商）"


class TestNoticeAndChallenge:
    def test_a_result_of_1_december_is_challenged_until_11_december(self, book: RuleBook, calendar: Calendar) -> None:
        found = clocks(book, calendar, "2025-12-01", "2025-12-01")

        assert found[NOTICE].due == date(2025, 12, 2)
        assert found[CHALLENGE].due == date(2025, 12, 11)
        count = found[CHALLENGE].proof.count
        assert count is not None
        assert (count.start, count.counted) == (date(2025, 12, 2), 7)
        assert count.skipped == (DayNote(date(2025, 12, 6), "周六"), DayNote(date(2025, 12, 7), "周日"))

    @pytest.mark.parametrize(
        ("today", "notice", "challenge"),
        [
            ("2025-12-01", "running", "running"),
            ("2025-12-02", "running", "running"),
            ("2025-12-03", "ended", "running"),
            ("2025-12-10", "ended", "running"),
            ("2025-12-11", "ended", "running"),
            ("2025-12-12", "ended", "ended"),
            ("2025-12-16", "ended", "ended"),
        ],
    )
    def test_both_hold_through_their_last_day(
        self, book: RuleBook, calendar: Calendar, today: str, notice: str, challenge: str
    ) -> None:
        found = clocks(book, calendar, "2025-12-01", today)

        assert (found[NOTICE].state, found[CHALLENGE].state) == (notice, challenge)

    @pytest.mark.parametrize(
        ("stated", "end"),
        [(0, "2025-12-02"), (1, "2025-12-02"), (3, "2025-12-04"), (101, "2025-12-02")],
    )
    def test_a_longer_period_that_is_announced_holds_and_a_shorter_or_absurd_one_does_not(
        self, book: RuleBook, calendar: Calendar, stated: int, end: str
    ) -> None:
        found = clocks(book, calendar, "2025-12-01", "2025-12-01", notice_working_days=stated)

        assert found[NOTICE].due == date.fromisoformat(end)

    def test_each_sheet_names_its_provision(self, book: RuleBook, calendar: Calendar) -> None:
        found = clocks(book, calendar, "2025-12-01", "2025-12-01")

        assert {title: clock.proof.article for title, clock in found.items()} == {
            NOTICE: "财政部令第87号第六十九条",
            CHALLENGE: "政府采购法第五十二条、政府采购法实施条例第五十三条、财政部令第94号第十条",
            LOSERS: "政府采购法实施条例第三十三条、财政部令第87号第三十八条",
            SIGNING: "政府采购法第四十六条、财政部令第87号第七十一条",
            PUBLICATION: "政府采购法实施条例第五十条",
            FILING: "政府采购法第四十七条",
            WINNER: "政府采购法实施条例第三十三条、财政部令第87号第三十八条",
        }

    def test_without_rules_nothing_runs(self, calendar: Calendar) -> None:
        assert clocks(RuleBook(date(2025, 12, 1), ()), calendar, "2025-12-01", "2025-12-01") == {}

    def test_a_year_without_a_calendar_makes_a_period_provisional(self, book: RuleBook, calendar: Calendar) -> None:
        found = clocks(book, calendar, "2026-12-28", "2026-12-28")

        assert not found[NOTICE].proof.is_provisional
        assert found[CHALLENGE].proof.caveat == (
            "2027 年的节假日安排尚未录入，暂按周一至周五为工作日计算，录入后须重新核对。"
        )


class TestContract:
    def test_without_a_letter_thirty_days_run_from_the_publication_and_the_sheet_says_so(
        self, book: RuleBook, calendar: Calendar
    ) -> None:
        signing = clocks(book, calendar, "2025-12-01", "2025-12-31")[SIGNING]

        assert (signing.due, signing.state) == (date(2025, 12, 31), "due")
        assert signing.proof.text == (
            "通知书发出日期未知，暂自结果公告发布之日2025年12月1日（周一）的次日起计算，30 日内签订采购合同，"
            "至2025年12月31日（周三）止。"
        )

    def test_with_a_letter_they_run_from_it(self, book: RuleBook, calendar: Calendar) -> None:
        found = clocks(book, calendar, "2025-12-01", "2025-12-31", letter_on=date(2025, 12, 3))

        # 2026-01-02 is a day off of 元旦, which ends on 3 January.
        assert found[SIGNING].due == date(2026, 1, 4)
        assert found[SIGNING].proof.text.startswith("自通知书发出之日2025年12月3日（周三）的次日起计算")
        assert "最后一日2026年1月2日（周五）是元旦，顺延至2026年1月4日（周日）止" in found[SIGNING].proof.text
        assert found[LOSERS].due == date(2025, 12, 10)

    def test_without_a_contract_it_is_overdue_the_day_after(self, book: RuleBook, calendar: Calendar) -> None:
        signing = clocks(book, calendar, "2025-12-01", "2026-01-01")[SIGNING]

        assert (signing.state, signing.label, signing.proof.verdict) == ("overdue", "逾期", "breach")
        assert signing.proof.text.endswith("期限已过，没有收到合同公告。")

    @pytest.mark.parametrize(("signed", "state"), [("2025-12-31", "done"), ("2026-01-04", "late")])
    def test_a_contract_was_signed_in_time_or_not(
        self, book: RuleBook, calendar: Calendar, signed: str, state: str
    ) -> None:
        known = {"contract_signed_on": date.fromisoformat(signed), "contract_published_at": at("2026-01-05")}

        assert clocks(book, calendar, "2025-12-01", "2026-02-01", **known)[SIGNING].state == state

    @pytest.mark.parametrize(("published", "state"), [("2025-12-19", "done"), ("2025-12-22", "late")])
    def test_it_is_published_within_two_working_days(
        self, book: RuleBook, calendar: Calendar, published: str, state: str
    ) -> None:
        known = {"contract_signed_on": date(2025, 12, 17), "contract_published_at": at(published)}

        publication = clocks(book, calendar, "2025-12-01", "2026-02-01", **known)[PUBLICATION]

        assert (publication.due, publication.state) == (date(2025, 12, 19), state)

    def test_filing_and_the_winners_refund_run_from_the_signing(self, book: RuleBook, calendar: Calendar) -> None:
        known = {"contract_signed_on": date(2025, 12, 17), "contract_published_at": at("2025-12-18")}

        found = clocks(book, calendar, "2025-12-01", "2025-12-25", **known)

        assert (found[FILING].due, found[FILING].state) == (date(2025, 12, 26), "due")
        assert (found[WINNER].due, found[WINNER].state) == (date(2025, 12, 24), "expired")
        assert found[WINNER].proof.text.endswith("是否已办理，本平台不掌握，请自行核对。")

    def test_before_the_signing_they_wait(self, book: RuleBook, calendar: Calendar) -> None:
        found = clocks(book, calendar, "2025-12-01", "2025-12-01")

        assert {title for title, clock in found.items() if clock.state == "waiting"} == {PUBLICATION, FILING, WINNER}
        assert found[FILING].due is None

    def test_the_losers_get_their_security_back_in_five_working_days(self, book: RuleBook, calendar: Calendar) -> None:
        assert clocks(book, calendar, "2025-12-01", "2025-12-01")[LOSERS].due == date(2025, 12, 8)


class TestTermination:
    def test_the_security_goes_back_in_five_working_days(self, book: RuleBook, calendar: Calendar) -> None:
        (refund,) = clocks_of_failure(
            at("2025-12-01"),
            method=Method.OPEN_TENDER,
            kind=Kind.GOODS,
            book=book,
            calendar=calendar,
            now=at("2025-12-09"),
        )

        assert (refund.proof.title, refund.due, refund.state) == (
            "终止采购后投标保证金退还期限",
            date(2025, 12, 8),
            "expired",
        )


class TestWhatIsNext:
    def test_is_what_ends_first_of_what_is_open(self, book: RuleBook, calendar: Calendar) -> None:
        found = clocks(book, calendar, "2025-12-01", "2025-12-09")

        following = next_due(found.values())

        assert following is found[CHALLENGE]

    def test_is_nothing_when_all_is_over(self, book: RuleBook, calendar: Calendar) -> None:
        assert next_due(clocks(book, calendar, "2025-12-01", "2026-06-01").values()) is None


@pytest.mark.parametrize("code", [RuleCode.CONTRACT_SIGNING, RuleCode.CONTRACT_FILING])
def test_the_last_overdue_start_is_exact_on_every_day_of_a_year(
    book: RuleBook, calendar: Calendar, code: RuleCode
) -> None:
    rule = book.find(code)
    assert rule is not None

    for number in range(365):
        today = date(2025, 6, 1) + timedelta(days=number)
        last = last_overdue_start(rule, calendar, today)
        assert rule.period_after(last, calendar).end < today
        assert rule.period_after(last + timedelta(days=1), calendar).end >= today

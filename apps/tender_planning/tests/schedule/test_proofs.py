"""Every date is proved: at its boundary, with the days that were counted and those that were not."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from apps.acceptance.codes import Kind, Method
from apps.core.working_days import Calendar, DayNote
from apps.tender_planning.models import RuleCode
from apps.tender_planning.rules.book import RuleBook
from apps.tender_planning.schedule.proofs import findings_of, prove_schedule
from apps.tender_planning.tests.schedule.conftest import Prove, at, facts

OPEN = Method.OPEN_TENDER
CONSULTATION = Method.COMPETITIVE_CONSULTATION
NEGOTIATION = Method.COMPETITIVE_NEGOTIATION

# 方财公开采购-2026-11: everything as the law has it.
LAWFUL = {
    "announced_at": "2026-03-02",
    "documents_from": "2026-03-02",
    "documents_until": "2026-03-09 17:30",
    "question_deadline": "2026-03-18 17:30",
    "bid_deadline": "2026-03-23",
    "opening_at": "2026-03-23",
    "evaluation_at": "2026-03-23 10:30",
}


class TestALawfulTender:
    def test_every_rule_is_proved_and_none_complains(self, book: RuleBook, calendar: Calendar) -> None:
        proofs = prove_schedule(facts(**LAWFUL), book=book, calendar=calendar)

        assert [proof.code for proof in proofs] == [
            RuleCode.DOCUMENT_SUPPLY,
            RuleCode.QUESTION_WINDOW,
            RuleCode.DOCUMENTS_TO_DEADLINE,
            RuleCode.ANNOUNCEMENT_PERIOD,
            RuleCode.CLARIFICATION,
            RuleCode.EXPERT_DRAW,
            RuleCode.OPENING_AFTER_DEADLINE,
        ]
        assert {proof.verdict for proof in proofs} == {"ok"}
        assert findings_of(proofs) == ()

    def test_the_sheet_names_rule_article_days_counted_and_days_skipped(self, prove: Prove) -> None:
        proof = prove(**LAWFUL)["documents_until", RuleCode.DOCUMENT_SUPPLY]

        assert proof.title == "采购文件提供期限"
        assert proof.article == "政府采购法实施条例第三十一条、财政部令第87号第十八条"
        assert proof.count is not None
        assert (proof.count.start, proof.count.end, proof.count.counted) == (date(2026, 3, 2), date(2026, 3, 9), 5)
        assert proof.count.skipped == (DayNote(date(2026, 3, 7), "周六"), DayNote(date(2026, 3, 8), "周日"))
        assert proof.earliest == date(2026, 3, 9)
        assert proof.text == (
            "自2026年3月2日（周一）次日起至2026年3月9日（周一），共 5 个工作日，符合不少于 5 个工作日的要求。"
        )

    def test_nothing_is_proved_of_what_is_not_known_yet(self, prove: Prove) -> None:
        assert prove() == {}

    def test_a_method_without_rules_is_asked_for_order_alone(self, prove: Prove) -> None:
        proofs = prove(Method.SINGLE_SOURCE, **LAWFUL)

        assert {code for _, code in proofs} == {RuleCode.QUESTION_WINDOW, RuleCode.OPENING_AFTER_DEADLINE}


class TestDocumentsToDeadline:
    @pytest.mark.parametrize(
        ("method", "issued", "deadline", "verdict"),
        [
            (OPEN, "2025-06-03", "2025-06-22", "breach"),
            (OPEN, "2025-06-03", "2025-06-23", "warning"),
            (OPEN, "2025-06-03", "2025-06-24", "ok"),
            (Method.INVITED_TENDER, "2025-06-03", "2025-06-22", "breach"),
            (OPEN, "2026-03-02", "2026-03-21", "breach"),
            (OPEN, "2026-03-02", "2026-03-22", "warning"),
            (OPEN, "2026-03-02", "2026-03-23", "ok"),
            # The twentieth day lies in 国庆.
            (OPEN, "2026-09-15", "2026-10-07", "breach"),
            (OPEN, "2026-09-15", "2026-10-08", "warning"),
            (OPEN, "2026-09-15", "2026-10-09", "ok"),
            (CONSULTATION, "2026-03-02", "2026-03-11", "breach"),
            (CONSULTATION, "2026-03-02", "2026-03-12", "warning"),
            (CONSULTATION, "2026-03-02", "2026-03-13", "ok"),
            (NEGOTIATION, "2026-03-02", "2026-03-04", "breach"),
            (NEGOTIATION, "2026-03-02", "2026-03-05", "ok"),
            # Saturday 10 October is worked.
            (NEGOTIATION, "2026-09-30", "2026-10-09", "breach"),
            (NEGOTIATION, "2026-09-30", "2026-10-10", "ok"),
            (Method.INQUIRY, "2026-03-05", "2026-03-09", "breach"),
            (Method.INQUIRY, "2026-03-05", "2026-03-10", "ok"),
        ],
    )
    def test_bidders_have_the_days_of_the_method(
        self, prove: Prove, method: Method, issued: str, deadline: str, verdict: str
    ) -> None:
        proofs = prove(method, documents_from=issued, bid_deadline=deadline)

        assert proofs["bid_deadline", RuleCode.DOCUMENTS_TO_DEADLINE].verdict == verdict

    def test_a_breach_says_what_is_missing_and_from_when_it_is_lawful(self, prove: Prove) -> None:
        proofs = prove(documents_from="2026-03-02", bid_deadline="2026-03-20")

        finding = proofs["bid_deadline", RuleCode.DOCUMENTS_TO_DEADLINE].finding
        assert finding is not None
        assert (finding.level, finding.place, finding.code) == ("error", "bid_deadline", "documents_to_deadline")
        assert finding.article == "政府采购法第三十五条"
        assert finding.is_excusable is False
        assert finding.text == (
            "自2026年3月2日（周一）次日起至2026年3月20日（周五），共 18 日，少于 20 日；"
            "截止时间最早为2026年3月22日（周日）。建议不早于2026年3月23日（周一）。"
        )

    def test_a_last_day_that_moved_is_explained(self, prove: Prove) -> None:
        proof = prove(documents_from="2026-09-15", bid_deadline="2026-09-30")[
            "bid_deadline", RuleCode.DOCUMENTS_TO_DEADLINE
        ]

        assert "2026年10月8日（周四）（期限最后一日2026年10月5日（周一）是国庆节，顺延到节假日后）" in proof.text
        assert proof.earliest == date(2026, 10, 8)

    def test_the_day_counts_in_china_and_not_in_greenwich(self, prove: Prove) -> None:
        proofs = prove(documents_from="2026-03-02 00:30", bid_deadline="2026-03-22 07:30")

        count = proofs["bid_deadline", RuleCode.DOCUMENTS_TO_DEADLINE].count
        assert count is not None
        assert (count.start, count.end) == (date(2026, 3, 2), date(2026, 3, 22))


class TestDocumentSupply:
    @pytest.mark.parametrize(
        ("method", "issued", "until", "verdict"),
        [
            (OPEN, "2026-03-02", "2026-03-06", "breach"),
            (OPEN, "2026-03-02", "2026-03-09", "ok"),
            # Sold from 26 September 2024, with 国庆 between: 2 October is too early.
            (CONSULTATION, "2024-09-26", "2024-10-02", "breach"),
            (CONSULTATION, "2024-09-26", "2024-10-08", "breach"),
            (CONSULTATION, "2024-09-26", "2024-10-09", "ok"),
            # Around 春节 2026: 14 and 28 February are worked.
            (OPEN, "2026-02-12", "2026-02-25", "breach"),
            (OPEN, "2026-02-12", "2026-02-26", "ok"),
        ],
    )
    def test_documents_can_be_had_for_five_working_days(
        self, prove: Prove, method: Method, issued: str, until: str, verdict: str
    ) -> None:
        proofs = prove(method, documents_from=issued, documents_until=until)

        assert proofs["documents_until", RuleCode.DOCUMENT_SUPPLY].verdict == verdict

    def test_a_negotiation_has_no_such_rule(self, prove: Prove) -> None:
        proofs = prove(NEGOTIATION, documents_from="2026-03-02", documents_until="2026-03-03")

        assert ("documents_until", RuleCode.DOCUMENT_SUPPLY) not in proofs


class TestAnnouncementPeriod:
    @pytest.mark.parametrize(
        ("method", "announced", "deadline", "verdict"),
        [
            (OPEN, "2026-03-02", "2026-03-08", "breach"),
            (OPEN, "2026-03-02", "2026-03-09", "ok"),
            (CONSULTATION, "2026-03-02", "2026-03-04", "breach"),
            (NEGOTIATION, "2026-03-02", "2026-03-05", "ok"),
        ],
    )
    def test_bids_are_due_after_it(
        self, prove: Prove, method: Method, announced: str, deadline: str, verdict: str
    ) -> None:
        proofs = prove(method, announced_at=announced, bid_deadline=deadline)

        assert proofs["bid_deadline", RuleCode.ANNOUNCEMENT_PERIOD].verdict == verdict


class TestQuestions:
    @pytest.mark.parametrize(
        ("deadline", "verdict"),
        [
            ("2026-03-10", "breach"),  # seven working days from 2 March end on the 11th
            ("2026-03-11", "warning"),
            ("2026-03-17", "warning"),
            ("2026-03-18", "ok"),  # … from 9 March, the last day of supply, on the 18th
        ],
    )
    def test_they_are_taken_through_the_window_of_the_law(self, prove: Prove, deadline: str, verdict: str) -> None:
        proof = prove(**(LAWFUL | {"question_deadline": deadline}))["question_deadline", RuleCode.QUESTION_WINDOW]

        assert proof.verdict == verdict
        assert (proof.earliest, proof.latest) == (date(2026, 3, 11), date(2026, 3, 18))

    def test_the_end_of_the_announcement_period_opens_the_window_longer(self, prove: Prove) -> None:
        later = LAWFUL | {"announced_at": "2026-03-05"}

        assert prove(**later)["question_deadline", RuleCode.QUESTION_WINDOW].latest == date(2026, 3, 23)

    def test_a_tender_too_short_for_the_window_is_only_warned_of(self, prove: Prove) -> None:
        proofs = prove(
            NEGOTIATION, documents_from="2026-03-02", question_deadline="2026-03-04", bid_deadline="2026-03-05"
        )

        assert proofs["question_deadline", RuleCode.QUESTION_WINDOW].verdict == "warning"


class TestClarification:
    @pytest.mark.parametrize(
        ("method", "published", "deadline", "verdict"),
        [
            (OPEN, "2026-03-09", "2026-03-23", "breach"),
            (OPEN, "2026-03-08", "2026-03-23", "ok"),
            (CONSULTATION, "2026-03-09", "2026-03-13", "breach"),
            (CONSULTATION, "2026-03-08", "2026-03-13", "ok"),
            (NEGOTIATION, "2026-03-10", "2026-03-12", "breach"),
            (Method.INQUIRY, "2026-03-09", "2026-03-12", "ok"),
        ],
    )
    def test_one_that_comes_late_moves_the_deadline(
        self, prove: Prove, method: Method, published: str, deadline: str, verdict: str
    ) -> None:
        proofs = prove(method, clarified_at=published, bid_deadline=deadline)

        assert proofs["bid_deadline", RuleCode.CLARIFICATION].verdict == verdict

    def test_the_last_day_for_one_is_shown_and_the_deadline_that_it_asks_for(self, prove: Prove) -> None:
        open_question = prove(bid_deadline="2026-03-23")["bid_deadline", RuleCode.CLARIFICATION]
        late = prove(clarified_at="2026-03-16", bid_deadline="2026-03-23")["bid_deadline", RuleCode.CLARIFICATION]

        assert (open_question.latest, open_question.verdict) == (date(2026, 3, 8), "ok")
        assert late.earliest == date(2026, 3, 31)
        assert late.text.endswith("须将截止时间顺延至2026年3月31日（周二）或以后。")


class TestExperts:
    @pytest.mark.parametrize(("drawn", "verdict"), [("2026-03-18", "breach"), ("2026-03-19", "ok")])
    def test_they_are_drawn_two_working_days_before_the_evaluation_at_the_earliest(
        self, prove: Prove, drawn: str, verdict: str
    ) -> None:
        proof = prove(experts_drawn_at=drawn, evaluation_at="2026-03-23")["evaluation_at", RuleCode.EXPERT_DRAW]

        assert (proof.verdict, proof.earliest) == (verdict, date(2026, 3, 19))

    @pytest.mark.parametrize(("drawn", "verdict"), [("2026-03-19", "breach"), ("2026-03-20", "ok")])
    def test_a_weekend_before_the_two_working_days_makes_them_no_longer(
        self, prove: Prove, drawn: str, verdict: str
    ) -> None:
        """Of an evaluation on a Tuesday the two working days are Tuesday and Monday; the Friday before is lawful."""
        proof = prove(experts_drawn_at=drawn, evaluation_at="2026-03-24")["evaluation_at", RuleCode.EXPERT_DRAW]

        assert (proof.verdict, proof.earliest) == (verdict, date(2026, 3, 20))

    def test_an_early_draw_can_be_excused_because_the_law_excepts_remote_evaluations(self, prove: Prove) -> None:
        proof = prove(experts_drawn_at="2026-03-16", evaluation_at="2026-03-23")["evaluation_at", RuleCode.EXPERT_DRAW]

        assert proof.finding is not None
        assert proof.finding.is_excusable
        assert proof.excuse_hint == "异地评审的项目不受此限。"

    @pytest.mark.parametrize("method", [CONSULTATION, NEGOTIATION])
    def test_consultations_and_negotiations_are_free(self, prove: Prove, method: Method) -> None:
        assert prove(method, experts_drawn_at="2026-03-02", evaluation_at="2026-03-23") == {}


class TestOpening:
    @pytest.mark.parametrize(
        ("method", "opening", "verdict"),
        [
            (OPEN, "2026-03-23 09:00", "ok"),
            (OPEN, "2026-03-23 09:01", "breach"),
            (OPEN, "2026-03-23 08:59", "breach"),
            (CONSULTATION, "2026-03-23 09:30", "ok"),
            (CONSULTATION, "2026-03-23 08:59", "breach"),
        ],
    )
    def test_tenders_open_at_the_deadline_and_others_not_before_it(
        self, prove: Prove, method: Method, opening: str, verdict: str
    ) -> None:
        proofs = prove(method, bid_deadline="2026-03-23 09:00", opening_at=opening)

        assert proofs["opening_at", RuleCode.OPENING_AFTER_DEADLINE].verdict == verdict

    def test_the_lawful_moment_is_named_with_its_article(self, prove: Prove) -> None:
        proof = prove(bid_deadline="2026-03-23", opening_at="2026-03-23 10:00")[
            "opening_at", RuleCode.OPENING_AFTER_DEADLINE
        ]

        assert proof.earliest == proof.latest == at("2026-03-23")
        assert proof.text == "开标须与投标截止为同一时间，即 2026年3月23日 09:00。"
        assert proof.article == "财政部令第87号第三十九条"

    def test_a_day_off_is_warned_of_once_when_deadline_and_opening_are_one_moment(self, prove: Prove) -> None:
        proofs = prove(bid_deadline="2026-03-22", opening_at="2026-03-22")

        assert proofs["bid_deadline", "工作日"].verdict == "warning"
        assert ("opening_at", "工作日") not in proofs

    def test_a_weekend_that_is_worked_is_no_day_off(self, prove: Prove) -> None:
        assert ("opening_at", "工作日") not in prove(opening_at="2026-10-10")

    @pytest.mark.parametrize(
        ("hour", "is_told"), [("07:59", True), ("08:00", False), ("18:00", False), ("18:01", True), ("21:00", True)]
    )
    def test_an_hour_at_which_no_office_is_open_is_warned_of(self, prove: Prove, hour: str, is_told: bool) -> None:
        proofs = prove(bid_deadline=f"2026-03-23 {hour}")

        assert (("bid_deadline", "办公时间") in proofs) is is_told

    def test_one_that_comes_too_late_is_told_until_when(self, book: RuleBook, calendar: Calendar) -> None:
        late = RuleBook(
            book.day,
            tuple(
                replace(rule, maximum=Decimal(30)) if rule.code == RuleCode.OPENING_AFTER_DEADLINE else rule
                for rule in book.rules
            ),
        )

        proofs = prove_schedule(
            facts(bid_deadline="2026-03-23 09:00", opening_at="2026-03-23 10:00"), book=late, calendar=calendar
        )

        (proof,) = (each for each in proofs if each.code == RuleCode.OPENING_AFTER_DEADLINE)
        assert (proof.verdict, proof.text) == ("breach", "开启时间不能晚于 2026年3月23日 09:30。")


class TestHolidays:
    def test_a_last_day_on_a_holiday_is_moved_to_the_first_day_after(self, prove: Prove) -> None:
        proof = prove(documents_until="2026-10-05")["documents_until", "最后一日为法定节假日"]

        assert (proof.verdict, proof.earliest) == ("warning", date(2026, 10, 8))
        assert proof.article == "财政部令第87号第八十五条"
        assert proof.text == (
            "文件获取截止时间2026年10月5日（周一）是国庆节假期，应顺延到节假日后的2026年10月8日（周四）。"
        )

    def test_the_last_day_for_challenges_cites_their_own_article(self, prove: Prove) -> None:
        proof = prove(question_deadline="2026-10-05")["question_deadline", "最后一日为法定节假日"]

        assert proof.article == "财政部令第94号第四十二条"


class TestOrder:
    @pytest.mark.parametrize(
        ("moments", "place"),
        [
            ({"documents_from": "2026-03-02", "documents_until": "2026-03-01"}, "documents_until"),
            ({"documents_from": "2026-03-02", "bid_deadline": "2026-02-27"}, "bid_deadline"),
            ({"documents_until": "2026-03-24", "bid_deadline": "2026-03-23"}, "bid_deadline"),
            ({"opening_at": "2026-03-23 09:00", "evaluation_at": "2026-03-23 08:00"}, "evaluation_at"),
        ],
    )
    def test_what_comes_before_what_it_must_follow_is_a_breach(
        self, prove: Prove, moments: dict[str, str], place: str
    ) -> None:
        assert prove(**moments)[place, "先后次序"].verdict == "breach"

    @pytest.mark.parametrize("year", ["0026", "1999", "2101", "9999"])
    def test_a_year_that_was_mistyped_is_named_and_nothing_is_counted_with_it(self, prove: Prove, year: str) -> None:
        proofs = prove(**(LAWFUL | {"bid_deadline": f"{year}-03-23"}))

        assert list(proofs) == [("bid_deadline", "日期")]
        assert proofs["bid_deadline", "日期"].verdict == "breach"


class TestYearsThatAreNotKnown:
    def test_a_proof_that_reaches_into_one_is_provisional_and_says_so(self, prove: Prove) -> None:
        proof = prove(NEGOTIATION, documents_from="2026-12-30", bid_deadline="2027-01-05")[
            "bid_deadline", RuleCode.DOCUMENTS_TO_DEADLINE
        ]

        assert (proof.verdict, proof.provisional_years) == ("ok", (2027,))
        assert proof.finding is not None
        assert proof.finding.level == "warning"
        assert proof.finding.text.endswith(
            "2027 年的节假日安排尚未录入，暂按周一至周五为工作日计算，录入后须重新核对。"
        )

    def test_a_goods_tender_and_a_services_tender_have_the_same_days(self, prove: Prove) -> None:
        assert prove(OPEN, Kind.GOODS, **LAWFUL) == prove(OPEN, Kind.SERVICES, **LAWFUL)

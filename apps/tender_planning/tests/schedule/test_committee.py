"""The committee that the law asks for, by method and budget, and what is wrong with one that was planned."""

from decimal import Decimal
from fractions import Fraction

import pytest

from apps.acceptance.codes import Kind, Method
from apps.tender_planning.rules.book import RuleBook
from apps.tender_planning.schedule.committee import (
    CommitteeRequirement,
    check_candidates,
    check_committee,
    required_committee,
)


def requirement(
    book: RuleBook, method: Method, budget: str | None = "500000", *, is_complex: bool = False
) -> CommitteeRequirement:
    found = required_committee(
        book,
        method=method,
        kind=Kind.GOODS,
        budget=None if budget is None else Decimal(budget),
        is_complex=is_complex,
    )
    assert found is not None
    return found


class TestWhatIsAskedFor:
    @pytest.mark.parametrize(
        ("method", "budget", "is_complex", "minimum"),
        [
            (Method.OPEN_TENDER, "4860000", False, 5),
            (Method.OPEN_TENDER, "9999999.99", False, 5),
            (Method.OPEN_TENDER, "10000000", False, 7),
            (Method.OPEN_TENDER, "4860000", True, 7),
            (Method.OPEN_TENDER, None, False, 5),
            (Method.INVITED_TENDER, "12600000", False, 7),
            (Method.COMPETITIVE_CONSULTATION, "965000", False, 3),
            (Method.COMPETITIVE_CONSULTATION, "12600000", True, 3),
            (Method.COMPETITIVE_NEGOTIATION, "3999999", False, 3),
            (Method.COMPETITIVE_NEGOTIATION, "4000000", False, 5),
            (Method.INQUIRY, "412000", False, 3),
            (Method.INQUIRY, "4000000", False, 5),
        ],
    )
    def test_the_number_follows_from_method_and_budget(
        self, book: RuleBook, method: Method, budget: str | None, is_complex: bool, minimum: int
    ) -> None:
        assert requirement(book, method, budget, is_complex=is_complex).minimum == minimum

    def test_it_says_why_and_where_that_is_written(self, book: RuleBook) -> None:
        asked = requirement(book, Method.OPEN_TENDER, "12600000")

        assert asked.name == "评标委员会"
        assert asked.reason == "预算 1,260 万元，达到 1,000 万元"
        assert asked.article == "财政部令第87号第四十七条"
        assert asked.expert_share == Fraction(2, 3)

    @pytest.mark.parametrize(("total", "experts", "representatives"), [(3, 2, 1), (5, 4, 1), (7, 5, 2), (9, 6, 3)])
    def test_two_thirds_of_it_are_experts(
        self, book: RuleBook, total: int, experts: int, representatives: int
    ) -> None:
        asked = requirement(book, Method.OPEN_TENDER)

        assert asked.least_experts(total) == experts
        assert asked.most_representatives(total) == representatives

    def test_a_single_source_has_none(self, book: RuleBook) -> None:
        assert required_committee(book, method=Method.SINGLE_SOURCE, kind=Kind.GOODS, budget=Decimal(1)) is None

    def test_a_complex_negotiation_is_advised_to_have_a_lawyer(self, book: RuleBook) -> None:
        asked = requirement(book, Method.COMPETITIVE_NEGOTIATION, is_complex=True)

        findings = check_committee(asked, experts=2, representatives=1)

        assert [finding.level for finding in findings] == ["warning"]
        assert "法律专家" in findings[0].text


class TestWhatWasPlanned:
    @pytest.mark.parametrize(("experts", "representatives"), [(4, 1), (5, 0), (5, 2), (6, 3), (9, 0)])
    def test_a_lawful_one_passes(self, book: RuleBook, experts: int, representatives: int) -> None:
        asked = requirement(book, Method.OPEN_TENDER)

        assert check_committee(asked, experts=experts, representatives=representatives) == ()

    @pytest.mark.parametrize(
        ("experts", "representatives", "places"),
        [
            (3, 0, ["expert_count"]),  # too few
            (5, 1, ["expert_count"]),  # even
            (3, 2, ["representative_count"]),  # 3/5 are no two thirds
            (2, 2, ["expert_count", "expert_count", "representative_count"]),
            (0, 0, ["expert_count", "expert_count"]),
        ],
    )
    def test_an_unlawful_one_is_an_error_at_its_field(
        self, book: RuleBook, experts: int, representatives: int, places: list[str]
    ) -> None:
        asked = requirement(book, Method.OPEN_TENDER)

        findings = check_committee(asked, experts=experts, representatives=representatives)

        assert [finding.place for finding in findings] == places
        assert {finding.level for finding in findings} == {"error"}
        assert {finding.article for finding in findings} == {"财政部令第87号第四十七条"}

    def test_the_error_says_what_would_be_lawful(self, book: RuleBook) -> None:
        findings = check_committee(requirement(book, Method.OPEN_TENDER), experts=3, representatives=2)

        assert [finding.text for finding in findings] == ["5 人中评审专家不得少于 4 人，采购人代表最多 1 人。"]


class TestCandidates:
    @pytest.mark.parametrize(
        ("method", "candidates", "count"),
        [
            (Method.COMPETITIVE_CONSULTATION, 2, 1),
            (Method.COMPETITIVE_CONSULTATION, 3, 0),
            (Method.COMPETITIVE_NEGOTIATION, 2, 1),
            (Method.INQUIRY, 3, 0),
            (Method.OPEN_TENDER, 1, 0),
        ],
    )
    def test_fewer_than_three_are_an_error_where_the_law_asks_for_three(
        self, book: RuleBook, method: Method, candidates: int, count: int
    ) -> None:
        findings = check_candidates(book, method=method, kind=Kind.SERVICES, candidates=candidates)

        assert len(findings) == count

    def test_a_consultation_with_two_can_be_excused_and_an_inquiry_cannot(self, book: RuleBook) -> None:
        (consultation,) = check_candidates(
            book, method=Method.COMPETITIVE_CONSULTATION, kind=Kind.SERVICES, candidates=2
        )
        (inquiry,) = check_candidates(book, method=Method.INQUIRY, kind=Kind.GOODS, candidates=2)

        assert (consultation.is_excusable, inquiry.is_excusable) == (True, False)

import pytest

from apps.interconnection.gateway import codes
from apps.interconnection.gateway.codes import CodeTable, UnknownCode


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (
            codes.METHODS,
            "open_tender invited_tender competitive_consultation competitive_negotiation inquiry single_source",
        ),
        (codes.KINDS, "goods works services"),
        (codes.ORGANISATION_FORMS, "centralised departmental decentralised"),
        (codes.ANNOUNCEMENT_TYPES, "tender change result result_correction termination contract"),
        (codes.CHANGE_SUBJECTS, "announcement documents"),
        (codes.COMMITTEE_ROLES, "expert purchaser_representative"),
        (codes.EXPERT_STATUSES, "confirmed absent replaced"),
        (codes.OPERATIONS, "upsert withdraw"),
    ],
)
def test_every_word_of_the_contract_goes_both_ways(table: CodeTable, words: str) -> None:
    for word in words.split():
        assert table.to_wire(table.to_ours(word)) == word


def test_a_word_that_is_not_listed_is_refused_both_ways() -> None:
    with pytest.raises(UnknownCode):
        codes.METHODS.to_ours("framework_agreement")
    with pytest.raises(UnknownCode):
        codes.METHODS.to_wire("framework_agreement")


def test_two_codes_for_one_identifier_are_refused() -> None:
    with pytest.raises(ValueError, match="mean the same"):
        CodeTable("采购方式", {"1": "open_tender", "2": "open_tender"})

"""Which words belong to which method."""

import pytest

from apps.acceptance.codes import Method
from apps.announcements.wording import RESPONSE, TENDER, Wording, wording_of


@pytest.mark.parametrize(
    ("method", "words"),
    [
        (Method.OPEN_TENDER, TENDER),
        (Method.INVITED_TENDER, TENDER),
        (Method.COMPETITIVE_CONSULTATION, RESPONSE),
        (Method.COMPETITIVE_NEGOTIATION, RESPONSE),
        (Method.INQUIRY, RESPONSE),
        (Method.SINGLE_SOURCE, RESPONSE),
    ],
)
def test_bids_are_opened_in_a_tender_and_responses_unsealed_elsewhere(method: Method, words: Wording) -> None:
    assert wording_of(method) == words


def test_a_method_is_told_by_its_stored_value_too() -> None:
    assert wording_of("open_tender") == TENDER

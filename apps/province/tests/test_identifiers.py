"""Check characters of the national identifiers."""

import pytest

from apps.province.identifiers import deal_code_check_character, is_valid_deal_code, is_valid_uscc


@pytest.mark.parametrize(
    "code", ["12411322AEBA000110", "1141132200600001XJ", "91411300MA9F00015G", "91410100MA9F00023L"]
)
def test_a_credit_code_with_its_check_character_is_valid(code: str) -> None:
    assert is_valid_uscc(code)


@pytest.mark.parametrize(
    "code",
    [
        "91411300MA9F00015H",  # another check character
        "91411300MA9F00051G",  # two digits exchanged
        "91411300MA9F0001OG",  # a letter that the alphabet lacks
        "91411300MA9F00015",  # too short
        "",
    ],
)
def test_a_wrong_credit_code_is_invalid(code: str) -> None:
    assert not is_valid_uscc(code)


@pytest.mark.parametrize(("body", "check"), [("G123498654321", "H"), ("A999914123456", "N")])
def test_mod_37_2_agrees_with_the_examples_of_the_standard(body: str, check: str) -> None:
    assert deal_code_check_character(body) == check


@pytest.mark.parametrize(
    "code",
    [
        "D01-12411322AEBA000110-20260315-000001-E",
        "D02-12411322AEBA000110-20260315-000002-Z",
        "D03-12411322AEBA000110-20260315-000002-L",
    ],
)
def test_a_deal_code_with_its_check_character_is_valid(code: str) -> None:
    assert is_valid_deal_code(code)


@pytest.mark.parametrize(
    "code",
    [
        "D01-12411322AEBA000110-20260315-000001-Y",  # what a generator with 32-bit overflow makes
        "D0112411322AEBA00011020260315000001E",  # without hyphens
        "D01-12411322AEBA000110-20260315-00001-E",  # 39 characters
    ],
)
def test_a_wrong_deal_code_is_invalid(code: str) -> None:
    assert not is_valid_deal_code(code)

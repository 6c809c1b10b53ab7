import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.credit_codes import is_valid_credit_code

VALID_CODES = [
    "12411322AEBA000110",
    "1141132200600001XJ",
    "11411322006000028J",
    "91411300MA9F00015G",
    "91410100MA9F00023L",
    "91411322MA9G000162",
    "91411300MA9G000241",
    "91410100MA9G000325",
]


@pytest.mark.parametrize("code", VALID_CODES)
def test_a_code_with_its_check_character_is_valid(code: str) -> None:
    assert is_valid_credit_code(code)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "12411322AEBA00011",
        "12411322AEBA0001100",
        "12411322AEBA000111",
        "12411322aeba000110",
        " 12411322AEBA000110",
        "12411322AEBA000110\n",
        "I2411322AEBA000110",
        "１2411322AEBA000110",
    ],
)
def test_a_code_of_wrong_length_alphabet_or_check_character_is_not_valid(code: str) -> None:
    assert not is_valid_credit_code(code)


@given(
    code=st.sampled_from(VALID_CODES),
    position=st.integers(0, 17),
    replacement=st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
)
def test_any_change_of_one_character_is_detected(code: str, position: int, replacement: str) -> None:
    changed = code[:position] + replacement + code[position + 1 :]

    assert is_valid_credit_code(changed) == (changed == code)


@given(st.text())
def test_arbitrary_text_is_answered_and_never_crashes(value: str) -> None:
    assert is_valid_credit_code(value) in (True, False)

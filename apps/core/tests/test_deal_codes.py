import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.deal_codes import check_character, has_valid_check, unified_deal_code

CENTER_USCC = "12411322AEBA000110"
DAY = datetime.date(2026, 3, 15)

deal_codes = st.builds(
    unified_deal_code,
    kind_code=st.sampled_from(["D01", "D02", "D03"]),
    center_uscc=st.sampled_from([CENTER_USCC, "91411300MA9F00015G", "91410100MA9G000325"]),
    on=st.dates(),
    serial=st.integers(1, 999_999),
)


@pytest.mark.parametrize(("characters", "check"), [("G123498654321", "H"), ("A999914123456", "N")])
def test_the_examples_of_iso_7064_have_their_check_characters(characters: str, check: str) -> None:
    assert check_character(characters) == check


@pytest.mark.parametrize(
    ("kind_code", "serial", "code"),
    [
        ("D01", 1, "D01-12411322AEBA000110-20260315-000001-E"),
        ("D01", 2, "D01-12411322AEBA000110-20260315-000002-C"),
        ("D02", 1, "D02-12411322AEBA000110-20260315-000001-0"),
        ("D02", 2, "D02-12411322AEBA000110-20260315-000002-Z"),
        ("D03", 1, "D03-12411322AEBA000110-20260315-000001-N"),
        ("D03", 2, "D03-12411322AEBA000110-20260315-000002-L"),
    ],
)
def test_a_code_is_composed_of_kind_center_day_serial_and_check(kind_code: str, serial: int, code: str) -> None:
    assert unified_deal_code(kind_code, CENTER_USCC, DAY, serial) == code


@pytest.mark.parametrize(
    ("kind_code", "center_uscc", "serial", "reason"),
    [
        ("D1", CENTER_USCC, 1, "交易分类代码"),
        ("d01", CENTER_USCC, 1, "交易分类代码"),
        ("D０1", CENTER_USCC, 1, "交易分类代码"),
        ("D01", "12411322AEBA000111", 1, "统一社会信用代码"),
        ("D01", CENTER_USCC, 0, "流水号"),
        ("D01", CENTER_USCC, 1_000_000, "流水号"),
    ],
)
def test_a_part_that_does_not_fit_is_refused(kind_code: str, center_uscc: str, serial: int, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        unified_deal_code(kind_code, center_uscc, DAY, serial)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "D01-12411322AEBA000110-20260315-000001",
        "D01-12411322AEBA000110-20260315-000001-Y",
        "D0112411322AEBA00011020260315000001E",
        "D01-12411322AEBA000110-20260315-000001-E\n",
        "D01-12411322AEBA000110-２0260315-000001-E",
    ],
)
def test_a_code_of_wrong_shape_or_check_character_is_not_valid(code: str) -> None:
    assert not has_valid_check(code)


@given(deal_codes)
def test_every_composed_code_has_forty_characters_and_a_valid_check(code: str) -> None:
    assert len(code) == 40
    assert has_valid_check(code)


@given(code=deal_codes, position=st.integers(0, 39), replacement=st.characters())
def test_any_change_of_one_character_is_detected(code: str, position: int, replacement: str) -> None:
    changed = code[:position] + replacement + code[position + 1 :]

    assert has_valid_check(changed) == (changed == code)


@given(code=deal_codes, position=st.integers(0, 38))
def test_two_swapped_neighbours_are_detected(code: str, position: int) -> None:
    changed = code[:position] + code[position + 1] + code[position] + code[position + 2 :]

    assert has_valid_check(changed) == (changed == code)

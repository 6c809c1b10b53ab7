import unicodedata
from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from apps.core.number_fields import FigureField, WholeNumberField, ZeroOrMoreField

FULL_WIDTH = str.maketrans("0123456789,.", "０１２３４５６７８９，．")
OTHER_DIGITS = st.characters(categories=["Nd"]).filter(
    lambda character: character not in "0123456789０１２３４５６７８９"
)


@given(st.integers(min_value=0, max_value=10**20 - 1))
def test_digits_of_a_chinese_keyboard_are_those_of_any_other(number: int) -> None:
    assert WholeNumberField().clean(str(number).translate(FULL_WIDTH)) == number
    assert WholeNumberField().clean(f"{number:,}".translate(FULL_WIDTH)) == number


@given(st.decimals(min_value=0, max_value=Decimal("99999999999999.999999"), places=6))
def test_so_are_figures_with_a_point(number: Decimal) -> None:
    assert ZeroOrMoreField().clean(f"{number:f}".translate(FULL_WIDTH)) == number


@given(digit=OTHER_DIGITS, before=st.text("0123456789", max_size=3), after=st.text("0123456789", max_size=3))
@pytest.mark.parametrize("field", [WholeNumberField(), FigureField()], ids=["whole", "figure"])
def test_digits_of_other_scripts_are_refused_alone_and_among_others(
    field: forms.Field, digit: str, before: str, after: str
) -> None:
    assert unicodedata.digit(digit) in range(10)

    with pytest.raises(ValidationError, match="请只用 0 至 9 的数字填写"):
        field.clean(f"{before}{digit}{after}")


@pytest.mark.parametrize(
    "typed", ["-1", "+1", "1_000", "1e3", "1.5", "3,12", "十二", "12天", "٣", "1 2", "NaN", "9" * 21, "9" * 100_000]
)
def test_what_is_no_whole_number_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        WholeNumberField().clean(typed)

    assert refusal.value.messages == ["请只用 0 至 9 的数字填写整数，例如 30。"]


@pytest.mark.parametrize(
    ("typed", "number"), [("30", 30), (" 30 ", 30), ("30.0", 30), ("1,440", 1440), ("　３０　", 30), ("0", 0)]
)
def test_a_whole_number_is_read_as_clerks_write_it(typed: str, number: int) -> None:
    assert WholeNumberField().clean(typed) == number


@pytest.mark.parametrize("nothing", ["", None, " ", "　"])
def test_nothing_is_nothing_or_missing(nothing: Any) -> None:
    assert WholeNumberField(required=False).clean(nothing) is None
    with pytest.raises(ValidationError) as refusal:
        WholeNumberField(error_messages={"required": "请填写天数。"}).clean(nothing)

    assert refusal.value.messages == ["请填写天数。"]


def test_bounds_hold_and_what_was_typed_comes_back_as_it_was() -> None:
    class Form(forms.Form):
        days = WholeNumberField(max_value=30, error_messages={"max_value": "不超过 30 天。"})

    form = Form({"days": "３１"})

    assert form.errors == {"days": ["不超过 30 天。"]}
    assert 'value="３１"' in str(form["days"])
    assert 'inputmode="numeric"' in str(form["days"])

"""Fields of the sheets: none of them is required while it is being written; what is missing is found afterwards."""

from collections.abc import Iterable
from typing import Any

from django import forms

from apps.acceptance.form_fields import AmountField, CreditCodeField
from apps.acceptance.models import Lot
from apps.core.number_fields import FigureField, WholeNumberField
from apps.core.unseen_characters import refuse_unseen_characters
from apps.tender_planning.forms.schedule import MomentField

LONGEST_TEXT = 4000


def line(label: str, *, most: int = 200, help_text: str = "") -> forms.CharField:
    """Return a field for one line."""
    field = forms.CharField(label=label, max_length=most, required=False, help_text=help_text)
    refuse_unseen_characters(field)
    return field


def text(label: str, *, rows: int = 3, most: int = LONGEST_TEXT, help_text: str = "") -> forms.CharField:
    """Return a field for a text of several lines."""
    area = forms.Textarea(attrs={"rows": rows})
    field = forms.CharField(label=label, max_length=most, required=False, widget=area, help_text=help_text)
    refuse_unseen_characters(field)
    return field


def moment(label: str, help_text: str = "") -> MomentField:
    """Return a field for a day and a time."""
    return MomentField(label=label, required=False, help_text=help_text)


def day(label: str) -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(
        label=label,
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "请填写完整的日期，例如 2026-03-24。"},
    )


def amount(label: str, *, may_be_zero: bool = False) -> AmountField:
    """Return a field for an amount in 元."""
    field = AmountField(label=label, required=False)
    if may_be_zero:
        field.validators = [each for each in field.validators if each not in AmountField.default_validators]
    return field


def figure(label: str) -> FigureField:
    """Return a field for a positive number."""
    return FigureField(label=label, required=False)


def whole(label: str, *, most: int) -> WholeNumberField:
    """Return a field for a number of days."""
    words = f"请填写 1 至 {most} 之间的整数。"
    return WholeNumberField(
        label=label,
        required=False,
        min_value=1,
        max_value=most,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), words),
    )


def credit_code(label: str) -> CreditCodeField:
    """Return a field for a 统一社会信用代码."""
    return CreditCodeField(label=label, max_length=30, required=False)


def choice(label: str, choices: Iterable[tuple[Any, Any]] = ()) -> forms.ChoiceField:
    """Return a field for one of several; empty while nothing was chosen."""
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=[("", "请选择"), *choices],
        error_messages={"invalid_choice": f"没有这个{label}，请重新选择。"},
    )


def lots(label: str = "标段") -> forms.MultipleChoiceField:
    """Return a field for lots; `offer_lots` says which."""
    return forms.MultipleChoiceField(
        label=label,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "没有这个标段，请刷新页面后重新选择。"},
    )


def lot_choices(offered: Iterable[Lot]) -> list[tuple[str, str]]:
    """Return lots as choices."""
    return [(lot.lot_no, f"{lot.lot_no} {lot.name}") for lot in offered]

"""Form fields for numbers: digits of a Chinese keyboard count as 0 to 9, those of other scripts are refused."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from apps.core.figures import read_figure, write_figure

# The ways in which Django finds a number too long.
TOO_LONG = ("max_digits", "max_whole_digits", "max_decimal_places")
# More digits than any column holds; converting millions of them would take seconds.
MOST_DIGITS = 20


def validate_positive(number: Decimal) -> None:
    """Refuse zero; signs are refused before."""
    if number <= 0:
        raise ValidationError("必须大于零。", code="not_positive")


class FigureField(forms.DecimalField):
    """A positive number as clerks write it; 14 digits before the point and 6 after."""

    widget = forms.TextInput
    least_decimals: ClassVar[int] = 0
    default_error_messages = {
        "invalid": "请只用 0 至 9 的数字填写，例如 2000 或 1,500.5。",
        **dict.fromkeys(TOO_LONG, "最多 14 位整数、6 位小数。"),
    }
    default_validators = [validate_positive]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"max_digits": 20, "decimal_places": 6} | kwargs))

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs say int
        """Read a number with thousands separators or full-width digits."""
        return _read(self, value)

    def prepare_value(self, value: Any) -> Any:
        """Write a stored number; what was typed is given back as it was."""
        return write_figure(value, least_decimals=self.least_decimals) if isinstance(value, Decimal) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask for the keyboard with digits."""
        return super().widget_attrs(widget) | {"inputmode": "decimal", "autocomplete": "off"}


class ZeroOrMoreField(FigureField):
    """The same, zero included."""

    default_validators = []


class WholeNumberField(forms.IntegerField):
    """A number of things, days or minutes; a sign is no way to write it."""

    widget = forms.TextInput
    default_error_messages = {"invalid": "请只用 0 至 9 的数字填写整数，例如 30。"}

    def to_python(self, value: Any) -> int | None:
        """Read a whole number with thousands separators or full-width digits."""
        number = _read(self, value)
        if number is None:
            return None
        if number.adjusted() >= MOST_DIGITS or number != number.to_integral_value():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return int(number)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask for the keyboard with digits."""
        return super().widget_attrs(widget) | {"inputmode": "numeric", "autocomplete": "off"}


def _read(field: forms.Field, value: Any) -> Decimal | None:
    """Return the number that was typed; None for nothing. Raises ValidationError in the words of the field."""
    if value in field.empty_values or not str(value).strip():
        return None
    try:
        return read_figure(str(value))
    except ValueError:
        raise ValidationError(field.error_messages["invalid"], code="invalid") from None

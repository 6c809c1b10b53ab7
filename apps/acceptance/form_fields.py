"""Form fields for what agencies type: amounts, quantities, 统一社会信用代码, and what may stand in a text."""

import re
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator, RegexValidator

from apps.accounts.models import validate_credit_code
from apps.core.figures import read_figure, write_figure

# Control characters, and those that turn the direction of what follows: nobody types them, and
# with one of them in it a text reads otherwise here than where it is printed or pushed to.
_UNSEEN = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNSEEN_IN_LINES = re.compile(f"[{_UNSEEN}]")
_UNSEEN_IN_A_LINE = re.compile(f"[\t\n\r{_UNSEEN}]")

validate_phone = RegexValidator(
    r"\A(?=(?:\D*\d){5})(?:[\d+\-—()（）转/、,，;； ]|ext\.?|分机){5,50}\Z",
    "电话号码不正确，请填写数字，例如 0377-60000000 或 0377-60000000 转 8001。",
)
validate_lot_no = RegexValidator(
    r"\A\w[\w \-—./()（）#、]*\Z",
    "标段号由文字、数字和 - . / # ( ) 组成，以文字或数字开头，例如 1、A-01、第一标段。",
)


def refuse_unseen_characters(field: forms.CharField) -> None:
    """Let a field say which control character is in its text; line breaks and tabs pass in a text area."""
    unseen = _UNSEEN_IN_LINES if isinstance(field.widget, forms.Textarea) else _UNSEEN_IN_A_LINE

    def validate(text: str) -> None:
        found = unseen.search(text)
        if found:
            place, code = found.start() + 1, f"U+{ord(found[0]):04X}"
            raise ValidationError(f"第 {place} 个字符是看不见的控制字符（{code}），请删去后重新填写。", code="unseen")

    # Django's own word about U+0000 would stand beside ours.
    others = [each for each in field.validators if not isinstance(each, ProhibitNullCharactersValidator)]
    field.validators = [*others, validate]


def validate_positive(number: Decimal) -> None:
    """Refuse zero; signs are refused before."""
    if number <= 0:
        raise ValidationError("必须大于零。", code="not_positive")


# The ways in which Django finds a number too long.
TOO_LONG = ("max_digits", "max_whole_digits", "max_decimal_places")


class FigureField(forms.DecimalField):
    """A positive number as clerks write it; 14 digits before the point and 6 after."""

    widget = forms.TextInput
    least_decimals: ClassVar[int] = 0
    default_error_messages = {
        "invalid": "请只填写数字，例如 2000 或 1,500.5。",
        **dict.fromkeys(TOO_LONG, "最多 14 位整数、6 位小数。"),
    }
    default_validators = [validate_positive]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"max_digits": 20, "decimal_places": 6} | kwargs))

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs say int
        """Read a number with thousands separators or full-width digits."""
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            return read_figure(str(value))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        """Write a stored number; what was typed is given back as it was."""
        return write_figure(value, least_decimals=self.least_decimals) if isinstance(value, Decimal) else value

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask for the keyboard with digits."""
        return super().widget_attrs(widget) | {"inputmode": "decimal", "autocomplete": "off"}


class AmountField(FigureField):
    """An amount in 元."""

    least_decimals = 2
    default_error_messages = {
        "invalid": "请只填写数字，单位为元，例如 3120000 或 3,120,000.00。",
        **dict.fromkeys(TOO_LONG, "金额最多 14 位整数、6 位小数。"),
    }


class CreditCodeField(forms.CharField):
    """A 统一社会信用代码; blanks between the digits and small letters are forgiven."""

    default_validators = [validate_credit_code]

    def to_python(self, value: Any) -> str:
        """Return the code without blanks, in capital letters."""
        return "".join((super().to_python(value) or "").split()).upper()

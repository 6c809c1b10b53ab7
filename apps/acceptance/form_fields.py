"""Form fields for what agencies type: amounts, quantities, 统一社会信用代码."""

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from apps.accounts.models import validate_credit_code
from apps.core.figures import read_figure, write_figure


def validate_positive(number: Decimal) -> None:
    """Refuse zero; signs are refused before."""
    if number <= 0:
        raise ValidationError("必须大于零。", code="not_positive")


class FigureField(forms.DecimalField):
    """A positive number as clerks write it; 14 digits before the point and 6 after."""

    widget = forms.TextInput
    least_decimals: ClassVar[int] = 0
    default_error_messages = {"invalid": "请只填写数字，例如 2000 或 1,500.5。"}
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
    default_error_messages = {"invalid": "请只填写数字，单位为元，例如 3120000 或 3,120,000.00。"}


class CreditCodeField(forms.CharField):
    """A 统一社会信用代码; blanks between the digits and small letters are forgiven."""

    default_validators = [validate_credit_code]

    def to_python(self, value: Any) -> str:
        """Return the code without blanks, in capital letters."""
        return "".join((super().to_python(value) or "").split()).upper()

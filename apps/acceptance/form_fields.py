"""Form fields for what agencies type: amounts, quantities, 统一社会信用代码, telephone numbers, numbers of lots."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator

from apps.accounts.models import validate_credit_code
from apps.core.number_fields import TOO_LONG, FigureField

validate_phone = RegexValidator(
    r"\A(?=(?:\D*\d){5})(?:[\d+\-—()（）转/、,，;； ]|ext\.?|分机){5,50}\Z",
    "电话号码不正确，请填写数字，例如 0377-60000000 或 0377-60000000 转 8001。",
)
validate_lot_no = RegexValidator(
    r"\A\w[\w \-—./()（）#、]*\Z",
    "标段号由文字、数字和 - . / # ( ) 组成，以文字或数字开头，例如 1、A-01、第一标段。",
)


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

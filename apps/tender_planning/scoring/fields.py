"""Form fields of a scheme: the page and the spreadsheet take the same values and refuse the same ones."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator

from apps.core.number_fields import TOO_LONG, FigureField
from apps.core.unseen_characters import refuse_unseen_characters

# A page sends all of them at once: with six levels each, this stays below what a request may hold.
MOST_ITEMS = 60
MOST_LEVELS = 6

GROUP_NAME_LENGTH = 60
NAME_LENGTH = 100
DESCRIPTION_LENGTH = 2000
EVIDENCE_LENGTH = 500
LABEL_LENGTH = 20
CRITERION_LENGTH = 500


class PointsField(FigureField):
    """Points or a percentage: 0 to 100, with at most two decimals."""

    default_validators = [MaxValueValidator(100, "不能超过 100。")]
    default_error_messages = {
        "invalid": "请只填写数字，例如 30 或 2.5。",
        **dict.fromkeys(TOO_LONG, "最多两位小数。"),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"max_digits": 20, "decimal_places": 2, "required": False} | kwargs))


class TextField(forms.CharField):
    """A text without hidden characters; line ends are those of Unix, whatever the browser sends."""

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **({"required": False} | kwargs))
        self.error_messages["max_length"] = f"最多 {max_length} 个字。"
        refuse_unseen_characters(self)

    def to_python(self, value: Any) -> str:
        """Return the text with plain line ends."""
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")

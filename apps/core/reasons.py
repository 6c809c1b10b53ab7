"""The form of an act for which a reason must be given."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from apps.core.unseen_characters import is_readable, refuse_unseen_characters


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label="原因",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明原因。"},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        assert isinstance(reason, forms.CharField)
        refuse_unseen_characters(reason)

    def clean_reason(self) -> str:
        """Take a reason in which nothing is to be seen for none."""
        reason: str = self.cleaned_data["reason"]
        if not is_readable(reason):
            raise ValidationError(self.fields["reason"].error_messages["required"], code="required")
        return reason

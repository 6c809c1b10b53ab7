"""What a reviewer of the center sends with a decision on what an agency submitted, and anybody who must say why."""

from typing import Any

from django import forms

from apps.acceptance.form_fields import refuse_unseen_characters


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


class ApproveForm(forms.Form):
    """The digest of what was read: a decision on anything else is refused."""

    sm3 = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)


class ReturnForm(ApproveForm, ReasonForm):
    """The digest of what was read, and why it goes back."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        reason.label = "退回原因"
        reason.help_text = "代理机构会看到全文，并据此修改。"
        reason.error_messages["required"] = "请写明退回的原因，代理机构据此修改。"

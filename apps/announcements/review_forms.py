"""What a reviewer of the center sends with a decision on an announcement or its withdrawal."""

from typing import Any

from django import forms

from apps.accounts.center_review_forms import ReturnReasonForm
from apps.core.reasons import ReasonForm


class WithdrawForm(ReasonForm):
    """Why an announcement is taken back: for everybody to read."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        reason.label = "撤回原因"
        reason.help_text = "公开：公告页面、项目办理过程和开放数据向公众显示全文，请勿写入不宜公开的内容。"
        reason.error_messages["required"] = "请写明撤回的原因，公告页面会向公众说明。"


class ApproveForm(forms.Form):
    """The digest of what was read: a decision on anything else is refused."""

    sm3 = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)


class ReturnForm(ApproveForm, ReturnReasonForm):
    """The digest of what was read, and why it goes back."""

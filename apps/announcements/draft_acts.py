"""What is asked for an act upon a draft, or upon what became of one."""

from typing import Any

from django import forms

from apps.acceptance.form_fields import refuse_unseen_characters
from apps.announcements.models import Announcement

# What is returned most often; a click writes it into the reason, where it can be made more exact.
COMMON_REASONS = (
    "采购需求、资格要求不完整，请补充。",
    "资格要求与采购项目不相适应，请修改。",
    "时间安排不足法定期限，请顺延。",
    "联系方式有误，请核对。",
)


class BeginForm(forms.Form):
    """Which type of announcement is wanted."""

    type = forms.ChoiceField(
        choices=Announcement.Type.choices,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选择公告类型。"),
    )


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


class ApproveDraftForm(forms.Form):
    """The digest of what was read: a decision on anything else is refused."""

    sm3 = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)


class ReturnDraftForm(ApproveDraftForm, ReasonForm):
    """The digest of what was read, and why it goes back."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "退回原因"
        self.fields["reason"].help_text = "代理机构会看到全文，并据此修改。"

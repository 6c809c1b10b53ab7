"""What a reviewer sends with an act on a project."""

from django import forms

from apps.accounts.center_review_forms import ReturnReasonForm

# What is returned most often; a click writes it into the reason, where it can be made more exact.
COMMON_REASONS = (
    "未上传采购计划备案表，请补充。",
    "未上传委托代理协议，或协议未盖章，请补充。",
    "标段划分或标段预算与采购计划明细不一致，请核对。",
    "采购需求概况过于简略，请写明主要标的、数量和技术要求。",
    "联系人或联系电话有误，请核对后重新提交。",
    "采购计划已变更，请采用新版计划并核对后重新提交。",
)


class AcceptForm(forms.Form):
    """The version that was read: an act on another one is refused."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class ReturnForm(AcceptForm, ReturnReasonForm):
    """The version that was read, and why it goes back."""


class PlanChangeForm(forms.Form):
    """The version of the plan that was looked at."""

    plan_version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

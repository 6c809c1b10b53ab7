"""What an exception from a rule asks for."""

from typing import Any

from django import forms

from apps.core.unseen_characters import refuse_unseen_characters
from apps.tender_planning.models import RuleCode


class BreachForm(forms.Form):
    """The breach that is answered for."""

    code = forms.ChoiceField(label="规则", choices=RuleCode, widget=forms.HiddenInput)
    place = forms.CharField(label="所在位置", max_length=100, widget=forms.HiddenInput)


class ExceptionForm(BreachForm):
    """Who answers for it, on what ground, and why; `breach` is the sentence that the page showed."""

    breach = forms.CharField(max_length=500, required=False, widget=forms.HiddenInput)
    responsible_name = forms.CharField(
        label="批准（负责）人", max_length=100, error_messages={"required": "请填写批准（负责）人的姓名。"}
    )
    ground = forms.CharField(
        label="依据或批准文号",
        max_length=300,
        help_text="例如财政部门批准文件的文号，或者法律规定的例外情形。",
        error_messages={"required": "请填写依据或批准文号。"},
    )
    reason = forms.CharField(
        label="理由",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请写明理由。"},
    )

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                refuse_unseen_characters(field)

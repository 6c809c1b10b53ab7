"""What the page 立项信息 asks for."""

from collections.abc import Mapping
from typing import Any

from django import forms

from apps.acceptance.models import Project
from apps.core.number_fields import WholeNumberField
from apps.core.unseen_characters import refuse_unseen_characters
from apps.tender_planning.models import ProjectSetup, Room
from apps.tender_planning.setup_rules import SetupFacts, contradictions

BROKEN_PAGE = "页面已过期，请刷新后重试。"
USUAL_DECRYPTION = 30
YES, NO = "yes", "no"


def _choice(label: str, yes: str, no: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        choices=[(YES, yes), (NO, no)],
        coerce=lambda value: value == YES,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择“是”或“否”。"},
    )


def _places(label: str) -> "forms.ModelChoiceField[Room]":
    return forms.ModelChoiceField(
        label=label,
        queryset=Room.objects.none(),
        required=False,
        empty_label="请选择",
        error_messages={"invalid_choice": "所选场所已停用或不存在，请另选。"},
    )


class SetupForm(forms.Form):
    """开标方式 and what hangs on it; both places are asked for, the one that the manner needs is read."""

    use_required_attribute = False

    revision = forms.IntegerField(
        min_value=0,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid", "min_value"), BROKEN_PAGE),
    )
    is_encrypted = _choice("是否加密", "是，投标（响应）文件加密", "否，不加密")
    is_remote_opening = _choice("是否不见面开标", "是，不见面开标", "否，现场开标")
    decryption_minutes = WholeNumberField(
        label="解密时限",
        required=False,
        min_value=ProjectSetup.SHORTEST_DECRYPTION,
        max_value=ProjectSetup.LONGEST_DECRYPTION,
        help_text=f"{ProjectSetup.SHORTEST_DECRYPTION} 至 {ProjectSetup.LONGEST_DECRYPTION} 分钟，自解密开始时起算。",
        error_messages={
            "invalid": "请填写整数，单位为分钟。",
            **dict.fromkeys(
                ("min_value", "max_value"),
                f"解密时限应在 {ProjectSetup.SHORTEST_DECRYPTION} 至 {ProjectSetup.LONGEST_DECRYPTION} 分钟之间。",
            ),
        },
    )
    hall = _places("不见面开标大厅")
    opening_room = _places("开标室")
    remarks = forms.CharField(label="备注", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = {"hall": Room.Kind.REMOTE_HALL, "opening_room": Room.Kind.OPENING}
        for name, kind in places.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = Room.objects.filter(kind=kind, is_active=True)
        remarks = self.fields["remarks"]
        assert isinstance(remarks, forms.CharField)
        refuse_unseen_characters(remarks)

    def clean(self) -> dict[str, Any]:
        """Refuse what contradicts itself, at its field."""
        entered = super().clean() or self.cleaned_data
        if "is_encrypted" in entered and "is_remote_opening" in entered:
            for name, texts in contradictions(self.facts()).items():
                self.add_error(name, texts)
        return entered

    def facts(self) -> SetupFacts:
        """Return what was entered."""
        entered = self.cleaned_data
        is_remote = entered["is_remote_opening"]
        return SetupFacts(
            is_encrypted=entered["is_encrypted"],
            is_remote_opening=is_remote,
            decryption_minutes=entered.get("decryption_minutes"),
            room=entered.get("hall" if is_remote else "opening_room"),
            remarks=entered.get("remarks", ""),
        )


def initial_of(project: Project, setup: ProjectSetup, revision: int) -> Mapping[str, Any]:
    """Return what is stored as it is typed; before anybody has saved it, with the usual decryption limit."""
    minutes = setup.decryption_minutes
    return {
        "revision": revision,
        "is_encrypted": YES if project.is_encrypted else NO,
        "is_remote_opening": YES if project.is_remote_opening else NO,
        "decryption_minutes": USUAL_DECRYPTION if minutes is None else minutes,
        "hall": setup.room_id,
        "opening_room": setup.room_id,
        "remarks": setup.remarks,
    }

"""专家抽取: what is asked for, and who came."""

import uuid
from datetime import datetime
from typing import Any

from django import forms

from apps.province.choices import ExpertStatus
from apps.province.drafting.expert_draw import suggest_evaluation_at, suggest_required
from apps.province.expert_pool import SPECIALTIES
from apps.province.models import ExpertDraw
from apps.province.pages.forms.fields import minute_field
from apps.province.services.expert_draws import DrawOrder
from apps.province.standing import Standing

MOST_EXPERTS = 20


class DrawForm(forms.Form):
    """What an officer decides about a draw; the names are not among it."""

    lot_nos = forms.MultipleChoiceField(label="抽取标段", widget=forms.CheckboxSelectMultiple)
    required = forms.IntegerField(
        label="评审专家人数",
        min_value=1,
        max_value=MOST_EXPERTS,
        help_text="不含采购人代表；评审专家不得少于评审委员会成员总数的三分之二",
    )
    specialties = forms.MultipleChoiceField(
        label="评审专业",
        choices=[(name, name) for name in SPECIALTIES],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="不选则不限专业",
    )
    evaluation_at = minute_field("评审时间", help_text="抽取时间原则上不早于评审活动开始前 2 个工作日")
    sealed_until = minute_field("密封至", help_text="此前专家信息密封，不在任何页面上显示")
    redraw_of = forms.ChoiceField(
        label="重新抽取", required=False, help_text="选择被本次抽取替代的抽取记录；其中的专家不再参加抽取"
    )
    form_key = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, standing: Standing) -> None:
        evaluation_at = suggest_evaluation_at(standing)
        initial = {
            "lot_nos": list(standing.lot_names),
            "required": suggest_required(standing),
            "evaluation_at": evaluation_at,
            "sealed_until": evaluation_at,
            "form_key": uuid.uuid4().hex,
        }
        super().__init__(data, initial=initial)
        self.standing = standing
        self._choose("lot_nos", [(lot_no, f"{lot_no} {name}") for lot_no, name in standing.lot_names.items()])
        earlier = [(draw.draw_no, draw.draw_no) for draw in standing.draws_in_force]
        self._choose("redraw_of", [("", "否，首次抽取或另行抽取"), *earlier])

    def clean(self) -> dict[str, Any]:
        """Refuse a seal that outlasts the beginning of the evaluation."""
        data: dict[str, Any] = self.cleaned_data
        evaluation_at: datetime | None = data.get("evaluation_at")
        sealed_until: datetime | None = data.get("sealed_until")
        if evaluation_at and sealed_until and sealed_until > evaluation_at:
            self.add_error("sealed_until", "密封期不得超过评审时间")
        return data

    def order(self) -> DrawOrder:
        """Return what was asked for."""
        data = self.cleaned_data
        return DrawOrder(
            project_no=self.standing.project_no,
            lot_nos=data["lot_nos"],
            required=data["required"],
            evaluation_at=data["evaluation_at"],
            sealed_until=data["sealed_until"],
            redraw_of=data["redraw_of"] or None,
            specialties=data["specialties"],
        )

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class AttendanceForm(forms.Form):
    """What became of each expert, and who takes the chair."""

    chair = forms.ChoiceField(label="组长", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, draw: ExpertDraw) -> None:
        experts = draw.payload["experts"]
        chairs = [expert["expert_no"] for expert in experts if expert["is_chair"]]
        super().__init__(data, initial={"version": draw.version, "chair": chairs[0] if chairs else ""})
        self.expert_nos = [expert["expert_no"] for expert in experts]
        chair = self.fields["chair"]
        assert isinstance(chair, forms.ChoiceField)
        numbers = [(number, f"第 {position} 名") for position, number in enumerate(self.expert_nos, start=1)]
        chair.choices = [("", "由评审委员会推选"), *numbers]
        for position, expert in enumerate(experts):
            # Whoever was replaced stays so: another sits there now.
            is_final = expert["status"] == ExpertStatus.REPLACED
            choices = [choice for choice in ExpertStatus.choices if not is_final or choice[0] == expert["status"]]
            self.fields[f"status-{position}"] = forms.ChoiceField(
                label=f"第 {position + 1} 名", choices=choices, initial=expert["status"]
            )

    def statuses(self) -> dict[str, str]:
        """Return what became of each expert, by number."""
        return {number: self.cleaned_data[f"status-{position}"] for position, number in enumerate(self.expert_nos)}

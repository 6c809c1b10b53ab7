"""What the page of 开评标配置 asks for."""

from collections.abc import Mapping
from copy import copy
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from apps.core.number_fields import WholeNumberField
from apps.core.unseen_characters import refuse_unseen_characters
from apps.core.working_days import EARLIEST, LATEST
from apps.tender_planning.forms.checks import RevisionForm
from apps.tender_planning.models import EvaluationSettings, OpeningSettings, Room, RoomBooking
from apps.tender_planning.services.rooms import KINDS

COUNTS = ("evaluation_hours", "expert_count", "representative_count", "candidate_count")
OPENING_TIMES = ("documents_from", "documents_until", "question_deadline", "bid_deadline", "opening_at")


class MomentField(forms.DateTimeField):
    """A day and a time; a year that nobody can mean is refused."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    default_error_messages = {"invalid": "请填写完整的日期和时间，例如 2026-03-24 09:00。"}

    def validate(self, value: datetime | None) -> None:
        """Refuse what lies beyond the years that can be counted in."""
        super().validate(value)
        if value is not None and not EARLIEST <= timezone.localdate(value) <= LATEST:
            raise ValidationError(f"请填写 {EARLIEST.year} 年至 {LATEST.year} 年之间的日期。", code="out_of_range")


class SettingsForm(forms.ModelForm[Any]):
    """One half of the sheet; it may be incomplete."""

    use_required_attribute = False

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, settings: OpeningSettings | EvaluationSettings
    ) -> None:
        # A model form writes what was typed into its instance; the page still shows what is stored.
        super().__init__(data, instance=copy(settings))
        for field in self.fields.values():
            if isinstance(field, forms.CharField):
                refuse_unseen_characters(field)

    def facts(self) -> dict[str, Any]:
        """Return what was entered, by the names of the fields."""
        return dict(self.cleaned_data)


class OpeningForm(SettingsForm):
    """开标配置."""

    class Meta:
        model = OpeningSettings
        fields = [*OPENING_TIMES, "opening_place", "opening_minutes", "price_reader"]
        field_classes: ClassVar = dict.fromkeys(OPENING_TIMES, MomentField) | {"opening_minutes": WholeNumberField}


class EvaluationForm(SettingsForm):
    """评标配置."""

    class Meta:
        model = EvaluationSettings
        fields = [
            "evaluation_at",
            "evaluation_hours",
            "is_complex",
            "expert_count",
            "representative_count",
            "candidate_count",
        ]
        field_classes: ClassVar = {"evaluation_at": MomentField, **dict.fromkeys(COUNTS, WholeNumberField)}
        help_texts: ClassVar = {"is_complex": "勾选后，招标项目的评标委员会须为7人以上单数。"}


class RoomsForm(RevisionForm):
    """The rooms that are wanted for the stored times; a purpose may be left out."""

    opening = forms.ModelChoiceField(Room.objects.none(), label="开标场所", required=False)
    evaluation = forms.ModelChoiceField(Room.objects.none(), label="评标场所", required=False)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        for purpose, kinds in KINDS.items():
            field = self.fields[purpose]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = Room.objects.filter(is_active=True, kind__in=kinds)
            field.error_messages["invalid_choice"] = f"没有这个{field.label}，请刷新页面后重新选择。"

    def clean(self) -> dict[str, Any]:
        """Insist on one room at least."""
        entered = super().clean() or self.cleaned_data
        if not self.errors and not self.rooms():
            raise ValidationError("请选择要预约的场所。", code="none")
        return entered

    def rooms(self) -> dict[str, Room]:
        """Return the rooms that were chosen, by purpose."""
        return {
            purpose: room
            for purpose in RoomBooking.Purpose.values
            if (room := self.cleaned_data.get(purpose)) is not None
        }

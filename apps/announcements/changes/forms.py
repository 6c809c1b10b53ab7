"""What is asked for of a change: its times."""

from collections.abc import Mapping
from copy import copy
from typing import Any, ClassVar

from django import forms

from apps.announcements.changes.standing import Standing
from apps.announcements.changes.words import TIMES
from apps.announcements.models import ChangeTimes
from apps.core.unseen_characters import refuse_unseen_characters
from apps.tender_planning.forms.schedule import MomentField
from apps.tender_planning.models import Room, RoomBooking
from apps.tender_planning.services.rooms import KINDS

# What is returned most often; a click writes it into the reason, where it can be made more exact.
COMMON_REASONS = (
    "变更后的时间与公告正文不一致，请核对。",
    "变更发布后留给供应商的时间不足，请顺延截止时间。",
    "所选场所与公告的开标地点不一致，请核对。",
    "公告内容有误，请在省采购系统更正后重新发布。",
)
ROOMS = {"opening_room": RoomBooking.Purpose.OPENING, "evaluation_room": RoomBooking.Purpose.EVALUATION}
# Settled on the sheet 开评标配置: before that there is nothing to move.
SETTLED = ("question_deadline", "evaluation_at")


class ChangeTimesForm(forms.ModelForm[ChangeTimes]):
    """The times that a change sets; what stays as it is is left empty."""

    use_required_attribute = False

    class Meta:
        model = ChangeTimes
        fields = [*TIMES, "opening_place", *ROOMS, "alters_documents", "unaffected_reason"]
        field_classes: ClassVar = dict.fromkeys(TIMES, MomentField)
        widgets: ClassVar = {"unaffected_reason": forms.Textarea(attrs={"rows": 2})}
        help_texts: ClassVar = {
            "alters_documents": "勾选后，审核通过时招标（采购）文件重新开放编制；不勾选的，只按新时间自动发出新版本。",
            "unaffected_reason": "只调整场地等不影响文件编制的，写明理由；留空的，按可能影响计算须留足的时间。",
        }

    def __init__(self, data: Mapping[str, Any] | None = None, *, standing: Standing) -> None:
        # A model form writes what was typed into its instance; the page still shows what is stored.
        super().__init__(data, instance=copy(standing.times))
        settled = standing.settings.is_stored
        booked = set(standing.planning.bookings.filter(released_at=None).values_list("purpose", flat=True))
        for name in [*SETTLED] * (not settled) + [name for name, purpose in ROOMS.items() if purpose not in booked]:
            del self.fields[name]
        for name, field in self.fields.items():
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = Room.objects.filter(is_active=True, kind__in=KINDS[ROOMS[name]])
                field.empty_label = "沿用现约场所"
                field.error_messages["invalid_choice"] = f"没有这个{field.label}，请刷新页面后重新选择。"
            elif isinstance(field, forms.CharField):
                refuse_unseen_characters(field)

    def facts(self) -> dict[str, Any]:
        """Return what was entered, by the names of the fields."""
        return dict(self.cleaned_data)

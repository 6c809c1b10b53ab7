"""What the page of 投标文件组成 asks for."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from apps.acceptance.models import Lot
from apps.core.keyed_rows import BaseKeyedRowFormSet, KeyedRowForm, keyed_row_formset
from apps.core.number_fields import WholeNumberField
from apps.core.unseen_characters import refuse_unseen_characters
from apps.tender_planning.forms.documents import RevisionForm
from apps.tender_planning.models import BidSlot, Planning
from apps.tender_planning.services.slots import SlotFacts

MOST_SLOTS = 60
LARGEST_MEGABYTES = 500
USUAL_MEGABYTES = 100
FIELDS = ("category", "name", "requirement", "is_required", "most_megabytes")


class SlotRowForm(KeyedRowForm):
    """One thing that bidders hand in."""

    use_required_attribute = False

    category = forms.ChoiceField(
        label="类别",
        choices=[("", "请选择"), *BidSlot.Category.choices],
        error_messages={"required": "请选择类别。", "invalid_choice": "请选择类别。"},
    )
    name = forms.CharField(label="名称", max_length=100, error_messages={"required": "请填写名称。"})
    requirement = forms.CharField(
        label="要求", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    is_required = forms.BooleanField(label="必须提交", required=False, initial=True)
    most_megabytes = WholeNumberField(
        label="大小上限（MB）",
        min_value=1,
        max_value=LARGEST_MEGABYTES,
        initial=USUAL_MEGABYTES,
        error_messages={
            "required": "请填写大小上限。",
            "invalid": "请填写整数。",
            "min_value": f"请填写 1 至 {LARGEST_MEGABYTES} 之间的整数。",
            "max_value": f"请填写 1 至 {LARGEST_MEGABYTES} 之间的整数。",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "requirement"):
            field = self.fields[name]
            assert isinstance(field, forms.CharField)
            refuse_unseen_characters(field)


SlotFormSet = BaseKeyedRowFormSet[SlotRowForm]
_SlotFormSet = keyed_row_formset(SlotRowForm, row_name="项材料", most=MOST_SLOTS)


class CopyForm(RevisionForm):
    """From which lot to which."""

    source = forms.ModelChoiceField(Lot.objects.none(), label="来源标段", empty_label="请选择")
    target = forms.ModelChoiceField(Lot.objects.none(), label="目标标段", empty_label="请选择")

    def __init__(self, data: Mapping[str, Any] | None = None, *, planning: Planning, revision: int = 0) -> None:
        super().__init__(data, initial={"revision": revision}, auto_id="copy_%s")
        for name in ("source", "target"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = planning.project.lots.all()
            field.error_messages |= {"required": "请选择标段。", "invalid_choice": "没有这个标段，请刷新页面后重试。"}


def slot_formsets(
    stored: Mapping[int, Sequence[BidSlot]], data: Mapping[str, Any] | None = None
) -> dict[int, SlotFormSet]:
    """Return the table of each lot by its primary key, bound to `data` or showing what is stored."""
    return {
        pk: _SlotFormSet(
            data,
            prefix=f"lot-{pk}",
            initial=[
                {"key": slot.key, "position": place} | {name: getattr(slot, name) for name in FIELDS}
                for place, slot in enumerate(slots)
            ],
        )
        for pk, slots in stored.items()
    }


def slot_facts(formset: SlotFormSet) -> list[SlotFacts]:
    """Return what was entered in a table, row by row."""
    return [SlotFacts(**row) for row in formset.rows()]

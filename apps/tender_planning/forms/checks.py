"""What the page of 资格审查 and 符合性审查 asks for."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms

from apps.acceptance.models import Lot
from apps.core.keyed_rows import BaseKeyedRowFormSet, KeyedRowForm, keyed_row_formset
from apps.core.unseen_characters import refuse_unseen_characters
from apps.tender_planning.models.checks import WORDS, CheckItem, Judging, Stage
from apps.tender_planning.services.checks import CheckFacts

MOST_ITEMS = 60
TEXTS = ("name", "requirement", "evidence", "citation")


class RevisionForm(forms.Form):
    """The revision that the page showed."""

    revision = forms.IntegerField(
        label="修订号",
        min_value=0,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid", "min_value"), "提交的内容不完整，请刷新页面后重试。"),
    )


class CopyForm(RevisionForm):
    """The lot whose items are wanted here too."""

    source = forms.ModelChoiceField(
        Lot.objects.none(),
        label="来源标段",
        empty_label="请选择",
        error_messages={"required": "请选择要复制的标段。", "invalid_choice": "没有这个标段，请刷新页面后重试。"},
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, lot: Lot, revision: int) -> None:
        super().__init__(data, initial={"revision": revision}, auto_id="copy_%s")
        source = self.fields["source"]
        assert isinstance(source, forms.ModelChoiceField)
        source.queryset = lot.project.lots.exclude(pk=lot.pk)


class CheckRowForm(KeyedRowForm):
    """One item. Of a statutory one the page shows the words and sends them back as they were."""

    name = forms.CharField(label="审查因素", max_length=100, error_messages={"required": "请填写审查因素。"})
    requirement = forms.CharField(
        label="合格标准", max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    evidence = forms.CharField(
        label="证明材料", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    judging = forms.ChoiceField(label="审查方式", choices=[("", "请选择"), *Judging.choices], required=False)
    citation = forms.CharField(label="依据", max_length=200, required=False)

    use_required_attribute = False

    def __init__(self, *args: Any, statutory: Collection[UUID] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._statutory = {str(key) for key in statutory}
        for name in TEXTS:
            field = self.fields[name]
            assert isinstance(field, forms.CharField)
            refuse_unseen_characters(field)

    @property
    def is_statutory(self) -> bool:
        """Tell whether the row is one that the law asks for."""
        return str(self["key"].value()) in self._statutory

    @property
    def anchor(self) -> str:
        """Return the id of the row, to which a finding leads."""
        return f"item-{self['key'].value()}"

    @property
    def judging_label(self) -> str:
        """Return how the item is judged, in words."""
        return str(dict(Judging.choices).get(str(self["judging"].value()), ""))


_CheckFormSet = keyed_row_formset(CheckRowForm, row_name="个审查项", most=MOST_ITEMS)


def check_formset(
    stage: str, stored: Sequence[CheckItem], data: Mapping[str, Any] | None = None
) -> BaseKeyedRowFormSet[CheckRowForm]:
    """Return the table of a stage, bound to `data` or showing what is stored."""
    initial = [
        {"key": item.key, "position": place} | {name: getattr(item, name) for name in WORDS}
        for place, item in enumerate(stored)
    ]
    statutory = [item.key for item in stored if item.is_statutory]
    return _CheckFormSet(data, prefix=stage, initial=initial, form_kwargs={"statutory": statutory})


def check_formsets(
    stored: Mapping[str, Sequence[CheckItem]], data: Mapping[str, Any] | None = None
) -> dict[str, BaseKeyedRowFormSet[CheckRowForm]]:
    """Return both tables by stage."""
    return {stage: check_formset(stage, stored[stage], data) for stage in Stage}


def facts_of(formset: BaseKeyedRowFormSet[CheckRowForm]) -> list[CheckFacts]:
    """Return what was entered in a table, row by row."""
    return [CheckFacts(**row) for row in formset.rows()]

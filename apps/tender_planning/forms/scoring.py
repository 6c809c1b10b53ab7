"""What the page of 评分标准 asks for: the settings, the groups, and a table of items for each group."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from apps.core.keyed_rows import BaseKeyedRowFormSet, KeyedRowForm, keyed_row_formset
from apps.tender_planning.forms.checks import RevisionForm
from apps.tender_planning.scoring.choices import SCORED, Category, EvaluationMethod, Judging, TieRule
from apps.tender_planning.scoring.facts import SETTINGS, Group, Item, Level, SchemeFacts
from apps.tender_planning.scoring.fields import (
    CRITERION_LENGTH,
    DESCRIPTION_LENGTH,
    EVIDENCE_LENGTH,
    GROUP_NAME_LENGTH,
    LABEL_LENGTH,
    MOST_ITEMS,
    MOST_LEVELS,
    NAME_LENGTH,
    PointsField,
    TextField,
)

LEVEL_PARTS = ("label", "least", "most", "criterion")


class SchemeForm(RevisionForm):
    """评审办法, 价格扣除, 异常低价, and the name and share of each group (`<category>_name`, `<category>_points`)."""

    evaluation_method = forms.ChoiceField(label="评审方法", choices=EvaluationMethod, widget=forms.RadioSelect)
    is_price_fixed = forms.BooleanField(
        label="固定价格（价格不评分）", required=False, help_text="执行国家统一定价标准或者采用固定价格采购的项目。"
    )
    small_firm_deduction = PointsField(label="小微企业价格扣除")
    consortium_deduction = PointsField(label="联合体（分包）价格扣除")
    domestic_deduction = PointsField(label="本国产品价格扣除")
    abnormal_mean_rate = PointsField(label="低于平均报价的")
    abnormal_second_rate = PointsField(label="低于次低报价的")
    abnormal_ceiling_rate = PointsField(label="低于最高限价的")
    tie_rule = forms.ChoiceField(label="得分相同时", choices=TieRule)

    def __init__(self, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for category in Category:
            self.fields[f"{category}_name"] = TextField(
                label=f"{category.label}类别名称", max_length=GROUP_NAME_LENGTH
            )
            points = PointsField(label=f"{category.label}分值")
            points.widget.attrs |= {"data-sum-item": "groups", "data-sum-limit-for": f"{category}-items"}
            self.fields[f"{category}_points"] = points
        del self.fields[f"{Category.PRICE}_points"].widget.attrs["data-sum-limit-for"]

    def group(self, category: Category) -> Group:
        """Return a branch as entered; one without a name bears that of its category."""
        name = self.cleaned_data[f"{category}_name"] or category.label
        return Group(category, name, self.cleaned_data[f"{category}_points"])


class ItemForm(KeyedRowForm):
    """One item with its levels (`level_<n>_label`, `_least`, `_most`, `_criterion`); all of it may wait.

    It stands in the table of one group and belongs to the group that `category` says: choosing another moves it there.
    """

    name = TextField(label="评分因素", max_length=NAME_LENGTH)
    category = forms.ChoiceField(label="类别", choices=[(each.value, each.label) for each in SCORED], required=False)
    judging = forms.ChoiceField(label="评分性质", choices=Judging, initial=Judging.OBJECTIVE)
    least_points = PointsField(label="最低分", initial=Decimal(0))
    most_points = PointsField(label="最高分")
    description = TextField(label="评分标准", max_length=DESCRIPTION_LENGTH, widget=forms.Textarea(attrs={"rows": 3}))
    evidence = TextField(label="证明材料", max_length=EVIDENCE_LENGTH)

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].initial = self.table
        chosen = self["category"].value() or self.table
        self.fields["most_points"].widget.attrs["data-sum-item"] = f"{chosen}-items"
        for number in range(MOST_LEVELS):
            where = f"第 {number + 1} 档"
            self.fields[f"level_{number}_label"] = TextField(label=f"{where}名称", max_length=LABEL_LENGTH)
            self.fields[f"level_{number}_least"] = PointsField(label=f"{where}最低分")
            self.fields[f"level_{number}_most"] = PointsField(label=f"{where}最高分")
            self.fields[f"level_{number}_criterion"] = TextField(label=f"{where}的标准", max_length=CRITERION_LENGTH)

    @property
    def table(self) -> Category:
        """Return the group in whose table the item stands."""
        return Category(str(self.prefix).partition("-")[0])

    @cached_property
    def changed_data(self) -> list[str]:
        """Return the fields that were filled in; a group alone does not make an item."""
        return [name for name in super().changed_data if name != "category"]

    @property
    def group(self) -> Category:
        """Return the group that the item belongs to; the form must be valid."""
        return Category(self.cleaned_data["category"] or self.table)

    def clean(self) -> dict[str, Any]:
        """Refuse bounds in the wrong order."""
        entered = super().clean() or self.cleaned_data
        bounds = [("least_points", "most_points")]
        bounds += [(f"level_{number}_least", f"level_{number}_most") for number in range(MOST_LEVELS)]
        for low, high in bounds:
            least, most = entered.get(low), entered.get(high)
            if least is not None and most is not None and least > most:
                self.add_error(low, "不能高于最高分。")
        return entered

    @property
    def anchor(self) -> str:
        """Return the id of the row, to which a finding leads from other pages."""
        return f"item-{self['key'].value()}"

    @property
    def level_rows(self) -> list[dict[str, Any]]:
        """Return the bound fields of the levels, row by row."""
        return [
            {part: self[f"level_{number}_{part}"] for part in LEVEL_PARTS} | {"is_blank": self._is_blank(number)}
            for number in range(MOST_LEVELS)
        ]

    @property
    def has_levels(self) -> bool:
        """Tell whether levels are to be seen: there are some, or the item needs them."""
        is_subjective = self["judging"].value() == Judging.SUBJECTIVE
        return is_subjective or not all(self._is_blank(number) for number in range(MOST_LEVELS))

    def levels(self) -> tuple[Level, ...]:
        """Return the levels that were filled in."""
        entered = self.cleaned_data
        rows = [{part: entered[f"level_{number}_{part}"] for part in LEVEL_PARTS} for number in range(MOST_LEVELS)]
        return tuple(Level(**row) for row in rows if any(value not in ("", None) for value in row.values()))

    def item(self) -> Item:
        """Return the item as entered."""
        names = ("name", "least_points", "most_points", "description", "evidence")
        return Item(
            key=str(self.cleaned_data["key"]),
            category=self.group,
            judging=Judging(self.cleaned_data["judging"]),
            levels=self.levels(),
            **{name: self.cleaned_data[name] for name in names},
        )

    def field_id(self, field: str) -> str:
        """Return the id of the widget that a finding means: `name`, or `levels-<n>-<part>` of the nth filled level."""
        if not field.startswith("levels-"):
            return self[field].id_for_label if field in self.fields else self.anchor
        _, number, part = field.split("-")
        filled = [place for place in range(MOST_LEVELS) if not self._is_blank(place)] or [0]
        return self[f"level_{filled[min(int(number), len(filled) - 1)]}_{part}"].id_for_label

    def _is_blank(self, number: int) -> bool:
        return all(self[f"level_{number}_{part}"].value() in ("", None) for part in LEVEL_PARTS)


ItemFormSet = BaseKeyedRowFormSet[ItemForm]
_ItemFormSet = keyed_row_formset(ItemForm, row_name="个评分项", most=MOST_ITEMS)


def scheme_form(scheme: SchemeFacts | None, revision: int, data: Mapping[str, Any] | None = None) -> SchemeForm:
    """Return the form of the settings and groups, bound to `data` or showing `scheme`."""
    initial: dict[str, Any] = {"revision": revision}
    if scheme is not None:
        initial |= {name: getattr(scheme, name) for name in SETTINGS}
        for group in scheme.groups:
            initial |= {f"{group.category}_name": group.name, f"{group.category}_points": group.points}
    return SchemeForm(data, initial=initial)


def item_formsets(scheme: SchemeFacts | None, data: Mapping[str, Any] | None = None) -> dict[Category, ItemFormSet]:
    """Return the table of every group that has items, bound to `data` or showing `scheme`."""
    shown = scheme or SchemeFacts()
    return {
        category: _ItemFormSet(
            data,
            prefix=category.value,
            initial=[_initial(item, place) for place, item in enumerate(shown.items_of(category))],
        )
        for category in SCORED
    }


def are_few_enough(form: SchemeForm, formsets: Mapping[Category, ItemFormSet]) -> bool:
    """Tell whether the tables together hold no more items than a scheme may; say so above the form when they do."""
    count = sum(len(formset.entered_forms()) for formset in formsets.values())
    if count > MOST_ITEMS:
        form.add_error(None, ValidationError(f"全部类别最多 {MOST_ITEMS} 个评分项，现有 {count} 个。"))
    return count <= MOST_ITEMS


def scheme_of(form: SchemeForm, formsets: Mapping[Category, ItemFormSet]) -> SchemeFacts:
    """Return the scheme as entered; form and tables must be valid.

    An item that was moved to another group stands there behind those that it found.
    """
    rows = [row for formset in formsets.values() for row in formset.entered_forms()]
    settings = {name: form.cleaned_data[name] for name in SETTINGS}
    settings["evaluation_method"] = EvaluationMethod(settings["evaluation_method"])
    settings["tie_rule"] = TieRule(settings["tie_rule"])
    return SchemeFacts(
        **settings,
        groups=tuple(form.group(category) for category in Category),
        items=tuple(row.item() for row in sorted(rows, key=_group_place)),
    )


def anchors(form: SchemeForm, formsets: Mapping[Category, ItemFormSet]) -> Callable[[str], str]:
    """Return what gives the id on the page that a finding's place (`<lot>/<path>`) belongs to."""
    rows = {str(row["key"].value()): row for formset in formsets.values() for row in formset}

    def anchor_of(place: str) -> str:
        path = place.partition("/")[2]
        kind, _, rest = path.partition("-")
        if kind == "items":
            key, field = rest[:36], rest[37:]
            return rows[key].field_id(field) if key in rows else ""
        if kind == "groups":
            return form[f"{rest.removesuffix('-points')}_points"].id_for_label if rest else "groups"
        return form[path].auto_id if path in form.fields else ""

    return anchor_of


def _group_place(row: ItemForm) -> tuple[int, bool]:
    return SCORED.index(row.group), row.group != row.table


def _initial(item: Item, place: int) -> dict[str, Any]:
    names: Sequence[str] = ("key", "name", "judging", "least_points", "most_points", "description", "evidence")
    initial = {"position": place} | {name: getattr(item, name) for name in names}
    for number, level in enumerate(item.levels):
        initial |= {f"level_{number}_{part}": getattr(level, part) for part in LEVEL_PARTS}
    return initial

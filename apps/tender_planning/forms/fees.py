"""What the page 资费定义 asks for."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from apps.acceptance.form_fields import AmountField
from apps.acceptance.models import Lot
from apps.core.keyed_rows import BaseKeyedRowFormSet, KeyedRowForm, keyed_row_formset
from apps.core.number_fields import FigureField
from apps.core.unseen_characters import refuse_unseen_characters
from apps.tender_planning.fees_settling import FeeFacts
from apps.tender_planning.models.fees import Base, FeeItem, FeeKind, FeeTariff, Manner, Payer

PREFIX = "fees"
MOST_FEES = 20
AS_CATALOGUED = ("", "按资费目录")
BROKEN_PAGE = "页面已过期，请刷新后重试。"


class SheetForm(forms.Form):
    """The revision of the sheet that the page showed."""

    revision = forms.IntegerField(
        min_value=0,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("required", "invalid", "min_value"), BROKEN_PAGE),
    )


class FeeAmountField(AmountField):
    """An amount that somebody pays: nothing is smaller than a 分."""

    default_error_messages = {
        **dict.fromkeys(("max_digits", "max_whole_digits"), "金额最多 14 位整数。"),
        "max_decimal_places": "金额精确到分，最多两位小数。",
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"max_digits": 16, "decimal_places": 2} | kwargs))


class PercentField(FigureField):
    """So many per cent, zero included."""

    default_error_messages = {
        "invalid": "请只填写数字，例如 2 或 1.5。",
        **dict.fromkeys(("max_digits", "max_whole_digits", "max_decimal_places"), "最多 6 位小数。"),
    }
    default_validators = []

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**({"max_digits": 9, "decimal_places": 6, "required": False} | kwargs))

    def validate(self, value: Any) -> None:
        """Refuse more than everything."""
        super().validate(value)
        if value is not None and value > 100:
            raise ValidationError("不能超过 100%。", code="max_value")


class TariffSelect(forms.Select):
    """The catalogue; each option tells js/catalogue-defaults.js what else to choose with it."""

    def __init__(self, tariffs: Mapping[str, FeeTariff]) -> None:
        super().__init__(attrs={"data-catalogue": ""})
        self.tariffs = tariffs

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the manner, the payer and the base that the catalogue has."""
        option: dict[str, Any] = super().create_option(name, value, *args, **kwargs)
        tariff = self.tariffs.get(str(value))
        if tariff is not None:
            defaults = {"manner": tariff.manner, "payer": tariff.payer, "base": tariff.base}
            option["attrs"] |= {f"data-default-{field}": default for field, default in defaults.items()}
        return option


class FeeForm(KeyedRowForm):
    """One fee."""

    use_required_attribute = False

    tariff = forms.ChoiceField(
        label="资费",
        error_messages={"required": "请选择资费。", "invalid_choice": "请从资费目录中选择。"},
    )
    manner = forms.ChoiceField(label="计费方式", choices=[AS_CATALOGUED, *Manner.choices], required=False)
    payer = forms.ChoiceField(label="缴纳人", choices=[AS_CATALOGUED, *Payer.choices], required=False)
    base = forms.ChoiceField(label="计费基数", choices=[AS_CATALOGUED, *Base.choices], required=False)
    base_amount = FeeAmountField(label="估算金额（元）", required=False, help_text="空：最高限价或标段预算")
    rate = PercentField(label="比例（%）")
    amount = FeeAmountField(label="金额（元）", required=False)
    discount = PercentField(label="下浮（%）")
    note = forms.CharField(label="说明", max_length=300, required=False)

    def __init__(self, *args: Any, tariffs: Sequence[FeeTariff], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tariffs = {str(tariff.pk): tariff for tariff in tariffs}
        field = self.fields["tariff"]
        assert isinstance(field, forms.ChoiceField)
        field.widget = TariffSelect(self.tariffs)
        field.choices = _options(tariffs)
        note = self.fields["note"]
        assert isinstance(note, forms.CharField)
        refuse_unseen_characters(note)

    def clean_tariff(self) -> FeeTariff:
        """Return the entry of the catalogue that was chosen."""
        return self.tariffs[self.cleaned_data["tariff"]]


BaseFeeFormSet = BaseKeyedRowFormSet[FeeForm]
_FeeFormSet = keyed_row_formset(FeeForm, row_name="项资费", most=MOST_FEES)


def fee_formset(
    tariffs: Sequence[FeeTariff],
    data: Mapping[str, Any] | None = None,
    *,
    initial: Sequence[Mapping[str, Any]] | None = None,
) -> BaseFeeFormSet:
    """Return the table of a lot's fees, bound to `data` or showing `initial`."""
    return _FeeFormSet(data, prefix=PREFIX, initial=initial, form_kwargs={"tariffs": tariffs})


def facts_of(formset: BaseFeeFormSet) -> list[FeeFacts]:
    """Return what was entered, row by row."""
    return [FeeFacts(**(row | {"discount": row["discount"] or Decimal(0)})) for row in formset.rows()]


def initial_of(item: FeeItem) -> dict[str, Any]:
    """Return a stored fee as it is typed: without what is computed or stated elsewhere."""
    return {
        "key": item.key,
        "position": item.position,
        "tariff": item.tariff_id,
        "manner": item.manner,
        "payer": item.payer,
        "base": item.base,
        "base_amount": item.base_amount if item.base == Base.AWARD else None,
        "rate": item.rate,
        "amount": item.amount if item.manner == Manner.FIXED else None,
        "discount": item.discount or None,
        "note": item.note,
    }


class CopyFeesForm(SheetForm):
    """The lots that get the fees of this one; each is named with the revision of its sheet that the page showed."""

    targets = forms.MultipleChoiceField(
        label="复制到",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "请选择要复制到的标段。",
            "invalid_choice": "所选标段的资费刚刚在别处被保存过，请核对后再复制。",
        },
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, revision: int, others: Mapping[Lot, int]) -> None:
        super().__init__(data, initial={"revision": revision}, auto_id="copy_%s")
        self.others = {f"{lot.pk}:{seen}": (lot, seen) for lot, seen in others.items()}
        field = self.fields["targets"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(name, f"标段 {lot.lot_no} {lot.name}") for name, (lot, _) in self.others.items()]

    def chosen(self) -> dict[Lot, int]:
        """Return the chosen lots with their revisions."""
        return dict(self.others[name] for name in self.cleaned_data["targets"])


def _options(tariffs: Iterable[FeeTariff]) -> list[tuple[str, Any]]:
    """Return the catalogue in groups, one for each kind of fee."""
    order = list(FeeKind)
    ordered = sorted(tariffs, key=lambda tariff: order.index(FeeKind(tariff.kind)))
    groups = groupby(ordered, key=lambda tariff: FeeKind(tariff.kind))
    return [
        ("", "请选择"),
        *((str(kind.label), [(tariff.pk, tariff.name) for tariff in members]) for kind, members in groups),
    ]

"""Pretend bids of a trial calculation, and the workbook that is read in."""

from decimal import Decimal
from typing import Any

from django import forms

from apps.acceptance.form_fields import AmountField
from apps.core.keyed_rows import BaseKeyedRowFormSet, KeyedRowForm, keyed_row_formset
from apps.core.templatetags.ui import quantity
from apps.tender_planning.scoring.choices import SCORED, Category
from apps.tender_planning.scoring.evaluation import FEWEST_BIDS, TrialBid
from apps.tender_planning.scoring.facts import SchemeFacts
from apps.tender_planning.scoring.fields import PointsField, TextField

MOST_BIDS = 12
EXAMPLE_NAMES = ("供应商甲", "供应商乙", "供应商丙")


class WorkbookForm(forms.Form):
    """The workbook of a scheme."""

    file = forms.FileField(
        label="评分标准表格（.xlsx）",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": "请选择文件。", "empty": "文件是空的，请检查后重新选择。"},
    )


class BidForm(KeyedRowForm):
    """One pretend bid."""

    supplier = TextField(label="供应商", max_length=30, required=True, error_messages={"required": "请填写名称。"})
    quote = AmountField(label="报价（元）", error_messages={"required": "请填写报价。"})
    is_small_firm = forms.BooleanField(label="小微企业", required=False)
    small_share = PointsField(label="联合体（分包）中小微企业份额（%）", initial=Decimal(0))
    domestic_share = PointsField(label="本国产品成本占比（%）", initial=Decimal(100))

    use_required_attribute = False

    def __init__(self, *args: Any, scheme: SchemeFacts, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._scheme = scheme
        for category in self.scored:
            self.fields[category] = PointsField(label=f"{category.label}得分")

    @property
    def scored(self) -> list[Category]:
        """Return the groups whose points are typed."""
        return [each for each in SCORED if self._scheme.is_comprehensive and self._scheme.points_of(each)]

    @property
    def point_fields(self) -> list[forms.BoundField]:
        """Return the fields of the points."""
        return [self[category] for category in self.scored]

    def clean(self) -> dict[str, Any]:
        """Refuse more points than a group has."""
        entered = super().clean() or self.cleaned_data
        for category in self.scored:
            points, most = entered.get(category), self._scheme.points_of(category)
            if points is not None and points > most:
                self.add_error(category, f"不能超过该类分值 {quantity(most)}。")
        return entered

    def bid(self) -> TrialBid:
        """Return the bid as entered."""
        entered = self.cleaned_data
        return TrialBid(
            supplier=entered["supplier"],
            quote=entered["quote"],
            is_small_firm=entered["is_small_firm"],
            small_share=entered["small_share"] or Decimal(0),
            domestic_share=Decimal(100) if entered["domestic_share"] is None else entered["domestic_share"],
            points={category: entered[category] or Decimal(0) for category in self.scored},
        )


BidFormSet = BaseKeyedRowFormSet[BidForm]
_BidFormSet = keyed_row_formset(BidForm, row_name="家供应商", most=MOST_BIDS, least=FEWEST_BIDS, extra=1)


def bid_formset(scheme: SchemeFacts, data: Any = None) -> BidFormSet:
    """Return the table of pretend bids, bound to `data` or with three suppliers to begin with."""
    kwargs: dict[str, Any] = {"prefix": "bids", "form_kwargs": {"scheme": scheme}}
    if data is not None:
        return _BidFormSet(data, **kwargs)
    return _BidFormSet(initial=[{"supplier": name} for name in EXAMPLE_NAMES], **kwargs)

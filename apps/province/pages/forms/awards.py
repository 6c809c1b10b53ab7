"""中标（成交）信息 of each lot: who, for how much, and what for."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django import forms

from apps.province.choices import Kind
from apps.province.pages.forms.fields import CreditCodeField, WordsField, amount_field
from apps.province.pages.forms.rows import Rows, table_of

# What a main item carries on the wire; its other columns are for the text alone.
FACT_COLUMNS = ("name", "brand", "model", "quantity", "unit_price")


class AwardForm(forms.Form):
    """One lot's award; nothing of it is checked while it is not included."""

    is_included = forms.BooleanField(required=False)
    supplier_name = forms.CharField(label="供应商名称", max_length=200)
    supplier_uscc = CreditCodeField()
    supplier_address = forms.CharField(label="供应商地址", max_length=200)
    amount = amount_field("金额（元）", required=False, help_text="以费率、下浮率等成交的可不填")
    rate = forms.CharField(label="费率、下浮率或其他价格形式", max_length=2000, required=False)
    score = amount_field("评审得分", min_value=Decimal(0), required=False)

    def __init__(
        self, data: Any, *, prefix: str, initial: dict[str, Any], lot: Mapping[str, Any], include_label: str
    ) -> None:
        super().__init__(data, prefix=prefix, initial=initial, empty_permitted=True, use_required_attribute=False)
        self.lot = lot
        self.fields["is_included"].label = include_label

    def has_changed(self) -> bool:
        """Say whether the lot takes part in the announcement: Django passes over a form that has not changed."""
        return bool(self["is_included"].value())

    def clean(self) -> dict[str, Any]:
        """Ask for a price in one form or the other, within the ceiling that bidders were told."""
        data = self.cleaned_data
        if not data.get("amount") and not data.get("rate") and "amount" not in self.errors:
            self.add_error("amount", "金额和费率至少填写一项")
        ceiling = self.lot.get("ceiling_price")
        if data.get("amount") and ceiling is not None and data["amount"] > Decimal(ceiling):
            # 令87 §63: a bid above the ceiling is invalid, so none can have won.
            self.add_error("amount", f"不得超过该标段的最高限价 {Decimal(ceiling):,.2f} 元")
        return data


class GoodsItemForm(forms.Form):
    """A main item of goods."""

    name = forms.CharField(label="名称", max_length=200)
    brand = forms.CharField(label="品牌", max_length=200, required=False)
    model = forms.CharField(label="规格型号", max_length=200, required=False)
    quantity = amount_field("数量", min_value=Decimal("0.000001"))
    unit_price = amount_field("单价（元）", required=False)


class ServicesItemForm(forms.Form):
    """A main item of services."""

    name = forms.CharField(label="名称", max_length=200)
    scope = WordsField("服务范围")
    requirement = WordsField("服务要求")
    period = forms.CharField(label="服务时间", max_length=2000)
    standard = WordsField("服务标准")


class WorksItemForm(forms.Form):
    """A main item of works."""

    name = forms.CharField(label="名称", max_length=200)
    scope = WordsField("施工范围")
    period = forms.CharField(label="施工工期", max_length=2000)
    manager = forms.CharField(label="项目经理", max_length=2000)
    certificate = forms.CharField(label="执业证书信息", max_length=2000)


class NameItemForm(forms.Form):
    """A main item whose other columns stand only in the text of the result."""

    name = forms.CharField(label="名称", max_length=200)


ITEM_FORMS: dict[Kind, type[forms.Form]] = {
    Kind.GOODS: GoodsItemForm,
    Kind.SERVICES: ServicesItemForm,
    Kind.WORKS: WorksItemForm,
}


class AwardEntry:
    """One lot of the page: its form and its table of main items."""

    def __init__(
        self,
        lot: Mapping[str, Any],
        *,
        data: Any,
        position: int,
        award: Mapping[str, Any] | None,
        item_details: list[dict[str, Any]],
        item_form: type[forms.Form],
        include_label: str,
        is_included: bool,
    ) -> None:
        self.lot_no, self.name = str(lot["lot_no"]), str(lot["name"])
        self.kept_supplier: Mapping[str, Any] = award["supplier"] if award else {}
        self.form = AwardForm(
            data,
            prefix=f"lot-{position}",
            initial={**_initial(award), "is_included": is_included},
            lot=lot,
            include_label=include_label,
        )
        items = award["main_items"] if award else []
        padded = [*item_details, *[{}] * (len(items) - len(item_details))]
        self.items = table_of(
            item_form,
            prefix=f"lot-{position}-items",
            data=data,
            initial=[item | more for item, more in zip(items, padded, strict=False)],
        )

    @property
    def is_included(self) -> bool:
        """Whether the lot takes part in the announcement."""
        return self.form.has_changed()

    def parts(self) -> Iterator[tuple[str, forms.BaseForm | Rows]]:
        """Yield what must be valid of the lot."""
        if self.is_included:
            yield f"标段{self.lot_no} ", self.form
            yield f"标段{self.lot_no} 主要标的", self.items

    def facts(self) -> dict[str, Any]:
        """Return the award as the wire names it."""
        data = self.form.cleaned_data
        supplier = {
            "name": data["supplier_name"],
            "uscc": data["supplier_uscc"],
            "address": data["supplier_address"],
        }
        if data["supplier_uscc"] == self.kept_supplier.get("uscc"):
            # The page asks for what the announcement prints; what else is known of the same supplier stays.
            supplier = {**self.kept_supplier, **supplier}
        return {
            "lot_no": self.lot_no,
            "supplier": supplier,
            "amount": data["amount"],
            "rate": data["rate"] or None,
            "score": data["score"],
            "main_items": [
                {name: value for name, value in row.items() if name in FACT_COLUMNS} for row in self.items.filled()
            ],
        }

    def item_details(self) -> list[dict[str, Any]]:
        """Return the columns of the main items that are for the text alone."""
        return [
            {name: value for name, value in row.items() if name not in FACT_COLUMNS} for row in self.items.filled()
        ]


def _initial(award: Mapping[str, Any] | None) -> dict[str, Any]:
    if award is None:
        return {}
    supplier = award["supplier"]
    return {
        **{name: award.get(name) for name in ("amount", "rate", "score")},
        "supplier_name": supplier["name"],
        "supplier_uscc": supplier["uscc"],
        "supplier_address": supplier.get("address"),
    }

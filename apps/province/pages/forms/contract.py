"""合同公告: the drafting page."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.utils import timezone

from apps.province.choices import AnnouncementType
from apps.province.drafting.contract import suggest_items
from apps.province.money import to_wire
from apps.province.pages.forms.editor import AnnouncementEditor, HeadForm
from apps.province.pages.forms.fields import CreditCodeField, WordsField, amount_field, day_field
from apps.province.pages.forms.rows import Rows, table_of

SUPPLIER_FIELDS = ("name", "uscc", "address", "contact", "phone")


class ContractHeadForm(HeadForm):
    """The contract, apart from what is bought by it."""

    lot_nos = forms.MultipleChoiceField(label="合同标段", widget=forms.CheckboxSelectMultiple)
    contract_no = forms.CharField(label="合同编号", max_length=64)
    name = forms.CharField(label="合同名称", max_length=600)
    supplier_name = forms.CharField(label="供应商（乙方）", max_length=200)
    supplier_uscc = CreditCodeField()
    supplier_address = forms.CharField(label="供应商地址", max_length=200)
    supplier_contact = forms.CharField(label="供应商联系人", max_length=100, required=False)
    supplier_phone = forms.CharField(label="供应商联系电话", max_length=50, required=False)
    amount = amount_field("合同金额（元）")
    signed_on = day_field("合同签订日期")
    term = forms.CharField(label="履约期限", max_length=2000)
    place = forms.CharField(label="履约地点等", max_length=2000, required=False)


class ContractItemForm(forms.Form):
    """One line of 合同主要信息."""

    name = forms.CharField(label="主要标的名称", max_length=200)
    model = WordsField("规格型号（或服务要求）", required=False)
    quantity = forms.CharField(label="数量", max_length=100, required=False)
    unit_price = amount_field("单价（元）", required=False)


class ContractEditor(AnnouncementEditor):
    """A contract about one awarded lot or several of one supplier."""

    announcement_type = AnnouncementType.CONTRACT
    head_class: ClassVar[type[HeadForm]] = ContractHeadForm
    template = "province/drafts/contract.html"
    items: Rows

    def head_initial(self) -> dict[str, Any]:
        """Start with the award of one lot: the one that was asked for, or the first one without a contract."""
        if self.announcement is not None:
            facts = self.kept_facts
            return {
                **{name: facts[name] for name in ("contract_no", "name", "amount", "signed_on", "term")},
                **_supplier_initial(facts["supplier"]),
                "lot_nos": self.announcement.lot_nos,
                "place": self.kept_details.get("place", ""),
            }
        lot_no, award = self._award_to_start_with()
        return {
            "lot_nos": [lot_no],
            "name": f"{self.standing.project_name}合同"[:600],
            "amount": award.get("amount"),
            **_supplier_initial(award["supplier"]),
        }

    def prepare(self) -> None:
        """Offer the awarded lots, and the main items of the award."""
        awarded = {lot_no: self.standing.lot_names.get(lot_no, "") for lot_no in self.awarded_lot_nos}
        self.head.choose("lot_nos", [(lot_no, f"{lot_no} {name}") for lot_no, name in awarded.items()])
        if self.announcement is not None:
            items = self.kept_details.get("main_items", [])
        else:
            items = [item.model_dump() for item in suggest_items(self._award_to_start_with()[1])]
        self.items = table_of(ContractItemForm, prefix="items", data=self.data, initial=items)

    @property
    def awarded_lot_nos(self) -> list[str]:
        """The lots that a contract can be about."""
        kept = self.announcement.lot_nos if self.announcement else []
        return list(dict.fromkeys([*self.standing.awards(), *kept]))

    def parts(self) -> Iterator[tuple[str, forms.BaseForm | Rows]]:
        """Yield the head and the main items."""
        yield "", self.head
        yield "合同主要信息", self.items

    def check(self) -> None:
        """Refuse a signature to come, lots of another supplier, and a contract about nothing."""
        head, awards = self.head.cleaned_data, self.standing.awards()
        if head["signed_on"] > timezone.localdate(self.now):
            self.head.add_error("signed_on", "合同签订日期不能晚于今天")
        others = [
            lot_no
            for lot_no in head["lot_nos"]
            if lot_no in awards and awards[lot_no]["supplier"]["uscc"] != head["supplier_uscc"]
        ]
        if others:
            self.head.add_error("lot_nos", f"标段{'、'.join(others)} 的中标（成交）供应商不是合同乙方")
        if not self.items.filled_forms():
            self.head.add_error(None, "请填写合同主要信息（主要标的）")

    def facts(self) -> dict[str, Any]:
        """Return the contract as the wire names it."""
        head = self.head.cleaned_data
        supplier = {name: head[f"supplier_{name}"] for name in SUPPLIER_FIELDS if head[f"supplier_{name}"]}
        return {
            **{name: head[name] for name in ("contract_no", "name", "amount", "term")},
            "purchaser": self.standing.lots.body["purchaser"],
            "supplier": supplier,
            "signed_on": head["signed_on"].isoformat(),
        }

    def own_details(self) -> dict[str, Any]:
        """Return the main items and the place."""
        return {"main_items": self.items.filled(), "place": self.head.cleaned_data["place"]}

    def told(self) -> Iterator[tuple[forms.BaseForm, str, str]]:
        """Yield number, supplier and amount."""
        head = self.head.cleaned_data
        yield self.head, "contract_no", head["contract_no"]
        yield self.head, "supplier_name", head["supplier_name"]
        yield self.head, "amount", f"{to_wire(head['amount'])}元"

    def _award_to_start_with(self) -> tuple[str, dict[str, Any]]:
        awards = self.standing.awards()
        if self.wanted_lot_no in awards:
            return self.wanted_lot_no, awards[self.wanted_lot_no]
        contracted = {lot_no for one in self.standing.published(AnnouncementType.CONTRACT) for lot_no in one.lot_nos}
        lot_no = next((lot_no for lot_no in awards if lot_no not in contracted), next(iter(awards)))
        return lot_no, awards[lot_no]


def _supplier_initial(supplier: dict[str, Any]) -> dict[str, Any]:
    return {f"supplier_{name}": supplier.get(name, "") for name in SUPPLIER_FIELDS}

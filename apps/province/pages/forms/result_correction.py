"""结果更正公告: the drafting page."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms

from apps.province.choices import AnnouncementType, Kind
from apps.province.drafting.result_correction import award_items
from apps.province.filings import AwardedLot, CorrectedItem
from apps.province.pages.forms.awards import AwardEntry, GoodsItemForm, NameItemForm
from apps.province.pages.forms.corrected_items import ItemForm
from apps.province.pages.forms.editor import AnnouncementEditor, HeadForm
from apps.province.pages.forms.rows import Rows, table_of
from apps.province.wire_types import read_document


class CorrectionHeadForm(HeadForm):
    """Which result is corrected, and for which lots."""

    corrects = forms.ChoiceField(label="更正的公告")
    lot_nos = forms.MultipleChoiceField(label="涉及标段", widget=forms.CheckboxSelectMultiple)


class ResultCorrectionEditor(AnnouncementEditor):
    """The lots whose award changes, and other items. Items about an award follow from it and are not typed."""

    announcement_type = AnnouncementType.RESULT_CORRECTION
    head_class: ClassVar[type[HeadForm]] = CorrectionHeadForm
    template = "province/drafts/result_correction.html"
    lots: list[AwardEntry]
    items: Rows

    def head_initial(self) -> dict[str, Any]:
        """Start with the newest result and all lots that were awarded."""
        if self.announcement is None:
            return {"lot_nos": list(self.standing.awards())}
        return {"corrects": self.announcement.corrects, "lot_nos": self.announcement.lot_nos}

    def prepare(self) -> None:
        """Offer the awarded lots as they were announced, or as this correction has them."""
        found = self.standing.correctable(self.announcement_type, without=self.announcement_no)
        self.head.choose("corrects", [(one.announcement_no, f"{one.announcement_no} {one.title}") for one in found])
        self.announced = self.standing.awards(before=self.announcement_no)
        kept = {lot["lot_no"]: lot for lot in self.kept_facts.get("lots", [])}
        names = {lot_no: self.standing.lot_names.get(lot_no, "") for lot_no in [*self.announced, *kept]}
        self.head.choose("lot_nos", [(lot_no, f"{lot_no} {name}") for lot_no, name in names.items()])
        self.lots = [
            AwardEntry(
                {"lot_no": lot_no, "name": name, **self.standing.lot(lot_no)},
                data=self.data,
                position=position,
                award=kept.get(lot_no) or self.announced[lot_no],
                item_details=[],
                item_form=GoodsItemForm if self.standing.kind == Kind.GOODS else NameItemForm,
                include_label="更正本标段的中标（成交）信息",
                is_included=lot_no in kept,
            )
            for position, (lot_no, name) in enumerate(names.items())
        ]
        derived = [item.model_dump() for lot in kept.values() for item in self._items_of(lot)]
        typed = [item for item in self.kept_facts.get("items", []) if item not in derived]
        self.items = table_of(ItemForm, prefix="items", data=self.data, initial=typed)

    def parts(self) -> Iterator[tuple[str, forms.BaseForm | Rows]]:
        """Yield the head, every lot that is corrected, and the other items."""
        yield "", self.head
        for entry in self.lots:
            yield from entry.parts()
        yield "更正内容", self.items

    @property
    def included(self) -> list[AwardEntry]:
        """The lots whose award changes."""
        return [entry for entry in self.lots if entry.is_included]

    def check(self) -> None:
        """Ask for something to correct, and for a difference in every lot that is said to differ."""
        if not self.included and not self.items.filled_forms():
            self.head.add_error(None, "请填写更正内容，或勾选需要更正中标（成交）信息的标段")
        for entry in self.included:
            if entry.lot_no not in self.head.cleaned_data["lot_nos"]:
                self.head.add_error("lot_nos", f"标段{entry.lot_no} 的中标（成交）信息有更正，须在涉及标段中勾选")
            if not self._items_of(entry.facts()):
                entry.form.add_error(None, "与已公告的结果相同，没有需要更正的内容")

    def facts(self) -> dict[str, Any]:
        """Return the corrected awards, and the items: those about awards first."""
        lots = [entry.facts() for entry in self.included]
        derived = [item.model_dump() for lot in lots for item in self._items_of(lot)]
        return {"items": [*derived, *({"before": "", **item} for item in self.items.filled())], "lots": lots}

    def told(self) -> Iterator[tuple[forms.BaseForm, str, str]]:
        """Yield what is said instead."""
        for entry in self.included:
            for item in self._items_of(entry.facts()):
                yield entry.form, "is_included", item.after
        for form in self.items.filled_forms():
            yield form, "after", form.cleaned_data["after"]

    def _items_of(self, award: dict[str, Any]) -> list[CorrectedItem]:
        corrected = read_document(AwardedLot, award, path="lots")
        return award_items(self.announced.get(corrected.lot_no), corrected)

"""终止公告: the drafting page."""

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from apps.province.choices import AnnouncementType
from apps.province.drafting.termination import suggest_reason
from apps.province.pages.forms.editor import AnnouncementEditor
from apps.province.pages.forms.fields import WordsField
from apps.province.pages.forms.rows import Rows


class TerminatedLotForm(forms.Form):
    """Whether a lot is ended, and why."""

    is_included = forms.BooleanField(label="终止本标段", required=False)
    reason = WordsField("终止原因", rows=3, max_length=5000, required=False)

    def __init__(self, *args: Any, lot: Mapping[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.lot_no, self.name = str(lot["lot_no"]), str(lot["name"])

    def clean(self) -> dict[str, Any]:
        """Ask for the reason of what is ended."""
        data = self.cleaned_data
        if data["is_included"] and not data.get("reason") and "reason" not in self.errors:
            self.add_error("reason", "请填写终止原因")
        return data


class TerminationEditor(AnnouncementEditor):
    """The lots that end without a result."""

    announcement_type = AnnouncementType.TERMINATION
    template = "province/drafts/termination.html"
    lots: list[TerminatedLotForm]

    def prepare(self) -> None:
        """Offer the lots without a result; those that the platform says have failed are chosen."""
        kept = {lot["lot_no"]: lot["reason"] for lot in self.kept_facts.get("lots", [])}
        self.lots = []
        for position, lot in enumerate(self.standing.open_lots(without=self.announcement_no)):
            reason = kept.get(lot["lot_no"], "") if self.announcement else suggest_reason(self.standing, lot["lot_no"])
            initial = {"is_included": bool(reason), "reason": reason}
            self.lots.append(TerminatedLotForm(self.data, prefix=f"lot-{position}", initial=initial, lot=lot))

    def parts(self) -> Iterator[tuple[str, forms.BaseForm | Rows]]:
        """Yield the head and the lots."""
        yield "", self.head
        yield from ((f"标段{form.lot_no} ", form) for form in self.lots)

    @property
    def included(self) -> list[TerminatedLotForm]:
        """The lots that end."""
        return [form for form in self.lots if form.cleaned_data["is_included"]]

    def check(self) -> None:
        """Ask for a lot."""
        if not self.included:
            self.head.add_error(None, "请至少选择一个终止的标段")

    def lot_nos(self) -> list[str]:
        """Return the lots that end."""
        return [form.lot_no for form in self.included]

    def facts(self) -> dict[str, Any]:
        """Return the lots with their reasons."""
        return {"lots": [{"lot_no": form.lot_no, "reason": form.cleaned_data["reason"]} for form in self.included]}

    def told(self) -> Iterator[tuple[forms.BaseForm, str, str]]:
        """Yield the reasons."""
        for form in self.included:
            yield form, "reason", form.cleaned_data["reason"]

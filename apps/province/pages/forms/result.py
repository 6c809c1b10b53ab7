"""结果公告: the drafting page."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar

from django import forms

from apps.province.choices import AnnouncementType, CommitteeRole, PushKind
from apps.province.drafting.result import FEE_STANDARD, NOTICE_WORKING_DAYS, award_word, suggest_award, suggest_experts
from apps.province.money import to_wire
from apps.province.pages.forms.awards import ITEM_FORMS, AwardEntry
from apps.province.pages.forms.editor import AnnouncementEditor, HeadForm
from apps.province.pages.forms.fields import WordsField, amount_field
from apps.province.pages.forms.rows import Rows, table_of


class ResultHeadForm(HeadForm):
    """What a result says about no lot in particular."""

    fee_standard = WordsField("代理服务收费标准")
    fee_amount = amount_field("代理服务收费金额（元）", min_value=Decimal(0))
    notice_working_days = forms.IntegerField(label="公告期限（工作日）", min_value=1, max_value=60)


class ExpertForm(forms.Form):
    """One name of the list of experts."""

    name = forms.CharField(label="姓名", max_length=200)
    role = forms.ChoiceField(label="身份", choices=CommitteeRole.choices, initial=CommitteeRole.EXPERT)
    is_chair = forms.BooleanField(label="组长", required=False)

    def clean(self) -> dict[str, Any]:
        """Refuse a chair who sits for the purchaser (令87 §47)."""
        data = self.cleaned_data
        if data.get("is_chair") and data.get("role") == CommitteeRole.PURCHASER_REPRESENTATIVE:
            self.add_error("is_chair", "采购人代表不得担任组长")
        return data


class ResultEditor(AnnouncementEditor):
    """The lots with an award, and who judged."""

    announcement_type = AnnouncementType.RESULT
    head_class: ClassVar[type[HeadForm]] = ResultHeadForm
    template = "province/drafts/result.html"
    lots: list[AwardEntry]
    experts: Rows

    def head_initial(self) -> dict[str, Any]:
        """Start with the usual standard and the period of the law."""
        if self.announcement is None:
            return {"fee_standard": FEE_STANDARD, "notice_working_days": NOTICE_WORKING_DAYS}
        facts = self.kept_facts
        return {
            "fee_standard": facts["agency_fee"]["standard"],
            "fee_amount": facts["agency_fee"]["amount"],
            "notice_working_days": facts["notice_working_days"],
        }

    def prepare(self) -> None:
        """Offer the lots without a result, with what the evaluation says of them."""
        kept = {lot["lot_no"]: lot for lot in self.kept_facts.get("lots", [])}
        self.lots = [
            AwardEntry(
                lot,
                data=self.data,
                position=position,
                award=kept.get(lot["lot_no"]) if self.announcement else suggest_award(self.standing, lot["lot_no"]),
                item_details=self.kept_details.get("main_items", {}).get(lot["lot_no"], []),
                item_form=ITEM_FORMS[self.standing.kind],
                include_label=f"公告本标段的{award_word(self.standing.method)}结果",
                is_included=lot["lot_no"] in kept if self.announcement else not self._has_failed(lot["lot_no"]),
            )
            for position, lot in enumerate(self.standing.open_lots(without=self.announcement_no))
        ]
        experts = self.kept_facts.get("experts") or [
            expert.model_dump() for expert in suggest_experts(self.standing, now=self.now)
        ]
        self.experts = table_of(ExpertForm, prefix="experts", data=self.data, initial=experts)

    def parts(self) -> Iterator[tuple[str, forms.BaseForm | Rows]]:
        """Yield the head, every lot that is included, and the experts."""
        yield "", self.head
        for entry in self.lots:
            yield from entry.parts()
        yield "评审专家", self.experts

    @property
    def included(self) -> list[AwardEntry]:
        """The lots that the announcement is about."""
        return [entry for entry in self.lots if entry.is_included]

    @property
    def are_experts_sealed(self) -> bool:
        """Whether there are drawn experts whose names may not be shown yet."""
        draws = self.standing.draws_in_force
        return any(not self.standing.is_unsealed(draw, now=self.now) for draw in draws)

    def check(self) -> None:
        """Ask for a lot, its main items, somebody who judged, and no more than one chair."""
        if not self.included:
            self.head.add_error(None, "请至少选择一个标段")
        for entry in self.included:
            if not entry.items.filled_forms():
                entry.form.add_error(None, "请填写主要标的信息")
        experts = self.experts.filled_forms()
        if not experts:
            self.head.add_error(None, "请填写评审专家（单一来源采购人员）名单")
        for form in [form for form in experts if form.cleaned_data["is_chair"]][1:]:
            form.add_error("is_chair", "组长只能有一名")

    def lot_nos(self) -> list[str]:
        """Return the lots that are included."""
        return [entry.lot_no for entry in self.included]

    def facts(self) -> dict[str, Any]:
        """Return the awards, the experts and the fee."""
        head = self.head.cleaned_data
        return {
            "lots": [entry.facts() for entry in self.included],
            "experts": self.experts.filled(),
            "agency_fee": {"standard": head["fee_standard"], "amount": head["fee_amount"]},
            "notice_working_days": head["notice_working_days"],
        }

    def own_details(self) -> dict[str, Any]:
        """Return the columns that services and works have."""
        return {"main_items": {entry.lot_no: entry.item_details() for entry in self.included}}

    def told(self) -> Iterator[tuple[forms.BaseForm, str, str]]:
        """Yield suppliers and amounts."""
        for entry in self.included:
            yield from told_of_award(entry)

    def _has_failed(self, lot_no: str) -> bool:
        return bool(self.standing.pushed_lot(PushKind.EVALUATIONS, lot_no).get("failed_reason"))


def told_of_award(entry: AwardEntry) -> Iterator[tuple[forms.BaseForm, str, str]]:
    """Yield what the text has to say of an award."""
    data = entry.form.cleaned_data
    yield entry.form, "supplier_name", data["supplier_name"]
    if data["amount"]:
        yield entry.form, "amount", f"{to_wire(data['amount'])}元"
    if data["rate"]:
        yield entry.form, "rate", data["rate"]

"""采购公告: the drafting form."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from apps.province.choices import AnnouncementType
from apps.province.drafting.tender import (
    compose_tender_body,
    suggest_tender_facts,
    suggest_title,
    total_budget,
    total_ceiling,
)
from apps.province.filings import AnnouncementFiling, TenderFacts
from apps.province.models import Announcement, HeldDocument
from apps.province.pages.forms.fields import SeveralFilesField, minute_field, new_attachments
from apps.province.safe_html import clean_html
from apps.province.services.announcements import NewAttachment
from apps.province.times import in_words
from apps.province.wire_types import read_document


class TenderForm(forms.Form):
    """The facts, the text and the files of a tender announcement; what follows from the lots is not asked."""

    title = forms.CharField(label="公告标题", max_length=200)
    lot_nos = forms.MultipleChoiceField(label="公告标段", widget=forms.CheckboxSelectMultiple)
    documents_from = minute_field("获取采购文件开始时间")
    documents_until = minute_field("获取采购文件截止时间")
    documents_price = forms.DecimalField(
        label="采购文件售价（元）", min_value=0, max_digits=10, decimal_places=2, help_text="电子采购文件免费，填 0"
    )
    bid_deadline = minute_field("投标（响应）截止时间")
    opening_at = minute_field("开标（开启）时间")
    opening_place = forms.CharField(label="开标地点", max_length=200)
    notice_working_days = forms.IntegerField(label="公告期限（工作日）", min_value=1, max_value=60)
    accepts_consortium = forms.BooleanField(label="接受联合体投标", required=False)
    contact_name = forms.CharField(label="项目联系人", max_length=100)
    contact_phone = forms.CharField(label="联系电话", max_length=50)
    body_html = forms.CharField(label="公告正文", widget=forms.Textarea)
    added = SeveralFilesField(
        label="添加附件", required=False, help_text="可多选；pdf、doc、xls、zip、图片，每个不超过 20 MB"
    )
    removed = forms.MultipleChoiceField(label="移除附件", required=False, widget=forms.CheckboxSelectMultiple)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, lots: HeldDocument, announcement: Announcement | None = None, **options: Any
    ) -> None:
        self.lots = lots.body
        options.setdefault("initial", _initial(lots, announcement))
        super().__init__(*args, **options)
        self._choices("lot_nos", [(lot["lot_no"], f"{lot['lot_no']} {lot['name']}") for lot in self.lots["lots"]])
        attachments = announcement.current_attachments() if announcement else []
        self._choices("removed", [(attachment.attachment_id, attachment.name) for attachment in attachments])

    def _choices(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices

    def clean_body_html(self) -> str:
        """Keep of the text what an announcement may consist of."""
        return clean_html(self.cleaned_data["body_html"])

    def compose_body(self) -> str:
        """Return the text that says what the facts say; call it on a form whose facts are valid."""
        return compose_tender_body(
            project_no=self.lots["project_no"],
            project_name=self.lots["project_name"],
            lots=self._chosen_lots(),
            facts=self._facts(),
        )

    def check_text_against_facts(self) -> None:
        """Add an error where the text still names another deadline than the facts."""
        for name in ("bid_deadline", "opening_at"):
            if in_words(self.cleaned_data[name]) not in self.cleaned_data["body_html"]:
                self.add_error(name, "与公告正文不一致，请点“按要素生成正文”，或在正文中改正")

    def filing(self) -> AnnouncementFiling:
        """Return what was filled in. Raises InvalidDocument if the facts contradict each other."""
        return AnnouncementFiling(
            type=AnnouncementType.TENDER.value,
            project_no=self.lots["project_no"],
            lot_nos=self.cleaned_data["lot_nos"],
            title=self.cleaned_data["title"],
            body_html=self.cleaned_data["body_html"],
            facts=self._facts().model_dump(exclude_none=True),
        )

    def new_attachments(self) -> list[NewAttachment]:
        """Return the files to add."""
        return new_attachments(self.cleaned_data["added"])

    def _facts(self) -> TenderFacts:
        chosen, data = self._chosen_lots(), self.cleaned_data
        return read_document(
            TenderFacts,
            {
                "method": self.lots["method"],
                "budget": total_budget(chosen),
                "ceiling_price": total_ceiling(chosen),
                "documents_from": data["documents_from"],
                "documents_until": data["documents_until"],
                "documents_price": data["documents_price"],
                "bid_deadline": data["bid_deadline"],
                "opening_at": data["opening_at"],
                "opening_place": data["opening_place"],
                "notice_working_days": data["notice_working_days"],
                "accepts_consortium": data["accepts_consortium"],
                "purchaser": self.lots["purchaser"],
                "agency": self.lots["agency"],
                "contact": {"name": data["contact_name"], "phone": data["contact_phone"]},
            },
        )

    def _chosen_lots(self) -> list[dict[str, Any]]:
        return [lot for lot in self.lots["lots"] if lot["lot_no"] in self.cleaned_data["lot_nos"]]


def _initial(lots: HeldDocument, announcement: Announcement | None) -> dict[str, Any]:
    if announcement is None:
        facts = suggest_tender_facts(lots_body=lots.body, now=timezone.now())
        return {
            "title": suggest_title(lots.body),
            "lot_nos": [lot["lot_no"] for lot in lots.body["lots"]],
            **facts.model_dump(exclude={"contact"}),
            "contact_name": facts.contact.name,
            "contact_phone": facts.contact.phone,
            "documents_price": "0.00",
            "body_html": compose_tender_body(
                project_no=lots.project_no,
                project_name=lots.body["project_name"],
                lots=lots.body["lots"],
                facts=facts,
            ),
        }
    facts_as_kept = announcement.facts
    times = ("documents_from", "documents_until", "bid_deadline", "opening_at")
    return {
        **facts_as_kept,
        **{name: parse_datetime(facts_as_kept[name]) for name in times},
        "title": announcement.title,
        "lot_nos": announcement.lot_nos,
        "contact_name": facts_as_kept["contact"]["name"],
        "contact_phone": facts_as_kept["contact"]["phone"],
        "body_html": clean_html(announcement.body_html),
        "version": announcement.version,
    }

"""What the drafting pages of all later announcements have in common: a head, tables, a text and files."""

import uuid
from collections.abc import Iterator, Mapping
from datetime import datetime
from html import unescape
from typing import Any, ClassVar

from django import forms
from django.utils.html import strip_tags

from apps.province.choices import AnnouncementType
from apps.province.drafting.details import Details
from apps.province.drafting.registry import DRAFTERS, compose_text
from apps.province.exceptions import InvalidDocument
from apps.province.filings import FACTS, AnnouncementFiling, Filing
from apps.province.models import Announcement
from apps.province.pages.forms.document_errors import add_document_errors
from apps.province.pages.forms.fields import SeveralFilesField, WordsField, new_attachments
from apps.province.pages.forms.rows import Rows
from apps.province.safe_html import clean_html
from apps.province.services.announcements import NewAttachment
from apps.province.standing import Standing
from apps.province.wire_types import read_document

# What is not needed, and not sent, when only the text is asked for.
BEYOND_THE_FACTS = ("body_html", "removed", "added")
DIFFERS = "与公告正文不一致，请点“按要素生成正文”，或在正文中改正"


class HeadForm(forms.Form):
    """What every announcement has beside its facts."""

    title = forms.CharField(label="公告标题", max_length=200)
    remarks = WordsField("其他补充事宜", rows=3, max_length=5000, required=False)
    contact_name = forms.CharField(label="项目联系人", max_length=100)
    contact_phone = forms.CharField(label="联系电话", max_length=50)
    body_html = forms.CharField(
        label="公告正文",
        widget=forms.Textarea,
        error_messages={"required": "请填好要素后点“按要素生成正文”，核对后再提交"},
    )
    added = SeveralFilesField(
        label="添加附件", required=False, help_text="可多选；pdf、doc、xls、zip、图片，每个不超过 20 MB"
    )
    removed = forms.MultipleChoiceField(label="移除附件", required=False, widget=forms.CheckboxSelectMultiple)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    form_key = forms.RegexField(r"^[0-9a-f]{32}$", widget=forms.HiddenInput, required=False)

    def clean_body_html(self) -> str:
        """Keep of the text what an announcement may consist of."""
        return clean_html(self.cleaned_data["body_html"])

    def choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Offer these choices in a field."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class AnnouncementEditor:
    """One drafting page: its forms and tables, which are right or wrong together.

    Subclasses say what the facts are made of. `announcement` is what is edited, if anything is yet.
    """

    announcement_type: ClassVar[AnnouncementType]
    head_class: ClassVar[type[HeadForm]] = HeadForm
    template: ClassVar[str]

    def __init__(
        self,
        standing: Standing,
        *,
        now: datetime,
        data: Any = None,
        files: Any = None,
        announcement: Announcement | None = None,
        lot_no: str = "",
        is_for_text: bool = False,
    ) -> None:
        self.standing, self.now, self.announcement, self.data = standing, now, announcement, data
        self.announcement_no = announcement.announcement_no if announcement else None
        self.wanted_lot_no = lot_no
        self.head = self.head_class(data, files, initial={**self._common_initial(), **self.head_initial()})
        attachments = announcement.current_attachments() if announcement else []
        self.head.choose("removed", [(attachment.attachment_id, attachment.name) for attachment in attachments])
        if is_for_text:
            for name in BEYOND_THE_FACTS:
                del self.head.fields[name]
        self.prepare()

    # What a subclass says.

    def head_initial(self) -> dict[str, Any]:
        """Return what the type's own head fields start with."""
        return {}

    def prepare(self) -> None:
        """Make the tables and offer the choices."""

    def parts(self) -> Iterator[tuple[str, forms.BaseForm | Rows]]:
        """Yield every form and table that must be valid, with the words that say where it stands."""
        yield "", self.head

    def check(self) -> None:
        """Add errors about what does not go together; every part is valid by then."""

    def facts(self) -> dict[str, Any]:
        """Return what was filled in, as the wire names it."""
        raise NotImplementedError

    def own_details(self) -> dict[str, Any]:
        """Return what was filled in for the text alone, beside remarks and contact."""
        return {}

    def lot_nos(self) -> list[str]:
        """Return the lots that the announcement is about."""
        lot_nos: list[str] = self.head.cleaned_data["lot_nos"]
        return lot_nos

    def corrects(self) -> str | None:
        """Return what is changed or corrected."""
        corrects: str | None = self.head.cleaned_data.get("corrects")
        return corrects

    def told(self) -> Iterator[tuple[forms.BaseForm, str, str]]:
        """Yield what the text must not contradict: a form, its field, and words that the text has to hold."""
        yield from ()

    # What the page does.

    def is_valid(self) -> bool:
        """Check every part, then what does not go together, then the document as the exchange will see it."""
        # Every part is checked, so that the page shows all that is wrong with it.
        verdicts = [part.is_valid() for _, part in self.parts()]
        if not all(verdicts):
            return False
        self.check()
        if not self.errors():
            try:
                self._document()
            except InvalidDocument as error:
                add_document_errors(self.head, error)
        return not self.errors()

    def errors(self) -> list[str]:
        """Return every error with the place where it stands, for a message outside the form."""
        return [words for place, part in self.parts() for words in _errors_of(place, part)]

    def compose_body(self) -> str:
        """Return the text that says what was filled in; call it on a valid page."""
        return compose_text(
            self.standing,
            self.announcement_type,
            facts=self._facts_document(),
            details=self._details_document(),
            corrects=self.corrects(),
            now=self.now,
        )

    def check_text_against_facts(self) -> None:
        """Add an error at every fact that the text contradicts."""
        text = _comparable(self.head.cleaned_data["body_html"])
        for form, name, words in self.told():
            if _comparable(words) not in text:
                form.add_error(name, DIFFERS)

    def filing(self) -> AnnouncementFiling:
        """Return what was filled in; call it on a valid page."""
        return self._document()

    def new_attachments(self) -> list[NewAttachment]:
        """Return the files to add."""
        return new_attachments(self.head.cleaned_data["added"])

    # How.

    def _common_initial(self) -> dict[str, Any]:
        if self.announcement is not None:
            # The driving API publishes without details.
            kept = self.announcement.details or {"contact": self.standing.contact}
            details = DRAFTERS[self.announcement_type].details.model_validate(kept)
            title, body = self.announcement.title, clean_html(self.announcement.body_html)
        else:
            details = Details(contact=self.standing.contact)
            title, body = DRAFTERS[self.announcement_type].suggest_title(self.standing), ""
        return {
            "title": title,
            "body_html": body,
            "remarks": details.remarks,
            "contact_name": details.contact.name,
            "contact_phone": details.contact.phone,
            "version": self.announcement.version if self.announcement else None,
            "form_key": uuid.uuid4().hex,
        }

    @property
    def kept_facts(self) -> dict[str, Any]:
        """The facts of what is edited; nothing for a new announcement."""
        return self.announcement.facts if self.announcement else {}

    @property
    def kept_details(self) -> dict[str, Any]:
        """The details of what is edited; nothing for a new announcement."""
        return self.announcement.details if self.announcement else {}

    def _facts_document(self) -> Filing:
        return read_document(FACTS[self.announcement_type], self.facts(), path="facts")

    def _details_document(self) -> Details:
        head = self.head.cleaned_data
        contact = {"name": head["contact_name"], "phone": head["contact_phone"]}
        details = {"contact": contact, "remarks": head["remarks"], **self.own_details()}
        return read_document(DRAFTERS[self.announcement_type].details, details, path="details")

    def _document(self) -> AnnouncementFiling:
        head = self.head.cleaned_data
        filing: Mapping[str, Any] = {
            "type": self.announcement_type.value,
            "project_no": self.standing.project_no,
            "lot_nos": self.lot_nos(),
            "title": head["title"],
            # Absent where only the text is asked for, which is then checked without it.
            "body_html": head.get("body_html") or "—",
            "corrects": self.corrects() or None,
            "facts": self._facts_document().model_dump(mode="json", exclude_none=True),
            "details": self._details_document().model_dump(mode="json", exclude_none=True),
        }
        return read_document(AnnouncementFiling, filing)


def _errors_of(place: str, part: forms.BaseForm | Rows) -> Iterator[str]:
    if isinstance(part, Rows):
        yield from (f"{place}：{error}" for error in part.non_form_errors())
        for number, row in enumerate(part.forms, start=1):
            yield from _errors_of(f"{place}第 {number} 行 ", row)
        return
    for name, errors in part.errors.items():
        label = part.fields[name].label if name in part.fields else ""
        yield from (f"{place}{label}：{error}" if place or label else str(error) for error in errors)


def _comparable(text: str) -> str:
    """Return text without markup, spaces and the commas of amounts, so that only the words are compared."""
    return "".join(unescape(strip_tags(text)).split()).replace(",", "")

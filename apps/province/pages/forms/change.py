"""变更公告: the drafting page."""

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.utils.dateparse import parse_datetime

from apps.province.choices import AnnouncementType
from apps.province.drafting.change import SUBJECTS, TIME_LABELS, time_items
from apps.province.pages.forms.corrected_items import ItemForm
from apps.province.pages.forms.editor import AnnouncementEditor, HeadForm
from apps.province.pages.forms.fields import minute_field, yes_no_field
from apps.province.pages.forms.rows import Rows, table_of
from apps.province.standing import Times
from apps.province.times import in_words


class ChangeHeadForm(HeadForm):
    """What is changed, and whether the opening is postponed."""

    corrects = forms.ChoiceField(label="更正的公告")
    subject = forms.ChoiceField(label="更正事项", choices=list(SUBJECTS.items()), widget=forms.RadioSelect)
    lot_nos = forms.MultipleChoiceField(label="涉及标段", widget=forms.CheckboxSelectMultiple)
    postponed = yes_no_field("是否延期开标")
    bid_deadline = minute_field("延期后的投标（响应）截止时间", required=False)
    opening_at = minute_field(
        "延期后的开标（开启）时间", required=False, help_text="可不填，由代理机构在交易系统中调整时间后送审"
    )


class ChangeEditor(AnnouncementEditor):
    """The items of a change. Those about the times follow from the times and are not typed."""

    announcement_type = AnnouncementType.CHANGE
    head_class: ClassVar[type[HeadForm]] = ChangeHeadForm
    template = "province/drafts/change.html"
    items: Rows

    def head_initial(self) -> dict[str, Any]:
        """Start with the newest announcement, all lots, and no postponement."""
        if self.announcement is None:
            return {
                "subject": "announcement",
                "lot_nos": list(self.standing.lot_names),
                "postponed": False,
            }
        facts = self.kept_facts
        return {
            **facts,
            "corrects": self.announcement.corrects,
            "lot_nos": self.announcement.lot_nos,
            "bid_deadline": parse_datetime(facts.get("bid_deadline", "")),
            "opening_at": parse_datetime(facts.get("opening_at", "")),
        }

    def prepare(self) -> None:
        """Offer what can be changed; show the items that were typed."""
        found = self.standing.correctable(self.announcement_type, without=self.announcement_no)
        self.head.choose("corrects", [(one.announcement_no, f"{one.announcement_no} {one.title}") for one in found])
        self.head.choose("lot_nos", [(no, f"{no} {name}") for no, name in self.standing.lot_names.items()])
        typed = [item for item in self.kept_facts.get("items", []) if item["label"] not in TIME_LABELS]
        self.items = table_of(ItemForm, prefix="items", data=self.data, initial=typed)

    def parts(self) -> Iterator[tuple[str, forms.BaseForm | Rows]]:
        """Yield the head and the items."""
        yield "", self.head
        yield "更正内容", self.items

    @cached_property
    def known_times(self) -> Times | None:
        """The times that this change moves."""
        return self.standing.times(before=self.announcement_no)

    def check(self) -> None:
        """Hold the new times against those in force, and ask for something to change."""
        data, known = self.head.cleaned_data, self.known_times
        deadline, opening = data["bid_deadline"], data["opening_at"]
        if not data["postponed"]:
            for name in ("bid_deadline", "opening_at"):
                if data[name]:
                    self.head.add_error(name, "填写新的时间时，“是否延期开标”须选择“是”")
            if not self.items.filled_forms():
                self.head.add_error(None, "请至少填写一项更正内容")
            return
        if not self.items.filled_forms() and not (deadline or opening):
            self.head.add_error(None, "请填写延期后的时间，或在更正内容中说明")
        self._check_later("bid_deadline", deadline, known.bid_deadline if known else None)
        self._check_later("opening_at", opening, known.opening_at if known else None)
        last_deadline = deadline or (known and known.bid_deadline)
        last_opening = opening or (known and known.opening_at)
        if last_deadline and last_opening and last_opening < last_deadline:
            self.head.add_error("opening_at", "开标时间不得早于投标截止时间")

    def facts(self) -> dict[str, Any]:
        """Return the facts, the items about the times first."""
        data = self.head.cleaned_data
        times = time_items(known=self.known_times, bid_deadline=data["bid_deadline"], opening_at=data["opening_at"])
        typed = [{"before": "", **item} for item in self.items.filled()]
        return {
            "subject": data["subject"],
            "items": [*(item.model_dump() for item in times), *typed],
            "postponed": data["postponed"],
            "bid_deadline": data["bid_deadline"],
            "opening_at": data["opening_at"],
        }

    def told(self) -> Iterator[tuple[forms.BaseForm, str, str]]:
        """Yield the new times and what the items say."""
        for name in ("bid_deadline", "opening_at"):
            if self.head.cleaned_data[name]:
                yield self.head, name, in_words(self.head.cleaned_data[name])
        for form in self.items.filled_forms():
            yield form, "after", form.cleaned_data["after"]

    def _check_later(self, name: str, new: datetime | None, known: datetime | None) -> None:
        if new and known and new <= known:
            self.head.add_error(name, f"延期后的时间须晚于原时间 {in_words(known)}")

"""What readers search announcements by."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from apps.acceptance.codes import Kind, Method
from apps.announcements.models import Announcement
from apps.announcements.towns import TOWNS

# Days far outside of these cannot be turned into moments, and nobody means them.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
AMOUNT_ERRORS = ("invalid", "min_value", "max_digits", "max_decimal_places", "max_whole_digits")
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
UNREASONABLE_DAY = "请输入 2000 年至 2100 年之间的日期。"


class BiddingState(models.TextChoices):
    """截止情况: follows from the bid deadline and the clock, and is stored nowhere."""

    OPEN = "open", "未截止"
    CLOSED = "closed", "已截止"


def _choice(label: str, choices: type[models.TextChoices]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[("", "全部"), *choices.choices],
        required=False,
        error_messages={"invalid_choice": f"没有这种{label}，请从列表中重新选择。"},
    )


class DayInput(forms.DateInput):
    """A day; what is none comes back as plain text, for a field of dates would show nothing of it."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Return what the widget's template reads."""
        context: dict[str, Any] = super().get_context(name, value, attrs)
        if value and not ISO_DAY.fullmatch(str(value)):
            context["widget"]["type"] = "text"
        return context


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=DayInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        validators=[
            MinValueValidator(FIRST_DAY, UNREASONABLE_DAY),
            MaxValueValidator(LAST_DAY, UNREASONABLE_DAY),
        ],
        error_messages={"invalid": "请输入存在的日期，例如 2026-03-02。"},
    )


def _words(label: str) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=100,
        required=False,
        error_messages={
            "max_length": f"{label}请不要超过 100 个字。",
            "null_characters_not_allowed": f"{label}中有不能使用的字符。",
        },
    )


def _amount(label: str) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        # What is written in 万元 with ten decimals is exact in 元, as the province writes amounts.
        max_digits=20,
        decimal_places=10,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
        error_messages=dict.fromkeys(AMOUNT_ERRORS, "请输入金额，单位为万元，例如 96.5。"),
    )


class AnnouncementFilterForm(forms.Form):
    """The words and filters of the list of announcements; every one may be left out."""

    # Asked for less often: the page folds them away while they are empty.
    FURTHER = ("purchaser", "agency", "town", "amount_from", "amount_until", "published_from", "published_until")

    q = forms.CharField(
        label="关键词",
        max_length=100,
        required=False,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": "标题、编号、采购人、代理机构、正文", "autocomplete": "off"}
        ),
        error_messages={
            "max_length": "关键词请不要超过 100 个字。",
            "null_characters_not_allowed": "关键词中有不能使用的字符。",
        },
    )
    type = _choice("公告类型", Announcement.Type)
    method = _choice("采购方式", Method)
    kind = _choice("采购对象", Kind)
    state = _choice("截止情况", BiddingState)
    purchaser = _words("采购人")
    agency = _words("代理机构")
    town = forms.ChoiceField(
        label="乡镇（街道）",
        choices=[("", "全部"), *((town, town) for town in TOWNS)],
        required=False,
        error_messages={"invalid_choice": "没有这个乡镇（街道），请从列表中重新选择。"},
    )
    amount_from = _amount("金额从（万元）")
    amount_until = _amount("金额到（万元）")
    published_from = _day("发布日期从")
    published_until = _day("发布日期到")

    @property
    def narrowing(self) -> tuple[Any, ...] | None:
        """Return what stands in all fields but the words: all that their looks depend on, unless one is wrong."""
        return None if self.errors else tuple(field.value() for field in self if field.name != "q")

    @property
    def narrows_further(self) -> bool:
        """Tell whether something stands in a field that is folded away otherwise."""
        return any(self[name].value() for name in self.FURTHER)

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins, and amounts in the wrong order."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("published_from"), cleaned.get("published_until")
        if start and end and end < start:
            self.add_error("published_until", "结束日期不能早于开始日期。")
        least, most = cleaned.get("amount_from"), cleaned.get("amount_until")
        if least is not None and most is not None and most < least:
            self.add_error("amount_until", "“到”的金额不能小于“从”的金额。")
        return cleaned

"""Frozen content in words: what its keys are called, and how its values read on a page."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from typing import Any

from django.db.models import Field, Model
from django.utils.html import strip_tags

from apps.acceptance.models import Lot, Project
from apps.acceptance.snapshots import LOT_FIELDS, PROJECT_FIELDS
from apps.acceptance.wording import label
from apps.core.figures import write_figure
from apps.core.templatetags.ui import ABSENT, date_cn, datetime_cn, money
from apps.tender_planning.documents.assembling import VERSION_PART
from apps.tender_planning.models import (
    AnnouncedTerms,
    BidSlot,
    FeeItem,
    FeeTariff,
    QualificationItem,
    Room,
    RuleCode,
    RuleException,
)
from apps.tender_planning.snapshots import checks, documents, fees, schedule, scoring, setup, slots
from apps.tender_planning.snapshots.freezing import ANNOUNCED_FIELDS, EXCEPTION_FIELDS

HTML = frozenset({"html", "body_html"})
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
AMOUNTS = frozenset({"amount", "base_amount", "budget", "ceiling_price", "documents_price", "lower", "part", "upper"})
FIGURES = frozenset(
    {
        "abnormal_ceiling_rate",
        "abnormal_mean_rate",
        "abnormal_second_rate",
        "consortium_deduction",
        "discount",
        "domestic_deduction",
        "least",
        "least_points",
        "most",
        "most_points",
        "points",
        "quantity",
        "rate",
        "small_firm_deduction",
    }
)
# Where a line, or a cell of one, ends in HTML: words that stand apart must not run into one.
LINE_ENDS = re.compile(r"<br\s*/?>|</(?:p|h[1-6]|li|tr|blockquote)>", re.IGNORECASE)
CELL_ENDS = re.compile(r"(?:</p>)?</t[dh]>", re.IGNORECASE)
# The name of a row, by the first of these that it has.
NAMES = ("name", "title", "label", "code")
# What tells rows apart, and where a page has them: nothing to be read.
HIDDEN = frozenset({"key", "place"})


@dataclass(frozen=True)
class Words:
    """What one part of a version is called, and what its keys and its choices are called."""

    title: str
    labels: Mapping[str, str]
    choices: Mapping[str, Mapping[Any, str]] = field(default_factory=dict)

    def label(self, key: str) -> str:
        """Return what a key is called; versions outlive the lists of words, so an unknown one is shown as it is."""
        return self.labels.get(key) or key

    def items(self, row: Mapping[str, Any]) -> list[tuple[str, Any]]:
        """Return what can be read of a row, in the order of the words: the database keeps keys in its own."""
        order = {key: place for place, key in enumerate(self.labels)}
        shown = [(key, value) for key, value in row.items() if key not in HIDDEN]
        return sorted(shown, key=lambda item: order.get(item[0], len(order)))

    def name_of(self, row: Mapping[str, Any]) -> str:
        """Return what a row is called."""
        if "lot_no" in row:
            return f"标段 {row['lot_no']}"
        return next((self.text(name, row[name]) for name in NAMES if row.get(name)), "")

    def text(self, key: str, value: Any) -> str:
        """Return a value as people read it."""
        if value in (None, "", []):
            return ABSENT
        if isinstance(value, list):
            return _listed(value)
        if key in self.choices:
            return str(self.choices[key].get(value, value))
        if key in AMOUNTS:
            return money(Decimal(value))
        return _plain(key, value)


def _listed(values: list[Any]) -> str:
    """Return plain values on one line; pairs of a term and its value on a line each."""
    if isinstance(values[0], list):
        return "\n".join("：".join(map(str, pair)) for pair in values)
    return "、".join(map(str, values))


def _plain(key: str, value: Any) -> str:
    """Return a value whose key says nothing of its shape."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if not isinstance(value, str):
        return str(value)
    if key in FIGURES:
        return write_figure(Decimal(value))
    if MOMENT.match(value):
        return datetime_cn(datetime.fromisoformat(value))
    if DAY.fullmatch(value):
        return date_cn(date.fromisoformat(value))
    return plain_text(value) if key in HTML else value


def is_table(value: Any) -> bool:
    """Tell whether a value is a list of rows; a list of plain values reads as one line."""
    return isinstance(value, list) and bool(value) and isinstance(value[0], Mapping)


def plain_text(html: str) -> str:
    """Return the words of HTML, a line for each paragraph, item and row."""
    lines = unescape(strip_tags(LINE_ENDS.sub("\n", CELL_ENDS.sub("\u3000", html)))).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip())


def _choices(*models: type[Model]) -> dict[str, dict[Any, str]]:
    fields = [each for model in models for each in model._meta.get_fields() if isinstance(each, Field)]
    return {each.name: {value: str(text) for value, text in each.flatchoices} for each in fields if each.flatchoices}


def _labels(model: type[Model], names: tuple[str, ...]) -> dict[str, str]:
    return {name: label(model, name) for name in names}


# In the order of a version's page.
WORDS: Mapping[str, Words] = {
    "project": Words("项目信息", _labels(Project, PROJECT_FIELDS), _choices(Project)),
    "agency": Words("代理机构", {"name": "名称", "credit_code": "统一社会信用代码"}),
    "lots": Words("标段", _labels(Lot, LOT_FIELDS)),
    "announced": Words("公告所载事项", _labels(AnnouncedTerms, ANNOUNCED_FIELDS)),
    "setup": Words("立项信息", setup.LABELS, {"room_kind": dict(Room.Kind.choices)}),
    "fees": Words("资费定义", fees.LABELS, _choices(FeeTariff, FeeItem)),
    VERSION_PART: Words("招标文件", documents.LABELS),
    "slots": Words("投标文件组成", slots.LABELS, _choices(BidSlot)),
    "scoring": Words("评分标准", scoring.LABELS, scoring.CHOICES),
    "checks": Words("资格审查与符合性审查", checks.LABELS, _choices(QualificationItem)),
    "schedule": Words("开评标配置", schedule.LABELS),
    "exceptions": Words("例外说明", _labels(RuleException, EXCEPTION_FIELDS), {"code": dict(RuleCode.choices)}),
}

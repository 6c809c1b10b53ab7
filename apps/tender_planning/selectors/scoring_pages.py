"""What the pages of 评分标准 show beside the form itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db.models import Count
from django.http import QueryDict
from django.utils import timezone

from apps.acceptance.codes import Method
from apps.acceptance.differences import Difference
from apps.acceptance.models import Lot
from apps.accounts.models import Organisation
from apps.core.figures import write_figure
from apps.core.paging import Page, page_of
from apps.core.templatetags.ui import ABSENT
from apps.tender_planning.inspections.scoring import inspect_lot
from apps.tender_planning.models import Planning, RuleCode, ScoringScheme
from apps.tender_planning.rules.book import load_rule_book
from apps.tender_planning.scoring.abnormal_prices import AbnormalRates
from apps.tender_planning.scoring.checks import SchemeContext
from apps.tender_planning.scoring.evaluation import PriceLimit, Standards
from apps.tender_planning.scoring.facts import Item, Level, SchemeFacts
from apps.tender_planning.selectors.rule_exceptions import FoundRow, found_rows
from apps.tender_planning.selectors.scoring import fresh_scheme, points_range, scheme_contexts, schemes_of
from apps.tender_planning.snapshots.scoring import CHOICES, LABELS

NOTHING, EVERYTHING = Decimal(0), Decimal(100)


@dataclass(frozen=True)
class SchemeSheet:
    """The scheme of a lot with what it is held against; `stored` is None while nobody has saved it."""

    lot: Lot
    stored: SchemeFacts | None
    context: SchemeContext

    @property
    def shown(self) -> SchemeFacts:
        """Return what the form begins with."""
        return self.stored or fresh_scheme(self.context)

    @property
    def is_scored(self) -> bool:
        """Tell whether there is anything to compare: a single source has no scheme."""
        return self.context.method != Method.SINGLE_SOURCE


def scheme_sheet(planning: Planning, lot: Lot, now: datetime) -> SchemeSheet:
    """Return the scheme of a lot, by the rules of the day."""
    rules = load_rule_book(timezone.localdate(now))
    return SchemeSheet(lot, schemes_of([lot]).get(lot.pk), scheme_contexts(planning, [lot], rules)[lot.pk])


def findings_of(planning: Planning, sheet: SchemeSheet, *, anchor_of: Callable[[str], str]) -> list[FoundRow]:
    """Return what the checks say of the stored scheme; nothing before there is one."""
    if sheet.stored is None:
        return []
    return found_rows(planning, inspect_lot(sheet.lot, sheet.stored, sheet.context), anchor_of=anchor_of)


def earlier_schemes(agency: Organisation, *, but: Lot, words: str, query: QueryDict) -> Page[ScoringScheme]:
    """Return a page of the agency's own schemes, last changed first, without that of `but`. Raises BadPage."""
    schemes = ScoringScheme.objects.of_agency(agency).matching(words).exclude(lot=but)
    rows = schemes.select_related("lot__project").annotate(item_count=Count("items"))
    return page_of(rows, by="changed_at", query=query)


def scheme_differences(stored: SchemeFacts | None, typed: SchemeFacts) -> list[Difference]:
    """Return where what was typed differs from what is stored: settings, groups, items."""
    before, after = (_in_words(scheme) for scheme in (stored, typed))
    keys = dict.fromkeys([*before, *after])
    rows = [
        Difference((after.get(key) or before[key])[0], _said(before, key), _said(after, key), differs=True)
        for key in keys
    ]
    return [row for row in rows if row.before != row.after]


def price_limit(lot: Lot) -> PriceLimit | None:
    """Return what no quote may exceed: the ceiling price, or the budget where there is none."""
    if lot.ceiling_price is not None:
        return PriceLimit(lot.ceiling_price, "最高限价")
    return None if lot.budget is None else PriceLimit(lot.budget, "采购预算")


def trial_standards(context: SchemeContext) -> Standards:
    """Return what the law says where a scheme says nothing.

    Without a rule no quote is asked about, and only what is wholly small firms' or domestic is favoured.
    """
    rates = (RuleCode.ABNORMAL_MEAN_RATE, RuleCode.ABNORMAL_SECOND_RATE, RuleCode.ABNORMAL_CEILING_RATE)
    return Standards(
        rates=AbnormalRates(*(_least(context, code, NOTHING) for code in rates)),
        small_share=_least(context, RuleCode.SMALL_FIRMS_PART, EVERYTHING),
        domestic_share=_least(context, RuleCode.DOMESTIC_PART, EVERYTHING),
    )


def _least(context: SchemeContext, code: RuleCode, otherwise: Decimal) -> Decimal:
    rule = context.rule(code)
    return otherwise if rule is None or rule.minimum is None else rule.minimum


def _said(words: Mapping[str, tuple[str, str]], key: str) -> str:
    return words[key][1] if key in words else ABSENT


def _in_words(scheme: SchemeFacts | None) -> dict[str, tuple[str, str]]:
    """Return everything a scheme says, by a key that is the same on both sides: what it is called, and its words."""
    if scheme is None:
        return {}
    said = {
        each.name: (LABELS[each.name], _value(each.name, getattr(scheme, each.name)))
        for each in fields(scheme)
        if each.name not in ("groups", "items")
    }
    for group in scheme.groups:
        said[group.category] = (f"{group.category.label}类别", f"{group.name}，{_value('points', group.points)} 分")
    for item in scheme.items:
        said[item.key] = (f"评分项 {item.name or '（未命名）'}", _item(item))
    return said


def _item(item: Item) -> str:
    points = points_range(item.least_points, item.most_points)
    parts = [
        item.category.label,
        item.name,
        item.judging.label,
        f"{points or ABSENT} 分",
        item.description,
        item.evidence,
    ]
    return "；".join(part for part in [*parts, *map(_level, item.levels)] if part)


def _level(level: Level) -> str:
    return f"{level.label} {points_range(level.least, level.most)} 分 {level.criterion}".strip()


def _value(name: str, value: Any) -> str:
    if value is None:
        return ABSENT
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Enum):
        return str(CHOICES[name][value.value])
    return write_figure(value)

"""结果更正公告: 更正公告 about 采购结果 (财办库〔2020〕50号, format 6)."""

from collections.abc import Iterator
from typing import Any

from apps.announcements.facts import AwardedLot
from apps.announcements.formats.about import About
from apps.announcements.formats.awards import award_row, awarded_facts, inspect_awards, item_row
from apps.announcements.formats.common import begin_common, common_context, error, missing_in_common
from apps.announcements.formats.items import inspect_items, shown_items, typed_items
from apps.announcements.formats.lots import LotState
from apps.announcements.formats.values import Values
from apps.announcements.formats.words import day_words
from apps.tender_planning.findings import Finding

SUFFIX = "结果更正公告"
MATTER = "采购结果"
CORRECTABLE = (LotState.AWARDED, LotState.CONTRACTED)


def begin(about: About) -> dict[str, Any]:
    """Return what is known: the awards in force, to be put right where they are wrong."""
    awards = [lot for lots in about.awards.values() for lot in lots]
    return begin_common(about, SUFFIX) | {
        "items": [],
        "awards": [award_row(lot) for lot in awards],
        "main_items": [item_row(lot.lot_no, item) for lot in awards for item in lot.main_items],
    }


def facts(values: Values, about: About) -> dict[str, Any]:
    """Return the table of facts of a correction, as the exchange has it: of the lots, those that change."""
    return {"items": typed_items(values), "lots": _changed_lots(values, about)}


def context(values: Values, about: About) -> dict[str, Any]:
    """Return what the text says."""
    return common_context(values, about) | {
        "matter": MATTER,
        "items": shown_items(typed_items(values)),
        "first_day": day_words(about.follows.first_published_at) if about.follows else "",
        "day": day_words(about.now),
    }


def lot_nos(values: Values) -> list[str]:
    """Return no lots of its own: its facts name those that change."""
    return []


def inspect(values: Values, about: About) -> Iterator[Finding]:
    """Return what keeps it from being published, and what to look at."""
    yield from missing_in_common(values)
    yield from inspect_items(values)
    if about.follows is None:
        yield error("", "本项目没有生效的结果公告，不能更正。")
    if not typed_items(values):
        yield error("", "请至少填写一个更正项：更正前后的内容要让读者看得出改了什么。")
    yield from inspect_awards(values, about, states=CORRECTABLE, why="没有生效的结果公告。")


def _changed_lots(values: Values, about: About) -> list[dict[str, Any]]:
    """Return the lots of which anything is another than what is in force."""
    typed = awarded_facts(values)
    by_lot: dict[str, list[dict[str, Any]]] = {}
    for lot in typed:
        by_lot.setdefault(lot["lot_no"], []).append(lot)
    return [
        lot
        for lot_no, lots in by_lot.items()
        if AwardedLot.all_of({"lots": lots}) != tuple(about.awards.get(lot_no, ()))
        for lot in lots
    ]

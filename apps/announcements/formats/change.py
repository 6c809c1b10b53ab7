"""变更公告: 更正公告 about the tender announcement or the documents (财办库〔2020〕50号, format 6).

The times that it sets are settled and judged where those of every change are; here they are only written down.
"""

from collections.abc import Iterator
from typing import Any

from apps.announcements.facts import ChangeSubject
from apps.announcements.formats.about import About
from apps.announcements.formats.common import begin_common, common_context, error, missing, missing_in_common
from apps.announcements.formats.items import Item, inspect_items, shown_items, typed_items
from apps.announcements.formats.values import Values
from apps.announcements.formats.words import day_words, moment_words, wire_moment
from apps.tender_planning.findings import Finding

SUFFIX = "变更公告"
MOMENTS = ("documents_until", "bid_deadline", "opening_at")


def begin(about: About) -> dict[str, Any]:
    """Return what is known; a time that stays as it is stays empty."""
    return begin_common(about, SUFFIX) | {
        "subject": ChangeSubject.DOCUMENTS,
        "items": [],
        "opening_place": "",
        **dict.fromkeys(MOMENTS),
    }


def facts(values: Values, about: About) -> dict[str, Any]:
    """Return the table of facts of a change, as the exchange has it."""
    return {
        "subject": values["subject"],
        "items": _items(values, about),
        "postponed": _is_postponed(values, about),
        "bid_deadline": wire_moment(values.get("bid_deadline")),
        "opening_at": wire_moment(values.get("opening_at")),
    }


def context(values: Values, about: About) -> dict[str, Any]:
    """Return what the text says."""
    subject = values.get("subject")
    return common_context(values, about) | {
        "matter": ChangeSubject(subject).label if subject else "",
        "items": shown_items(_items(values, about)),
        "first_day": day_words(about.follows.first_published_at) if about.follows else "",
        "day": day_words(about.now),
    }


def lot_nos(values: Values) -> list[str]:
    """Return no lots: a change speaks of its tender as a whole."""
    return []


def inspect(values: Values, about: About) -> Iterator[Finding]:
    """Return what keeps it from being handed on."""
    yield from missing_in_common(values)
    yield from missing(values, {"subject": "更正事项"})
    yield from inspect_items(values)
    if about.follows is None:
        yield error("", "本项目没有生效的采购公告，不能变更。")
    if not _items(values, about):
        yield error("", "没有更正内容：请填写改动的时间、地点，或者添加更正项。")
    for name in MOMENTS:
        moment = values.get(name)
        if moment is not None and moment <= about.now:
            yield error(name, "更正后的时间已经过去，请核对。")


def _items(values: Values, about: About) -> list[Item]:
    """Return the items: those that follow from the times and the place, then those that somebody wrote."""
    times, words = about.times, about.wording
    labels = {
        "documents_until": "文件获取截止时间",
        "bid_deadline": f"{words.deadline}时间",
        "opening_at": f"{words.opening}时间",
    }
    moved = []
    for name, label in labels.items():
        before, after = getattr(times, name) if times else None, values.get(name)
        if after is not None and after != before:
            shown = moment_words(before) if before else ""
            moved.append({"label": label, "before": shown, "after": moment_words(after)})
    place, known = values.get("opening_place") or "", times.opening_place if times else ""
    if place and place != known:
        moved.append({"label": f"{words.opening}地点", "before": known, "after": place})
    return [*moved, *typed_items(values)]


def _is_postponed(values: Values, about: About) -> bool:
    times = about.times
    if times is None:
        return False
    return any(
        values.get(name) is not None and values[name] > getattr(times, name) for name in ("bid_deadline", "opening_at")
    )

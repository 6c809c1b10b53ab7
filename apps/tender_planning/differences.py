"""What changed from one version to the next, field by field."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from apps.acceptance.differences import Difference
from apps.core.templatetags.ui import ABSENT
from apps.tender_planning.frozen_words import WORDS, Words, is_table

ADDED, REMOVED = "（新增）", "（已删除）"
LEFT_OUT = "……"
SAME_WORDS = ("（文字相同）", "（仅格式有变化）")
# The number of a chapter follows from the order, which is told by itself.
DERIVED = frozenset({"number"})
# Rows are the same row when they bear the same of these: given once, and kept through every edit.
IDENTITIES = ("key", "unified_deal_code", "lot_no")


@dataclass(frozen=True)
class PartDifferences:
    """Where one part of the two versions differs."""

    title: str
    rows: list[Difference]


def between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[PartDifferences]:
    """Return the parts in which the contents of two versions differ, in the order of a version's page."""
    found = (
        PartDifferences(words.title, list(_compare(words, name, before.get(name), after.get(name), "")))
        for name, words in WORDS.items()
    )
    return [part for part in found if part.rows]


def _compare(words: Words, key: str, before: Any, after: Any, place: str) -> Iterator[Difference]:
    """Yield the differences of what stands under `key`; `place` is the way to it, in words."""
    if before == after:
        return
    if is_table(before) or is_table(after):
        yield from _rows(words, before or [], after or [], place)
    elif isinstance(before, Mapping) or isinstance(after, Mapping):
        old, new = before or {}, after or {}
        for name, _ in words.items({**old, **new}):
            if name not in DERIVED:
                inner = _path(place, words.label(name))
                yield from _compare(words, name, old.get(name), new.get(name), inner)
    else:
        yield Difference(place, *changed_lines(words.text(key, before), words.text(key, after)), differs=True)


def changed_lines(before: str, after: str) -> tuple[str, str]:
    """Return two texts without the lines that both have; where lines were left out stands ……."""
    if before == after:
        return SAME_WORDS
    old, new = before.splitlines(), after.splitlines()
    kept_old: list[str] = []
    kept_new: list[str] = []
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        same = tag == "equal"
        kept_old += [LEFT_OUT] if same else old[old_from:old_to]
        kept_new += [LEFT_OUT] if same else new[new_from:new_to]
    return "\n".join(kept_old) or ABSENT, "\n".join(kept_new) or ABSENT


def _rows(words: Words, before: Sequence[Any], after: Sequence[Any], place: str) -> Iterator[Difference]:
    old, new = _by_identity(before), _by_identity(after)
    for identity, row in old.items():
        if identity not in new:
            yield Difference(_path(place, words.name_of(row)), _in_short(words, row), REMOVED, differs=True)
    for identity, row in new.items():
        if identity in old:
            yield from _compare(words, "", old[identity], row, _path(place, words.name_of(row)))
        else:
            yield Difference(_path(place, words.name_of(row)), ADDED, _in_short(words, row), differs=True)
    stayed = [identity for identity in old if identity in new]
    moved = [identity for identity in new if identity in old]
    if stayed != moved:
        old_order, new_order = (
            "、".join(words.name_of(new[identity]) for identity in each) for each in (stayed, moved)
        )
        yield Difference(_path(place, "顺序"), old_order, new_order, differs=True)


def _by_identity(rows: Sequence[Mapping[str, Any]]) -> dict[Any, Mapping[str, Any]]:
    """Return the rows by what they are the same row by; those that bear nothing of it by their place."""
    return {
        next((row[name] for name in IDENTITIES if row.get(name)), position): row for position, row in enumerate(rows)
    }


def _in_short(words: Words, row: Mapping[str, Any]) -> str:
    told = [
        f"{words.label(name)}：{words.text(name, value)}"
        for name, value in words.items(row)
        if name not in DERIVED and value not in (None, "") and not isinstance(value, Mapping) and not is_table(value)
    ]
    return "\n".join(told) or ABSENT


def _path(place: str, name: str) -> str:
    return f"{place} · {name}" if place and name else place or name

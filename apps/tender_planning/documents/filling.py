"""Puts values in the place of the fields of a chapter, and tells what is left open."""

import html
import re
from dataclasses import dataclass, field

from apps.tender_planning.documents.block_fields import BLOCKS_BY_NAME
from apps.tender_planning.documents.facts import Facts
from apps.tender_planning.documents.fields import BY_NAME

FIELD = re.compile(r"\{\{([^{}<>]{1,60})\}\}")
# A table cannot stand inside a paragraph, so a block field has one to itself. Both kinds are looked for at once:
# what a value brings along is never read as a field.
LONE = re.compile(rf"<p>\s*{FIELD.pattern}\s*</p>")
PLACE = re.compile(f"{LONE.pattern}|{FIELD.pattern}")
# What the editor's marks or a slip of the hand made of a field.
BROKEN = re.compile(r"\{\{|\}\}")
BLANK = re.compile(r"【[^【】]{0,200}】")
TAG = re.compile(r"<[^<>]*>")


@dataclass(frozen=True)
class Filled:
    """A chapter's text with its fields filled, and what kept it from being complete, each once, in order.

    unknown    names that are no field
    empty      fields without a value yet
    misplaced  block fields that stand inside a sentence or a cell
    blanks     places where the agency has to write: 【…】
    is_broken  braces that belong to no field
    """

    html: str
    unknown: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    misplaced: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()
    is_broken: bool = False

    @property
    def is_complete(self) -> bool:
        """Tell whether nothing is left open."""
        return not (self.unknown or self.empty or self.misplaced or self.blanks or self.is_broken)


class FieldValues:
    """The values of one preparation's fields; each is found out once."""

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._known: dict[str, str] = {}

    def text(self, name: str) -> str:
        """Return the value of a field, escaped; empty when there is none yet."""
        if name not in self._known:
            value = html.escape(self.plain(name))
            self._known[name] = "<br>".join(value.splitlines())
        return self._known[name]

    def table(self, name: str) -> str:
        """Return the table of a block field; empty when there is nothing to show yet."""
        if name not in self._known:
            self._known[name] = str(BLOCKS_BY_NAME[name].html(self._facts))
        return self._known[name]

    def plain(self, name: str) -> str:
        """Return the value of a field that stands in a sentence, as plain text."""
        return BY_NAME[name].value(self._facts)


def fill(body: str, values: FieldValues) -> Filled:
    """Return the cleaned HTML `body` of a chapter with its fields filled.

    What has no value stays visible in 〔…〕, so that nobody takes a draft for the whole.
    """
    gaps = _Gaps()

    def replaced(found: re.Match[str]) -> str:
        alone, within = found.groups()
        name = html.unescape(alone or within).strip()
        if alone and name in BLOCKS_BY_NAME:
            return values.table(name) or f"<p>{gaps.note(gaps.empty, name, '尚无内容')}</p>"
        shown = _text(name, values, gaps)
        return f"<p>{shown}</p>" if alone else shown

    filled = PLACE.sub(replaced, body)
    return Filled(
        html=filled,
        unknown=tuple(gaps.unknown),
        empty=tuple(gaps.empty),
        misplaced=tuple(gaps.misplaced),
        blanks=tuple(BLANK.findall(html.unescape(TAG.sub("", body)))),
        is_broken=bool(BROKEN.search(FIELD.sub("", body))),
    )


@dataclass
class _Gaps:
    """The names that could not be filled, each once."""

    unknown: dict[str, None] = field(default_factory=dict)
    empty: dict[str, None] = field(default_factory=dict)
    misplaced: dict[str, None] = field(default_factory=dict)

    @staticmethod
    def note(gap: dict[str, None], name: str, words: str) -> str:
        """Remember the name and return what stands in its place."""
        gap[name] = None
        return f"〔{html.escape(name)}：{words}〕"


def _text(name: str, values: FieldValues, gaps: _Gaps) -> str:
    if name in BLOCKS_BY_NAME:
        return gaps.note(gaps.misplaced, name, "须单独成段")
    if name not in BY_NAME:
        return gaps.note(gaps.unknown, name, "没有这个字段")
    return values.text(name) or gaps.note(gaps.empty, name, "尚无内容")

"""Reads the new times and places out of the text of a change; the old ones, which stand beside them, do not count."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from apps.announcements.changes.blocks import Block
from apps.announcements.changes.moments import Moment, plain
from apps.announcements.changes.sentences import Scan, moments_in, place_in, scan_sentence, sentences_of
from apps.announcements.changes.words import HEADING, OTHER, PLACE, TIMES, UNCHANGED, Role, fields_in, role_in
from apps.announcements.facts import ChangedItem

# `stated`: a word says that this is the new one. `likely`: the time stands beside its name and nothing says that it is
# the old one.
Certainty = Literal["stated", "likely"]

# A line that says nothing but 更正后： speaks of the lines below it; a longer sentence speaks for itself.
LONGEST_HEADING = 24
LONGEST_PLACE = 200


@dataclass(frozen=True)
class Passage:
    """Where in the text something is said: a stretch of one cell of one block."""

    block: int
    cell: int
    start: int
    end: int


@dataclass(frozen=True)
class Reading:
    """A new time or place. `at` is None where only a day is given; `passage` is None for an item of the facts.

    `source` is the sentence that says so, word for word.
    """

    field: str
    certainty: Certainty
    source: str
    day: date | None = None
    at: datetime | None = None
    place: str = ""
    passage: Passage | None = None


def read_text(blocks: Sequence[Block], *, published_on: date) -> list[Reading]:
    """Return what the lines and tables of a text say, in their order; nothing is raised, whatever they say."""
    return [*_lines(blocks, published_on), *_tables(blocks, published_on)]


def read_items(items: Iterable[ChangedItem], *, published_on: date) -> list[Reading]:
    """Return what the items of a change (更正项, 更正前, 更正后) say."""
    return [
        replace(reading, source=f"{item.label}：{item.after}")
        for item in items
        for reading in _after(item.after, fields_in(plain(item.label)), published_on)
    ]


def _lines(blocks: Sequence[Block], published_on: date) -> Iterator[Reading]:
    """Read running text: what a line like 更正后： says holds for the lines below it, a name without a time too."""
    section: Role | None = None
    open_labels: list[str] = []
    is_direct = False
    for number, block in enumerate(blocks):
        if block.is_row:
            section, open_labels, is_direct = None, [], False
            continue
        for start, end in sentences_of(block.cells[0]):
            text = plain(block.cells[0][start:end])
            if HEADING.match(text) or UNCHANGED.search(text):
                section = None
            # 更正事项：开标时间 may lead to a line 更正后：…, and to any line if nothing but the time is missing.
            are_meant = section or role_in(text) or is_direct
            scan = scan_sentence(text, section, open_labels if are_meant else [], published_on)
            for name, moment, role in scan.found:
                if name in TIMES and role != "old":
                    passage = Passage(number, 0, start, end)
                    yield _timed(name, moment, role, block.cells[0][start:end], passage)
            if place := place_in(text, section):
                yield Reading(
                    PLACE, "stated", block.cells[0][start:end], place=place, passage=Passage(number, 0, start, end)
                )
            if len(text) <= LONGEST_HEADING and not scan.found and (own := role_in(text)):
                section = own
            open_labels = _left_open(text, scan, open_labels)
            is_direct = text.rstrip().endswith(":")


def _left_open(text: str, scan: Scan, before: list[str]) -> list[str]:
    """Return the names that a line below may still give a time to."""
    if UNCHANGED.search(text) or any(role != "old" for _, _, role in scan.found):
        return []
    return [label for label in scan.labels if label != OTHER] if scan.labels else before


def _tables(blocks: Sequence[Block], published_on: date) -> Iterator[Reading]:
    """Read tables with a column 更正后, and rows that begin with it."""
    after: int | None = None
    names: tuple[str, ...] = ()
    for number, block in enumerate(blocks):
        if not block.is_row:
            after = None
            continue
        roles = [role_in(plain(cell)) if len(cell) <= LONGEST_HEADING else None for cell in block.cells]
        if "new" in roles and "old" in roles and not any(moments_in(cell, published_on) for cell in block.cells):
            # Counted from the end: a row whose first cell is that of the row before has one less.
            after = roles.index("new") - len(block.cells)
            names = ()
            continue
        if after is None:
            yield from _single_row(number, block, published_on)
        elif len(block.cells) >= -after:
            cell = len(block.cells) + after
            before = [plain(one) for one in block.cells[:cell]]
            names = fields_in("|".join(before[:-1] or before)) or names
            yield from _of_cell(number, block, cell, names, published_on)


def _single_row(number: int, block: Block, published_on: date) -> Iterator[Reading]:
    """Read a row by itself: 更正后 | 开标时间：…, or 开标时间 | …."""
    if len(block.cells) < 2:
        return
    head = plain(" ".join(block.cells[:-1]))
    if role_in(head) == "old" or moments_in(head, published_on):
        return
    readings = _of_cell(number, block, len(block.cells) - 1, fields_in(head), published_on)
    certainty: Certainty = "stated" if role_in(head) == "new" else "likely"
    for reading in readings:
        if certainty == "stated" or reading.field != PLACE:
            yield replace(reading, certainty=certainty)


def _of_cell(number: int, block: Block, cell: int, names: Sequence[str], published_on: date) -> Iterator[Reading]:
    text = block.cells[cell]
    for reading in _after(text, names, published_on):
        yield replace(reading, passage=Passage(number, cell, 0, len(text)))


def _after(text: str, names: Sequence[str], published_on: date) -> Iterator[Reading]:
    """Read what stands in the place of 更正后: names of its own go before those of its row."""
    shown = plain(text)
    own = fields_in(shown)
    scan = scan_sentence(shown, "new", [] if own else list(names), published_on)
    if own and scan.unnamed:
        scan.found += [(name, moment, role) for moment, role in scan.unnamed for name in names]
    for name, moment, role in scan.found:
        if name in TIMES and role != "old":
            yield _timed(name, moment, "new", text, None)
    if tuple(names) == (PLACE,) and not own and 0 < len(text.strip()) <= LONGEST_PLACE:
        yield Reading(PLACE, "stated", text, place=text.strip())
    elif place := place_in(shown, "new"):
        yield Reading(PLACE, "stated", text, place=place)


def _timed(name: str, moment: Moment, role: Role | None, source: str, passage: Passage | None) -> Reading:
    certainty: Certainty = "stated" if role == "new" else "likely"
    return Reading(name, certainty, source.strip(), day=moment.day, at=moment.at, passage=passage)

"""Frozen content as a page shows it: facts, tables of rows, and blocks within blocks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from apps.core.facts import Fact
from apps.tender_planning.frozen_words import WORDS, Words, is_table

# A row with more columns, or with paragraphs, is read as a block of its own.
MOST_COLUMNS = 8
LONGEST_CELL = 200
LONGEST_FACT = 60


@dataclass(frozen=True)
class Table:
    """Rows that are alike."""

    columns: list[str]
    rows: list[list[Fact]]


@dataclass(frozen=True)
class FrozenBlock:
    """A part of a version, or a row of one, with everything that it says."""

    title: str
    facts: list[Fact] = field(default_factory=list)
    table: Table | None = None
    blocks: list["FrozenBlock"] = field(default_factory=list)

    @property
    def columns(self) -> int:
        """Return in how many columns the facts are read: long ones need the whole width."""
        return 1 if any(len(fact.value) > LONGEST_FACT for fact in self.facts) else 2


def blocks_of(content: Mapping[str, Any]) -> list[FrozenBlock]:
    """Return the parts of a version that have content, in the order of the work."""
    return [_block(words, words.title, content[name]) for name, words in WORDS.items() if content.get(name)]


def _block(words: Words, title: str, value: Any) -> FrozenBlock:
    if isinstance(value, Mapping):
        facts, blocks = [], []
        for key, inner in words.items(value):
            if _is_nested(inner):
                blocks.append(_block(words, words.label(key), inner))
            else:
                facts.append(Fact(words.label(key), words.text(key, inner)))
        return FrozenBlock(title, facts, None, blocks)
    if _fits_a_table(words, value):
        return FrozenBlock(title, table=_table(words, value))
    names = [words.name_of(row) or f"第 {number} 项" for number, row in enumerate(value, start=1)]
    return FrozenBlock(title, blocks=[_block(words, name, row) for name, row in zip(names, value, strict=True)])


def _is_nested(value: Any) -> bool:
    """Tell whether a value has a shape of its own; a list of plain values reads as one line."""
    return isinstance(value, Mapping) or is_table(value)


def _fits_a_table(words: Words, rows: Sequence[Mapping[str, Any]]) -> bool:
    return all(
        len(words.items(row)) <= MOST_COLUMNS
        and not any(_is_nested(value) or len(words.text(key, value)) > LONGEST_CELL for key, value in words.items(row))
        for row in rows
    )


def _table(words: Words, rows: Sequence[Mapping[str, Any]]) -> Table:
    keys = [key for key, _ in words.items(rows[0])]
    return Table(
        columns=[words.label(key) for key in keys],
        rows=[[Fact(words.label(key), words.text(key, row.get(key))) for key in keys] for row in rows],
    )

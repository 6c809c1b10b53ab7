"""The content of a chapter, read once and drawn by both printers."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Marks:
    """How a stretch of text is set off from its surroundings."""

    is_strong: bool = False
    is_emphasised: bool = False
    is_underlined: bool = False
    is_struck: bool = False
    is_subscript: bool = False
    is_superscript: bool = False
    address: str = ""


PLAIN = Marks()


@dataclass(frozen=True)
class Run:
    """Text with one look; a text of LINE_BREAK alone is a forced line break."""

    text: str
    marks: Marks = PLAIN


LINE_BREAK = "\n"


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; one without runs is a blank line that somebody left on purpose."""

    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """A heading inside a chapter, `depth` 1 or 2 below the chapter's own."""

    depth: int
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Listing:
    """A list; an ordered one counts from `start`."""

    is_ordered: bool
    start: int
    items: tuple["Blocks", ...]


@dataclass(frozen=True)
class Quote:
    """A quoted passage."""

    blocks: "Blocks"


@dataclass(frozen=True)
class Rule:
    """A line across the page."""


@dataclass(frozen=True)
class Cell:
    """A cell with its place in the grid; spans are already cut to what is free.

    `is_centred` is the look of heads and of columns of numbers and short words; what `is_short`
    is not cut in two by the end of a page.
    """

    row: int
    column: int
    rowspan: int
    colspan: int
    is_header: bool
    is_centred: bool
    is_short: bool
    blocks: "Blocks"


@dataclass(frozen=True)
class Table:
    """A grid in which every place belongs to exactly one cell, rows from the top, cells from the left.

    The first `header_rows` are repeated on every page. `shares` are the columns' parts of the width, of WIDTH.
    """

    header_rows: int
    row_count: int
    shares: tuple[int, ...]
    cells: tuple[Cell, ...]


WIDTH = 10_000

Block = Paragraph | Heading | Listing | Quote | Rule | Table
Blocks = tuple[Block, ...]


def text_of(runs: tuple[Run, ...]) -> str:
    """Return the bare words of runs on one line."""
    return "".join(" " if run.text == LINE_BREAK else run.text for run in runs)

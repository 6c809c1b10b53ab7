"""Lays the cells of an HTML table out in a grid and shares the width out among its columns.

Both printers need every place of the grid taken exactly once; HTML promises nothing of the kind,
so spans are cut to what is free and holes are filled with empty cells.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from apps.core.exceptions import DomainError
from apps.core.printing.blocks import (
    WIDTH,
    Blocks,
    Cell,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Table,
    text_of,
)

# Word opens no table with more columns.
MOST_COLUMNS = 63
# A head longer than this would leave no room for what it heads: it is printed once.
MOST_REPEATED_ROWS = 6

# Half-width characters on a line across the page in the size of tables, and what a cell's own margins take.
LINE_LENGTH = 86
CELL_MARGINS = 4
NARROWEST = 6
# The exponent that evens out what wide columns ask for.
MODESTY = 0.6
# A column of nothing longer is centred.
SHORT_WORDS = 12
# A passage of no more half-width characters stays on one page.
SHORT_PASSAGE = 400


class UnprintableTable(DomainError):
    """A table that no page can hold."""


@dataclass(frozen=True)
class LooseCell:
    """A cell as HTML has it: spans as they were typed, no place yet."""

    rowspan: int
    colspan: int
    is_header: bool
    blocks: Blocks


@dataclass(frozen=True)
class _Place:
    """A cell with its place in the grid, its spans cut to what is free."""

    row: int
    column: int
    rowspan: int
    colspan: int
    loose: LooseCell


def table_of(*, header: Sequence[Sequence[LooseCell]], body: Sequence[Sequence[LooseCell]]) -> Table | None:
    """Return the table; None for one without a cell. Raises UnprintableTable beyond MOST_COLUMNS."""
    rows = [*header, *body]
    places = [*_placed(header, from_row=0), *_placed(body, from_row=len(header))]
    if not places:
        return None
    columns = max(place.column + place.colspan for place in places)
    if columns > MOST_COLUMNS:
        raise UnprintableTable(f"有一个 {columns} 列的表格，超过 {MOST_COLUMNS} 列的表格无法排版，请拆分。")
    places += _fillings(places, len(rows), columns)
    places.sort(key=lambda place: (place.row, place.column))
    needs = _needs(places, columns)
    return Table(
        header_rows=len(header) if len(header) <= MOST_REPEATED_ROWS and body else 0,
        row_count=len(rows),
        shares=_shares(needs),
        cells=tuple(
            Cell(
                row=place.row,
                column=place.column,
                rowspan=place.rowspan,
                colspan=place.colspan,
                is_header=place.loose.is_header,
                is_centred=place.loose.is_header or (place.colspan == 1 and needs[place.column] <= SHORT_WORDS),
                is_short=place.rowspan == 1 and _is_short(place.loose.blocks),
                blocks=place.loose.blocks,
            )
            for place in places
        ),
    )


def _placed(rows: Sequence[Sequence[LooseCell]], *, from_row: int) -> Iterator[_Place]:
    """Yield the cells in their places; a span ends with its section, as in a browser."""
    taken_until: dict[int, int] = {}  # column → the first row of the section that is free again
    for index, row in enumerate(rows):
        column = 0
        for loose in row:
            while taken_until.get(column, 0) > index:
                column += 1
            colspan = next(
                (width for width in range(1, loose.colspan) if taken_until.get(column + width, 0) > index),
                min(loose.colspan, MOST_COLUMNS + 1),
            )
            rowspan = min(loose.rowspan, len(rows) - index)
            yield _Place(from_row + index, column, rowspan, colspan, loose)
            taken_until |= {column + step: index + rowspan for step in range(colspan)}
            column += colspan


def _fillings(places: Sequence[_Place], row_count: int, columns: int) -> list[_Place]:
    taken = {
        (place.row + down, place.column + right)
        for place in places
        for down in range(place.rowspan)
        for right in range(place.colspan)
    }
    empty = LooseCell(rowspan=1, colspan=1, is_header=False, blocks=())
    return [
        _Place(row, column, 1, 1, empty)
        for row in range(row_count)
        for column in range(columns)
        if (row, column) not in taken
    ]


def _needs(places: Sequence[_Place], columns: int) -> list[int]:
    """Return what each column needs so that nothing in it wraps, in half-width characters."""
    needs = [NARROWEST] * columns
    for place in places:
        if place.colspan == 1:
            needs[place.column] = max(needs[place.column], _length(place.loose.blocks) + CELL_MARGINS)
    return needs


def _shares(needs: Sequence[int]) -> tuple[int, ...]:
    """Share the width: narrow columns get what they need, wide ones share the rest, less unequally than they ask."""
    widths = [float(need) for need in needs]
    if sum(needs) > LINE_LENGTH:
        wide = set(range(len(needs)))
        room = float(LINE_LENGTH)
        while narrow := {column for column in wide if needs[column] <= room / len(wide)}:
            wide -= narrow
            room -= sum(needs[column] for column in narrow)
        claims = {column: needs[column] ** MODESTY for column in wide}
        for column, claim in claims.items():
            widths[column] = room * claim / sum(claims.values())
    shares = [round(width * WIDTH / sum(widths)) for width in widths]
    # Rounding must not make the table wider or narrower than the page.
    shares[shares.index(max(shares))] += WIDTH - sum(shares)
    return tuple(shares)


def _is_short(blocks: Blocks) -> bool:
    return all(isinstance(block, Paragraph) for block in blocks) and _length(blocks) * len(blocks) <= SHORT_PASSAGE


def _length(blocks: Blocks) -> int:
    """Return the length of the longest paragraph in half-width characters."""
    longest = 0
    for block in blocks:
        match block:
            case Paragraph(runs) | Heading(_, runs):
                longest = max(longest, sum(2 if _is_wide(character) else 1 for character in text_of(runs)))
            case Quote(inner):
                longest = max(longest, _length(inner))
            case Listing(_, _, items):
                longest = max(longest, *(_length(item) + 4 for item in items))
            case Table():
                longest = LINE_LENGTH
            case _:
                pass
    return longest


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in {"W", "F", "A"}

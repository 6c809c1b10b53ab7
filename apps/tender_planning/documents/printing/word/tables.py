"""Turns a table into WordprocessingML: fixed columns, borders, merged cells, heads repeated on every page."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from apps.core.printing.blocks import WIDTH, Cell, Table
from apps.tender_planning.documents.printing.word.base import TEXT_WIDTH
from apps.tender_planning.documents.printing.word.elements import Element, element, paragraph

CellContent = Callable[[Cell], Iterable[Element]]


def table(described: Table, content: CellContent) -> Element:
    """Return the table; `content` makes what stands in a cell."""
    widths = [share * TEXT_WIDTH // WIDTH for share in described.shares]
    made = element(
        "tbl",
        element(
            "tblPr",
            element("tblStyle", val="TableGrid"),
            element("tblW", w=sum(widths), type="dxa"),
            element("jc", val="center"),
            element("tblLayout", type="fixed"),
        ),
        element("tblGrid", *(element("gridCol", w=width) for width in widths)),
    )
    rows: list[list[Cell]] = [[] for _ in range(described.row_count)]
    for cell in described.cells:
        # Word knows no rows spanned: a merged cell goes on as an empty one in every row below.
        for row in range(cell.row, cell.row + cell.rowspan):
            rows[row].append(cell)
    for index, cells in enumerate(rows):
        cells.sort(key=lambda cell: cell.column)
        made.append(
            element(
                "tr",
                element("trPr", *_row_properties(cells, is_head=index < described.header_rows)),
                *(_cell(cell, index, widths, content) for cell in cells),
            )
        )
    return made


def _row_properties(cells: Iterable[Cell], *, is_head: bool) -> Iterator[Element]:
    if all(cell.is_short or cell.rowspan > 1 for cell in cells):
        yield element("cantSplit")
    if is_head:
        yield element("tblHeader")


def _cell(cell: Cell, row: int, widths: Sequence[int], content: CellContent) -> Element:
    width = sum(widths[cell.column : cell.column + cell.colspan])
    properties = [element("tcW", w=width, type="dxa")]
    if cell.colspan > 1:
        properties.append(element("gridSpan", val=cell.colspan))
    if cell.rowspan > 1:
        properties.append(element("vMerge", **({"val": "restart"} if row == cell.row else {})))
    properties.append(element("vAlign", val="center"))
    written = list(content(cell)) if row == cell.row else []
    # A cell ends with a paragraph, or Word calls the file damaged.
    if not written:
        written.append(paragraph("TableText"))
    return element("tc", element("tcPr", *properties), *written)

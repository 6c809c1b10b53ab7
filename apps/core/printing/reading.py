"""Reads HTML into blocks.

Only structure is read; of everything else the text remains. The words are never changed, but for white space, which
folds as in a browser.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

from apps.core.printing.blocks import (
    PLAIN,
    Block,
    Blocks,
    Heading,
    Listing,
    Marks,
    Paragraph,
    Quote,
    Rule,
    Run,
    Table,
)
from apps.core.printing.flow import Flow
from apps.core.printing.grid import LooseCell, table_of

HEADINGS = {"h1": 1, "h2": 1, "h3": 1, "h4": 2, "h5": 2, "h6": 2}
# What has no look of its own but stands on lines of its own.
LINES = frozenset({
    "address", "article", "caption", "center", "dd", "div", "dl", "dt", "figcaption", "figure", "li", "p", "pre",
    "section",
})  # fmt: skip
VOID = frozenset({"br", "col", "hr"})
# What is nested deeper keeps its words and loses its structure: nobody reads such a list, and
# both printers and Python itself have their limits.
DEEPEST = 24


def read_blocks(html: str) -> Blocks:
    """Return the content of HTML that an allow-list has cleaned, and thereby closed what was left open.

    Raises UnprintableTable for a table that no page can hold.
    """
    reader = _TreeReader()
    reader.feed(html)
    reader.close()
    return _content(reader.tree(), PLAIN, depth=0)


class _TreeReader(HTMLParser):
    """Builds the tree of well-formed HTML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._builder = TreeBuilder()
        self._builder.start("body", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self._builder.end(tag)

    def handle_endtag(self, tag: str) -> None:
        self._builder.end(tag)

    def handle_data(self, data: str) -> None:
        self._builder.data(data)

    def tree(self) -> Element:
        self._builder.end("body")
        return self._builder.close()


def _content(element: Element, marks: Marks, *, depth: int) -> Blocks:
    flow = Flow()
    _read_children(element, marks, flow, depth=depth)
    return flow.blocks()


def _read_children(element: Element, marks: Marks, flow: Flow, *, depth: int) -> None:
    flow.text(element.text, marks)
    for child in element:
        if depth < DEEPEST:
            _read_element(child, marks, flow, depth=depth + 1)
        else:
            flow.text("".join(child.itertext()), marks)
        flow.text(child.tail, marks)


def _read_element(element: Element, marks: Marks, flow: Flow, *, depth: int) -> None:
    match element.tag:
        case "br":
            flow.line_break()
        case "hr":
            flow.block(Rule())
        case tag if tag in HEADINGS:
            if runs := tuple(_runs_within(_content(element, marks, depth=depth))):
                flow.block(Heading(HEADINGS[tag], runs))
        case "ul" | "ol":
            items = tuple(item for item in _items(element, marks, depth=depth) if item)
            if items:
                flow.block(Listing(element.tag == "ol", _number(element.get("start"), at_most=9999), items))
        case "blockquote":
            if blocks := _content(element, marks, depth=depth):
                flow.block(Quote(blocks))
        case "table":
            for block in _table(element, marks, depth=depth):
                flow.block(block)
        case tag if tag in LINES:
            flow.end_paragraph()
            _read_children(element, marks, flow, depth=depth)
            flow.end_paragraph()
        case _:
            _read_children(element, _marked(marks, element), flow, depth=depth)


def _marked(marks: Marks, element: Element) -> Marks:
    match element.tag:
        case "a":
            marks = replace(marks, address=element.get("href", ""))
        case "strong" | "b":
            marks = replace(marks, is_strong=True)
        case "em" | "i":
            marks = replace(marks, is_emphasised=True)
        case "u" | "ins":
            marks = replace(marks, is_underlined=True)
        case "s" | "strike" | "del":
            marks = replace(marks, is_struck=True)
        case "sub" | "sup" as tag:
            marks = replace(marks, is_subscript=tag == "sub", is_superscript=tag == "sup")
    return marks


def _items(element: Element, marks: Marks, *, depth: int) -> Iterator[Blocks]:
    """Yield the items of a list; what stands between them by mistake becomes an item of its own."""
    yield _words(element.text, marks)
    for child in element:
        if child.tag == "li":
            yield _content(child, marks, depth=depth + 1)
        else:
            flow = Flow()
            _read_element(child, marks, flow, depth=depth + 1)
            yield flow.blocks()
        yield _words(child.tail, marks)


def _words(text: str | None, marks: Marks) -> Blocks:
    flow = Flow()
    flow.text(text, marks)
    return flow.blocks()


def _table(element: Element, marks: Marks, *, depth: int) -> Iterator[Block]:
    for caption in element.findall("caption"):
        yield from _content(caption, marks, depth=depth + 1)
    sections: dict[bool, list[list[LooseCell]]] = {True: [], False: []}
    for section in element:
        rows = [section] if section.tag == "tr" else section.findall("tr")
        sections[section.tag == "thead"] += [_row(row, marks, depth=depth + 3) for row in rows]
    table = table_of(header=sections[True], body=sections[False])
    if table is not None:
        yield table


def _row(row: Element, marks: Marks, *, depth: int) -> list[LooseCell]:
    return [
        LooseCell(
            rowspan=_number(cell.get("rowspan"), at_most=9999),
            colspan=_number(cell.get("colspan"), at_most=9999),
            is_header=cell.tag == "th",
            blocks=_without_headings(_content(cell, marks, depth=depth)),
        )
        for cell in row
        if cell.tag in {"td", "th"}
    ]


def _without_headings(blocks: Blocks) -> Blocks:
    """Return what stands in a cell: a heading there is no part of the outline, it only looks strong."""
    return tuple(_without_heading(block) for block in blocks)


def _without_heading(block: Block) -> Block:
    match block:
        case Heading(_, runs):
            return Paragraph(tuple(replace(run, marks=replace(run.marks, is_strong=True)) for run in runs))
        case Quote(inner):
            return Quote(_without_headings(inner))
        case Listing(items=items):
            return replace(block, items=tuple(_without_headings(item) for item in items))
        case _:
            return block


def _number(text: str | None, *, at_most: int) -> int:
    """Return the positive number that the attribute holds; 1 where it holds none."""
    digits = (text or "").strip()
    return min(int(digits[:9]), at_most) or 1 if digits.isascii() and digits.isdecimal() else 1


def _runs_within(blocks: Iterable[Block]) -> Iterator[Run]:
    """Yield what a heading says, whatever stands inside it."""
    for block in blocks:
        match block:
            case Paragraph(runs) | Heading(_, runs):
                yield from runs
            case Quote(inner):
                yield from _runs_within(inner)
            case Listing(_, _, items):
                for item in items:
                    yield from _runs_within(item)
            case Table(cells=cells):
                for cell in cells:
                    yield from _runs_within(cell.blocks)
            case _:
                pass

"""Turns the chapters into paragraphs, headings, lists and quotes of WordprocessingML; `tables` does the tables."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn

from apps.core.printing.blocks import (
    Block,
    Blocks,
    Cell,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Rule,
    Run,
    Table,
)
from apps.tender_planning.documents.printing.outline import ReadChapter
from apps.tender_planning.documents.printing.word.elements import Element, element, paragraph, run
from apps.tender_planning.documents.printing.word.tables import table

# `base/word/numbering.xml` knows one num, of bullets, and an abstractNum to count with.
BULLETS = 1
ORDERED = 0
DEEPEST_LIST = 8

# How far a list goes in for each level, in twentieths of a point; in the text it starts two characters in.
INDENT = 480
INDENT_IN_CELL = 360
CELL_STYLES = {"TableText", "TableCentred", "TableHead"}


class BodyWriter:
    """Makes the elements of one document, to whose numbering and links it adds, and counts the headings."""

    def __init__(self, document: Document) -> None:
        self._part = document.part
        self._numbering: Element = document.part.numbering_part.element
        self._last_number = BULLETS
        self._heading_count = 0

    def chapter(self, chapter: ReadChapter) -> Iterator[Element]:
        """Yield the chapter's heading and content."""
        yield self._heading((Run(chapter.title),), chapter.level)
        yield from self._blocks(chapter.blocks, "BodyText", chapter.level)

    def _blocks(self, blocks: Blocks, style: str, level: int, lists: int = 0) -> Iterator[Element]:
        """Yield the blocks of a chapter of this level, inside so many lists."""
        for block in blocks:
            yield from self._block(block, style, level, lists)

    def _block(self, block: Block, style: str, level: int, lists: int) -> Iterator[Element]:
        match block:
            case Paragraph(runs):
                properties = [_indent(style, lists, hanging=False)] if lists else []
                yield paragraph(style, *self._runs(runs), properties=properties)
            case Heading(depth, runs):
                yield self._heading(runs, level + depth)
            case Listing():
                yield from self._listing(block, style, level, lists)
            case Quote(inner):
                yield from self._blocks(inner, style if style in CELL_STYLES else "Quote", level, lists)
            case Rule():
                yield paragraph("Rule")
            case Table():
                yield table(block, lambda cell: self._cell(cell, level))
                yield paragraph("AfterTable")

    def _heading(self, runs: Sequence[Run], level: int) -> Element:
        self._heading_count += 1
        return paragraph(
            f"Heading{level}",
            element("bookmarkStart", id=self._heading_count, name=bookmark(self._heading_count)),
            *self._runs(runs),
            element("bookmarkEnd", id=self._heading_count),
        )

    def _listing(self, listing: Listing, style: str, level: int, lists: int) -> Iterator[Element]:
        """Yield the items: the first paragraph of each bears its number, what follows stands under its text."""
        item_style = style if style in CELL_STYLES else "ListParagraph"
        depth = min(lists, DEEPEST_LIST)
        number = self._new_number(depth, listing.start) if listing.is_ordered else BULLETS
        for item in listing.items:
            head, rest = (item[0].runs, item[1:]) if isinstance(item[0], Paragraph) else ((), item)
            numbered = element("numPr", element("ilvl", val=depth), element("numId", val=number))
            properties = [numbered, _indent(item_style, lists + 1, hanging=True)]
            yield paragraph(item_style, *self._runs(head), properties=properties)
            yield from self._blocks(rest, item_style, level, lists + 1)

    def _cell(self, cell: Cell, level: int) -> Iterator[Element]:
        style = "TableHead" if cell.is_header else "TableCentred" if cell.is_centred else "TableText"
        yield from self._blocks(cell.blocks, style, level)

    def _runs(self, runs: Sequence[Run]) -> Iterator[Element]:
        for address, linked in groupby(runs, key=lambda each: each.marks.address):
            made = [run(each.text, each.marks) for each in linked]
            if address:
                link = element("hyperlink", *made)
                link.set(qn("r:id"), self._part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
                yield link
            else:
                yield from made

    def _new_number(self, depth: int, start: int) -> int:
        """Return the number of a new num, which counts from `start` whatever lists stand before."""
        self._last_number += 1
        self._numbering.append(
            element(
                "num",
                element("abstractNumId", val=ORDERED),
                element("lvlOverride", element("startOverride", val=start), ilvl=depth),
                numId=self._last_number,
            )
        )
        return self._last_number


def bookmark(heading: int) -> str:
    """Return the name of the bookmark at the heading, counted from 1."""
    return f"_Toc{heading:06d}"


def _indent(style: str, lists: int, *, hanging: bool) -> Element:
    step, left = (INDENT_IN_CELL, 0) if style in CELL_STYLES else (INDENT, INDENT)
    return element("ind", left=left + step * lists, **({"hanging": step} if hanging else {"firstLine": 0}))

"""Prints a tender document to PDF."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import chain
from pathlib import Path

from apps.core.printing.characters import not_drawable
from apps.core.printing.typesetting import typeset
from apps.tender_planning.documents.printing.description import PrintedDocument, with_clean_words
from apps.tender_planning.documents.printing.outline import ReadChapter, read_chapters
from apps.tender_planning.documents.printing.typst_data import document_data

TEMPLATE = Path(__file__).parent / "typst" / "tender.typ"


@dataclass(frozen=True)
class Layout:
    """The page of every heading in their order, and how many pages there are, both counted from the cover."""

    heading_pages: tuple[int, ...]
    page_count: int


def print_pdf(document: PrintedDocument, *, progress: Callable[[int], None] = lambda _: None) -> bytes:
    """Return the document as PDF; the same document gives the same bytes.

    `progress` hears percentages up to 100. Raises DomainError for content that cannot be printed,
    TypesettingFailed when the typesetter breaks down.
    """
    document = with_clean_words(document)
    chapters = read_chapters(document.chapters)
    progress(10)
    file = typeset(document_data(document, chapters), template=TEMPLATE, wants="pdf")
    progress(100)
    return file


def characters_without_glyph(document: PrintedDocument) -> frozenset[str]:
    """Return the characters that no font of ours can draw: the PDF names them by their numbers (〔U+20BB7〕)."""
    words = (document.title, document.kind_title, document.notice, document.version_note, *chain(*document.facts))
    chapters = (f"{chapter.title}{unescape(chapter.html)}" for chapter in document.chapters)
    return not_drawable("".join((*words, *chapters)))


def lay_out(document: PrintedDocument, chapters: Sequence[ReadChapter]) -> Layout:
    """Return where things stand in the PDF; raise TypesettingFailed."""
    answer = json.loads(typeset(document_data(document, chapters), template=TEMPLATE, wants="layout"))
    return Layout(heading_pages=tuple(answer["heading_pages"]), page_count=answer["page_count"])

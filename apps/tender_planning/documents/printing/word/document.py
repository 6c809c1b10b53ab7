"""Prints a tender document to DOCX, for those who go on working with its text."""

from collections.abc import Callable, Iterator
from io import BytesIO

from apps.core.printing.blocks import Marks
from apps.tender_planning.documents.printing.description import PrintedDocument, with_clean_words
from apps.tender_planning.documents.printing.outline import (
    contents_depth,
    headlines,
    read_chapters,
)
from apps.tender_planning.documents.printing.pdf import lay_out
from apps.tender_planning.documents.printing.word.base import empty_document
from apps.tender_planning.documents.printing.word.body import BodyWriter
from apps.tender_planning.documents.printing.word.contents import ContentsEntry, contents
from apps.tender_planning.documents.printing.word.elements import Element, paragraph, run, tab
from apps.tender_planning.documents.printing.word.running import write_running

STRONG = Marks(is_strong=True)

# Percentages that are reached when the document is read, its pages are known, its chapters are written.
READ, LAID_OUT, WRITTEN = 5, 50, 95


def print_docx(document: PrintedDocument, *, progress: Callable[[int], None] = lambda _: None) -> bytes:
    """Return the document as DOCX; its table of contents has the pages of the PDF until Word takes its own.

    `progress` hears percentages up to 100. Raises DomainError for content that cannot be printed.
    """
    document = with_clean_words(document)
    chapters = read_chapters(document.chapters)
    progress(READ)
    layout = lay_out(document, chapters)
    progress(LAID_OUT)

    file = empty_document()
    # A property of a file holds no more.
    file.core_properties.title = f"{document.kind_title}　{document.title}"[:255]
    file.core_properties.author = document.author[:255]
    write_running(file.sections[0], document, page_count=layout.page_count)
    end = file.element.body.sectPr
    for each in _cover(document):
        end.addprevious(each)
    depth = contents_depth(chapters)
    entries = [
        ContentsEntry(headline, number, page)
        for number, (headline, page) in enumerate(zip(headlines(chapters), layout.heading_pages, strict=True), start=1)
        if headline.level <= depth
    ]
    for each in contents(entries, depth):
        end.addprevious(each)
    writer = BodyWriter(file)
    for number, chapter in enumerate(chapters, start=1):
        for each in writer.chapter(chapter):
            end.addprevious(each)
        progress(LAID_OUT + (WRITTEN - LAID_OUT) * number // len(chapters))

    stream = BytesIO()
    file.save(stream)
    progress(100)
    return stream.getvalue()


def _cover(document: PrintedDocument) -> Iterator[Element]:
    yield paragraph("CoverTitle", run(document.title))
    yield paragraph("CoverKind", run(document.kind_title))
    if document.notice:
        yield paragraph("CoverNotice", run(document.notice))
    for name, value in document.facts:
        yield paragraph("CoverFact", run(f"{name}：", STRONG), tab(), run(value))
    yield paragraph("CoverVersion", run(document.version_note))

"""A document as the values that `typst/tender.typ` reads: strings are text there, never markup."""

from collections.abc import Sequence

from apps.core.printing.block_data import Data, blocks_data
from apps.core.printing.characters import drawable
from apps.tender_planning.documents.printing.description import PrintedDocument
from apps.tender_planning.documents.printing.outline import ReadChapter, contents_depth


def document_data(document: PrintedDocument, chapters: Sequence[ReadChapter]) -> Data:
    """Return what the template reads; characters without a glyph are named by their numbers."""
    return {
        "title": drawable(document.title),
        "kind_title": drawable(document.kind_title),
        "author": drawable(document.author),
        "notice": drawable(document.notice),
        "version_note": drawable(document.version_note),
        "facts": [[drawable(name), drawable(value)] for name, value in document.facts],
        "contents_depth": contents_depth(chapters),
        "chapters": [
            {
                "title": drawable(chapter.title),
                "level": chapter.level,
                "blocks": blocks_data(chapter.blocks, level=chapter.level),
            }
            for chapter in chapters
        ],
    }

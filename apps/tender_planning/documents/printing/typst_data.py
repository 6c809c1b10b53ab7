"""A document as the values that `typst/tender.typ` reads: strings are text there, never markup."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from apps.tender_planning.documents.printing.blocks import (
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
from apps.tender_planning.documents.printing.characters import drawable
from apps.tender_planning.documents.printing.description import PrintedDocument
from apps.tender_planning.documents.printing.outline import ReadChapter, contents_depth

Data = dict[str, Any]


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
                "blocks": _blocks(chapter.blocks, chapter.level),
            }
            for chapter in chapters
        ],
    }


def _blocks(blocks: Blocks, level: int) -> list[Data]:
    return [_block(block, level) for block in blocks]


def _block(block: Block, level: int) -> Data:
    match block:
        case Paragraph(runs):
            return {"kind": "paragraph", "runs": _runs(runs)}
        case Heading(depth, runs):
            return {"kind": "heading", "level": level + depth, "runs": _runs(runs)}
        case Listing(is_ordered, start, items):
            return {
                "kind": "listing",
                "is_ordered": is_ordered,
                "start": start,
                "items": [_blocks(item, level) for item in items],
            }
        case Quote(inner):
            return {"kind": "quote", "blocks": _blocks(inner, level)}
        case Rule():
            return {"kind": "rule"}
        case Table():
            return {
                "kind": "table",
                "header_rows": block.header_rows,
                "row_count": block.row_count,
                "shares": block.shares,
                "cells": [_cell(cell, level) for cell in block.cells],
            }


def _cell(cell: Cell, level: int) -> Data:
    return {
        "row": cell.row,
        "column": cell.column,
        "rowspan": cell.rowspan,
        "colspan": cell.colspan,
        "is_header": cell.is_header,
        "is_centred": cell.is_centred,
        "is_short": cell.is_short,
        "blocks": _blocks(cell.blocks, level),
    }


def _runs(runs: Sequence[Run]) -> list[Data]:
    return [{"text": drawable(run.text), **asdict(run.marks)} for run in runs]

"""Blocks as the values that `typst/blocks.typ` reads: strings are text there, never markup."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

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
from apps.core.printing.characters import drawable

Data = dict[str, Any]


def blocks_data(blocks: Blocks, *, level: int) -> list[Data]:
    """Return the blocks under a heading of `level`; characters without a glyph are named by their numbers."""
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
                "items": [blocks_data(item, level=level) for item in items],
            }
        case Quote(inner):
            return {"kind": "quote", "blocks": blocks_data(inner, level=level)}
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
        "blocks": blocks_data(cell.blocks, level=level),
    }


def _runs(runs: Sequence[Run]) -> list[Data]:
    return [{"text": drawable(run.text), **asdict(run.marks)} for run in runs]

"""Reads the HTML of a chapter into blocks: only the structure of `sanitising`; of everything else the text remains."""

from apps.core.printing import reading
from apps.core.printing.blocks import Blocks
from apps.tender_planning.documents.sanitising import clean_chapter


def read_blocks(html: str) -> Blocks:
    """Return the content of the HTML; raise UnprintableTable for a table that no page can hold."""
    return reading.read_blocks(clean_chapter(html))

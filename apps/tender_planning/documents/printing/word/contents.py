"""The table of contents of a DOCX: a field that Word can compute anew, filled with what it would show."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from apps.tender_planning.documents.printing.outline import Headline
from apps.tender_planning.documents.printing.word.body import bookmark
from apps.tender_planning.documents.printing.word.elements import (
    Element,
    element,
    field,
    field_end,
    field_start,
    paragraph,
    run,
    tab,
)


@dataclass(frozen=True)
class ContentsEntry:
    """A line of the table of contents; `number` counts all headings of the document from 1."""

    headline: Headline
    number: int
    page: int


def contents(entries: Sequence[ContentsEntry], depth: int) -> Iterator[Element]:
    """Yield the title and the field with an entry for each heading; nothing without entries."""
    if not entries:
        return
    yield paragraph("ContentsTitle", run("目　录"))
    for index, entry in enumerate(entries):
        link = element(
            "hyperlink",
            run(entry.headline.title),
            tab(),
            *field(f"PAGEREF {bookmark(entry.number)} \\h", str(entry.page)),
            anchor=bookmark(entry.number),
            history=1,
        )
        begin = field_start(f'TOC \\o "1-{depth}" \\h \\z \\u') if index == 0 else ()
        end = (field_end(),) if index == len(entries) - 1 else ()
        yield paragraph(f"TOC{entry.headline.level}", *begin, link, *end)

"""The headings of a document in their order, as its table of contents and its bookmarks have them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from apps.core.exceptions import DomainError
from apps.core.printing.blocks import Blocks, Heading, Listing, Quote, text_of
from apps.core.printing.characters import cleaned
from apps.core.printing.grid import UnprintableTable
from apps.tender_planning.documents.printing.description import PrintedChapter
from apps.tender_planning.documents.printing.reading import read_blocks

DEEPEST_CHAPTER = 3
# Every chapter is in the table of contents; where the outline is flat, so are the headings inside.
LEAST_CONTENTS_DEPTH = 2


@dataclass(frozen=True)
class ReadChapter:
    """A chapter with its content read; its level is never more than one below the chapter before."""

    title: str
    level: int
    blocks: Blocks


@dataclass(frozen=True)
class Headline:
    """The words and the level of a heading, of a chapter or inside one."""

    title: str
    level: int


def read_chapters(chapters: Sequence[PrintedChapter]) -> tuple[ReadChapter, ...]:
    """Return the chapters with their content; raise DomainError, which names the chapter, for an unprintable one."""
    read: list[ReadChapter] = []
    for chapter in chapters:
        above = read[-1].level if read else 0
        level = min(max(chapter.level, 1), above + 1, DEEPEST_CHAPTER)
        title = cleaned(chapter.title).strip()
        try:
            read.append(ReadChapter(title, level, read_blocks(chapter.html)))
        except UnprintableTable as problem:
            raise DomainError(f"“{title}”：{problem}") from problem
    return tuple(read)


def contents_depth(chapters: Sequence[ReadChapter]) -> int:
    """Return down to which level headings are listed in the table of contents."""
    return max([LEAST_CONTENTS_DEPTH, *(chapter.level for chapter in chapters)])


def headlines(chapters: Sequence[ReadChapter]) -> Iterator[Headline]:
    """Yield every heading as they stand one after the other."""
    for chapter in chapters:
        yield Headline(chapter.title, chapter.level)
        for heading in _headings_within(chapter.blocks):
            yield Headline(text_of(heading.runs), chapter.level + heading.depth)


def _headings_within(blocks: Blocks) -> Iterator[Heading]:
    for block in blocks:
        match block:
            case Heading():
                yield block
            case Quote(inner):
                yield from _headings_within(inner)
            case Listing(items=items):
                for item in items:
                    yield from _headings_within(item)
            case _:
                # A table has none: `reading` makes paragraphs of those in its cells.
                pass

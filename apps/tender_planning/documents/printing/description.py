"""What is printed: a tender document as plain values, complete, with nothing to look up."""

from dataclasses import dataclass, replace

from apps.core.printing.characters import cleaned


@dataclass(frozen=True)
class PrintedChapter:
    """One chapter of the outline; its title carries its own number (第一章 …).

    `html` is read through the allow-list of `reading`; level 1 starts a page, 2 and 3 stand below.
    """

    title: str
    level: int
    html: str


@dataclass(frozen=True)
class PrintedDocument:
    """A tender document as it is handed to the printers.

    `title` is the project's name, `kind_title` what the document is (招标文件, 竞争性磋商文件 …).
    `facts` stand on the cover in their order. A `notice` (示例数据, 草稿) is shown on every page.
    `version_note` stands in the footer. `author` goes into the file's properties.
    """

    title: str
    kind_title: str
    facts: tuple[tuple[str, str], ...]
    notice: str
    chapters: tuple[PrintedChapter, ...]
    version_note: str
    author: str = ""


def with_clean_words(document: PrintedDocument) -> PrintedDocument:
    """Return the document with nothing hidden in the words around its chapters; those are cleaned as they are read."""
    return replace(
        document,
        title=cleaned(document.title).strip(),
        kind_title=cleaned(document.kind_title).strip(),
        facts=tuple((cleaned(name).strip(), cleaned(value).strip()) for name, value in document.facts),
        notice=cleaned(document.notice).strip(),
        version_note=cleaned(document.version_note).strip(),
        author=cleaned(document.author).strip(),
    )

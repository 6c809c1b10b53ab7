"""The words of a text without its mark-up, line by line as a reader sees them."""

import re
from html.parser import HTMLParser

# What begins a line of its own; cells of a table stand beside each other.
LINES = frozenset({
    "address", "article", "blockquote", "br", "caption", "center", "dd", "div", "dl", "dt", "figcaption", "figure",
    "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul",
})  # fmt: skip
CELLS = frozenset({"td", "th"})
BETWEEN_CELLS = " | "

_WHITESPACE = re.compile(r"\s+")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in LINES:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in CELLS:
            self.parts.append(BETWEEN_CELLS)
        elif tag in LINES:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        # Line breaks of the source are spaces to a reader.
        self.parts.append(_WHITESPACE.sub(" ", data))


def lines_of(markup: str) -> list[str]:
    """Return the lines of sanitised HTML that are not empty."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    lines = (" ".join(line.split()).removesuffix(BETWEEN_CELLS.rstrip()).strip() for line in _text(reader))
    return [line for line in lines if line]


def _text(reader: _Reader) -> list[str]:
    return "".join(reader.parts).split("\n")

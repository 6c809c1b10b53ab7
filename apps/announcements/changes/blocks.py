"""The text of a change as lines and rows of tables, so that a passage of it can be pointed at."""

from dataclasses import dataclass
from html.parser import HTMLParser

from apps.announcements.plain_text import CELLS, LINES


@dataclass(frozen=True)
class Block:
    """A line of running text (one cell), or the cells of one row of a table."""

    cells: tuple[str, ...]
    is_row: bool = False


class _Reader(HTMLParser):
    """Collects lines outside of tables, and rows within: what breaks a line inside a cell is a space there."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[Block] = []
        self._text = ""
        self._row: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self._end_row()
            self._end_line()
            self._row = []
        elif tag in CELLS:
            self._text = ""
        elif tag in LINES:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag in CELLS and self._row is not None:
            self._row.append(_tidy(self._text))
            self._text = ""
        elif tag in ("tr", "table"):
            self._end_row()
        elif tag in LINES:
            self._break()

    def handle_data(self, data: str) -> None:
        self._text += data

    def close(self) -> None:
        super().close()
        self._end_row()
        self._end_line()

    def _break(self) -> None:
        if self._row is None:
            self._end_line()
        else:
            self._text += " "

    def _end_line(self) -> None:
        if text := _tidy(self._text):
            self.blocks.append(Block((text,)))
        self._text = ""

    def _end_row(self) -> None:
        if self._row is not None and any(self._row):
            self.blocks.append(Block(tuple(self._row), is_row=True))
        self._row = None


def blocks_of(markup: str) -> tuple[Block, ...]:
    """Return the lines and rows of sanitised HTML that are not empty, in their order; any text will do."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return tuple(reader.blocks)


def _tidy(text: str) -> str:
    return " ".join(text.split())

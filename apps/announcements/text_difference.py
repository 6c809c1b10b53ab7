"""What is different between two texts, line by line, and within a line that was changed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

# Lines around a difference that are shown with it.
CONTEXT = 2
# The work grows with the square of these; anybody may ask for it.
MOST_LINES = 3000
LONGEST_LINE = 600
MOST_LINES_IN_DETAIL = 200


class TooLong(Exception):
    """The texts are longer than can be compared while somebody waits."""


@dataclass(frozen=True)
class Part:
    """A stretch of a line; `is_changed` marks what the other text has not."""

    text: str
    is_changed: bool = False


@dataclass(frozen=True)
class Line:
    """A line of one of the texts or of both; a `gap` stands for the lines between that are the same."""

    kind: Literal["same", "removed", "added", "gap"]
    parts: tuple[Part, ...]
    count: int = 0


def compare_lines(old: Sequence[str], new: Sequence[str]) -> list[Line]:
    """Return the lines of both texts in order, what is the same shortened to its ends; empty when nothing differs.

    Raises TooLong.
    """
    if max(len(old), len(new)) > MOST_LINES:
        raise TooLong
    if list(old) == list(new):
        return []
    operations = SequenceMatcher(None, old, new).get_opcodes()
    lines: list[Line] = []
    in_detail = 0
    for number, (tag, old_from, old_until, new_from, new_until) in enumerate(operations):
        before, after = old[old_from:old_until], new[new_from:new_until]
        if tag == "equal":
            lines += _same(before, is_first=number == 0, is_last=number == len(operations) - 1)
        elif tag == "replace" and len(before) == len(after) and in_detail < MOST_LINES_IN_DETAIL:
            in_detail += len(before)
            for one, other in zip(before, after, strict=True):
                lines += _changed(one, other)
        else:
            lines += [Line("removed", (Part(text, is_changed=True),)) for text in before]
            lines += [Line("added", (Part(text, is_changed=True),)) for text in after]
    return lines


def _same(texts: Sequence[str], *, is_first: bool, is_last: bool) -> Iterator[Line]:
    head, tail = (0 if is_first else CONTEXT), (0 if is_last else CONTEXT)
    hidden = len(texts) - head - tail
    if hidden <= 1:
        yield from (Line("same", (Part(text),)) for text in texts)
        return
    yield from (Line("same", (Part(text),)) for text in texts[:head])
    yield Line("gap", (), hidden)
    yield from (Line("same", (Part(text),)) for text in texts[len(texts) - tail :])


def _changed(old: str, new: str) -> tuple[Line, Line]:
    """Return both forms of a changed line with the characters marked that differ."""
    if max(len(old), len(new)) > LONGEST_LINE:
        return Line("removed", (Part(old, is_changed=True),)), Line("added", (Part(new, is_changed=True),))
    removed, added = [], []
    for tag, old_from, old_until, new_from, new_until in SequenceMatcher(None, old, new).get_opcodes():
        is_changed = tag != "equal"
        if old_from < old_until:
            removed.append(Part(old[old_from:old_until], is_changed))
        if new_from < new_until:
            added.append(Part(new[new_from:new_until], is_changed))
    return Line("removed", tuple(removed)), Line("added", tuple(added))

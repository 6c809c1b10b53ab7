"""Lets a download that was cut off go on where it stopped."""

import re
from collections.abc import Iterator
from pathlib import Path

from apps.announcements.open_data.bulk.shelf import CHUNK

_ONE_RANGE = re.compile(r"bytes=([0-9]{1,18})-([0-9]{1,18})?")


class Unsatisfiable(Exception):
    """The file has no such bytes."""


def asked_range(header: str, size: int) -> tuple[int, int] | None:
    """Return the first and last byte that is asked for; None for a header that asks for nothing we serve in parts.

    RFC 9110 lets a server answer any other range with the whole. Raises Unsatisfiable.
    """
    asked = _ONE_RANGE.fullmatch(header.strip())
    if asked is None:
        return None
    first, last = int(asked[1]), min(int(asked[2]) if asked[2] else size - 1, size - 1)
    if first >= size:
        raise Unsatisfiable
    return (first, last) if first <= last else None


def part_of(path: Path, first: int, last: int) -> Iterator[bytes]:
    """Yield the bytes from the first to the last."""
    with path.open("rb") as file:
        file.seek(first)
        left = last - first + 1
        while left and (chunk := file.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk

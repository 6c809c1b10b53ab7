"""Opaque cursors: where a reader of one listing has got to."""

import base64
import binascii


class CursorExpired(Exception):
    """The cursor is not one that we gave for this listing."""


def encode_cursor(listing: str, position: int) -> str:
    """Return the cursor that stands behind `position` of `listing`."""
    return base64.urlsafe_b64encode(f"{listing}:{position}".encode()).decode().rstrip("=")


def decode_cursor(listing: str, cursor: str) -> int:
    """Return the position behind which to go on; an empty cursor is the beginning.

    Anything else than a cursor of this listing is refused as expired, which is the one refusal that
    tells a reader how to recover.
    """
    if not cursor:
        return 0
    try:
        name, _, position = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().rpartition(":")
    except (binascii.Error, ValueError):
        raise CursorExpired from None
    if name != listing or not position.isascii() or not position.isdecimal() or len(position) > 18:
        raise CursorExpired
    return int(position)

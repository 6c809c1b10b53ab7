"""Shows what came over the wire as plain text: nothing in it can act, and nothing in it can hide."""

import re
from json.encoder import encode_basestring

from apps.interconnection.gateway.exceptions import UnreadableJson
from apps.interconnection.gateway.wire_json import JsonValue, WireNumber, decode_json

MOST_CHARACTERS = 100_000
INDENT = "  "

# Control characters but for tab and line feed, characters without a width, and those that turn
# the direction of what follows: a browser would show nothing, or something else, in their place.
_HIDING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)


def visible(text: str) -> str:
    """Return text in which characters that would hide something are named; the end of a very long one is cut."""
    shown = _HIDING.sub(lambda found: f"⟨U+{ord(found[0]):04X}⟩", text[:MOST_CHARACTERS])
    left_out = len(text) - MOST_CHARACTERS
    return f"{shown}\n……（其余 {left_out} 个字符未显示）" if left_out > 0 else shown


def as_text(raw: bytes) -> str:
    """Return bytes as text; what is no UTF-8 is replaced, what would hide is named."""
    return visible(raw.decode("utf-8", "replace"))


def as_document(raw: bytes) -> str:
    """Return a JSON document with line breaks and indents, and anything else as text."""
    try:
        value = decode_json(raw)
    except UnreadableJson:
        return as_text(raw)
    return visible("".join(_pretty(value, "\n")))


def _pretty(value: JsonValue, line: str) -> list[str]:
    inner = line + INDENT
    match value:
        case dict():
            members = [[encode_basestring(name), ": ", *_pretty(member, inner)] for name, member in value.items()]
            pieces = ["{", *_lines(members, inner), line, "}"] if members else ["{}"]
        case list():
            elements = [_pretty(element, inner) for element in value]
            pieces = ["[", *_lines(elements, inner), line, "]"] if elements else ["[]"]
        case str():
            pieces = [encode_basestring(value)]
        case WireNumber():
            pieces = [value.token]
        case None:
            pieces = ["null"]
        # Before int, which a bool also is.
        case bool():
            pieces = ["true" if value else "false"]
        case int():
            pieces = [str(value)]
    return pieces


def _lines(parts: list[list[str]], line: str) -> list[str]:
    pieces: list[str] = []
    for part in parts:
        pieces += ["," if pieces else "", line, *part]
    return pieces

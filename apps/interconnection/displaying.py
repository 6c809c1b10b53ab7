"""Shows what came over the wire as plain text: nothing in it can act, and nothing in it can hide."""

from json.encoder import encode_basestring

from apps.core.visible_text import visible
from apps.interconnection.gateway.exceptions import UnreadableJson
from apps.interconnection.gateway.wire_json import JsonValue, WireNumber, decode_json

INDENT = "  "


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

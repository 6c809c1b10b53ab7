"""Strict reading of JSON that somebody else wrote.

What would make two readers see two documents (a name twice in one object, NaN, a byte order mark), what
PostgreSQL cannot keep (NUL, half a surrogate pair) and what is only there to hurt (depth, endless numbers) is
refused. `elements` and `members` cut a container into pieces without reading these, so that one poisonous
record of a page is refused alone and its neighbours go on.
"""

import json
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from apps.interconnection.gateway.exceptions import UnreadableJson

MAX_BYTES = 32 * 1024 * 1024
# The deepest document of the contract has 6 levels; the rest is room for fields that we do not know.
MAX_DEPTH = 32
MAX_NUMBER_LENGTH = 64
MAX_EXPONENT = 308

_BLANK = b" \t\r\n"
_QUOTE, _COMMA, _OPENING, _CLOSING = ord('"'), ord(","), b"[{", b"]}"
_STRING = rb'"[^"\\]*(?:\\.[^"\\]*)*"'
# In UTF-8 these ASCII bytes are never part of another character, so the text needs no decoding to be cut. A
# quotation mark that begins no string matches by itself.
_MARK = re.compile(_STRING + rb'|["\[\]{},]', re.DOTALL)
_MEMBER = re.compile(rb"[ \t\r\n]*(" + _STRING + rb")[ \t\r\n]*:(.*)", re.DOTALL)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class WireNumber:
    """A JSON number that is no plain integer, as it was written (`92.50`, `1e2`, `-0`)."""

    token: str

    @property
    def value(self) -> Decimal:
        """The number itself."""
        return Decimal(self.token)


JsonValue: TypeAlias = dict[str, "JsonValue"] | list["JsonValue"] | str | int | WireNumber | bool | None


def decode_json(raw: bytes, *, max_bytes: int = MAX_BYTES) -> JsonValue:
    """Read one JSON document; raise UnreadableJson, with the reason in Chinese, for anything doubtful."""
    if len(raw) > max_bytes:
        raise UnreadableJson(f"超过 {max_bytes} 字节")
    # Before the parser sees it: the parser recurses.
    _refuse_depth(raw)
    try:
        text = raw.decode("utf-8")
        value: JsonValue = _DECODER.decode(text)
    except UnicodeDecodeError as error:
        raise UnreadableJson(f"第 {error.start + 1} 字节起不是 UTF-8 编码") from error
    except json.JSONDecodeError as error:
        raise UnreadableJson(f"第 {error.pos + 1} 字符处不是合法的 JSON") from error
    _refuse_unstorable_text(value)
    return value


def elements(raw: bytes) -> list[bytes]:
    """Cut a JSON array into its elements, each as it was written; they may still prove unreadable."""
    return _pieces(raw, b"[", b"]")


def members(raw: bytes) -> dict[str, bytes]:
    """Cut a JSON object into its members, each value as it was written; they may still prove unreadable."""
    values: dict[str, bytes] = {}
    for piece in _pieces(raw, b"{", b"}"):
        member = _MEMBER.fullmatch(piece)
        if member is None:
            raise UnreadableJson("不是合法的 JSON 对象")
        name = decode_json(member[1])
        if not isinstance(name, str) or name in values:
            raise UnreadableJson("对象中有重复的字段")
        values[name] = member[2].strip(_BLANK)
    return values


def _pieces(raw: bytes, opening: bytes, closing: bytes) -> list[bytes]:
    raw = raw.strip(_BLANK)
    if not (raw.startswith(opening) and raw.endswith(closing)):
        raise UnreadableJson("应为 JSON 数组" if opening == b"[" else "应为 JSON 对象")
    pieces = []
    depth = 0
    piece_start = 1
    for mark in _MARK.finditer(raw):
        byte = raw[mark.start()]
        if byte == _QUOTE:
            if mark.end() - mark.start() == 1:
                raise UnreadableJson("文本没有结束")
        elif byte in _OPENING:
            depth += 1
        elif byte in _CLOSING:
            depth -= 1
            if depth == 0 and mark.end() != len(raw):
                raise UnreadableJson("JSON 之后还有多余的内容")
        elif depth == 1:
            pieces.append(raw[piece_start : mark.start()])
            piece_start = mark.end()
    if depth != 0:
        raise UnreadableJson("JSON 不完整")
    last_piece = raw[piece_start:-1]
    if pieces or last_piece.strip(_BLANK):
        pieces.append(last_piece)
    return pieces


def _refuse_depth(raw: bytes) -> None:
    depth = 0
    for mark in _MARK.finditer(raw):
        byte = raw[mark.start()]
        if byte in _OPENING:
            depth += 1
            if depth > MAX_DEPTH:
                raise UnreadableJson(f"嵌套超过 {MAX_DEPTH} 层")
        elif byte in _CLOSING:
            depth -= 1


def _refuse_unstorable_text(value: JsonValue) -> None:
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, str):
            if _UNSTORABLE.search(current):
                raise UnreadableJson("文本中有空字符或残缺的字符")
        elif isinstance(current, dict):
            waiting.extend(current)
            waiting.extend(current.values())
        elif isinstance(current, list):
            waiting.extend(current)


def _object(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    members_by_name = dict(pairs)
    if len(members_by_name) != len(pairs):
        raise UnreadableJson("对象中有重复的字段")
    return members_by_name


def _integer(digits: str) -> int | WireNumber:
    if len(digits) > MAX_NUMBER_LENGTH:
        raise UnreadableJson(f"数字超过 {MAX_NUMBER_LENGTH} 位")
    # The one integer whose digits Python would not give back.
    return WireNumber(digits) if digits == "-0" else int(digits)


def _fraction(digits: str) -> WireNumber:
    if len(digits) > MAX_NUMBER_LENGTH or abs(Decimal(digits).adjusted()) > MAX_EXPONENT:
        raise UnreadableJson("数字超出范围")
    return WireNumber(digits)


def _not_a_number(word: str) -> JsonValue:
    raise UnreadableJson(f"{word} 不是合法的 JSON 数字")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_int=_integer,
    parse_float=_fraction,
    parse_constant=_not_a_number,
)

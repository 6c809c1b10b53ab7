"""Pages of the province's feeds, their items, and lists of digests.

A page is cut into items without reading these. So every item can be stored as it came, under its key and
version where it tells them, before anyone judges it, and `read_item` refuses a bad one without its neighbours.
"""

import datetime
from dataclasses import dataclass, field
from typing import Annotated, TypeVar

from pydantic import TypeAdapter, ValidationError

from apps.interconnection.gateway.canonical import record_digest, sm3_hex
from apps.interconnection.gateway.codes import OPERATIONS
from apps.interconnection.gateway.exceptions import InvalidDocument, Problem, UnreadableJson
from apps.interconnection.gateway.validation import validated
from apps.interconnection.gateway.wire_json import JsonValue, decode_json, elements, members
from apps.interconnection.gateway.wire_types import Identifier, Sm3Hex, Time, Version, WireModel, coded

MAX_CURSOR_LENGTH = 2_000

Value = TypeVar("Value")

_KEY: TypeAdapter[str] = TypeAdapter(Identifier)
_VERSION: TypeAdapter[int] = TypeAdapter(Version)


@dataclass(frozen=True, slots=True)
class RawItem:
    """An item as the province wrote it, and what identifies it.

    `key` and `version` are None where the item does not tell them; then `fingerprint` is all there is to know
    it by. The bytes may name secret experts and stay out of the repr.
    """

    raw: bytes = field(repr=False)
    key: str | None
    version: int | None

    @property
    def fingerprint(self) -> str:
        """The SM3 digest of the item as it was written."""
        return sm3_hex(self.raw)


@dataclass(frozen=True, slots=True)
class Page:
    """What one request for a feed or for digests brought: items as written, and where to go on."""

    items: tuple[bytes, ...]
    next: str
    more: bool


class _Envelope(WireModel):
    id: Identifier
    key: Identifier
    version: Version
    op: Annotated[str, coded(OPERATIONS)]
    changed_at: Time
    digest: Sm3Hex


@dataclass(frozen=True, slots=True)
class FeedItem:
    """A feed item that was found sound: its envelope, and a payload that agrees with its digest."""

    id: str
    key: str
    version: int
    op: str
    changed_at: datetime.datetime
    digest: str
    payload: dict[str, JsonValue] = field(repr=False)


class DigestEntry(WireModel):
    """What the province says that it holds of one record."""

    key: Identifier
    version: Version
    digest: Sm3Hex
    op: Annotated[str, coded(OPERATIONS)]


def read_page(raw: bytes) -> Page:
    """Cut a page into its items; raise UnreadableJson if the page as such cannot be relied on."""
    page = members(raw)
    missing = {"items", "next", "more"} - page.keys()
    if missing:
        raise UnreadableJson(f"缺少 {'、'.join(sorted(missing))}")
    cursor = decode_json(page["next"])
    if not isinstance(cursor, str) or len(cursor) > MAX_CURSOR_LENGTH:
        raise UnreadableJson(f"next 应为文本，不超过 {MAX_CURSOR_LENGTH} 个字符")
    more = decode_json(page["more"])
    if not isinstance(more, bool):
        raise UnreadableJson("more 应为 true 或 false")
    return Page(items=tuple(elements(page["items"])), next=cursor, more=more)


def identify(raw: bytes) -> RawItem:
    """Find out what an item calls itself, as far as it can be read at all."""
    try:
        item = members(raw)
    except UnreadableJson:
        return RawItem(raw=raw, key=None, version=None)
    return RawItem(raw=raw, key=_salvaged(_KEY, item.get("key")), version=_salvaged(_VERSION, item.get("version")))


def read_item(raw: bytes) -> FeedItem:
    """Read an item; raise InvalidDocument with every problem of its envelope, payload and digest.

    Reads nothing but its bytes, so that a stored item can be judged again at any time.
    """
    problems: list[Problem] = []
    values: dict[str, JsonValue] = {}
    for name, value in _members_of_item(raw).items():
        try:
            values[name] = decode_json(value)
        except UnreadableJson as error:
            problems.append(Problem(name, str(error)))
    if problems:
        raise InvalidDocument(problems)
    envelope = validated(_Envelope, values)
    payload = values.get("payload")
    if not isinstance(payload, dict):
        raise InvalidDocument([Problem("payload", "缺少必填项" if "payload" not in values else "应为对象")])
    if record_digest(payload) != envelope.digest:
        raise InvalidDocument([Problem("digest", "摘要与内容不符")])
    return FeedItem(
        id=envelope.id,
        key=envelope.key,
        version=envelope.version,
        op=envelope.op,
        changed_at=envelope.changed_at,
        digest=envelope.digest,
        payload=payload,
    )


def read_digest_entry(raw: bytes) -> DigestEntry:
    """Read one entry of a list of digests; raise InvalidDocument."""
    try:
        value = decode_json(raw)
    except UnreadableJson as error:
        raise InvalidDocument([Problem("", str(error))]) from error
    return validated(DigestEntry, value)


def _members_of_item(raw: bytes) -> dict[str, bytes]:
    try:
        return members(raw)
    except UnreadableJson as error:
        raise InvalidDocument([Problem("", str(error))]) from error


def _salvaged(adapter: TypeAdapter[Value], raw: bytes | None) -> Value | None:
    if raw is None:
        return None
    try:
        return adapter.validate_python(decode_json(raw), strict=True)
    except (UnreadableJson, ValidationError):
        return None

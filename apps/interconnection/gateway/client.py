"""The province, as a Python object: signed questions out, verified answers in.

Every method raises a GatewayError whose class says whether to try again, and whose `exchange` is the record
to store; results carry their own. Callers never see a status code.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO, Literal, TypeAlias
from urllib.parse import quote, urlencode

from apps.interconnection.gateway.answers import Answer, refusal, unreadable
from apps.interconnection.gateway.calling import Download, SignedCaller
from apps.interconnection.gateway.evidence import Exchange, Verdict
from apps.interconnection.gateway.exceptions import (
    AttachmentMismatch,
    InvalidDocument,
    PermanentGatewayError,
    UnreadableJson,
)
from apps.interconnection.gateway.feeds import DigestEntry, Page, RawItem, identify, read_digest_entry, read_page
from apps.interconnection.gateway.signing import fresh_nonce
from apps.interconnection.gateway.transport import Timeouts
from apps.interconnection.gateway.validation import validated
from apps.interconnection.gateway.wire_json import MAX_BYTES, JsonValue, decode_json
from apps.interconnection.gateway.wire_types import Name, WireModel

Feed: TypeAlias = Literal["plans", "announcements", "expert-draws"]
PushKind: TypeAlias = Literal["lots", "schedules", "opening-records", "evaluations"]

MAX_PAGE_LIMIT = 500
MAX_IDEMPOTENCY_KEY_LENGTH = 64


@dataclass(frozen=True, slots=True)
class FeedPage:
    """A page of a feed; `raw` is what the signature in `exchange` is over."""

    raw: bytes = field(repr=False)
    items: tuple[RawItem, ...]
    next: str
    more: bool
    exchange: Exchange


@dataclass(frozen=True, slots=True)
class DigestPage:
    """A page of what the province says that it holds; `unreadable` entries are kept as they came."""

    entries: tuple[DigestEntry, ...]
    unreadable: tuple[bytes, ...]
    next: str
    more: bool
    exchange: Exchange


@dataclass(frozen=True, slots=True)
class Receipt:
    """The province's word that it has taken a push."""

    receipt: str
    exchange: Exchange


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A document of ours as the province holds it."""

    raw: bytes
    content: dict[str, JsonValue]
    exchange: Exchange


@dataclass(frozen=True, slots=True)
class HeldRecord:
    """One record of a feed, asked for by its key."""

    item: RawItem
    exchange: Exchange


class _ReceiptBody(WireModel):
    receipt: Name


class ProvinceClient:
    """Speaks for one application id to one province.

    `base_url` may have a path, under which the paths of the contract then stand. `total_timeout` bounds a whole
    exchange, however slowly it drips; `download_timeout` does so for an attachment. `clock` returns Unix seconds.
    """

    def __init__(
        self,
        base_url: str,
        app_id: str,
        secret: str,
        *,
        connect_timeout: float = 5,
        read_timeout: float = 30,
        total_timeout: float = 60,
        download_timeout: float = 240,
        max_body: int = MAX_BYTES,
        clock: Callable[[], float] = time.time,
        nonce_factory: Callable[[], str] = fresh_nonce,
    ) -> None:
        self._clock = clock
        self._caller = SignedCaller(
            base_url,
            app_id,
            secret,
            timeouts=Timeouts(connect=connect_timeout, read=read_timeout, total=total_timeout),
            download_timeout=download_timeout,
            max_body=max_body,
            clock=clock,
            nonce_factory=nonce_factory,
        )

    def pull_feed(self, feed: Feed, after: str, limit: int) -> FeedPage:
        """Ask for the records after a cursor; the empty cursor is the beginning."""
        answer, page = self._page(f"/exchange/v1/feeds/{feed}", after, limit)
        return FeedPage(
            raw=answer.body,
            items=tuple(identify(item) for item in page.items),
            next=page.next,
            more=page.more,
            exchange=answer.exchange,
        )

    def digests(self, feed: Feed, after: str, limit: int) -> DigestPage:
        """Ask what the province holds of a feed, without the payloads."""
        answer, page = self._page(f"/exchange/v1/digests/{feed}", after, limit)
        entries = []
        unreadable_entries = []
        for raw in page.items:
            try:
                entries.append(read_digest_entry(raw))
            except InvalidDocument:
                unreadable_entries.append(raw)
        return DigestPage(
            entries=tuple(entries),
            unreadable=tuple(unreadable_entries),
            next=page.next,
            more=page.more,
            exchange=answer.exchange,
        )

    def record(self, feed: Feed, key: str) -> HeldRecord | None:
        """Ask for one record of a feed; None if the province has none under this key."""
        answer = self._caller.call("GET", f"/exchange/v1/records/{feed}/{_segment(key)}")
        if answer.status == 404:
            return None
        self._require(answer, 200)
        return HeldRecord(item=identify(answer.body), exchange=answer.exchange)

    def lots(self, project_no: str) -> HeldDocument | None:
        """Ask which lots the province holds for a project; None if none."""
        answer = self._caller.call("GET", f"/exchange/v1/lots/{_segment(project_no)}")
        if answer.status == 404:
            return None
        self._require(answer, 200)
        try:
            content = decode_json(answer.body)
        except UnreadableJson as error:
            raise unreadable(answer, str(error)) from error
        if not isinstance(content, dict):
            raise unreadable(answer, "应为对象")
        return HeldDocument(raw=answer.body, content=content, exchange=answer.exchange)

    def push(self, kind: PushKind, project_no: str, body: bytes, idempotency_key: str) -> Receipt:
        """Send a document. Twice the same key and body give the same receipt; the body is sent as it is."""
        if not (idempotency_key.isascii() and 0 < len(idempotency_key) <= MAX_IDEMPOTENCY_KEY_LENGTH):
            raise ValueError(f"an idempotency key has 1 to {MAX_IDEMPOTENCY_KEY_LENGTH} ASCII characters")
        answer = self._caller.call(
            "PUT",
            f"/exchange/v1/{kind}/{_segment(project_no)}",
            body=body,
            headers={"Content-Type": "application/json", "Idempotency-Key": idempotency_key},
        )
        self._require(answer, 200, 201)
        try:
            receipt = validated(_ReceiptBody, decode_json(answer.body))
        except (UnreadableJson, InvalidDocument) as error:
            raise unreadable(answer, str(error)) from error
        return Receipt(receipt=receipt.receipt, exchange=answer.exchange)

    def fetch_attachment(self, attachment_id: str, *, size: int, sm3: str, sink: BinaryIO) -> Exchange:
        """Write an attachment into `sink`, never more than the announced size.

        What stands in `sink` may be used only after this returned: size, digest and signature can be known
        no sooner than with the last byte.
        """
        answer = self._caller.call(
            "GET", f"/exchange/v1/attachments/{_segment(attachment_id)}", download=Download(sink, limit=size)
        )
        self._require(answer, 200)
        received = answer.exchange
        if received.response_size != size:
            raise AttachmentMismatch(f"附件应为 {size} 字节，实收 {received.response_size} 字节", exchange=received)
        if received.response_body_sm3 != sm3.lower():
            raise AttachmentMismatch("附件的 SM3 摘要与公布的不符", exchange=received)
        return received

    def _page(self, path: str, after: str, limit: int) -> tuple[Answer, Page]:
        if not 1 <= limit <= MAX_PAGE_LIMIT:
            raise ValueError(f"a page holds 1 to {MAX_PAGE_LIMIT} records")
        query = urlencode({"after": after, "limit": limit}, quote_via=quote, safe="")
        answer = self._caller.call("GET", f"{path}?{query}")
        self._require(answer, 200)
        try:
            return answer, read_page(answer.body)
        except UnreadableJson as error:
            raise unreadable(answer, str(error)) from error

    def _require(self, answer: Answer, *successes: int) -> None:
        if answer.status not in successes:
            raise refusal(answer, now=self._clock())


def _segment(identifier: str) -> str:
    # A segment of dots is a path's own language for "here" and "above", however it is escaped.
    if identifier in {"", ".", ".."}:
        raise PermanentGatewayError(
            f"“{identifier}”不能作为省系统的编号", verdict=Verdict.UNADDRESSABLE, exchange=None
        )
    return quote(identifier, safe="")

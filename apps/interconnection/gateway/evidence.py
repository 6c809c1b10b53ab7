"""What is kept of every exchange with the province, whether it went well or not."""

import datetime
import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

EXCERPT_BYTES = 64 * 1024


class Verdict(StrEnum):
    """How an exchange ended, in our eyes."""

    # The province answered, signed, in words of the contract.
    ANSWERED = "answered"
    # No connection, or an answer that broke off or took too long. A push may have been taken all the same.
    NO_ANSWER = "no_answer"
    # An answer that the province did not sign: a proxy's error page, another secret, a forgery.
    BAD_SIGNATURE = "bad_signature"
    # The province does not accept our signature.
    UNAUTHORIZED = "unauthorized"
    # The province is overloaded or broken and says so.
    RATE_LIMITED = "rate_limited"
    SERVER_ERROR = "server_error"
    # Signed, but not readable as the contract has it.
    UNREADABLE = "unreadable"
    # More bytes than we are ready to take.
    TOO_LARGE = "too_large"
    # What was asked for is not there.
    NOT_FOUND = "not_found"
    PLAN_UNKNOWN = "plan_unknown"
    CURSOR_EXPIRED = "cursor_expired"
    # An attachment is not the one that was announced.
    ATTACHMENT_MISMATCH = "attachment_mismatch"
    # Nothing was sent: the record's name cannot stand in an address.
    UNADDRESSABLE = "unaddressable"
    # The push was refused.
    REJECTED = "rejected"
    IDEMPOTENCY_MISMATCH = "idempotency_mismatch"
    STALE_VERSION = "stale_version"


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and what came back; enough to prove afterwards who said what.

    The answer's bytes may name experts who are still secret: they stay out of the repr, and so out of logs.
    """

    method: str
    path: str
    request_headers: Mapping[str, str]
    request_body_sm3: str
    started_at: datetime.datetime
    duration_ms: int
    status: int | None
    response_headers: Mapping[str, str]
    response_excerpt: bytes = field(repr=False)
    response_size: int
    response_body_sm3: str
    verdict: Verdict = Verdict.ANSWERED


class ExchangeRecorder:
    """Collects an exchange while it happens, so that a broken one leaves what was seen of it."""

    def __init__(
        self,
        *,
        method: str,
        path: str,
        request_headers: Mapping[str, str],
        request_body_sm3: str,
        started_at: datetime.datetime,
    ) -> None:
        self.status: int | None = None
        self.response_headers: Mapping[str, str] = {}
        self.size = 0
        self._method = method
        self._path = path
        self._request_headers = request_headers
        self._request_body_sm3 = request_body_sm3
        self._started_at = started_at
        self._started = time.monotonic()
        self._excerpt = bytearray()
        self._hash = hashlib.new("sm3")

    def begin_answer(self, status: int, headers: Mapping[str, str]) -> None:
        """Note the head of the answer; the names of its headers are in small letters."""
        self.status = status
        self.response_headers = headers

    def take(self, chunk: bytes) -> None:
        """Note the next bytes of the answer."""
        self.size += len(chunk)
        self._hash.update(chunk)
        self._excerpt += chunk[: EXCERPT_BYTES - len(self._excerpt)]

    @property
    def body_sm3(self) -> str:
        """The SM3 digest of the bytes taken so far."""
        return self._hash.hexdigest()

    def exchange(self) -> Exchange:
        """Return the record of what happened so far."""
        return Exchange(
            method=self._method,
            path=self._path,
            request_headers=self._request_headers,
            request_body_sm3=self._request_body_sm3,
            started_at=self._started_at,
            duration_ms=round((time.monotonic() - self._started) * 1000),
            status=self.status,
            response_headers=self.response_headers,
            response_excerpt=bytes(self._excerpt),
            response_size=self.size,
            response_body_sm3=self.body_sm3,
        )

"""What can go wrong between us and the province; the class says whether to try again."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from apps.interconnection.gateway.evidence import Exchange, Verdict


class Problem(NamedTuple):
    """What is wrong at one place of a document; `path` reads `items[0].budget`, empty for the whole."""

    path: str
    message: str


class UnreadableJson(Exception):
    """Bytes that are no JSON of ours to read; the text says why, in Chinese."""


class InvalidDocument(Exception):
    """A record that the contract does not allow: it is parked, its neighbours go on."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("；".join(f"{path}：{message}" if path else message for path, message in self.problems))


class RequestRefused(Exception):
    """A request that reached us and that we must answer with 401."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message
        super().__init__(message)


class GatewayError(Exception):
    """An exchange that did not bring what was asked for.

    The text is Chinese and fit for a clerk. `exchange` is the record to store, None where nothing was sent.
    """

    def __init__(self, message: str, *, verdict: Verdict, exchange: Exchange | None) -> None:
        self.verdict = verdict
        self.exchange = replace(exchange, verdict=verdict) if exchange else None
        super().__init__(message)


class TemporaryGatewayError(GatewayError):
    """Try again later, a push with the same key and body: whether it was taken is unknown.

    `retry_after` is the number of seconds that the province asked for, None if it did not.
    """

    def __init__(
        self, message: str, *, verdict: Verdict, exchange: Exchange | None, retry_after: float | None = None
    ) -> None:
        self.retry_after = retry_after
        super().__init__(message, verdict=verdict, exchange=exchange)


class Unauthorized(TemporaryGatewayError):
    """The province does not accept our signature: try slowly, and tell the center.

    `code` is empty when the answer was not signed with our secret, so that nothing in it can be believed.
    """

    def __init__(self, message: str, *, code: str, exchange: Exchange) -> None:
        self.code = code
        super().__init__(message, verdict=Verdict.UNAUTHORIZED, exchange=exchange)


class PlanUnknown(TemporaryGatewayError):
    """The province does not know the plan, or not yet."""

    def __init__(self, message: str, *, exchange: Exchange) -> None:
        super().__init__(message, verdict=Verdict.PLAN_UNKNOWN, exchange=exchange)


class AnswerTooLarge(TemporaryGatewayError):
    """The answer has more bytes than we take; a page can be asked for again with a smaller limit."""

    def __init__(self, message: str, *, exchange: Exchange) -> None:
        super().__init__(message, verdict=Verdict.TOO_LARGE, exchange=exchange)


class AttachmentMismatch(TemporaryGatewayError):
    """The bytes are not the announced attachment. Temporary: the province may still put the right ones there."""

    def __init__(self, message: str, *, exchange: Exchange) -> None:
        super().__init__(message, verdict=Verdict.ATTACHMENT_MISMATCH, exchange=exchange)


class PermanentGatewayError(GatewayError):
    """The same request will never succeed."""


class CursorExpired(PermanentGatewayError):
    """The feed must be read again from its beginning."""

    def __init__(self, message: str, *, exchange: Exchange) -> None:
        super().__init__(message, verdict=Verdict.CURSOR_EXPIRED, exchange=exchange)


class RejectedByProvince(PermanentGatewayError):
    """Refused for good; `code`, `words` and `errors` are the province's own."""

    def __init__(self, *, code: str, words: str, errors: Sequence[Problem], exchange: Exchange) -> None:
        self.code = code
        self.words = words
        self.errors = tuple(errors)
        details = "；".join(f"{path}：{message}" if path else message for path, message in self.errors)
        reason = "；".join(filter(None, [words, details])) or code or "未说明原因"
        super().__init__(f"省系统拒收：{reason}", verdict=Verdict.REJECTED, exchange=exchange)


class IdempotencyMismatch(PermanentGatewayError):
    """The key was already used for another body: a person must look."""

    def __init__(self, message: str, *, exchange: Exchange) -> None:
        super().__init__(message, verdict=Verdict.IDEMPOTENCY_MISMATCH, exchange=exchange)


class StaleVersion(PermanentGatewayError):
    """The province holds a newer version; `current` is its number, None if the province did not say."""

    def __init__(self, message: str, *, current: int | None, exchange: Exchange) -> None:
        self.current = current
        super().__init__(message, verdict=Verdict.STALE_VERSION, exchange=exchange)

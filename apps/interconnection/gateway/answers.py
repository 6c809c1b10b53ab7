"""What a signed answer of the province means; here, and nowhere else, status codes are read."""

import email.utils
from collections.abc import Mapping
from dataclasses import dataclass

from apps.interconnection.gateway.evidence import Exchange, Verdict
from apps.interconnection.gateway.exceptions import (
    CursorExpired,
    GatewayError,
    IdempotencyMismatch,
    PlanUnknown,
    Problem,
    RejectedByProvince,
    StaleVersion,
    TemporaryGatewayError,
    Unauthorized,
    UnreadableJson,
)
from apps.interconnection.gateway.wire_json import JsonValue, decode_json

# A province that asks for more is asked once an hour; a slip of its pen must not stop the exchange for days.
MAX_RETRY_AFTER_SECONDS = 3_600.0
_MAX_WORDS = 2_000
_MAX_ERRORS = 100


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer whose signature was found right."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    exchange: Exchange


def unreadable(answer: Answer, reason: str) -> TemporaryGatewayError:
    """Return the error for an answer that is signed but not as the contract has it."""
    return TemporaryGatewayError(
        f"省系统的应答无法读取：{reason}", verdict=Verdict.UNREADABLE, exchange=answer.exchange
    )


def refusal(answer: Answer, *, now: float) -> GatewayError:
    """Return the error that an answer other than success stands for; `now` is in Unix seconds."""
    content = _content(answer.body)
    code = _text(content.get("code"))
    words = _text(content.get("message"))
    exchange = answer.exchange
    error: GatewayError
    match answer.status, code:
        case 401, _:
            error = Unauthorized(f"省系统不认可本系统的签名：{words or code}", code=code, exchange=exchange)
        case 404, "PLAN_UNKNOWN":
            error = PlanUnknown(f"省系统没有对应的采购计划：{words or code}", exchange=exchange)
        case 404, _:
            error = _temporary(answer, now, Verdict.NOT_FOUND, "省系统没有所请求的内容")
        case 409, "IDEMPOTENCY_MISMATCH":
            error = IdempotencyMismatch("同一推送标识已用于其他内容", exchange=exchange)
        case 409, "STALE_VERSION":
            error = StaleVersion("省系统已有更新的版本", current=_integer(content.get("current")), exchange=exchange)
        case 410, _:
            error = CursorExpired("同步位置已失效，需从头同步", exchange=exchange)
        case ((408 | 425), _):
            error = _temporary(answer, now, Verdict.NO_ANSWER, "省系统等待请求超时")
        case 429, _:
            error = _temporary(answer, now, Verdict.RATE_LIMITED, "省系统要求放慢请求")
        case status, _ if status >= 500:
            error = _temporary(answer, now, Verdict.SERVER_ERROR, f"省系统故障（{status}）")
        case status, _ if status < 400:
            error = unreadable(answer, f"未约定的状态码 {status}")
        case _:
            error = RejectedByProvince(
                code=code, words=words, errors=_errors(content.get("errors")), exchange=exchange
            )
    return error


def retry_after(headers: Mapping[str, str], *, now: float) -> float | None:
    """Return the seconds that `Retry-After` asks for, given there as a number or as a date."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        # Capped by its digits first: a float of thousands of them is infinite.
        seconds = float(value[:12])
    else:
        try:
            moment = email.utils.parsedate_to_datetime(value)
        except ValueError:
            return None
        seconds = moment.timestamp() - now
    return min(max(seconds, 0.0), MAX_RETRY_AFTER_SECONDS)


def _temporary(answer: Answer, now: float, verdict: Verdict, message: str) -> TemporaryGatewayError:
    wait = retry_after(answer.headers, now=now)
    return TemporaryGatewayError(message, verdict=verdict, exchange=answer.exchange, retry_after=wait)


def _content(body: bytes) -> dict[str, JsonValue]:
    # The status is signed as well: a refusal stays one when its explanation cannot be read.
    try:
        value = decode_json(body)
    except UnreadableJson:
        return {}
    return value if isinstance(value, dict) else {}


def _text(value: JsonValue) -> str:
    return value[:_MAX_WORDS] if isinstance(value, str) else ""


def _integer(value: JsonValue) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _errors(value: JsonValue) -> list[Problem]:
    errors = value if isinstance(value, list) else []
    return [
        Problem(_text(error.get("path")), _text(error.get("message")))
        for error in errors[:_MAX_ERRORS]
        if isinstance(error, dict)
    ]

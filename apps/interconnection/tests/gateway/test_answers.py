import datetime
from collections.abc import Mapping

import pytest

from apps.interconnection.gateway.answers import Answer, refusal, retry_after
from apps.interconnection.gateway.evidence import Exchange, Verdict
from apps.interconnection.gateway.exceptions import (
    CursorExpired,
    GatewayError,
    IdempotencyMismatch,
    PermanentGatewayError,
    PlanUnknown,
    Problem,
    RejectedByProvince,
    StaleVersion,
    TemporaryGatewayError,
    Unauthorized,
)

# Monday 2 March 2026, 01:00:00 GMT.
NOW = 1_772_413_200.0


def answer(status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
    exchange = Exchange(
        method="PUT",
        path="/exchange/v1/lots/1",
        request_headers={},
        request_body_sm3="",
        started_at=datetime.datetime.fromtimestamp(NOW, datetime.UTC),
        duration_ms=1,
        status=status,
        response_headers=headers or {},
        response_excerpt=body,
        response_size=len(body),
        response_body_sm3="",
    )
    return Answer(status=status, headers=headers or {}, body=body, exchange=exchange)


@pytest.mark.parametrize(
    ("status", "body", "error_class", "verdict"),
    [
        (401, b'{"code":"CLOCK_SKEW","message":"x"}', Unauthorized, Verdict.UNAUTHORIZED),
        (404, b'{"code":"PLAN_UNKNOWN"}', PlanUnknown, Verdict.PLAN_UNKNOWN),
        (404, b"", TemporaryGatewayError, Verdict.NOT_FOUND),
        (408, b"", TemporaryGatewayError, Verdict.NO_ANSWER),
        (409, b'{"code":"IDEMPOTENCY_MISMATCH"}', IdempotencyMismatch, Verdict.IDEMPOTENCY_MISMATCH),
        (409, b'{"code":"STALE_VERSION","current":4}', StaleVersion, Verdict.STALE_VERSION),
        (409, b'{"code":"OTHER"}', RejectedByProvince, Verdict.REJECTED),
        (410, b'{"code":"CURSOR_EXPIRED"}', CursorExpired, Verdict.CURSOR_EXPIRED),
        (422, b'{"code":"INVALID","errors":[]}', RejectedByProvince, Verdict.REJECTED),
        (400, b"", RejectedByProvince, Verdict.REJECTED),
        (403, b"", RejectedByProvince, Verdict.REJECTED),
        (425, b"", TemporaryGatewayError, Verdict.NO_ANSWER),
        (429, b"", TemporaryGatewayError, Verdict.RATE_LIMITED),
        (500, b"", TemporaryGatewayError, Verdict.SERVER_ERROR),
        (503, b'{"code":"PLAN_UNKNOWN"}', TemporaryGatewayError, Verdict.SERVER_ERROR),
        (599, b"", TemporaryGatewayError, Verdict.SERVER_ERROR),
        (204, b"", TemporaryGatewayError, Verdict.UNREADABLE),
        (302, b"", TemporaryGatewayError, Verdict.UNREADABLE),
    ],
)
def test_each_answer_has_its_error_and_its_verdict(
    status: int, body: bytes, error_class: type[GatewayError], verdict: Verdict
) -> None:
    error = refusal(answer(status, body), now=NOW)

    assert type(error) is error_class
    assert error.verdict == verdict
    assert error.exchange is not None
    assert error.exchange.verdict == verdict
    assert error.exchange.status == status


def test_every_error_is_either_temporary_or_permanent() -> None:
    errors = [refusal(answer(status), now=NOW) for status in range(300, 600)]

    assert all(
        isinstance(error, TemporaryGatewayError) != isinstance(error, PermanentGatewayError) for error in errors
    )


def test_a_rejection_carries_the_words_of_the_province() -> None:
    body = '{"code":"INVALID","message":"标段有误","errors":[{"path":"lots[0].budget","message":"超出计划预算"}]}'

    error = refusal(answer(422, body.encode()), now=NOW)

    assert isinstance(error, RejectedByProvince)
    assert error.code == "INVALID"
    assert error.words == "标段有误"
    assert error.errors == (Problem("lots[0].budget", "超出计划预算"),)
    assert str(error) == "省系统拒收：标段有误；lots[0].budget：超出计划预算"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"null",
        b'{"errors":null}',
        b'{"errors":["x",{"path":1,"message":null}]}',
        b'{"code":"\\u0000"}',
    ],
)
def test_a_signed_rejection_stays_one_when_its_explanation_cannot_be_read(body: bytes) -> None:
    error = refusal(answer(422, body), now=NOW)

    assert isinstance(error, RejectedByProvince)
    assert error.code == ""


def test_a_stale_version_tells_which_one_is_there_if_the_province_says_so() -> None:
    told = refusal(answer(409, b'{"code":"STALE_VERSION","current":4}'), now=NOW)
    untold = refusal(answer(409, b'{"code":"STALE_VERSION","current":"4"}'), now=NOW)

    assert isinstance(told, StaleVersion)
    assert told.current == 4
    assert isinstance(untold, StaleVersion)
    assert untold.current is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        (" 120 ", 120.0),
        ("86400", 3600.0),
        ("9" * 5000, 3600.0),
        ("Mon, 02 Mar 2026 01:02:00 GMT", 120.0),
        ("Mon, 02 Mar 2026 00:00:00 GMT", 0.0),
        ("Tue, 03 Mar 2026 01:02:00 GMT", 3600.0),
        ("", None),
        ("-5", None),
        ("soon", None),
        ("1.5", None),
        ("²", None),
        ("Mon, 99 Mar 2026 01:02:00 GMT", None),
        ("Mon, 02 Mar 99999 01:02:00 GMT", None),
    ],
)
def test_retry_after_is_read_in_both_forms(value: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": value}, now=NOW) == seconds


def test_without_retry_after_nothing_is_asked_for() -> None:
    assert retry_after({}, now=NOW) is None


@pytest.mark.parametrize("status", [404, 408, 429, 500, 503])
def test_a_temporary_answer_carries_what_it_asks_for(status: int) -> None:
    error = refusal(answer(status, headers={"retry-after": "7"}), now=NOW)

    assert isinstance(error, TemporaryGatewayError)
    assert error.retry_after == 7.0

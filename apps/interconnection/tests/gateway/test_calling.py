import gzip
import itertools
import os
import socket
import time
import tracemalloc
from collections.abc import Callable
from unittest import mock

import pytest

from apps.interconnection.gateway.canonical import sm3_hex
from apps.interconnection.gateway.client import ProvinceClient
from apps.interconnection.gateway.evidence import EXCERPT_BYTES, Verdict
from apps.interconnection.gateway.exceptions import (
    AnswerTooLarge,
    GatewayError,
    RejectedByProvince,
    TemporaryGatewayError,
    Unauthorized,
)
from apps.interconnection.tests.gateway.conftest import NONCE, ClientFactory
from apps.interconnection.tests.gateway.scripted_province import (
    ScriptedProvince,
    answer,
    drip,
    head,
    raw,
    signature,
    silence,
)

EMPTY_PAGE = b'{"items":[],"next":"","more":false}'


def failure(call: Callable[[], object]) -> TemporaryGatewayError:
    with pytest.raises(TemporaryGatewayError) as caught:
        call()
    return caught.value


def pull(client: ProvinceClient) -> Callable[[], object]:
    return lambda: client.pull_feed("plans", "", 100)


def test_a_request_is_signed_as_the_contract_shows(
    province: ScriptedProvince, province_client: ProvinceClient
) -> None:
    province.script = answer(body=EMPTY_PAGE)

    province_client.pull_feed("plans", "", 100)

    [request] = province.requests
    assert request.method == "GET"
    assert request.target == "/exchange/v1/feeds/plans?after=&limit=100"
    assert request.body == b""
    assert request.headers["x-exchange-app"] == "fangcheng"
    assert request.headers["x-exchange-timestamp"] == "1772413200000"
    assert request.headers["x-exchange-nonce"] == NONCE
    assert request.headers["x-exchange-signature"] == (
        "dd76dd621cbf2356f53a08a446ee0e8612b63212bfb35414caa0133b956691fd"
    )


def test_each_request_has_a_nonce_of_its_own(province: ScriptedProvince) -> None:
    client = ProvinceClient(province.base_url, "fangcheng", "fangcheng-demo-secret")
    province.script = answer(body=EMPTY_PAGE)

    client.pull_feed("plans", "", 100)
    client.pull_feed("plans", "", 100)

    assert len({request.headers["x-exchange-nonce"] for request in province.requests}) == 2


def test_a_good_exchange_leaves_its_evidence(province: ScriptedProvince, province_client: ProvinceClient) -> None:
    province.script = answer(body=EMPTY_PAGE)

    exchange = province_client.pull_feed("plans", "", 100).exchange

    assert exchange.verdict == Verdict.ANSWERED
    assert exchange.method == "GET"
    assert exchange.path == "/exchange/v1/feeds/plans?after=&limit=100"
    assert exchange.request_headers["X-Exchange-Nonce"] == NONCE
    assert exchange.request_headers["X-Exchange-Timestamp"] == "1772413200000"
    assert exchange.request_body_sm3 == sm3_hex(b"")
    assert exchange.started_at.isoformat() == "2026-03-02T01:00:00+00:00"
    assert exchange.duration_ms >= 0
    assert exchange.status == 200
    assert exchange.response_headers["x-exchange-signature"] == (
        "d3681e77a426ad32cadc98d2f13dbf836fc0c872e9fccafd5883f746d40ca5ff"
    )
    assert exchange.response_excerpt == EMPTY_PAGE
    assert exchange.response_size == len(EMPTY_PAGE)
    assert exchange.response_body_sm3 == sm3_hex(EMPTY_PAGE)


def test_only_the_beginning_of_a_long_answer_is_kept_as_evidence(
    province: ScriptedProvince, province_client: ProvinceClient
) -> None:
    body = b'{"x":"' + b"y" * 2 * EXCERPT_BYTES + b'"}'
    province.script = answer(body=body)

    held = province_client.lots("1")

    assert held is not None
    assert held.exchange.response_excerpt == body[:EXCERPT_BYTES]
    assert held.exchange.response_size == len(body)


@pytest.mark.parametrize("status", [200, 201, 301, 404, 409, 410, 422, 429, 500, 502])
@pytest.mark.parametrize("secret", [None, "another-secret"])
def test_an_answer_that_the_province_did_not_sign_is_a_temporary_fault_whatever_it_says(
    province: ScriptedProvince, province_client: ProvinceClient, status: int, secret: str | None
) -> None:
    province.script = answer(status, b'{"code":"INVALID","receipt":"r","accepted_at":"x"}', secret=secret)

    error = failure(lambda: province_client.push("lots", "1", b"{}", "key"))

    assert type(error) is TemporaryGatewayError
    assert error.verdict == Verdict.BAD_SIGNATURE
    assert error.exchange is not None
    assert error.exchange.status == status


def test_a_signature_over_another_body_status_or_nonce_is_wrong(
    province: ScriptedProvince, province_client: ProvinceClient
) -> None:
    def signed_for_another_status(connection: socket.socket, request: object) -> None:
        wrong = signature(province.requests[-1], 201, EMPTY_PAGE)
        headers = {"Content-Length": str(len(EMPTY_PAGE)), "X-Exchange-Signature": wrong}
        connection.sendall(head(200, headers) + EMPTY_PAGE)

    for script in (
        answer(body=EMPTY_PAGE, signed_body=EMPTY_PAGE + b" "),
        signed_for_another_status,
        answer(body=EMPTY_PAGE, headers={"X-Exchange-Signature": "d" * 64}, secret=None),
        answer(body=EMPTY_PAGE, headers={"X-Exchange-Signature": "签名".encode().decode("latin-1")}, secret=None),
    ):
        province.script = script

        assert failure(pull(province_client)).verdict == Verdict.BAD_SIGNATURE


def test_an_unsigned_401_alerts_the_center_but_nothing_of_it_is_believed(
    province: ScriptedProvince, province_client: ProvinceClient
) -> None:
    province.script = answer(401, b'{"code":"APP_UNKNOWN","message":"lies"}', secret=None)

    error = failure(pull(province_client))

    assert isinstance(error, Unauthorized)
    assert error.code == ""
    assert "lies" not in str(error)


def test_an_unsigned_busy_answer_is_given_the_time_it_asks_for(
    province: ScriptedProvince, province_client: ProvinceClient
) -> None:
    province.script = answer(503, headers={"Retry-After": "30"}, secret=None)

    error = failure(pull(province_client))

    assert (error.verdict, error.retry_after) == (Verdict.BAD_SIGNATURE, 30.0)


def test_no_listener_is_no_answer(make_client: ClientFactory, province: ScriptedProvince) -> None:
    client = make_client()
    province.close()

    error = failure(pull(client))

    assert error.verdict == Verdict.NO_ANSWER
    assert error.exchange is not None
    assert (error.exchange.status, error.exchange.response_excerpt) == (None, b"")


def test_a_server_that_does_not_accept_is_given_up_after_the_connect_timeout() -> None:
    # A full backlog: further connections wait unanswered.
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        address = listener.getsockname()
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex(address)
        client = ProvinceClient(f"http://127.0.0.1:{address[1]}", "a", "s", connect_timeout=0.2, total_timeout=30)

        started = time.monotonic()
        error = failure(pull(client))

        assert error.verdict == Verdict.NO_ANSWER
        assert "连接超时" in str(error)
        assert time.monotonic() - started < 5
        for filler in fillers:
            filler.close()


def test_silence_is_given_up_after_the_read_timeout(province: ScriptedProvince, make_client: ClientFactory) -> None:
    province.script = silence(province)

    error = failure(pull(make_client(read_timeout=0.2)))

    assert error.verdict == Verdict.NO_ANSWER
    assert "等待应答超时" in str(error)


@pytest.mark.parametrize(
    ("first", "piece"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x"),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", b"x"),
    ],
)
def test_a_slow_drip_is_cut_off_at_the_total_deadline(
    province: ScriptedProvince, make_client: ClientFactory, first: bytes, piece: bytes
) -> None:
    province.script = drip(province, first, itertools.repeat(piece), pause=0.02)
    client = make_client(read_timeout=10, total_timeout=0.3)

    started = time.monotonic()
    error = failure(pull(client))

    assert error.verdict == Verdict.NO_ANSWER
    assert "总时限" in str(error)
    assert time.monotonic() - started < 3


@pytest.mark.parametrize(
    "script",
    [
        raw(b""),
        raw(b"nonsense\r\n\r\n"),
        raw(b"HTTP/1.1"),
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"),
        raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n"),
        raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nshort\r\n0\r\n\r\n"),
        raw(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd"),
        raw(b"HTTP/1.1 200 OK\r\n" + b"X-Many: x\r\n" * 1000 + b"\r\n"),
        raw(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 100_000 + b"\r\n\r\n"),
    ],
)
def test_an_answer_that_breaks_off_or_is_no_http_is_no_answer(
    province: ScriptedProvince, province_client: ProvinceClient, script: Callable[..., None]
) -> None:
    province.script = script

    assert failure(pull(province_client)).verdict == Verdict.NO_ANSWER


def test_a_reset_in_the_middle_of_the_body_is_no_answer_and_keeps_what_was_seen(
    province: ScriptedProvince, province_client: ProvinceClient
) -> None:
    def reset(connection: socket.socket, request: object) -> None:
        connection.sendall(head(200, {"Transfer-Encoding": "chunked"}) + b"5\r\nfirst\r\n")
        # Linger of zero seconds: closing sends a reset.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    province.script = reset

    error = failure(pull(province_client))

    assert error.verdict == Verdict.NO_ANSWER
    assert error.exchange is not None
    assert error.exchange.status in {200, None}


def test_a_content_length_shorter_than_the_body_is_a_wrong_signature(
    province: ScriptedProvince, province_client: ProvinceClient
) -> None:
    province.script = answer(body=EMPTY_PAGE, headers={"Content-Length": "10"})

    assert failure(pull(province_client)).verdict == Verdict.BAD_SIGNATURE


def test_a_redirect_is_not_followed(province: ScriptedProvince, province_client: ProvinceClient) -> None:
    province.script = answer(302, headers={"Location": f"{province.base_url}/elsewhere"})

    error = failure(pull(province_client))

    assert error.verdict == Verdict.UNREADABLE
    assert len(province.requests) == 1


def test_a_compressed_answer_is_read_though_none_was_asked_for(
    province: ScriptedProvince, province_client: ProvinceClient
) -> None:
    body = gzip.compress(EMPTY_PAGE)
    province.script = answer(body=body, headers={"Content-Encoding": "gzip"}, signed_body=EMPTY_PAGE)

    page = province_client.pull_feed("plans", "", 100)

    assert page.raw == EMPTY_PAGE
    assert province.requests[0].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_compression_bomb_is_refused_before_it_fills_the_memory(
    province: ScriptedProvince, make_client: ClientFactory, is_chunked: bool
) -> None:
    bomb = gzip.compress(bytes(64 * 1024 * 1024))
    body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(bomb), bomb) if is_chunked else bomb
    framing = {"Transfer-Encoding": "chunked"} if is_chunked else {"Content-Length": str(len(bomb))}
    province.script = raw(head(200, {"Content-Encoding": "gzip", **framing}), body)
    client = make_client(max_body=1024 * 1024)

    tracemalloc.start()
    with pytest.raises(AnswerTooLarge):
        client.pull_feed("plans", "", 100)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 16 * 1024 * 1024


def test_an_answer_of_the_greatest_size_is_read_and_one_byte_more_is_too_large(
    province: ScriptedProvince, make_client: ClientFactory
) -> None:
    province.script = answer(body=EMPTY_PAGE)

    page = make_client(max_body=len(EMPTY_PAGE)).pull_feed("plans", "", 100)
    error = failure(pull(make_client(max_body=len(EMPTY_PAGE) - 1)))

    assert page.raw == EMPTY_PAGE
    assert isinstance(error, AnswerTooLarge)


def test_an_endless_body_is_stopped_at_the_greatest_size(
    province: ScriptedProvince, make_client: ClientFactory
) -> None:
    province.script = drip(province, b"HTTP/1.1 200 OK\r\n\r\n", itertools.repeat(b"x" * 65536), pause=0)

    error = failure(pull(make_client(max_body=1024 * 1024)))

    assert isinstance(error, AnswerTooLarge)


def test_proxies_and_credentials_of_the_environment_are_not_used(
    province: ScriptedProvince, province_client: ProvinceClient
) -> None:
    province.script = answer(body=EMPTY_PAGE)
    environment = {"http_proxy": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9", "NO_PROXY": ""}

    with mock.patch.dict(os.environ, environment):
        province_client.pull_feed("plans", "", 100)

    assert "authorization" not in province.requests[0].headers


def test_cookies_are_not_kept(province: ScriptedProvince, province_client: ProvinceClient) -> None:
    province.script = answer(body=EMPTY_PAGE, headers={"Set-Cookie": "session=1"})

    province_client.pull_feed("plans", "", 100)
    province_client.pull_feed("plans", "", 100)

    assert "cookie" not in province.requests[1].headers


def test_a_base_address_with_a_path_is_part_of_what_is_signed(
    province: ScriptedProvince, make_client: ClientFactory
) -> None:
    province.script = answer(body=EMPTY_PAGE)

    exchange = make_client("/gateway/").pull_feed("plans", "", 100).exchange

    assert province.requests[0].target == "/gateway/exchange/v1/feeds/plans?after=&limit=100"
    assert exchange.path == province.requests[0].target


@pytest.mark.parametrize(
    "base_url",
    ["", "127.0.0.1:8100", "ftp://example.cn", "http://", "http://u:p@example.cn", "http://example.cn/?a=1"],
)
def test_an_address_that_cannot_be_the_province_is_refused_at_once(base_url: str) -> None:
    with pytest.raises(ValueError, match="the province's address"):
        ProvinceClient(base_url, "fangcheng", "secret")


def test_an_error_tells_a_clerk_what_happened_and_nothing_of_the_body(
    province: ScriptedProvince, province_client: ProvinceClient
) -> None:
    province.script = answer(500, "机密甲".encode())

    error: GatewayError = failure(pull(province_client))

    assert str(error) == "省系统故障（500）"
    assert "机密" not in repr(error.exchange)


def test_a_signed_refusal_is_permanent(province: ScriptedProvince, province_client: ProvinceClient) -> None:
    province.script = answer(422, b'{"code":"INVALID","errors":[{"path":"lots","message":"x"}]}')

    with pytest.raises(RejectedByProvince):
        province_client.push("lots", "1", b"{}", "key")

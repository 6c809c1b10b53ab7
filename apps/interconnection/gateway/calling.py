"""One signed request and its verified answer, with the record of both."""

import datetime
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import BinaryIO
from urllib.parse import urlsplit

from apps.interconnection.gateway.answers import Answer, retry_after
from apps.interconnection.gateway.canonical import sm3_hex
from apps.interconnection.gateway.evidence import ExchangeRecorder, Verdict
from apps.interconnection.gateway.exceptions import (
    AnswerTooLarge,
    AttachmentMismatch,
    GatewayError,
    TemporaryGatewayError,
    Unauthorized,
)
from apps.interconnection.gateway.signing import (
    APP_HEADER,
    NONCE_HEADER,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    sign_request,
    verify_response,
)
from apps.interconnection.gateway.transport import IncomingAnswer, Timeouts, TransportFault, prepare, send


@dataclass(frozen=True, slots=True)
class Download:
    """Where the body of a successful answer goes instead of into memory, and how much of it at most."""

    sink: BinaryIO
    limit: int


class SignedCaller:
    """Signs requests for one application id and lets through only answers that the province signed."""

    def __init__(
        self,
        base_url: str,
        app_id: str,
        secret: str,
        *,
        timeouts: Timeouts,
        download_timeout: float,
        max_body: int,
        clock: Callable[[], float],
        nonce_factory: Callable[[], str],
    ) -> None:
        self._base_url = _checked_base_url(base_url)
        self._app_id = app_id
        self._secret = secret
        self._timeouts = timeouts
        self._download_timeouts = replace(timeouts, total=download_timeout)
        self._max_body = max_body
        self._clock = clock
        self._nonce_factory = nonce_factory

    def call(
        self,
        method: str,
        path_and_query: str,
        *,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        download: Download | None = None,
    ) -> Answer:
        """Send one request and return its answer, whatever its status, once its signature was found right.

        Raises TemporaryGatewayError when no whole answer came, or none that can be believed.
        """
        now = self._clock()
        nonce = self._nonce_factory()
        timestamp = str(int(now * 1000))
        body_sm3 = sm3_hex(body)
        request = prepare(method, self._base_url + path_and_query, headers or {}, body)
        # Over the line that the library will really send: the base address may have a path of its own.
        signature = sign_request(
            self._secret,
            method=method,
            path_and_query=request.path_url,
            timestamp=timestamp,
            nonce=nonce,
            body_sm3=body_sm3,
        )
        request.headers.update(
            {
                "Accept-Encoding": "identity",
                "Connection": "close",
                "User-Agent": "fangcheng-platform",
                APP_HEADER: self._app_id,
                TIMESTAMP_HEADER: timestamp,
                NONCE_HEADER: nonce,
                SIGNATURE_HEADER: signature,
            }
        )
        recorder = ExchangeRecorder(
            method=method,
            path=request.path_url,
            request_headers=dict(request.headers),
            request_body_sm3=body_sm3,
            started_at=datetime.datetime.fromtimestamp(now, datetime.UTC),
        )
        try:
            with send(request, self._download_timeouts if download else self._timeouts) as incoming:
                answer_body = self._receive(incoming, recorder, download)
        except TransportFault as fault:
            raise TemporaryGatewayError(
                f"省系统没有完整应答：{fault}", verdict=Verdict.NO_ANSWER, exchange=recorder.exchange()
            ) from fault
        is_signed = verify_response(
            self._secret,
            incoming.headers.get(SIGNATURE_HEADER.lower(), ""),
            status=incoming.status,
            nonce=nonce,
            body_sm3=recorder.body_sm3,
        )
        if not is_signed:
            raise self._unsigned(incoming, recorder)
        return Answer(incoming.status, incoming.headers, answer_body, recorder.exchange())

    def _receive(self, incoming: IncomingAnswer, recorder: ExchangeRecorder, download: Download | None) -> bytes:
        recorder.begin_answer(incoming.status, incoming.headers)
        if download is not None and incoming.status == 200:
            for chunk in incoming.chunks():
                recorder.take(chunk)
                if recorder.size > download.limit:
                    raise AttachmentMismatch(f"附件超过公布的 {download.limit} 字节", exchange=recorder.exchange())
                download.sink.write(chunk)
            return b""
        buffer = io.BytesIO()
        for chunk in incoming.chunks():
            recorder.take(chunk)
            if recorder.size > self._max_body:
                raise AnswerTooLarge(f"省系统的应答超过 {self._max_body} 字节", exchange=recorder.exchange())
            buffer.write(chunk)
        return buffer.getvalue()

    def _unsigned(self, incoming: IncomingAnswer, recorder: ExchangeRecorder) -> GatewayError:
        exchange = recorder.exchange()
        # A province that does not know our secret cannot sign with it. Nothing of the answer is believed, but
        # a wrong secret is the likeliest reason for it, and that is for a person to mend.
        if incoming.status == 401:
            return Unauthorized("省系统不认可本系统的签名，其应答也没有有效签名", code="", exchange=exchange)
        return TemporaryGatewayError(
            f"应答没有省系统的有效签名（状态码 {incoming.status}），未采用其内容",
            verdict=Verdict.BAD_SIGNATURE,
            exchange=exchange,
            # Waiting as long as a proxy in between asks for does no harm.
            retry_after=retry_after(incoming.headers, now=self._clock()),
        )


def _checked_base_url(base_url: str) -> str:
    parts = urlsplit(base_url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f"the province's address must be an http or https address: {base_url!r}")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("the province's address must have no user, query or fragment")
    return base_url.rstrip("/")

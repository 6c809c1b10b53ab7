"""What every request of the exchange goes through, from the wire inwards.

Signature → answer faults → journal → request faults → view. All of it leaves other paths alone.
"""

import time
from collections.abc import Callable
from datetime import timedelta

from django.core.exceptions import RequestDataTooBig
from django.core.handlers.asgi import ASGIRequest
from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from apps.province.choices import Feed, PushKind
from apps.province.environment import environment
from apps.province.exchange.answers import refusal
from apps.province.exchange.hang_up import hang_up
from apps.province.models import FaultRule, PushAttempt, UsedNonce
from apps.province.services import faults
from apps.province.services.pauses import pause
from apps.province.services.pushes import MAX_KEY_LENGTH
from apps.province.signing import (
    APP_HEADER,
    CLOCK_SKEW_SECONDS,
    NONCE_HEADER,
    NONCE_PATTERN,
    NONCE_SECONDS,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    is_same_signature,
    request_signature,
    response_signature,
)

EXCHANGE_PREFIX = "/exchange/v1/"

GetResponse = Callable[[ASGIRequest], HttpResponseBase]


def is_of_the_exchange(request: ASGIRequest) -> bool:
    """Whether a request is for the wire rather than for people."""
    return request.path.startswith("/exchange/")


def target_and_key(request: ASGIRequest) -> tuple[str, str]:
    """Return the fault target of a request and the record, project or attachment that it names."""
    # A NUL is refused further in, but the answer to it goes through the fault rules all the same.
    head, _, rest = request.path.replace("\0", "").removeprefix(EXCHANGE_PREFIX).partition("/")
    if head == "feeds":
        return rest if rest in Feed.values else "", ""
    if head == "records":
        return head, rest.partition("/")[2]
    if head == "digests":
        return head, ""
    return head, rest


class SignatureMiddleware:
    """Let nothing in that is not signed, and nothing out."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: ASGIRequest) -> HttpResponseBase:
        """Answer a request."""
        if not is_of_the_exchange(request):
            return self.get_response(request)
        response = self._refusal(request) or self.get_response(request)
        self._sign(request, response)
        return response

    def _refusal(self, request: ASGIRequest) -> HttpResponse | None:
        """Return the refusal that a request deserves before anyone looks at what it asks."""
        if "\0" in request.path:
            return refusal(400, "BAD_REQUEST", "请求地址中含有空字符")
        try:
            body = request.body
        except RequestDataTooBig:
            return refusal(413, "TOO_LARGE", "请求体过大")
        if request.headers.get(APP_HEADER, "") != environment().app_id:
            return refusal(401, "APP_UNKNOWN", "应用标识未登记")
        return _signature_refusal(request, body)

    def _sign(self, request: ASGIRequest, response: HttpResponseBase) -> None:
        assert isinstance(response, HttpResponse), "the exchange never streams: it signs whole bodies"
        signature = response_signature(
            secret=environment().app_secret,
            status=response.status_code,
            nonce=request.headers.get(NONCE_HEADER, ""),
            body=response.content,
        )
        target, key = target_and_key(request)
        if faults.strike(FaultRule.Kind.BAD_SIGNATURE, target, key):
            signature = "0" * len(signature)
        response.headers[SIGNATURE_HEADER] = signature


class AnswerFaultMiddleware:
    """Spoil the answer to something that was already done."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: ASGIRequest) -> HttpResponseBase:
        """Answer a request."""
        response = self.get_response(request)
        if not is_of_the_exchange(request):
            return response
        target, key = target_and_key(request)
        if rule := faults.strike(FaultRule.Kind.TIMEOUT_AFTER_TAKING, target, key):
            pause(faults.DEFAULT_TIMEOUT_SECONDS if rule.seconds is None else rule.seconds)
        if faults.strike(FaultRule.Kind.DROP_ANSWER, target, key):
            host, port = request.scope["client"]
            hang_up((host, int(port)))
        return response


class JournalMiddleware:
    """Write down every push that reached us, with the answer that we meant to give."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: ASGIRequest) -> HttpResponseBase:
        """Answer a request."""
        received_at = timezone.now()
        response = self.get_response(request)
        if not is_of_the_exchange(request):
            return response
        target, key = target_and_key(request)
        if request.method == "PUT" and target in PushKind.values:
            PushAttempt.objects.create(
                kind=target,
                project_no=key[:64],
                idempotency_key=request.headers.get("Idempotency-Key", "")[:MAX_KEY_LENGTH],
                received_at=received_at,
                status=response.status_code,
                code=getattr(response, "exchange_code", ""),
            )
        return response


class RequestFaultMiddleware:
    """Be slow, or refuse, before anything is done."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: ASGIRequest) -> HttpResponseBase:
        """Answer a request."""
        if not is_of_the_exchange(request):
            return self.get_response(request)
        target, key = target_and_key(request)
        if rule := faults.strike(FaultRule.Kind.DELAY, target, key):
            pause(faults.DEFAULT_DELAY_SECONDS if rule.seconds is None else rule.seconds)
        if rule := faults.strike(FaultRule.Kind.ERROR, target, key):
            response = refusal(rule.status or faults.DEFAULT_ERROR_STATUS, "UNAVAILABLE", "故障演练：暂不可用")
            if rule.seconds is not None:
                response.headers["Retry-After"] = str(int(rule.seconds))
            return response
        return self.get_response(request)


def _signature_refusal(request: ASGIRequest, body: bytes) -> HttpResponse | None:
    timestamp, nonce = request.headers.get(TIMESTAMP_HEADER, ""), request.headers.get(NONCE_HEADER, "")
    expected = request_signature(
        secret=environment().app_secret,
        method=request.method or "",
        path_and_query=_request_target(request),
        timestamp=timestamp,
        nonce=nonce,
        body=body,
    )
    is_well_formed = NONCE_PATTERN.fullmatch(nonce) and timestamp.isascii() and timestamp.isdecimal()
    if not is_well_formed or not is_same_signature(request.headers.get(SIGNATURE_HEADER, ""), expected):
        return refusal(401, "SIGNATURE_INVALID", "签名不正确")
    if abs(time.time() * 1000 - int(timestamp)) > CLOCK_SKEW_SECONDS * 1000:
        return refusal(401, "CLOCK_SKEW", f"请求时间与本系统时间相差超过 {CLOCK_SKEW_SECONDS} 秒")
    # Last, so that a stranger's request cannot use up the nonce of an honest one.
    if not _is_first_use(nonce):
        return refusal(401, "REPLAY", "请求重复，随机数已使用")
    return None


def _request_target(request: ASGIRequest) -> str:
    """Return path and query as they stood on the request line, byte for byte."""
    target: bytes = request.scope["raw_path"]
    if query := request.scope["query_string"]:
        target += b"?" + query
    return target.decode("latin-1")


@transaction.atomic
def _is_first_use(nonce: str) -> bool:
    """Remember a nonce; False if it is remembered already. Of two at once, one is the first."""
    now = timezone.now()
    UsedNonce.objects.filter(seen_at__lt=now - timedelta(seconds=NONCE_SECONDS)).delete()
    _, is_first = UsedNonce.objects.get_or_create(app_id=environment().app_id, nonce=nonce, defaults={"seen_at": now})
    return is_first

"""Lets in the province, and signs what it is answered."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.response import Response

from apps.interconnection.gateway.canonical import sm3_hex
from apps.interconnection.gateway.exceptions import RequestRefused
from apps.interconnection.gateway.receiving import check_request
from apps.interconnection.gateway.signing import NONCE_HEADER, SIGNATURE_HEADER, sign_response
from apps.interconnection.hints import is_first_use

MOST_BYTES = 64 * 1024


class ProvinceSignature(BaseAuthentication):
    """A request that bears the province's signature is the province; its `auth` is the signed body."""

    def authenticate(self, request: Request) -> tuple[str, bytes]:
        """Return the application id and the body as it came; refuse with 401 and the contract's code."""
        now = timezone.now()
        environment = settings.ENVIRONMENT
        body = _body(request)
        try:
            check_request(
                request.headers,
                method=request.method or "",
                path_and_query=_request_line(request),
                body=body,
                app_id=environment.province_app_id,
                secret=environment.province_app_secret.get_secret_value(),
                now=now.timestamp(),
                is_first_use=lambda nonce: is_first_use(nonce, now=now),
            )
        except RequestRefused as refusal:
            raise AuthenticationFailed({"code": refusal.code, "message": refusal.message}) from None
        return environment.province_app_id, body

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme: without it the framework would answer 403."""
        return "HMAC-SM3"


def signed(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Sign whatever `view` answers, refusals too, with the nonce of the request."""

    @wraps(view)
    def signing(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        assert isinstance(response, Response)
        body = b"" if request.method == "HEAD" else response.render().content
        response[SIGNATURE_HEADER] = sign_response(
            settings.ENVIRONMENT.province_app_secret.get_secret_value(),
            status=response.status_code,
            nonce=request.headers.get(NONCE_HEADER, ""),
            body_sm3=sm3_hex(body),
        )
        return response

    return signing


def _body(request: Request) -> bytes:
    """Return the bytes of the body; one sent in chunks has no length, and Django would see none of it."""
    if request.META.get("CONTENT_LENGTH"):
        return bytes(request._request.body)  # noqa: SLF001  the bytes as they came, before any parser
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        return bytes(request.META["wsgi.input"].read(MOST_BYTES))
    return b""


def _request_line(request: Request) -> str:
    """Return path and query as they were sent: the paths here are ASCII, the query is left as it is."""
    query = request.META.get("QUERY_STRING", "")
    return f"{request.path}?{query}" if query else request.path

"""What every request of the driving API goes through."""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from apps.province.exceptions import InvalidDocument, LotsMissing, NotFound, ProvinceError
from apps.province.exchange.answers import json_answer, refusal
from apps.province.wire_types import parse_json


@dataclass(frozen=True)
class ControlRequest:
    """A request of the driving API, reduced to what its views need."""

    method: str
    body: Any
    query: dict[str, str]


Endpoint = Callable[..., Any]


def control_endpoint(*methods: str) -> Callable[[Endpoint], Callable[..., HttpResponse]]:
    """Make a Django view, which only this machine can reach, of a function from JSON to JSON.

    There is no signature and no session here, so the address of the caller is the only key. A web page
    open in a browser on the same machine has that address too: asking for a JSON content type makes
    the browser ask for permission first, and it is never given.
    """

    def decorate(endpoint: Endpoint) -> Callable[..., HttpResponse]:
        # Programs on this machine call it, in JSON, which no form of a web page can send unasked.
        @csrf_exempt
        @wraps(endpoint)
        def view(request: HttpRequest, **arguments: str) -> HttpResponse:
            return _refusal(request, methods) or _answer(request, endpoint, arguments)

        return view

    return decorate


def _refusal(request: HttpRequest, methods: tuple[str, ...]) -> HttpResponse | None:
    if not ipaddress.ip_address(request.META["REMOTE_ADDR"]).is_loopback:
        return refusal(403, "LOOPBACK_ONLY", "驱动接口只接受本机请求")
    if request.method not in methods:
        return refusal(405, "METHOD_NOT_ALLOWED", f"只支持 {'、'.join(methods)}")
    if request.method in {"POST", "PUT"} and request.content_type != "application/json":
        return refusal(415, "JSON_ONLY", "请以 application/json 提交")
    return None


def _answer(request: HttpRequest, endpoint: Endpoint, arguments: dict[str, str]) -> HttpResponse:
    try:
        body = parse_json(request.body) if request.body else {}
        asked = ControlRequest(method=request.method or "", body=body, query=request.GET.dict())
        return json_answer(endpoint(asked, **arguments))
    except InvalidDocument as error:
        errors = [{"path": fault.path, "message": fault.message} for fault in error.errors]
        return refusal(422, "INVALID", error.message, errors=errors)
    except LotsMissing as error:
        return refusal(409, "LOTS_MISSING", error.message)
    except NotFound as error:
        return refusal(404, "NOT_FOUND", error.message)
    except ProvinceError as error:
        return refusal(409, "CONFLICT", error.message)

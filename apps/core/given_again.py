"""Answers that are the same for everybody are given again for a moment, before anything else looks at a request.

Many readers ask for the same search at once: when a tender opens, or when a page is linked from elsewhere. What a
view marked with `may_be_given_again` answered one of them, the others get too, byte for byte, from the memory of
the process: without the database, and without the middleware further in, whose headers are part of the answer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from threading import Lock
from time import monotonic
from typing import ParamSpec, TypeGuard

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response

Arguments = ParamSpec("Arguments")
# Scheme, host, path and query, letter by letter: another order of the parameters is another address.
Address = tuple[str, str, str, str]

MOST_ANSWERS = 500
# A process keeps at most 128 MB; a page of a list has 25 kB.
LONGEST_ANSWER = 256 * 1024
# What depends on the reader is never kept, whatever a view says of itself.
PERSONAL_HEADERS = ("Set-Cookie", "Vary")

clock = monotonic


def may_be_given_again(view: Callable[Arguments, HttpResponseBase]) -> Callable[Arguments, HttpResponseBase]:
    """Say of a view that its answers depend on nothing but the address, and may be a moment old."""

    @wraps(view)
    def marked(*args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponseBase:
        response = view(*args, **kwargs)
        response.may_be_given_again = True  # type: ignore[attr-defined]  # as Django marks views and requests
        return response

    return marked


@dataclass(frozen=True, slots=True)
class _Answer:
    content: bytes
    headers: dict[str, str]
    until: float


class GivenAgainMiddleware:
    """Stands before all others; not used where `SECONDS_GIVEN_AGAIN` is zero."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        if not settings.SECONDS_GIVEN_AGAIN:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self._seconds = settings.SECONDS_GIVEN_AGAIN
        self._answers: dict[Address, _Answer] = {}
        self._lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer with what is still good, else have it made; two who ask at once may both have it made."""
        if request.method != "GET":
            return self.get_response(request)
        # Not `get_host`, which refuses hosts that are not ours: they find nothing here and are refused further in.
        host, query = request.META.get("HTTP_HOST", ""), request.META.get("QUERY_STRING", "")
        address = (request.scheme or "", host, request.path, query)
        answer = self._answers.get(address)
        if answer is not None and clock() < answer.until:
            return _given(answer, request)
        response = self.get_response(request)
        if _is_for_everybody(response):
            self._keep(address, _Answer(response.content, dict(response.items()), clock() + self._seconds))
        return response

    def _keep(self, address: Address, answer: _Answer) -> None:
        """Keep an answer in place of the oldest one."""
        with self._lock:
            self._answers.pop(address, None)
            if len(self._answers) >= MOST_ANSWERS:
                del self._answers[next(iter(self._answers))]
            self._answers[address] = answer


def _is_for_everybody(response: HttpResponseBase) -> TypeGuard[HttpResponse]:
    return (
        getattr(response, "may_be_given_again", False)
        and isinstance(response, HttpResponse)
        and response.status_code == 200
        and not response.cookies
        and not any(header in response for header in PERSONAL_HEADERS)
        and len(response.content) <= LONGEST_ANSWER
    )


def _given(answer: _Answer, request: HttpRequest) -> HttpResponseBase:
    response = HttpResponse(answer.content, headers=answer.headers)
    if "HTTP_IF_NONE_MATCH" not in request.META:
        return response
    return get_conditional_response(request, etag=answer.headers.get("ETag"), response=response) or response

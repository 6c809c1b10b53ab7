"""Requests whose body is too large are refused before any of it is read."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.core import uploads

MEGABYTE = 1024 * 1024


class BodyLimitMiddleware:
    """Answers 413 by the announced length; belongs before whatever reads a form, Django's CSRF check first of all.

    A missing or senseless length is left to the server and to Django, which read no more than was
    announced.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on: the limit depends on the view, which is known in `process_view`."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        """Refuse what is longer than the view's pages ever send."""
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            return None
        limit = _limit(request)
        if length <= limit:
            return None
        return render(request, "413.html", {"megabytes": limit // MEGABYTE}, status=413)


def _limit(request: HttpRequest) -> int:
    """Return how many bytes may come: a form of usual size, with one file where the view takes files."""
    form: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert request.resolver_match is not None
    takes_files = request.resolver_match.view_name in settings.VIEWS_TAKING_FILES
    return form + uploads.LARGEST_BYTES if takes_files else form

"""The version that a page was opened with, so that nobody acts on what has changed meanwhile."""

from django.http import HttpRequest


def posted_version(request: HttpRequest) -> int | None:
    """Return the version in the request's form, or None if there is none to be read."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() else None

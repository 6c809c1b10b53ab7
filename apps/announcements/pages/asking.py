"""Asks the view of an address for its page, as a reader whom nobody knows would."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from django.urls import resolve
from django.utils.http import parse_http_date_safe

from apps.announcements.pages.lasting import HEADER
from apps.announcements.pages.places import quoted
from apps.core.exceptions import DomainError

HTTP_PORTS = {"http": 80, "https": 443}
OK = 200


class NoPage(DomainError):
    """The view has no page for this address."""


@dataclass(frozen=True)
class Made:
    """The bytes of a page, and until when they hold; None: until somebody changes something."""

    content: bytes
    holds_until: datetime | None = None


def ask(path: str) -> Made:
    """Return what the view of a plain address answers; raises NoPage unless that is 200, and what the view raises.

    No middleware stands between: none of them changes what a public page says, and none may.
    """
    base = urlsplit(settings.PUBLIC_BASE_URL)
    request = RequestFactory().get(
        quoted(path),
        secure=base.scheme == "https",
        SERVER_NAME=base.hostname or "",
        SERVER_PORT=str(base.port or HTTP_PORTS[base.scheme]),
    )
    request.user = AnonymousUser()
    match = resolve(request.path_info)
    response = match.func(request, *match.args, **match.kwargs)
    if response.status_code != OK:
        raise NoPage(f"“{path}”没有页面（{response.status_code}）。")
    if hasattr(response, "render"):
        response = response.render()
    return Made(b"".join(cast(Iterable[bytes], response)), _moment(response.get(HEADER)))


def _moment(header: str | None) -> datetime | None:
    seconds = parse_http_date_safe(header) if header else None
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)

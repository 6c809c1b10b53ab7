"""The province as an ASGI application.

ASGI rather than WSGI because the signature covers the request line byte for byte, and only the
ASGI scope carries the path undecoded (`raw_path`).
"""

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apps.province.settings")

# Django gives each request a thread, and each thread a database connection: as many as are let in.
REQUESTS_AT_ONCE = 32

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Send = Callable[[Mapping[str, Any]], Awaitable[None]]

_django = get_asgi_application()
_places = asyncio.Semaphore(REQUESTS_AT_ONCE)


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a request, as soon as there is a place for it."""
    async with _places:
        await _django(scope, receive, send)

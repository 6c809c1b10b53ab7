"""How often one address may ask.

Counted in the memory of each web process: a broker or cache that is away must not keep anybody from reading, and
what is protected is this process. With several of them a reader may get through as many times more often; the limit
that is stated is what everybody has at least.
"""

from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from apps.core.client_address import client_address

REQUESTS_A_MINUTE = 300
MOST_ADDRESSES = 10_000


class ReaderThrottle(SimpleRateThrottle):
    """Lets every address ask REQUESTS_A_MINUTE times a minute."""

    scope = "open-data"
    cache = LocMemCache("open-data-readers", {"OPTIONS": {"MAX_ENTRIES": MOST_ADDRESSES}})

    def get_rate(self) -> str:
        """Return the limit as Django REST framework writes it."""
        return f"{REQUESTS_A_MINUTE}/minute"

    def get_cache_key(self, request: Request, view: Any) -> str:
        """Count by the address that asked the first of our proxies."""
        return f"{self.scope}:{client_address(request)}"

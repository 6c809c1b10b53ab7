"""The one full address under which a page is known."""

from django.conf import settings
from django.urls import reverse


def canonical(name: str, *args: int | str) -> str:
    """Return the address of the named page on the public site, whichever way it was asked for."""
    return f"{settings.PUBLIC_BASE_URL}{reverse(name, args=args)}"

"""Hints: the province says that a record is waiting."""

from datetime import datetime, timedelta

from apps.interconnection.gateway.receiving import NONCE_MEMORY_SECONDS
from apps.interconnection.models import SeenNonce


def is_first_use(nonce: str, *, now: datetime) -> bool:
    """Note a nonce and tell whether it was unknown; of two requests with the same one, one is first."""
    _, is_new = SeenNonce.objects.get_or_create(nonce=nonce, defaults={"seen_at": now})
    return is_new


def forget_nonces(*, now: datetime) -> None:
    """Drop the nonces that are older than any request that could still be accepted."""
    SeenNonce.objects.filter(seen_at__lt=now - timedelta(seconds=NONCE_MEMORY_SECONDS)).delete()

"""Points in time, as the wire writes them."""

from datetime import datetime

from django.utils import timezone


def to_wire_time(moment: datetime) -> str:
    """Return `moment` in RFC 3339 with the offset of the province's own time zone."""
    return timezone.localtime(moment).isoformat(timespec="seconds")

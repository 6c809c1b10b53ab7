"""Until when an answer holds: the moment at which the clock alone changes what a page says."""

import math
from collections.abc import Iterable
from datetime import datetime

from django.http import HttpResponseBase
from django.utils.http import http_date, parse_http_date_safe

HEADER = "Expires"


def lasts_until(response: HttpResponseBase, moment: datetime | None) -> None:
    """Say that the answer holds until `moment` at the longest; None: the clock does not change it.

    Called several times, the earliest moment stands. Caches obey `max-age`, which goes before it; it tells
    whoever keeps the page as a file when to make it anew. Rounded up to a second, as the header has no parts
    of one: a page that was made anew too early would say the old words again.
    """
    if moment is None:
        return
    second = math.ceil(moment.timestamp())
    said = parse_http_date_safe(response[HEADER]) if HEADER in response else None
    response[HEADER] = http_date(second if said is None else min(said, second))


def next_of(moments: Iterable[datetime | None], *, now: datetime) -> datetime | None:
    """Return the first of `moments` that is still to come; None when there is none."""
    return min((moment for moment in moments if moment is not None and moment > now), default=None)

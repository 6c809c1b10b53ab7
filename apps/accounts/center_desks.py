"""Cards of the center's first page that count what waits, and the lists to which they lead."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Min, Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from apps.accounts.center_acts import BUSINESS_READERS
from apps.accounts.center_site import Desk, has_role


def list_url(model: type[Model], **parameters: str) -> str:
    """Return the address of a model's list, narrowed by `parameters`."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
    return f"{address}?{urlencode(parameters)}" if parameters else address


def waiting_desk(
    request: HttpRequest, waiting: QuerySet[Any], *, since: str, title: str, url: str, note: str, none: str
) -> Desk | None:
    """Return the card of those who read business: how many wait, and the oldest since when.

    `since` is the column that says when a row began to wait; `none` is said instead of `note` when there are none.
    """
    if not has_role(request, BUSINESS_READERS):
        return None
    found: dict[str, Any] = waiting.aggregate(count=Count("pk"), oldest=Min(since))
    count: int = found["count"]
    oldest_at: datetime | None = found["oldest"]
    return Desk(
        title=title,
        count=count,
        url=url,
        note=note if count else none,
        tone="" if count else "quiet",
        oldest_at=oldest_at,
    )

"""Where a list or a search offers to be subscribed to."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from apps.announcements.subscriptions.asked import canonical_filters


def subscription_url(filters: Mapping[str, Any]) -> str:
    """Return where the search for these checked filters is subscribed to; nothing where no mail is sent."""
    if not settings.SENDS_MAIL:
        return ""
    asked = canonical_filters(filters)
    return f"{reverse('subscriptions:new')}{'?' if asked else ''}{urlencode(asked)}"

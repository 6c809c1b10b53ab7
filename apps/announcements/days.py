"""Days in China as moments."""

from datetime import date, datetime

from django.utils import timezone


def midnight(day: date) -> datetime:
    """Return the moment at which `day` begins in China."""
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))

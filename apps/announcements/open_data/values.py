"""How single values are written for machines: amounts, moments, numbers."""

from datetime import date, datetime
from decimal import Decimal

from django.utils import timezone

from apps.announcements.days import midnight

LEAST_DECIMALS = 2


def amount_text(amount: Decimal) -> str:
    """Write an amount exactly, with two decimals or as many as it has: `4860000.00`."""
    whole, _, decimals = f"{amount:f}".partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(LEAST_DECIMALS, '0')}"


def number(amount: Decimal) -> int | float:
    """Return an amount as a number of JSON, which OCDS asks for.

    Exact up to fifteen digits, beyond every amount that a county spends.
    """
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def moment_text(moment: datetime) -> str:
    """Write a moment in China's time, with its offset: `2026-03-02T09:00:00+08:00`."""
    return timezone.localtime(moment).isoformat()


def day_text(day: date) -> str:
    """Write the moment at which a day begins in China."""
    return moment_text(midnight(day))

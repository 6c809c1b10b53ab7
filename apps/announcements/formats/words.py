"""Days, moments and amounts as the formats of 2020 write them, and as the exchange's tables of facts do."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from apps.core.figures import write_figure

# What a text shows where nothing has been written yet; a draft with such a place is never submitted.
BLANK = "（未填写）"


def said(value: object) -> str:
    """Return what was written, or that nothing was."""
    return str(value) if value not in ("", None) else BLANK


def moment_words(moment: datetime | None) -> str:
    """Write a moment: ``2026年03月24日09点00分``."""
    if moment is None:
        return BLANK
    local = timezone.localtime(moment)
    return f"{local.year}年{local.month:02}月{local.day:02}日{local.hour:02}点{local.minute:02}分"


def day_words(day: date | None) -> str:
    """Write a day, or the day in China of a moment: ``2026年03月24日``."""
    if day is None:
        return BLANK
    if isinstance(day, datetime):
        day = timezone.localdate(day)
    return f"{day.year}年{day.month:02}月{day.day:02}日"


def amount_words(amount: Decimal | None) -> str:
    """Write an amount: ``3,120,000.00元``."""
    return BLANK if amount is None else f"{write_figure(amount, least_decimals=2)}元"


def wire_amount(amount: Decimal | None) -> str | None:
    """Write an amount as the exchange does: ``3120000.00``."""
    return None if amount is None else write_figure(amount, least_decimals=2).replace(",", "")


def wire_moment(moment: datetime | None) -> str | None:
    """Write a moment as the exchange does: ``2026-03-24T09:00:00+08:00``."""
    return None if moment is None else timezone.localtime(moment).isoformat(timespec="seconds")


def party(name: str, credit_code: str, *, contact: str = "", phone: str = "", address: str = "") -> dict[str, Any]:
    """Write an organisation as the exchange does."""
    return {"name": name, "uscc": credit_code, "contact": contact, "phone": phone, "address": address}

"""The content of a draft, read back from JSON: moments, days and figures as such, all else as it was written."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

# By name, the same in every sheet: what is not listed is words, a number of days, or a choice.
MOMENTS = frozenset({"documents_from", "documents_until", "bid_deadline", "opening_at"})
DAYS = frozenset({"signed_on"})
FIGURES = frozenset({"documents_price", "amount", "score", "unit_price", "fee_amount"})

Values = Mapping[str, Any]


def typed(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return the content with its values as a form would have cleaned them; rows of tables too."""
    return {name: _typed(name, value) for name, value in content.items()}


def _typed(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [typed(each) if isinstance(each, dict) else each for each in value]
    if not isinstance(value, str) or not value:
        return value
    if name in MOMENTS:
        return datetime.fromisoformat(value)
    if name in DAYS:
        return date.fromisoformat(value)
    if name in FIGURES:
        return Decimal(value)
    return value

"""专家抽取: how many experts a project needs, and when they meet."""

from datetime import datetime, timedelta
from decimal import Decimal

from apps.province.drafting.tender import TENDERS, total_budget
from apps.province.standing import Standing

# 令87 §47: five members, seven from ten million yuan; 214号 §14 and 令74: three. Two thirds are experts.
LARGE_BUDGET = Decimal(10_000_000)
EXPERTS_OF_LARGE_TENDER, EXPERTS_OF_TENDER, EXPERTS_OF_OTHERS = 5, 4, 2
HOUR_AFTER_OPENING = timedelta(hours=1)


def suggest_required(standing: Standing) -> int:
    """Return how many experts the smallest lawful committee has, beside the purchaser's representatives."""
    if standing.method not in TENDERS:
        return EXPERTS_OF_OTHERS
    is_large = total_budget(standing.lots.body["lots"]) >= LARGE_BUDGET
    return EXPERTS_OF_LARGE_TENDER if is_large else EXPERTS_OF_TENDER


def suggest_evaluation_at(standing: Standing) -> datetime | None:
    """Return an hour after the opening, which is when the reading is usually over."""
    times = standing.times()
    return times.opening_at + HOUR_AFTER_OPENING if times else None

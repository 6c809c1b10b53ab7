"""Which lots are late with their contract: computed from the time, never stored."""

from datetime import datetime

from django.db.models import QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from apps.core.working_days import load_calendar
from apps.results.clocks import last_overdue_start
from apps.results.models import LotResult
from apps.tender_planning.models import RuleCode
from apps.tender_planning.rules.book import load_rule_book


def overdue_lots(results: QuerySet[LotResult], now: datetime) -> QuerySet[LotResult]:
    """Keep the awarded lots whose contract should be signed by now and is not public.

    One day bounds them all, so it is one comparison in the database: the latest day from which the period that
    the rule in force today gives is over. The sheet of a lot counts by the rule of its own day.
    """
    today = timezone.localdate(now)
    rule = load_rule_book(today).find(RuleCode.CONTRACT_SIGNING)
    if rule is None:
        return results.none()
    last = last_overdue_start(rule, load_calendar(), today)
    published = results.filter(status=LotResult.Status.AWARDED, contracted_by__isnull=True)
    return published.alias(published_on=TruncDate("first_published_at")).filter(published_on__lte=last)

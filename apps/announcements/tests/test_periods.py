"""The notice period of an announcement: what it says, unless the law says longer or nobody can mean it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from apps.announcements.periods import notice_period
from apps.core.working_days import calendar_of
from apps.tender_planning.models import RuleCode, RuleUnit
from apps.tender_planning.rules.book import Rule

CALENDAR = calendar_of({})
FIVE = Rule(RuleCode.ANNOUNCEMENT_PERIOD, Decimal(5), None, RuleUnit.WORKING_DAYS, citation="财政部令第87号第十六条")
MONDAY = date(2025, 12, 1)


@pytest.mark.parametrize(
    ("stated", "days", "end", "remark"),
    [
        (5, 5, date(2025, 12, 8), ""),
        (0, 5, date(2025, 12, 8), ""),
        (7, 7, date(2025, 12, 10), "公告所载期限长于法定的 5 个工作日，按公告所载计算。"),
        (3, 5, date(2025, 12, 8), "公告所载期限为 3 个工作日，按法定期限 5 个工作日计算。"),
        (101, 5, date(2025, 12, 8), "公告所载期限为 101 个工作日，按法定期限 5 个工作日计算。"),
    ],
)
def test_a_longer_one_holds_and_a_shorter_or_absurd_one_does_not(
    stated: int, days: int, end: date, remark: str
) -> None:
    notice = notice_period(stated, FIVE, MONDAY, CALENDAR)

    assert notice is not None
    assert (notice.days, notice.count.end, notice.remark) == (days, end, remark)


@pytest.mark.parametrize(("stated", "end"), [(3, date(2025, 12, 4)), (0, None), (101, None)])
def test_without_a_rule_what_is_stated_counts(stated: int, end: date | None) -> None:
    notice = notice_period(stated, None, MONDAY, CALENDAR)

    assert (notice and notice.count.end) == end


def test_a_rule_gives_until_its_upper_limit_and_asks_for_its_lower_one() -> None:
    both = replace(FIVE, maximum=Decimal(7), unit=RuleUnit.CALENDAR_DAYS)

    assert both.period_after(MONDAY, CALENDAR).end == date(2025, 12, 8)
    assert both.wait_after(MONDAY, CALENDAR).end == date(2025, 12, 6)
    assert FIVE.period_after(MONDAY, CALENDAR) == FIVE.wait_after(MONDAY, CALENDAR)

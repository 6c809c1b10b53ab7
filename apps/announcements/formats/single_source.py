"""单一来源采购公示: what stands in the place of a tender announcement (财办库〔2020〕50号, format 10).

A single source is not called for but announced before it is dealt with, so that anybody may object. The preparation
takes its times from this announcement as from any other, so they stand in it, under 其他补充事宜.
"""

from collections.abc import Iterator
from typing import Any

from apps.announcements.formats import tender
from apps.announcements.formats.about import About
from apps.announcements.formats.common import begin_common, error, missing
from apps.announcements.formats.values import Values
from apps.announcements.formats.words import said
from apps.core.working_days import DAY
from apps.tender_planning.findings import Finding
from apps.tender_planning.schedule.proof import day_of, day_words

# 公示期不得少于 5 个工作日.
LEAST_WORKING_DAYS = 5
ARTICLE = "政府采购法实施条例第三十八条"

LABELS = {
    "single_source_reason": "采用单一来源采购方式的原因及说明",
    "supplier_name": "拟定供应商名称",
    "supplier_address": "拟定供应商地址",
    "expert_opinions": "专业人员论证意见",
}


def begin(about: About) -> dict[str, Any]:
    """Return what is known; responses are due on the first working day after the publicity."""
    end = about.calendar.working_days_after(day_of(about.now), LEAST_WORKING_DAYS).end
    deadline = tender.working_moment(about, end + DAY, tender.OPENING_HOUR)
    return (
        tender.begin(about)
        | begin_common(about, "单一来源采购公示")
        | {"notice_working_days": LEAST_WORKING_DAYS, "bid_deadline": deadline, "opening_at": deadline}
        | dict.fromkeys(LABELS, "")
    )


def context(values: Values, about: About) -> dict[str, Any]:
    """Return what the text says."""
    return tender.context(values, about) | {name: said(values.get(name)) for name in LABELS}


def inspect(values: Values, about: About) -> Iterator[Finding]:
    """Return what a tender announcement would be asked for, the supplier, and the days of the publicity."""
    yield from tender.inspect(values, about)
    yield from missing(values, LABELS)
    days, deadline = values.get("notice_working_days"), values.get("bid_deadline")
    if days is not None and days < LEAST_WORKING_DAYS:
        yield error("notice_working_days", f"公示期限不少于 {LEAST_WORKING_DAYS} 个工作日，现为 {days}。", ARTICLE)
    elif days is not None and deadline is not None:
        end = about.calendar.working_days_after(day_of(about.now), days).end
        if day_of(deadline) <= end:
            text = f"公示至{day_words(end)}届满，响应文件提交截止时间须在此之后。"
            yield error("bid_deadline", text, ARTICLE)

"""变更公告: 更正公告, the sixth template of 财办库〔2020〕50号."""

from collections.abc import Sequence
from datetime import date, datetime

from apps.province.choices import AnnouncementType
from apps.province.drafting.details import Details
from apps.province.drafting.texts import render_text
from apps.province.drafting.titles import numbered_title
from apps.province.filings import ChangeFacts, CorrectedItem
from apps.province.models import Announcement
from apps.province.standing import Standing, Times
from apps.province.times import day_in_words, in_words

SUBJECTS = {"announcement": "采购公告", "documents": "采购文件"}
# The items that follow from the new times; what the officer types has other labels.
DEADLINE_LABEL, OPENING_LABEL = "投标（响应文件提交）截止时间", "开标（开启）时间"
TIME_LABELS = (DEADLINE_LABEL, OPENING_LABEL)


def suggest_title(standing: Standing, *, without: str | None = None) -> str:
    """Return the title of the next change announcement."""
    return numbered_title(standing, AnnouncementType.CHANGE, "变更公告", without=without)


def time_items(
    *, known: Times | None, bid_deadline: datetime | None, opening_at: datetime | None
) -> list[CorrectedItem]:
    """Return the items that say how the times move."""
    moved: Sequence[tuple[str, datetime | None, datetime | None]] = (
        (DEADLINE_LABEL, known.bid_deadline if known else None, bid_deadline),
        (OPENING_LABEL, known.opening_at if known else None, opening_at),
    )
    return [
        CorrectedItem(label=label, before=in_words(before) if before else "", after=in_words(after))
        for label, before, after in moved
        if after is not None and after != before
    ]


def compose_body(
    standing: Standing, facts: ChangeFacts, details: Details, *, corrects: Announcement | None, today: date
) -> str:
    """Return the text of a change announcement."""
    context = {"matter": SUBJECTS[facts.subject], "items": facts.items, "day": day_in_words(today)}
    return render_text("change", standing, details, context, corrects=corrects)

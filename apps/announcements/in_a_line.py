"""An announcement in a line of plain words: for feeds, for previews of a link, for search engines."""

from apps.announcements.models import Announcement
from apps.core.templatetags.ui import datetime_cn, money

Type = Announcement.Type


def line_of(announcement: Announcement) -> str:
    """Return who buys what for how much, and until when bids are taken; `project` is loaded.

    Organisations only: who may be called and where stands on the page itself.
    """
    return "；".join(f"{label}：{value}" for label, value in facts_of(announcement)) + "。"


def facts_of(announcement: Announcement) -> list[tuple[str, str]]:
    """Return the few facts by which it is told from others, as terms and values."""
    facts = [
        ("项目编号", announcement.project.project_no or ""),
        ("采购人", announcement.purchaser_name),
        ("代理机构", announcement.agency_name),
        (amount_label(announcement), money(announcement.worth) if announcement.worth is not None else ""),
        (announcement.wording.deadline, datetime_cn(announcement.bid_deadline) if announcement.bid_deadline else ""),
    ]
    return [(label, value) for label, value in facts if value]


def amount_label(announcement: Announcement) -> str:
    """Return what its amount is called."""
    if announcement.type == Type.CONTRACT:
        return "合同金额"
    return "预算金额" if announcement.amount is None else f"{announcement.wording.award}金额"

"""The table of announcements, for people who work with spreadsheets."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from apps.announcements.canonical import canonical
from apps.announcements.facts import ContractTable, CorrectionTable, ResultTable
from apps.announcements.models import Announcement, AnnouncementVersion
from apps.announcements.open_data.values import amount_text
from apps.core.templatetags.ui import datetime_cn
from apps.core.visible_text import fit_for_xml

# A spreadsheet takes a text that begins so for a formula, and runs it; a Chinese one also where they are full-width.
FORMULA_MARKS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
NEUTRAL_MARK = "'"


def plain(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: an apostrophe is put before one that looks like it."""
    return f"{NEUTRAL_MARK}{text}" if text.startswith(FORMULA_MARKS) else text


def row_of(announcement: Announcement, version: AnnouncementVersion) -> list[str]:
    """Return the cells of an announcement, in the order of HEADINGS; no program runs them, and every file holds them.

    A single character that a workbook cannot hold would cost the file, and with it every other announcement.
    """
    return [plain(fit_for_xml(cell(announcement, version))) for cell in CELLS.values()]


def _amount(amount: Decimal | None) -> str:
    return "" if amount is None else amount_text(amount)


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else datetime_cn(moment)


def _suppliers(version: AnnouncementVersion) -> str:
    match version.table:
        case ResultTable(lots=lots) | CorrectionTable(lots=lots):
            return "；".join(dict.fromkeys(lot.supplier.name for lot in lots))
        case ContractTable(supplier=supplier):
            return supplier.name
    return ""


CELLS: dict[str, Callable[[Announcement, AnnouncementVersion], str]] = {
    "公告编号": lambda announcement, _: announcement.announcement_no,
    "公告类型": lambda announcement, _: announcement.get_type_display(),
    "标题": lambda announcement, _: announcement.title,
    "效力": lambda announcement, _: "已撤回" if announcement.is_withdrawn else "有效",
    "项目编号": lambda announcement, _: announcement.project.project_no or "",
    "项目名称": lambda announcement, _: announcement.project.name,
    "采购方式": lambda announcement, _: announcement.get_method_display(),
    "采购对象": lambda announcement, _: announcement.get_kind_display(),
    "采购人": lambda announcement, _: announcement.purchaser_name,
    "代理机构": lambda announcement, _: announcement.agency_name,
    "预算金额（元）": lambda announcement, _: _amount(announcement.budget),
    "成交或合同金额（元）": lambda announcement, _: _amount(announcement.amount),
    "供应商": lambda _, version: _suppliers(version),
    "截止时间": lambda announcement, _: _moment(announcement.bid_deadline),
    "首次发布时间": lambda announcement, _: _moment(announcement.first_published_at),
    "本平台发布时间": lambda announcement, _: _moment(announcement.published_at),
    "撤回时间": lambda announcement, _: _moment(announcement.withdrawn_at),
    "撤回原因": lambda announcement, _: announcement.withdrawal_reason,
    "版本": lambda _, version: str(version.version),
    "网址": lambda announcement, _: canonical("announcements:detail", announcement.pk),
}
HEADINGS = list(CELLS)

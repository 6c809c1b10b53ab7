"""终止公告: 废标 and 流标, the seventh template of 财办库〔2020〕50号."""

from datetime import date

from apps.province.choices import AnnouncementType, Method, PushKind
from apps.province.drafting.details import Details
from apps.province.drafting.tender import TENDERS
from apps.province.drafting.texts import render_text
from apps.province.drafting.titles import numbered_title
from apps.province.filings import TerminationFacts
from apps.province.models import Announcement
from apps.province.standing import Standing

# 政府采购法 §36: fewer than three suppliers end a tender; the other competitive methods follow it.
FEWEST_SUPPLIERS = 3


def suggest_title(standing: Standing, *, without: str | None = None) -> str:
    """Return the title of the next termination announcement."""
    return numbered_title(standing, AnnouncementType.TERMINATION, "终止公告", without=without)


def suggest_reason(standing: Standing, lot_no: str) -> str:
    """Return why a lot failed, as far as the platform's pushes tell, or nothing."""
    told = standing.pushed_lot(PushKind.EVALUATIONS, lot_no).get("failed_reason")
    if told:
        return str(told)
    opened = standing.pushed_lot(PushKind.OPENING_RECORDS, lot_no)
    if not opened or standing.method == Method.SINGLE_SOURCE or len(opened["bids"]) >= FEWEST_SUPPLIERS:
        return ""
    papers, offerer = ("投标文件", "投标人") if standing.method in TENDERS else ("响应文件", "供应商")
    return f"至{papers}提交截止时间止，提交{papers}的{offerer}不足{FEWEST_SUPPLIERS}家。"


def compose_body(
    standing: Standing, facts: TerminationFacts, details: Details, *, corrects: Announcement | None, today: date
) -> str:
    """Return the text of a termination announcement."""
    lots = [{"lot": lot, "name": standing.lot_names.get(lot.lot_no, "")} for lot in facts.lots]
    return render_text("termination", standing, details, {"lots": lots})

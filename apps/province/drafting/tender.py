"""采购公告: what its drafting page starts from, proposed facts and the text that says them.

The dates are proposals that keep the usual waiting periods; the officer decides, and the platform and
the law judge.
"""

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from apps.province.choices import Method
from apps.province.filings import Contact, TenderFacts
from apps.province.wire_types import Party

TENDERS = {Method.OPEN_TENDER, Method.INVITED_TENDER}

# Days from the issue of the documents to the deadline: 政府采购法 §35 asks 20 for tenders (the 21st day
# leaves no dispute about counting), 财库〔2014〕214号 §10 asks 10 for consultations; the rest are short.
DAYS_TO_DEADLINE = {
    Method.OPEN_TENDER: 21,
    Method.INVITED_TENDER: 21,
    Method.COMPETITIVE_CONSULTATION: 12,
}
DEFAULT_DAYS_TO_DEADLINE = 9
DAYS_OF_DOCUMENTS = 7
NOTICE_WORKING_DAYS = {Method.OPEN_TENDER: 5, Method.INVITED_TENDER: 5}
DEFAULT_NOTICE_WORKING_DAYS = 3


def suggest_tender_facts(*, lots_body: dict[str, Any], now: datetime) -> TenderFacts:
    """Return the facts of a tender announcement for the lots that the platform pushed."""
    method = Method(lots_body["method"])
    agency = Party.model_validate(lots_body["agency"])
    start = _working_day(timezone.localtime(now) + timedelta(days=1))
    deadline = _at(
        _working_day(start + timedelta(days=DAYS_TO_DEADLINE.get(method, DEFAULT_DAYS_TO_DEADLINE))), time(9, 0)
    )
    return TenderFacts(
        method=method.value,
        budget=total_budget(lots_body["lots"]),
        ceiling_price=total_ceiling(lots_body["lots"]),
        documents_from=_at(start, time(8, 30)),
        documents_until=_at(start + timedelta(days=DAYS_OF_DOCUMENTS), time(17, 30)),
        documents_price=Decimal(0),
        bid_deadline=deadline,
        opening_at=deadline,
        opening_place="方城县公共资源交易中心"
        + ("不见面开标大厅（网上开标）" if lots_body["remote_opening"] else "第一开标室"),
        notice_working_days=NOTICE_WORKING_DAYS.get(method, DEFAULT_NOTICE_WORKING_DAYS),
        accepts_consortium=False,
        purchaser=Party.model_validate(lots_body["purchaser"]),
        agency=agency,
        contact=Contact(name=agency.contact or "项目负责人", phone=agency.phone or "0377-60000000"),
    )


def total_budget(lots: list[dict[str, Any]]) -> Decimal:
    """Return what the lots may cost together."""
    return sum((Decimal(lot["budget"]) for lot in lots), Decimal(0))


def total_ceiling(lots: list[dict[str, Any]]) -> Decimal | None:
    """Return the ceiling of the lots together, if every one of them has one."""
    ceilings = [lot["ceiling_price"] for lot in lots if lot.get("ceiling_price") is not None]
    return sum(map(Decimal, ceilings), Decimal(0)) if len(ceilings) == len(lots) else None


def suggest_title(lots_body: dict[str, Any]) -> str:
    """Return the title of a tender announcement, within its length."""
    suffix = f"{Method(lots_body['method']).label}公告"
    return f"{lots_body['project_name'][: 200 - len(suffix)]}{suffix}"


def compose_tender_body(*, project_no: str, lots: list[dict[str, Any]], project_name: str, facts: TenderFacts) -> str:
    """Return the text of a tender announcement, in the order and with the headings of the national format."""
    method = Method(facts.method)
    context = {
        "project_no": project_no,
        "project_name": project_name,
        "lots": lots,
        "facts": facts,
        "method": method.label,
        "is_tender": method in TENDERS,
        "shortest_period": {
            Method.OPEN_TENDER: "20日",
            Method.INVITED_TENDER: "20日",
            Method.COMPETITIVE_CONSULTATION: "10日",
        }.get(method, "3个工作日"),
    }
    return render_to_string("province/notices/tender_body.html", context).strip() + "\n"


def _working_day(day: datetime) -> datetime:
    # Weekends only: holidays are announced late, and the officer sees the date before it goes out.
    while day.isoweekday() > 5:
        day += timedelta(days=1)
    return day


def _at(day: datetime, clock: time) -> datetime:
    return day.replace(hour=clock.hour, minute=clock.minute, second=0, microsecond=0)

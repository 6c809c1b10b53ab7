"""合同公告 (财办库〔2020〕50号, format 8)."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from apps.announcements.facts import AwardedLot
from apps.announcements.formats.about import About
from apps.announcements.formats.awards import supplier_of
from apps.announcements.formats.common import (
    begin_common,
    common_context,
    error,
    missing,
    missing_in_common,
    promised_files,
    unknown_lots,
    warning,
)
from apps.announcements.formats.lots import LotState
from apps.announcements.formats.values import Values
from apps.announcements.formats.words import amount_words, day_words, said, wire_amount
from apps.tender_planning.findings import Finding
from apps.tender_planning.models import RuleCode
from apps.tender_planning.schedule.proof import day_of
from apps.tender_planning.schedule.proof import day_words as with_weekday

SUFFIX = "合同公告"
LABELS = {
    "contract_no": "合同编号",
    "contract_name": "合同名称",
    "supplier_name": "供应商名称",
    "supplier_code": "供应商统一社会信用代码",
    "supplier_address": "供应商地址",
    "amount": "合同金额",
    "signed_on": "合同签订日期",
    "term": "履约期限、地点等简要信息",
}


def begin(about: About) -> dict[str, Any]:
    """Return what is known: the lots of the first supplier that has no contract yet, and what it won."""
    won = _first_won(about)
    first = won[0] if won else None
    amounts = [lot.amount for lot in won]
    return begin_common(about, SUFFIX) | {
        "lot_nos": [lot.lot_no for lot in won],
        "contract_no": "",
        "contract_name": f"{about.project.name}合同"[:200],
        "supplier_name": first.supplier.name if first else "",
        "supplier_code": first.supplier.credit_code if first else "",
        "supplier_contact": first.supplier.contact if first else "",
        "supplier_phone": first.supplier.phone if first else "",
        "supplier_address": first.supplier.address if first else "",
        "amount": sum(filter(None, amounts), Decimal(0)) if amounts and None not in amounts else None,
        "signed_on": None,
        "term": "",
        "contract_items": [
            {
                "name": item.name,
                "model": " ".join(filter(None, (item.brand, item.model))),
                "quantity": item.quantity,
                "unit_price": item.unit_price,
            }
            for lot in won
            for item in lot.main_items
        ],
        "enclosures": "采购合同",
    }


def facts(values: Values, about: About) -> dict[str, Any]:
    """Return the table of facts of a contract, as the exchange has it."""
    signed_on: date = values["signed_on"]
    return {
        "contract_no": values["contract_no"],
        "name": values["contract_name"],
        "purchaser": about.purchaser(values),
        "supplier": supplier_of(values),
        "amount": wire_amount(values["amount"]),
        "signed_on": signed_on.isoformat(),
        "term": values["term"],
    }


def context(values: Values, about: About) -> dict[str, Any]:
    """Return what the text says."""
    return (
        common_context(values, about)
        | {name: said(values.get(name)) for name in ("contract_no", "contract_name", "term")}
        | {
            "supplier": supplier_of(values),
            "items": [
                {
                    "name": said(row.get("name")),
                    "model": row.get("model") or "—",
                    "quantity": row.get("quantity") or "—",
                    "unit_price": amount_words(row["unit_price"]) if row.get("unit_price") is not None else "—",
                }
                for row in values.get("contract_items") or ()
            ],
            "amount": amount_words(values.get("amount")),
            "signed_on": day_words(values.get("signed_on")),
            "day": day_words(about.now),
            "enclosures": values.get("enclosures") or "无",
        }
    )


def lot_nos(values: Values) -> list[str]:
    """Return the lots that it is about."""
    return list(values.get("lot_nos") or ())


def inspect(values: Values, about: About) -> Iterator[Finding]:
    """Return what keeps it from being published, and what to look at."""
    yield from missing_in_common(values)
    yield from missing(values, {"lot_nos": "标段"} | LABELS)
    allowed = [lot.lot_no for lot in about.lots_that_are(LotState.AWARDED)]
    yield from unknown_lots(lot_nos(values), allowed, "lot_nos", "没有待签合同的中标（成交）结果。")
    rows = values.get("contract_items") or ()
    if not rows:
        yield error("", "请填写主要标的。")
    for place, row in enumerate(rows):
        yield from missing(row, {"name": "主要标的名称"}, f"contract_items-{place}-")
    yield from promised_files(values, about)
    yield from _against_award(values, about)
    yield from _signed(values, about)


def _against_award(values: Values, about: About) -> Iterator[Finding]:
    suppliers = {lot.supplier.credit_code for number in lot_nos(values) for lot in about.awards.get(number, ())}
    if suppliers and values.get("supplier_code") and values["supplier_code"] not in suppliers:
        yield warning("supplier_code", "供应商与结果公告不一致，请核对。")
    amounts = [
        lot.amount
        for number in lot_nos(values)
        for lot in about.awards.get(number, ())
        if lot.supplier.credit_code == values.get("supplier_code")
    ]
    known = None not in amounts and sum(filter(None, amounts), Decimal(0))
    if known and values.get("amount") is not None and values["amount"] != known:
        yield warning("amount", f"合同金额与结果公告的金额 {amount_words(known)} 不一致，请核对。")


def _signed(values: Values, about: About) -> Iterator[Finding]:
    signed_on, today = values.get("signed_on"), day_of(about.now)
    if signed_on is None:
        return
    if signed_on > today:
        yield error("signed_on", "合同签订日期在今天之后，请核对。")
        return
    rule = about.book.find(RuleCode.CONTRACT_PUBLICATION, method=about.project.method, kind=about.project.kind)
    if rule is not None and rule.most is not None:
        end = about.calendar.working_days_after(signed_on, rule.most).end
        if today > end:
            text = f"采购合同自签订之日起 {rule.most} 个工作日内公告，应不迟于{with_weekday(end)}，已逾期。"
            yield warning("signed_on", text, rule.citation)


def _first_won(about: About) -> list[AwardedLot]:
    """Return what the first supplier without a contract won, lot by lot."""
    waiting = [lot for one in about.lots_that_are(LotState.AWARDED) for lot in about.awards.get(one.lot_no, ())]
    return [lot for lot in waiting if lot.supplier.credit_code == waiting[0].supplier.credit_code]

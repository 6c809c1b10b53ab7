"""中标（成交）信息 and 主要标的信息: the lots of a result or of its correction, in the facts and in the text."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from apps.acceptance.codes import Kind
from apps.announcements.facts import AwardedLot, MainItem
from apps.announcements.formats.about import About
from apps.announcements.formats.common import error, missing, unknown_lots
from apps.announcements.formats.lots import LotState
from apps.announcements.formats.values import Values
from apps.announcements.formats.words import amount_words, party, said, wire_amount
from apps.core.figures import write_figure
from apps.tender_planning.findings import Finding

SUPPLIER = ("supplier_name", "supplier_code", "supplier_contact", "supplier_phone", "supplier_address")
ABOVE_CEILING = "财政部令第87号第六十三条"

# The columns of 主要标的信息, by what is bought.
COLUMNS: Mapping[str, Mapping[str, str]] = {
    Kind.GOODS: {"name": "名称", "brand": "品牌", "model": "规格型号", "quantity": "数量", "unit_price": "单价"},
    Kind.SERVICES: {
        "name": "名称",
        "scope": "服务范围",
        "requirement": "服务要求",
        "period": "服务时间",
        "standard": "服务标准",
    },
    Kind.WORKS: {
        "name": "名称",
        "scope": "施工范围",
        "period": "施工工期",
        "manager": "项目经理",
        "certificate": "执业证书信息",
    },
}


def award_row(lot: AwardedLot) -> dict[str, Any]:
    """Return an award in force as it is typed."""
    supplier = lot.supplier
    return {
        "lot_no": lot.lot_no,
        "supplier_name": supplier.name,
        "supplier_code": supplier.credit_code,
        "supplier_contact": supplier.contact,
        "supplier_phone": supplier.phone,
        "supplier_address": supplier.address,
        "amount": lot.amount,
        "rate": lot.rate,
        "score": lot.score,
    }


def item_row(lot_no: str, item: MainItem) -> dict[str, Any]:
    """Return a main item that was announced as it is typed."""
    return {"lot_no": lot_no, **vars(item)}


def awards_of(values: Values) -> Sequence[Mapping[str, Any]]:
    """Return the rows of the awards."""
    return values.get("awards") or ()


def awarded_facts(values: Values) -> list[dict[str, Any]]:
    """Return the lots as the exchange has them; the items of a lot stand with the first supplier that has it."""
    found, seen = [], set()
    for row in awards_of(values):
        lot_no = row.get("lot_no") or ""
        found.append(
            {
                "lot_no": lot_no,
                "supplier": supplier_of(row),
                "amount": wire_amount(row.get("amount")),
                "rate": row.get("rate") or "",
                "score": _score(row.get("score")),
                "main_items": [] if lot_no in seen else [_item_facts(item) for item in items_of(values, lot_no)],
            }
        )
        seen.add(lot_no)
    return found


def supplier_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the supplier of a row as the exchange has it."""
    name, code, contact, phone, address = (row.get(field) or "" for field in SUPPLIER)
    return party(name, code, contact=contact, phone=phone, address=address)


def items_of(values: Values, lot_no: str) -> list[Mapping[str, Any]]:
    """Return the main items of a lot."""
    return [row for row in values.get("main_items") or () if row.get("lot_no") == lot_no]


def awarded_context(values: Values, about: About) -> dict[str, Any]:
    """Return what the text says of the lots."""
    columns = COLUMNS[about.project.kind]
    named = dict.fromkeys(row.get("lot_no") or "" for row in awards_of(values))
    return {
        "awards": [
            {
                "lot": said(row.get("lot_no")),
                "lot_name": about.lot_name(row.get("lot_no") or ""),
                "supplier": supplier_of(row),
                "amount": amount_words(row["amount"]) if row.get("amount") is not None else "",
                "rate": row.get("rate") or "",
                "score": write_figure(row["score"]) if row.get("score") is not None else "",
            }
            for row in awards_of(values)
        ],
        "columns": list(columns.values()),
        "main_items": [
            {
                "lot": lot_no,
                "lot_name": about.lot_name(lot_no),
                "rows": [[_cell(item, name) for name in columns] for item in items_of(values, lot_no)],
            }
            for lot_no in named
        ],
    }


def inspect_awards(values: Values, about: About, *, states: Sequence[LotState], why: str) -> Iterator[Finding]:
    """Return what is wrong with the lots; `why` is said of those that cannot be announced so."""
    allowed = [lot.lot_no for lot in about.lots_that_are(*states)]
    budgets = {lot.lot_no: lot.ceiling_price or lot.budget for lot in about.lots}
    labels = {"lot_no": "标段", "supplier_name": "供应商名称", "supplier_code": "统一社会信用代码"}
    labels |= {"supplier_address": "供应商地址"}
    for place, row in enumerate(awards_of(values)):
        prefix = f"awards-{place}-"
        yield from missing(row, labels, prefix)
        yield from unknown_lots([row["lot_no"]] if row.get("lot_no") else [], allowed, f"{prefix}lot_no", why)
        amount, limit = row.get("amount"), budgets.get(row.get("lot_no") or "")
        if amount is None and not row.get("rate"):
            yield error(f"{prefix}amount", "请填写金额，按费率成交的填写费率。")
        if amount is not None and limit is not None and amount > limit:
            text = f"金额高于本标段的预算或者最高限价 {amount_words(limit)}。"
            yield error(f"{prefix}amount", text, ABOVE_CEILING)
    named = {row.get("lot_no") for row in awards_of(values)}
    for place, row in enumerate(values.get("main_items") or ()):
        yield from missing(row, {"lot_no": "标段", "name": "标的名称"}, f"main_items-{place}-")
        if row.get("lot_no") and row["lot_no"] not in named:
            yield error(f"main_items-{place}-lot_no", "该标段没有供应商，请先在上表填写。")


def _item_facts(row: Mapping[str, Any]) -> dict[str, Any]:
    words = {name: row.get(name) or "" for name in ("name", "brand", "model", "quantity")}
    return words | {"unit_price": wire_amount(row.get("unit_price"))}


def _cell(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return amount_words(value) if isinstance(value, Decimal) else value or "—"


def _score(score: Decimal | None) -> str | None:
    return None if score is None else write_figure(score, least_decimals=2).replace(",", "")

"""结果公告: 中标（成交）结果公告, the fifth template of 财办库〔2020〕50号."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from apps.province.choices import AnnouncementType, CommitteeRole, ExpertStatus, Kind, Method, PushKind
from apps.province.drafting.details import MainItemDetails, ResultDetails
from apps.province.drafting.tender import TENDERS
from apps.province.drafting.texts import render_text
from apps.province.drafting.titles import numbered_title
from apps.province.filings import AwardedLot, MainItem, NamedExpert, ResultFacts
from apps.province.models import Announcement
from apps.province.money import to_readable
from apps.province.standing import Standing

# 令87 §69: the announcement period of a result is one working day.
NOTICE_WORKING_DAYS = 1
FEE_STANDARD = "参照《河南省招标代理服务收费指导意见》（豫招协〔2023〕002号）规定的标准收取"

# The columns of 主要标的信息, by what is bought.
COLUMNS = {
    Kind.GOODS: {"name": "名称", "brand": "品牌", "model": "规格型号", "quantity": "数量", "unit_price": "单价（元）"},
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


def award_word(method: Method) -> str:
    """Return what a supplier is said to have done: 中标 in a tender, 成交 in any other method."""
    return "中标" if method in TENDERS else "成交"


def suggest_title(standing: Standing, *, without: str | None = None) -> str:
    """Return the title of the next result announcement."""
    suffix = f"{award_word(standing.method)}结果公告"
    return numbered_title(standing, AnnouncementType.RESULT, suffix, without=without)


def suggest_award(standing: Standing, lot_no: str) -> dict[str, Any] | None:
    """Return the first candidate of a lot's evaluation as its award, or None where there is none yet."""
    candidates = standing.pushed_lot(PushKind.EVALUATIONS, lot_no).get("candidates", [])
    if not candidates:
        return None
    first = min(candidates, key=lambda candidate: int(candidate["rank"]))
    lot = standing.lot(lot_no)
    return {
        "lot_no": lot_no,
        "supplier": first["supplier"],
        "amount": first["price"],
        "score": first["score"],
        "main_items": [{"name": lot["name"][:200], "quantity": lot["quantity"]}],
    }


def suggest_experts(standing: Standing, *, now: datetime) -> list[NamedExpert]:
    """Return the experts who took part, as far as they may be known by now."""
    return [
        NamedExpert(name=expert["name"], role=CommitteeRole.EXPERT.value, is_chair=expert["is_chair"])
        for draw in standing.draws_in_force
        if standing.is_unsealed(draw, now=now)
        for expert in draw.payload["experts"]
        if expert["status"] == ExpertStatus.CONFIRMED
    ]


def compose_body(
    standing: Standing, facts: ResultFacts, details: ResultDetails, *, corrects: Announcement | None, today: date
) -> str:
    """Return the text of a result announcement."""
    context = {
        "lots": [_lot_with_name(standing, lot) for lot in facts.lots],
        "columns": COLUMNS[standing.kind].values(),
        "main_items": [
            (f"{lot.lot_no} {standing.lot_names.get(lot.lot_no, '')}", _rows(standing.kind, lot, details))
            for lot in facts.lots
        ],
        "experts": "、".join(map(_with_role, facts.experts)),
        "fee": facts.agency_fee,
        "notice_working_days": facts.notice_working_days,
        "award": award_word(standing.method),
    }
    return render_text("result", standing, details, context)


def _lot_with_name(standing: Standing, lot: AwardedLot) -> dict[str, Any]:
    return {"award": lot, "name": standing.lot_names.get(lot.lot_no, "")}


def _rows(kind: Kind, lot: AwardedLot, details: ResultDetails) -> list[list[str]]:
    beyond = details.main_items.get(lot.lot_no, [])
    padded = [*beyond, *[MainItemDetails()] * (len(lot.main_items) - len(beyond))]
    return [
        [_cell(column, item, more) for column in COLUMNS[kind]]
        for item, more in zip(lot.main_items, padded, strict=False)
    ]


def _cell(column: str, item: MainItem, more: MainItemDetails) -> str:
    if column == "unit_price":
        return to_readable(item.unit_price) if item.unit_price is not None else "—"
    value = getattr(item, column, None) or getattr(more, column, "")
    return str(value or "—")


def _with_role(expert: NamedExpert) -> str:
    remarks: Sequence[str] = [
        *(["组长"] if expert.is_chair else []),
        *(["采购人代表"] if expert.role == CommitteeRole.PURCHASER_REPRESENTATIVE else []),
    ]
    return f"{expert.name}（{'，'.join(remarks)}）" if remarks else expert.name

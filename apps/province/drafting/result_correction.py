"""结果更正公告: 更正公告 about 采购结果, the sixth template of 财办库〔2020〕50号."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from apps.province.choices import AnnouncementType
from apps.province.drafting.details import Details
from apps.province.drafting.texts import render_text
from apps.province.drafting.titles import numbered_title
from apps.province.filings import AwardedLot, CorrectedItem, MainItem, ResultCorrectionFacts
from apps.province.models import Announcement
from apps.province.money import to_readable
from apps.province.standing import Standing
from apps.province.times import day_in_words


def suggest_title(standing: Standing, *, without: str | None = None) -> str:
    """Return the title of the next correction of a result."""
    return numbered_title(standing, AnnouncementType.RESULT_CORRECTION, "结果更正公告", without=without)


def award_items(before: Mapping[str, Any] | None, after: AwardedLot) -> list[CorrectedItem]:
    """Return how a lot's award differs from the one that was announced, one item for each difference."""
    told = _words(AwardedLot.model_validate(before)) if before else {}
    return [
        CorrectedItem(label=f"标段{after.lot_no}{label}"[:200], before=told.get(label, ""), after=words)
        for label, words in _words(after).items()
        if words != told.get(label, "")
    ]


def compose_body(
    standing: Standing,
    facts: ResultCorrectionFacts,
    details: Details,
    *,
    corrects: Announcement | None,
    today: date,
) -> str:
    """Return the text of a correction of a result."""
    context = {"matter": "采购结果", "items": facts.items, "day": day_in_words(today)}
    return render_text("change", standing, details, context, corrects=corrects)


def _words(lot: AwardedLot) -> dict[str, str]:
    return {
        "供应商名称": lot.supplier.name,
        "供应商统一社会信用代码": lot.supplier.uscc,
        "供应商地址": lot.supplier.address or "",
        "中标（成交）金额": f"{to_readable(lot.amount)}元" if lot.amount is not None else "",
        "下浮率（费率）": lot.rate or "",
        "评审得分": lot.score or "",
        "主要标的信息": "；".join(map(_item_in_words, lot.main_items)),
    }


def _item_in_words(item: MainItem) -> str:
    words = [
        item.name,
        *(f"{label}{value}" for label, value in (("品牌", item.brand), ("规格型号", item.model)) if value),
        *([f"数量{item.quantity}"] if item.quantity else []),
        *([f"单价{to_readable(item.unit_price)}元"] if item.unit_price is not None else []),
    ]
    return "，".join(words)

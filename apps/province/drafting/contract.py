"""合同公告: the eighth template of 财办库〔2020〕50号."""

from datetime import date
from typing import Any

from apps.province.drafting.details import ContractDetails, ContractItem
from apps.province.drafting.texts import render_text
from apps.province.drafting.titles import title_with
from apps.province.filings import AwardedLot, ContractFacts
from apps.province.models import Announcement
from apps.province.standing import Standing
from apps.province.times import day_in_words


def suggest_title(standing: Standing, *, without: str | None = None) -> str:
    """Return the title of a contract announcement."""
    return title_with(standing.project_name, "合同公告")


def suggest_items(award: dict[str, Any]) -> list[ContractItem]:
    """Return what was awarded as the contract's main items."""
    return [
        ContractItem(
            name=item.name,
            model=" ".join(filter(None, (item.brand, item.model))),
            quantity=item.quantity or "",
            unit_price=item.unit_price,
        )
        for item in AwardedLot.model_validate(award).main_items
    ]


def compose_body(
    standing: Standing, facts: ContractFacts, details: ContractDetails, *, corrects: Announcement | None, today: date
) -> str:
    """Return the text of a contract announcement."""
    context = {
        "facts": facts,
        "items": details.main_items,
        "place": details.place,
        "method": standing.method.label,
        "signed_on": day_in_words(facts.signed_on),
        "day": day_in_words(today),
    }
    return render_text("contract", standing, details, context)

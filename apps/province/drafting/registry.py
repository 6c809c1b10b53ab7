"""Which module drafts which type; the pages and the driving API both go through here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from apps.province.choices import AnnouncementType
from apps.province.drafting import change, contract, result, result_correction, termination
from apps.province.drafting.details import ContractDetails, Details, ResultDetails
from apps.province.filings import FACTS, Filing
from apps.province.standing import CORRECTABLE, Standing
from apps.province.wire_types import read_document


@dataclass(frozen=True)
class Drafter:
    """How one type of announcement is proposed."""

    announcement_type: AnnouncementType
    details: type[Details]
    suggest_title: Callable[..., str]
    compose_body: Callable[..., str]


DRAFTERS = {
    drafter.announcement_type: drafter
    for drafter in (
        Drafter(AnnouncementType.CHANGE, Details, change.suggest_title, change.compose_body),
        Drafter(AnnouncementType.RESULT, ResultDetails, result.suggest_title, result.compose_body),
        Drafter(
            AnnouncementType.RESULT_CORRECTION,
            Details,
            result_correction.suggest_title,
            result_correction.compose_body,
        ),
        Drafter(AnnouncementType.TERMINATION, Details, termination.suggest_title, termination.compose_body),
        Drafter(AnnouncementType.CONTRACT, ContractDetails, contract.suggest_title, contract.compose_body),
    )
}


def compose_text(
    standing: Standing,
    type_: AnnouncementType,
    *,
    facts: Filing,
    details: Details,
    corrects: str | None,
    now: datetime,
) -> str:
    """Return the text that says what the facts and details say."""
    known = {announcement.announcement_no: announcement for announcement in standing.announcements}
    return DRAFTERS[type_].compose_body(
        standing, facts, details, corrects=known.get(corrects or ""), today=timezone.localdate(now)
    )


def suggest_fields(standing: Standing, body: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    """Return what the drafting page would have filled in beside the facts that `body` holds.

    Raises InvalidDocument if the facts or details are wrong.
    """
    type_ = AnnouncementType(body["type"])
    facts = read_document(FACTS[type_], body["facts"], path="facts")
    details: Details = read_document(
        DRAFTERS[type_].details, body.get("details") or {"contact": standing.contact}, path="details"
    )
    corrects = body.get("corrects") or _latest_correctable(standing, type_)
    return {
        "lot_nos": [lot.lot_no for lot in getattr(facts, "lots", ())] or list(standing.lot_names),
        "title": DRAFTERS[type_].suggest_title(standing),
        "body_html": compose_text(standing, type_, facts=facts, details=details, corrects=corrects, now=now),
        **({"corrects": corrects} if corrects else {}),
    }


def _latest_correctable(standing: Standing, type_: AnnouncementType) -> str | None:
    found = standing.correctable(type_) if type_ in CORRECTABLE else []
    return found[0].announcement_no if found else None

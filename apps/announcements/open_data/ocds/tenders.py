"""The tender of a release: what is announced, what changes have moved, how its lots stand."""

from collections.abc import Iterable, Mapping
from typing import Any

from apps.acceptance.codes import Method
from apps.acceptance.models import Lot, Project
from apps.announcements.changes.approved import thawed
from apps.announcements.changes.inspecting import ANNOUNCED
from apps.announcements.changes.words import PLACE
from apps.announcements.columns import first_publication_of
from apps.announcements.facts import ChangedItem, ChangeTable, TenderTable
from apps.announcements.open_data.ocds.awards import UNSUCCESSFUL, StandingAwards
from apps.announcements.open_data.ocds.history import Act, History
from apps.announcements.open_data.ocds.pieces import Piece, compact, documents_of, lot_items, value
from apps.announcements.open_data.values import moment_text

# 竞争性磋商, 竞争性谈判 and 询价 are by public notice: any supplier may come.
METHODS = {
    Method.OPEN_TENDER: "open",
    Method.COMPETITIVE_CONSULTATION: "open",
    Method.COMPETITIVE_NEGOTIATION: "open",
    Method.INQUIRY: "open",
    Method.INVITED_TENDER: "selective",
    Method.SINGLE_SOURCE: "direct",
}
# Where a time that a change moves stands in a tender.
PLACES = {
    "documents_until": ("documentsPeriod", "endDate"),
    "bid_deadline": ("tenderPeriod", "endDate"),
    "opening_at": ("bidOpening", "date"),
    PLACE: ("bidOpening", "place"),
}


def announced(history: History, act: Act, table: TenderTable) -> Piece:
    """Return the tender as its announcement says it."""
    lots = [lot for lot in history.lots if not act.version.lot_nos or lot.lot_no in act.version.lot_nos]
    return compact(
        {
            **identity(history.project),
            "description": act.version.title,
            "procurementMethod": METHODS[table.method],
            "procurementMethodDetails": table.method.label,
            "mainProcurementCategory": history.project.kind,
            "value": value(table.budget),
            "maxValue": value(table.ceiling_price),
            "tenderPeriod": {
                "startDate": moment_text(first_publication_of(act.version)),
                "endDate": moment_text(table.bid_deadline),
            },
            "documentsPeriod": {
                "startDate": moment_text(table.documents_from),
                "endDate": moment_text(table.documents_until),
            },
            "documentsPrice": value(table.documents_price),
            "bidOpening": {"date": moment_text(table.opening_at), "place": table.opening_place},
            "noticeWorkingDays": table.notice_working_days,
            "acceptsConsortium": table.accepts_consortium,
            "items": lot_items(lots),
            "documents": documents_of(act),
        }
    )


def identity(project: Project) -> Piece:
    """Return by what a tender is known in every release."""
    return {"id": project.project_no, "title": project.name}


def amendment(act: Act, *, rationale: str, items: Iterable[ChangedItem], amended: str | None) -> Piece:
    """Return that a tender was amended; `amended` is the release that said it before."""
    changed = [compact({"label": item.label, "before": item.before, "after": item.after}) for item in items]
    return compact(
        {
            "id": act.release_id,
            "date": moment_text(act.at),
            "rationale": rationale,
            "description": "；".join(f"{item.label}：{item.before or '—'} → {item.after or '—'}" for item in items),
            "changedItems": changed,
            "amendsReleaseID": amended,
            "releaseID": act.release_id,
        }
    )


def moved_times(act: Act, table: ChangeTable) -> dict[str, str]:
    """Return the times that a published change has set, by the names that announcements have for them.

    As the center approved them. One that became public without a decision of its own, corrected by another before
    it was reviewed, sets none.
    """
    if act.decision is None:
        return {}
    after = act.decision["after"]
    return {name: _text(thawed(name, after[name])) for name in act.decision["moved"] if name in ANNOUNCED}


def placed(times: Mapping[str, str]) -> dict[str, Piece]:
    """Return times where they stand in a tender."""
    pieces: dict[str, Piece] = {}
    for name, at in times.items():
        section, field = PLACES[name]
        pieces.setdefault(section, {})[field] = at
    return pieces


def lots_of(lots: Iterable[Lot], standing: StandingAwards) -> list[Piece]:
    """Return every lot with how it stands."""
    return [
        compact(
            {
                "id": lot.lot_no,
                "title": lot.name,
                "status": _status(standing.of(lot.lot_no)),
                "value": value(lot.budget),
                "maxValue": value(lot.ceiling_price),
                "unifiedDealCode": lot.unified_deal_code,
            }
        )
        for lot in lots
    ]


def status_of(lots: Iterable[Piece]) -> str:
    """Return how a tender stands whose lots stand so."""
    statuses = {lot["status"] for lot in lots}
    if "active" in statuses or not statuses:
        return "active"
    return "complete" if "complete" in statuses else UNSUCCESSFUL


def _status(award: Piece | None) -> str:
    if award is None:
        return "active"
    return UNSUCCESSFUL if award["status"] == UNSUCCESSFUL else "complete"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else moment_text(value)

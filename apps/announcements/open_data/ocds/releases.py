"""The releases of a project: one for each version that became public, one for each withdrawal.

They are made by going through the history of the project from its beginning, so that one made today and one made
next year are the same: what a release says depends on what was public when it was published and on nothing later.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from apps.announcements.facts import (
    ChangeTable,
    ContractTable,
    CorrectionTable,
    Party,
    ResultTable,
    TenderTable,
    TerminationTable,
)
from apps.announcements.models import Announcement
from apps.announcements.open_data.ocds import tenders
from apps.announcements.open_data.ocds.awards import StandingAwards, award_id, award_of, failure_of
from apps.announcements.open_data.ocds.history import Act, History
from apps.announcements.open_data.ocds.identifiers import ocid_of, party_id
from apps.announcements.open_data.ocds.pieces import (
    Parties,
    Piece,
    agency_of,
    compact,
    documents_of,
    purchaser_of,
    value,
)
from apps.announcements.open_data.values import day_text, moment_text

Type = Announcement.Type

LANGUAGE = "zh"
TIMES_STAND = "变更公告已撤回；经审核的时间继续有效，直至另有变更公告。"


@dataclass
class Telling:
    """Where the history of a project has come to."""

    history: History
    standing: StandingAwards = field(default_factory=StandingAwards)
    # The tender announcements in force; by 公告编号 the release that told of it last; the times that approved changes
    # have set for each tender announcement.
    tenders: set[int] = field(default_factory=set)
    told: dict[str, str] = field(default_factory=dict)
    times: dict[str, dict[str, str]] = field(default_factory=dict)


def releases_of(history: History) -> Iterator[tuple[Act, Piece]]:
    """Yield every act of a project with its release, oldest first."""
    telling = Telling(history)
    for act in history.acts:
        parties = Parties()
        buyer, agency = _principals(history, act, parties)
        sections = _sections(telling, act, parties)
        tender = sections.setdefault("tender", tenders.identity(history.project))
        lots = tenders.lots_of(history.lots, telling.standing)
        tender |= compact({"procuringEntity": agency, "lots": lots})
        tender.setdefault("status", tenders.status_of(lots))
        telling.told[act.announcement.announcement_no] = act.release_id
        yield (
            act,
            {
                "ocid": ocid_of(history.project),
                "id": act.release_id,
                "date": moment_text(act.at),
                "initiationType": "tender",
                "language": LANGUAGE,
                "buyer": buyer,
                "parties": parties.all(),
                **sections,
            },
        )


def _principals(history: History, act: Act, parties: Parties) -> tuple[Piece, Piece]:
    """Return who buys and who conducts the procurement: as the announcement names them, else the project."""
    table, project = act.version.table, history.project
    purchaser: Party = purchaser_of(project)
    agency: Party = agency_of(project)
    match table:
        case TenderTable():
            purchaser, agency = table.purchaser, table.agency
        case ContractTable():
            purchaser = table.purchaser
    return parties.add(purchaser, "buyer"), parties.add(agency, "procuringEntity")


def _sections(telling: Telling, act: Act, parties: Parties) -> dict[str, Any]:
    """Return the tag of a release and what it says beside its head."""
    is_first = act.announcement.announcement_no not in telling.told
    match act.version.table:
        case TenderTable() as table:
            return _tender(telling, act, table, is_first=is_first)
        case ChangeTable() as table:
            return _change(telling, act, table)
        case ResultTable() as table:
            awards = {lot.lot_no: award_of(lot, act, table, parties) for lot in table.lots}
            return _awards(telling, act, awards, "award" if is_first else "awardUpdate")
        case CorrectionTable() as table:
            awards = {lot.lot_no: award_of(lot, act, None, parties) for lot in table.lots}
            return _awards(telling, act, awards, "awardUpdate")
        case TerminationTable() as table:
            return _termination(telling, act, table)
        case ContractTable() as table:
            return _contract(telling, act, table, parties, is_first=is_first)


def _tender(telling: Telling, act: Act, table: TenderTable, *, is_first: bool) -> dict[str, Any]:
    pk, number, project = act.announcement.pk, act.announcement.announcement_no, telling.history.project
    if act.is_withdrawal:
        telling.tenders.discard(pk)
        if telling.tenders:
            return {"tag": ["tenderUpdate"]}
        return {"tag": ["tenderCancellation"], "tender": tenders.identity(project) | {"status": "cancelled"}}
    telling.tenders.add(pk)
    tender = tenders.announced(telling.history, act, table)
    # What approved changes have moved stays moved, also in a newer version.
    for section, piece in tenders.placed(telling.times.get(number, {})).items():
        tender[section] |= piece
    if is_first:
        return {"tag": ["tender"], "tender": tender}
    amended = tenders.amendment(act, rationale="采购公告有新版本", items=(), amended=telling.told[number])
    return {"tag": ["tenderAmendment"], "tender": tender | {"amendments": [amended]}}


def _change(telling: Telling, act: Act, table: ChangeTable) -> dict[str, Any]:
    identity = tenders.identity(telling.history.project)
    amended = telling.told.get(act.decision["tender_no"]) if act.decision else None
    if act.is_withdrawal:
        note = tenders.amendment(act, rationale=TIMES_STAND, items=(), amended=amended)
        return {"tag": ["tenderUpdate"], "tender": identity | {"amendments": [note]}}
    times = tenders.moved_times(act, table)
    if act.decision is not None:
        telling.times.setdefault(act.decision["tender_no"], {}).update(times)
    note = tenders.amendment(act, rationale=table.subject.label, items=table.items, amended=amended)
    sections = tenders.placed(times)
    return {
        "tag": ["tenderAmendment"],
        "tender": identity | sections | {"amendments": [note], "documents": documents_of(act)},
    }


def _awards(telling: Telling, act: Act, awards: dict[str, Piece], tag: str) -> dict[str, Any]:
    said = telling.standing.say(act.announcement.pk, {} if act.is_withdrawal else awards)
    if act.is_withdrawal and act.announcement.type == Type.RESULT:
        tag = "awardCancellation"
    return {"tag": [tag]} | compact({"awards": said})


def _termination(telling: Telling, act: Act, table: TerminationTable) -> dict[str, Any]:
    failures = {lot.lot_no: failure_of(lot, act) for lot in table.lots}
    said = telling.standing.say(act.announcement.pk, {} if act.is_withdrawal else failures)
    lots = tenders.lots_of(telling.history.lots, telling.standing)
    is_whole = tenders.status_of(lots) == "unsuccessful"
    tag = "tenderCancellation" if is_whole else "tenderUpdate"
    return {"tag": [tag, "awardUpdate"]} | compact({"awards": said})


def _contract(telling: Telling, act: Act, table: ContractTable, parties: Parties, *, is_first: bool) -> dict[str, Any]:
    parties.add(table.supplier, "supplier")
    lot_nos = act.version.lot_nos or [lot.lot_no for lot in telling.history.lots]
    award = telling.standing.of(lot_nos[0]) if lot_nos else None
    # A contract may be published without its result; then its award is known by name alone.
    fallback = award_id(lot_nos[0] if lot_nos else "", party_id(table.supplier))
    contract = compact(
        {
            "id": table.contract_no,
            "awardID": award["id"] if award else fallback,
            "title": table.name,
            "description": table.term,
            "status": "active",
            "value": value(table.amount),
            "dateSigned": day_text(table.signed_on),
            "relatedLots": lot_nos,
            "documents": documents_of(act),
        }
    )
    if act.is_withdrawal:
        contract = {"id": table.contract_no, "awardID": contract["awardID"], "status": "cancelled"}
    return {"tag": ["contract" if is_first else "contractUpdate"], "contracts": [contract]}

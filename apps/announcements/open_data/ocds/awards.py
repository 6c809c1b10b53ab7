"""Who stands as the winner of each lot while results, corrections and terminations come and are taken back.

An award of OCDS cannot change its supplier: merging keeps every supplier that it ever had. So an award is a lot
that went to one supplier; where a correction gives the lot to another, the old award is cancelled beside the new.
"""

from collections import defaultdict
from collections.abc import Mapping

from apps.announcements.columns import first_publication_of
from apps.announcements.facts import AwardedLot, ResultTable, TerminatedLot
from apps.announcements.open_data.ocds.history import Act
from apps.announcements.open_data.ocds.identifiers import party_id
from apps.announcements.open_data.ocds.pieces import Parties, Piece, compact, documents_of, main_items, value
from apps.announcements.open_data.values import moment_text, number

UNSUCCESSFUL = "unsuccessful"


class StandingAwards:
    """What each announcement says of each lot; the last of those that were not taken back stands."""

    def __init__(self) -> None:
        self._said: dict[str, list[tuple[int, Piece]]] = defaultdict(list)

    def say(self, announcement_pk: int, awards: Mapping[str, Piece]) -> list[Piece]:
        """Let an announcement say what it says now, nothing if it was taken back; return the awards to publish.

        A new version keeps the place of the announcement among the others.
        """
        before = self._standing()
        for lot_no in dict.fromkeys([*self._said, *awards]):
            said, award = self._said[lot_no], awards.get(lot_no)
            place = next((place for place, (pk, _) in enumerate(said) if pk == announcement_pk), len(said))
            said[place : place + 1] = [] if award is None else [(announcement_pk, award)]
        after = self._standing()
        gone = [award for lot_no, award in before.items() if after.get(lot_no, {}).get("id") != award["id"]]
        come = [award for lot_no, award in after.items() if before.get(lot_no) is not award]
        return [*map(_cancelled, gone), *come]

    def of(self, lot_no: str) -> Piece | None:
        """Return the award that stands for a lot."""
        said = self._said.get(lot_no)
        return said[-1][1] if said else None

    def _standing(self) -> dict[str, Piece]:
        return {lot_no: said[-1][1] for lot_no, said in self._said.items() if said}


def award_id(lot_no: str, supplier_id: str) -> str:
    """Return what the award of a lot to a supplier is called."""
    return f"{lot_no}-{supplier_id}"


def award_of(lot: AwardedLot, act: Act, result: ResultTable | None, parties: Parties) -> Piece:
    """Return the award of a lot; `result` says who evaluated and what the agency takes, a correction does not."""
    experts = result.experts if result else ()
    fee = compact({"standard": result.fee_standard, "value": value(result.fee_amount)}) if result else None
    return compact(
        {
            "id": award_id(lot.lot_no, party_id(lot.supplier)),
            "title": f"标段 {lot.lot_no}",
            "status": "active",
            "date": moment_text(first_publication_of(act.version)),
            "value": value(lot.amount),
            "rate": lot.rate,
            "score": None if lot.score is None else number(lot.score),
            "suppliers": [parties.add(lot.supplier, "supplier")],
            "items": main_items(lot.lot_no, lot.main_items),
            "relatedLots": [lot.lot_no],
            "evaluators": [
                {"name": expert.name, "role": expert.role.value, "isChair": expert.is_chair} for expert in experts
            ],
            "agencyFee": fee,
            "documents": documents_of(act),
        }
    )


def failure_of(lot: TerminatedLot, act: Act) -> Piece:
    """Return that a lot went to nobody, and why."""
    return compact(
        {
            "id": award_id(lot.lot_no, UNSUCCESSFUL),
            "title": f"标段 {lot.lot_no}",
            "description": lot.reason,
            "status": UNSUCCESSFUL,
            "date": moment_text(first_publication_of(act.version)),
            "relatedLots": [lot.lot_no],
            "documents": documents_of(act),
        }
    )


def _cancelled(award: Piece) -> Piece:
    return {"id": award["id"], "status": "cancelled", "relatedLots": award["relatedLots"]}

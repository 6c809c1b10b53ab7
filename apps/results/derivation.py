"""What holds of a lot, derived from what the announcements in force say of it.

Pure: the answer depends on the sayings alone, so the order in which announcements arrived, and which
of them were taken back in between, makes no difference.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from apps.announcements.models import Announcement
from apps.results.models import LotResult

Status = LotResult.Status
Type = Announcement.Type

# What was published at the same moment, and neither corrects the other, is taken in the order of the process.
ORDER = {Type.RESULT: 0, Type.RESULT_CORRECTION: 1, Type.TERMINATION: 2, Type.CONTRACT: 3}


@dataclass(frozen=True)
class Saying:
    """What one announcement in force says of one lot.

    `suppliers` are the codes of those who get it or signed the contract; `has_items`: the award lists main
    items; `names_lot`: the lot is named, not only meant with all others (a contract that names none);
    `has_ground`: what it corrects goes back to a result in force (a correction of a withdrawn one has none).
    """

    version_id: int
    announcement_no: str
    type: str
    first_published_at: datetime
    corrects_no: str = ""
    suppliers: frozenset[str] = frozenset()
    has_items: bool = False
    names_lot: bool = True
    has_ground: bool = True


@dataclass(frozen=True)
class Outcome:
    """What holds of a lot; the fields are those of `LotResult`."""

    status: str = Status.PENDING
    awarded_by_id: int | None = None
    items_by_id: int | None = None
    failed_by_id: int | None = None
    contracted_by_id: int | None = None
    decided_by_id: int | None = None
    first_published_at: datetime | None = None


def derive(sayings: Iterable[Saying]) -> Outcome:
    """Return what holds of a lot.

    The announcements speak in the order of their first publication, and a correction after what it corrects
    whatever the clocks say. A result or a termination decides the lot anew. A correction replaces the award and
    leaves the day from which periods run; where the result that it corrects did not name the lot, it is itself the
    first to decide. A correction without ground decides nothing: it says how a result is to be read, and there is
    none. A contract that names no lot is the contract of those lots whose award went to its supplier.
    """
    outcome, suppliers = Outcome(), frozenset[str]()
    contracts = []
    for saying in _in_order(sayings):
        if saying.type == Type.CONTRACT:
            contracts.append(saying)
        elif not saying.has_ground:
            continue
        elif saying.type == Type.TERMINATION:
            outcome, suppliers = _failed(saying), frozenset()
        else:
            outcome, suppliers = _awarded(saying, outcome), saying.suppliers
    fitting = [contract for contract in contracts if contract.names_lot or contract.suppliers & suppliers]
    return replace(outcome, contracted_by_id=fitting[-1].version_id) if fitting else outcome


def _in_order(sayings: Iterable[Saying]) -> list[Saying]:
    by_no = {saying.announcement_no: saying for saying in sayings}

    def place(saying: Saying) -> tuple[datetime, int, int, str]:
        chain = list(_corrected_by(saying, by_no))
        latest = max(each.first_published_at for each in chain)
        return latest, len(chain), ORDER[Type(saying.type)], saying.announcement_no

    return sorted(by_no.values(), key=place)


def _corrected_by(saying: Saying, by_no: Mapping[str, Saying]) -> Iterator[Saying]:
    """Return the announcement, what it corrects, what that corrects and so on; a circle is gone round once."""
    seen: set[str] = set()
    current: Saying | None = saying
    while current is not None and current.announcement_no not in seen:
        seen.add(current.announcement_no)
        yield current
        current = by_no.get(current.corrects_no)


def _awarded(saying: Saying, before: Outcome) -> Outcome:
    corrects = saying.type == Type.RESULT_CORRECTION and before.status == Status.AWARDED
    items_by_id = saying.version_id if saying.has_items else None
    return Outcome(
        status=Status.AWARDED,
        awarded_by_id=saying.version_id,
        items_by_id=items_by_id or (before.items_by_id if corrects else None),
        decided_by_id=before.decided_by_id if corrects else saying.version_id,
        first_published_at=before.first_published_at if corrects else saying.first_published_at,
    )


def _failed(saying: Saying) -> Outcome:
    return Outcome(
        status=Status.FAILED,
        failed_by_id=saying.version_id,
        decided_by_id=saying.version_id,
        first_published_at=saying.first_published_at,
    )

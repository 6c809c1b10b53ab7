"""How far each lot of a project is, from its announcements in force: what may be announced of it next follows."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from apps.announcements.facts import Table, lot_nos_of
from apps.announcements.models import Announcement

Type = Announcement.Type


class LotState(StrEnum):
    """What was said of a lot last."""

    NEW = "new"  # nothing yet
    ANNOUNCED = "announced"
    AWARDED = "awarded"
    TERMINATED = "terminated"  # it may be announced again
    CONTRACTED = "contracted"


_SAYS: Mapping[str, LotState] = {
    Type.TENDER: LotState.ANNOUNCED,
    Type.RESULT: LotState.AWARDED,
    Type.RESULT_CORRECTION: LotState.AWARDED,
    Type.TERMINATION: LotState.TERMINATED,
    Type.CONTRACT: LotState.CONTRACTED,
}


def lot_states(lot_nos: Sequence[str], told: Iterable[tuple[str, Sequence[str], Table]]) -> dict[str, LotState]:
    """Return the state of every lot.

    `told` are type, lots and facts of the announcements in force, oldest first; one that names no lot speaks of all.
    A contract that names none is that of the lots that were awarded.
    """
    states = dict.fromkeys(lot_nos, LotState.NEW)
    for announcement_type, named, table in told:
        if announcement_type not in _SAYS:
            continue
        meant = lot_nos_of(table) or named or lot_nos
        if announcement_type == Type.CONTRACT and not named:
            meant = [number for number, state in states.items() if state == LotState.AWARDED]
        if announcement_type == Type.RESULT_CORRECTION:
            # One that names no lot changes words only.
            meant = lot_nos_of(table)
        states |= {number: _SAYS[announcement_type] for number in meant if number in states}
    return states

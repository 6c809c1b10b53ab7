"""What else needs the clerks of an agency, above their list of projects.

The work belongs to the apps above this one; each registers in its `apps.py` who counts it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from apps.accounts.models import Organisation


@dataclass(frozen=True)
class DeskCard:
    """Something that waits for the agency, and where."""

    title: str
    count: int
    url: str
    note: str
    tone: str = "warning"


# None where nothing waits: a card that says so is no card.
CardMaker = Callable[[Organisation], DeskCard | None]

_makers: list[CardMaker] = []


def desk_card(maker: CardMaker) -> CardMaker:
    """Register who counts something that waits."""
    _makers.append(maker)
    return maker


def cards_of(agency: Organisation) -> list[DeskCard]:
    """Return what waits for the agency, in the order in which the apps are installed."""
    return [card for maker in _makers if (card := maker(agency)) is not None]

"""Which pages there are: each kind says which addresses a subject has and makes what stands there.

A kind is registered when its app is ready. The order of registration is the order of making: what others link
to comes first.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from apps.announcements.models import PageSubject
from apps.announcements.pages.asking import Made, ask
from apps.announcements.pages.places import plain

__all__ = ["Kind", "Made", "ask", "pages_of", "register"]

_kinds: dict[str, "Kind"] = {}


@dataclass(frozen=True)
class Kind:
    """Pages of one kind.

    `paths` takes the key of a subject and returns all addresses that it has now, as `reverse` writes them.
    `make` takes one of them in plain letters; left out, the view of the address is asked.
    """

    name: str
    subject: PageSubject
    paths: Callable[[int], Iterable[str]]
    make: Callable[[str], Made] = ask


def register(kind: Kind) -> Kind:
    """Have the pages of a kind made from now on."""
    assert kind.name not in _kinds, f"two kinds of pages are called {kind.name}"
    _kinds[kind.name] = kind
    return kind


def pages_of(subject: str, key: int) -> dict[str, Kind]:
    """Return every plain address that a subject has now, in the order of making, and the kind that makes it."""
    return {plain(address): kind for kind in _kinds.values() if kind.subject == subject for address in kind.paths(key)}

"""Where else a project is worked on: its page and the list lead there.

The pages belong to the apps above this one; each registers its own link in its `apps.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from apps.acceptance.models import Project


@dataclass(frozen=True)
class ProjectLink:
    """A way to another page about the project."""

    label: str
    url: str


# Asked for every row of a list: a maker looks at the project in hand and asks the database nothing.
LinkMaker = Callable[[Project], ProjectLink | None]

_makers: list[LinkMaker] = []


def project_link(maker: LinkMaker) -> LinkMaker:
    """Register who knows a link; it answers None for a project that has no such page yet."""
    _makers.append(maker)
    return maker


def links_of(project: Project) -> list[ProjectLink]:
    """Return where else the project is worked on, in the order in which the apps are installed."""
    return [link for maker in _makers if (link := maker(project)) is not None]

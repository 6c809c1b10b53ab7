"""What a preparation waits for, as the apps above this one know it.

They know the exchange with the province, and the drafting of the announcement here; each registers in its `apps.py`
who tells of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from apps.acceptance.models import Project


@dataclass(frozen=True)
class ExchangeNote:
    """One thing that is known about what a project waits for, in the clerk's words, and where to go about it."""

    title: str
    text: str
    tone: Literal["info", "success", "warning", "danger"] = "info"
    url: str = ""
    link_label: str = ""


NoteMaker = Callable[[Project, datetime], list[ExchangeNote]]

_makers: list[NoteMaker] = []


def exchange_notes(maker: NoteMaker) -> NoteMaker:
    """Register who tells how far the exchange is."""
    _makers.append(maker)
    return maker


def notes_of(project: Project, now: datetime) -> list[ExchangeNote]:
    """Return what the exchange knows about what the project waits for, at this moment."""
    return [note for maker in _makers for note in maker(project, now)]

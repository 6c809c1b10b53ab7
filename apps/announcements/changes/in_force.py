"""The times and the place of a tender, as they hold before a change and as they hold with it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from apps.announcements.changes.words import FIELDS
from apps.tender_planning.schedule.proof import ScheduleFacts
from apps.tender_planning.selectors.schedule import ScheduleSettings


@dataclass(frozen=True)
class Times:
    """What bidders and the center go by; what is not known is None, a place that is not known is empty."""

    announced_at: datetime | None = None
    documents_from: datetime | None = None
    documents_until: datetime | None = None
    question_deadline: datetime | None = None
    bid_deadline: datetime | None = None
    opening_at: datetime | None = None
    opening_place: str = ""
    evaluation_at: datetime | None = None

    @classmethod
    def of(cls, settings: ScheduleSettings) -> Self:
        """Return the times in force: what was announced, else what was settled."""
        announced = settings.announced or settings.opening
        return cls(
            announced_at=settings.announced.first_published_at if settings.announced else None,
            documents_from=announced.documents_from,
            documents_until=announced.documents_until,
            question_deadline=settings.opening.question_deadline,
            bid_deadline=announced.bid_deadline,
            opening_at=announced.opening_at,
            opening_place=announced.opening_place,
            evaluation_at=settings.evaluation.evaluation_at,
        )

    def with_change(self, changed: Mapping[str, Any]) -> Self:
        """Return the times with what a change sets; what it leaves empty stays."""
        return replace(self, **{name: changed[name] for name in FIELDS if changed.get(name)})

    def moved_by(self, changed: Mapping[str, Any]) -> tuple[str, ...]:
        """Return the fields that a change sets to something else than what they are."""
        return tuple(name for name in FIELDS if changed.get(name) and changed[name] != getattr(self, name))

    def is_later_than(self, other: "Times") -> bool:
        """Tell whether bids are due or opened later than at other times."""
        pairs = [(getattr(other, name), getattr(self, name)) for name in ("bid_deadline", "opening_at")]
        return any(old is not None and new is not None and new > old for old, new in pairs)

    def facts(self, *, method: str, kind: str, clarified_at: datetime | None) -> ScheduleFacts:
        """Return the times as they are proved; `clarified_at` is None for a change that does not affect the bids."""
        return ScheduleFacts(
            method=method,
            kind=kind,
            announced_at=self.announced_at,
            documents_from=self.documents_from,
            documents_until=self.documents_until,
            question_deadline=self.question_deadline,
            clarified_at=clarified_at,
            bid_deadline=self.bid_deadline,
            opening_at=self.opening_at,
            evaluation_at=self.evaluation_at,
        )

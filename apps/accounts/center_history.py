"""What became of a record, and who did what with it, as the center's pages show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model

from apps.core.models import AuditEntry, StatusChange

MOST_ROWS = 100


@dataclass(frozen=True)
class HistoryItem:
    """One move, for the timeline."""

    at: datetime
    title: str
    by: str
    text: str
    tone: str


def history_of(record: Model, tones: Mapping[str, str]) -> list[HistoryItem]:
    """Return the latest moves of a record, newest first; `tones` says which statuses are good or bad news."""
    moves = StatusChange.objects.filter(subject_type=record._meta.label_lower, subject_id=record.pk)
    return [
        HistoryItem(
            at=move.changed_at,
            title=move.new_status_label,
            by=move.actor_name,
            text=move.reason,
            tone=tones.get(move.new_status, ""),
        )
        for move in moves.order_by("-changed_at", "-pk")[:MOST_ROWS]
    ]


def trail_of(record: Model) -> list[AuditEntry]:
    """Return the latest entries of the audit trail about a record, newest first."""
    entries = AuditEntry.objects.filter(subject_type=record._meta.label_lower, subject_id=record.pk)
    return list(entries[:MOST_ROWS])

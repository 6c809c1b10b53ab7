"""The parts of a preparation, as its pages lead to them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from apps.tender_planning.gates import closed_because
from apps.tender_planning.models import Planning, Sheet

# The name of the part's page, and whether each lot has its own.
PARTS = (
    (Sheet.Kind.SETUP, "setup", False),
    (Sheet.Kind.FEES, "fees", False),
    (Sheet.Kind.OUTLINE, "document", False),
    (Sheet.Kind.SLOTS, "slots", False),
    (Sheet.Kind.SCORING, "scoring", True),
    (Sheet.Kind.CHECKS, "checks", True),
    (Sheet.Kind.SCHEDULE, "schedule", False),
)


@dataclass(frozen=True)
class Section:
    """One part of the preparation in the navigation; `subject` is the lot's key where each lot has its own."""

    kind: Sheet.Kind
    label: str
    url: str
    subject: str = ""
    lot_no: str = ""
    closed_because: str = ""


def sections(planning: Planning) -> list[Section]:
    """Return the parts in the order of the work; those of a lot once for each lot."""
    lots = list(planning.project.lots.all())
    found: list[Section] = []
    for kind, name, is_of_lot in PARTS:
        reason = closed_because(planning, kind)
        for lot in lots if is_of_lot else [None]:
            numbers = [planning.project_id] if lot is None else [planning.project_id, lot.pk]
            found.append(
                Section(
                    kind=kind,
                    label=kind.label,
                    url=reverse(f"tender_planning:{name}", args=numbers),
                    subject="" if lot is None else str(lot.pk),
                    lot_no="" if lot is None else lot.lot_no,
                    closed_because=reason,
                )
            )
    return found


def part_after(parts: Sequence[Section], path: str) -> Section | None:
    """Return the next part that can be edited after the one that the path is a page of; None after the last."""
    here = next((place for place, part in enumerate(parts) if path.startswith(part.url)), len(parts))
    return next((part for part in parts[here + 1 :] if not part.closed_because), None)

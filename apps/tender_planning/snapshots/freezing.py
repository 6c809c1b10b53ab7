"""Freezes a preparation as a version: everything that bidders and the committee work from, and its digest."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from apps.acceptance.snapshots import LOT_FIELDS, PROJECT_FIELDS
from apps.accounts.models import User
from apps.core.freezing import as_json, digest
from apps.tender_planning.documents.assembling import VERSION_PART
from apps.tender_planning.models import AnnouncedTerms, Planning, PlanningVersion
from apps.tender_planning.snapshots import checks, documents, fees, schedule, scoring, setup, slots

ANNOUNCED_FIELDS = (
    "announcement_no",
    "first_published_at",
    "notice_working_days",
    "documents_from",
    "documents_until",
    "documents_price",
    "bid_deadline",
    "opening_at",
    "opening_place",
    "accepts_consortium",
)
EXCEPTION_FIELDS = ("code", "place", "breach", "responsible_name", "ground", "reason")

PARTS: Mapping[str, Callable[[Planning], Any]] = {
    "setup": setup.snapshot,
    "fees": fees.snapshot,
    VERSION_PART: documents.snapshot,
    "slots": slots.snapshot,
    "scoring": scoring.snapshot,
    "checks": checks.snapshot,
    "schedule": schedule.snapshot,
}


def freeze(planning: Planning, *, user: User, now: datetime) -> PlanningVersion:
    """Write the next version of the preparation as it stands; it is never changed."""
    last = planning.versions.order_by("-version").first()
    content = content_of(planning)
    return PlanningVersion.objects.create(
        planning=planning,
        version=last.version + 1 if last else 1,
        content=content,
        sm3=digest(content),
        issued_at=now,
        issued_by=user,
    )


def content_of(planning: Planning) -> dict[str, Any]:
    """Return everything that a version freezes, as plain JSON: the same content, the same JSON."""
    project = planning.project
    announced = AnnouncedTerms.objects.filter(planning=planning).values(*ANNOUNCED_FIELDS).first()
    parts = {name: snapshot(planning) for name, snapshot in PARTS.items()}
    return as_json(
        {
            "project": {name: getattr(project, name) for name in PROJECT_FIELDS},
            "agency": {"name": project.agency.name, "credit_code": project.agency.credit_code},
            "lots": list(project.lots.order_by("lot_no").values(*LOT_FIELDS)),
            "announced": announced,
            "exceptions": [
                {"key": f"{row['code']} {row['place']}", **row}
                for row in planning.exceptions.order_by("code", "place").values(*EXCEPTION_FIELDS)
            ],
            **parts,
        }
    )

"""Freezes a project as it stands."""

from datetime import datetime
from typing import Any

from apps.acceptance.models import Lot, Project, ProjectVersion
from apps.accounts.models import User
from apps.core.freezing import as_json, digest

PROJECT_FIELDS = (
    "project_no",
    "name",
    "method",
    "organisation_form",
    "kind",
    "budget",
    "fund_source",
    "is_sme_reserved",
    "purchaser_name",
    "purchaser_credit_code",
    "purchaser_contact",
    "purchaser_phone",
    "purchaser_address",
    "agency_contact",
    "agency_phone",
    "accepts_consortium",
    "is_import_allowed",
    "is_encrypted",
    "is_remote_opening",
    "requirement_summary",
    "planned_announcement_date",
    "remarks",
)
LOT_FIELDS = (
    "lot_no",
    "name",
    "category_code",
    "quantity",
    "unit",
    "budget",
    "ceiling_price",
    "unified_deal_code",
)


def freeze(
    project: Project,
    *,
    user: User,
    now: datetime,
    occasion: ProjectVersion.Occasion = ProjectVersion.Occasion.SUBMISSION,
) -> ProjectVersion:
    """Write the next immutable version of the project as it stands."""
    last = project.versions.order_by("-version").first()
    content = as_json(_content(project))
    return ProjectVersion.objects.create(
        project=project,
        version=last.version + 1 if last else 1,
        occasion=occasion,
        content=content,
        sm3=digest(content),
        submitted_at=now,
        submitted_by=user,
    )


def _content(project: Project) -> dict[str, Any]:
    return {
        "plan": None if project.plan is None else {"plan_no": project.plan.plan_no, "version": project.plan_version},
        "agency": _agency(project),
        "project": {name: getattr(project, name) for name in PROJECT_FIELDS},
        "lots": [_lot(lot) for lot in project.lots.all()],
        "papers": [
            {"kind": paper.kind, "name": paper.name, "size": paper.size, "sm3": paper.sm3}
            for paper in project.papers.all()
        ],
    }


def _agency(project: Project) -> dict[str, str]:
    return {
        "name": project.agency.name,
        "credit_code": project.agency.credit_code,
        # Whom the province may ask about this project, and not the agency's general number.
        "contact": project.agency_contact,
        "phone": project.agency_phone,
        "address": project.agency.address,
    }


def _lot(lot: Lot) -> dict[str, Any]:
    return {name: getattr(lot, name) for name in LOT_FIELDS}

"""Rendering the text of an announcement from its template."""

from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from apps.province.drafting.details import Details
from apps.province.models import Announcement
from apps.province.standing import Standing
from apps.province.times import day_in_words


def render_text(
    template: str,
    standing: Standing,
    details: Details,
    context: dict[str, Any],
    *,
    corrects: Announcement | None = None,
) -> str:
    """Return the text of a later announcement; every template finds the project, the contact and the remarks."""
    first = _first_publication(standing, corrects)
    known = {
        "project_no": standing.project_no,
        "project_name": standing.project_name,
        "purchaser": standing.lots.body["purchaser"],
        "agency": standing.lots.body["agency"],
        "contact": details.contact,
        "remarks": details.remarks.strip(),
        "first_day": day_in_words(timezone.localdate(first)) if first else "",
    }
    return render_to_string(f"province/notices/{template}_body.html", known | context).strip() + "\n"


def _first_publication(standing: Standing, corrects: Announcement | None) -> datetime | None:
    """Return when what is corrected was first public: of a change of a change, the tender announcement."""
    while corrects is not None and corrects.corrects:
        earlier = {announcement.announcement_no: announcement for announcement in standing.announcements}
        if corrects.corrects not in earlier:
            break
        corrects = earlier[corrects.corrects]
    return corrects.published_at if corrects else None

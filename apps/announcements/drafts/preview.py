"""The public page that a draft would have now."""

from datetime import datetime
from typing import Any

from apps.announcements.canonical import canonical
from apps.announcements.models import Announcement, AnnouncementDraft
from apps.announcements.selectors.drafts import draft_page, preview_of
from apps.announcements.views.pages import DETAILS


def preview_context(draft: AnnouncementDraft, now: datetime) -> dict[str, Any]:
    """Return what the page shows: `reading` is None while the draft lacks what a public page needs."""
    page = draft_page(draft, now=now)
    return {
        "page": page,
        "reading": preview_of(page, now=now),
        "details_template": DETAILS.get(Announcement.Type(draft.type)),
        "now": now,
        "canonical": canonical("announcements:project", draft.project.project_no or ""),
        "line": page.composed.title,
    }

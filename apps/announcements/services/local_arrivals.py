"""An announcement that was drafted here arrives, as one of the province's would."""

from datetime import datetime

from django.utils import timezone

from apps.announcements.formats.composing import Composed
from apps.announcements.models import Announcement, AnnouncementDraft, DraftFile
from apps.announcements.services.receiving import receive_announcement
from apps.announcements.services.versions import Arrival, AttachmentFacts
from apps.core.actors import Actor
from apps.core.sequences import next_number

# Which announcement a correction corrects is known; of the others it follows from lots and times.
NAMES_ITS_ORIGINAL = frozenset({Announcement.Type.RESULT_CORRECTION})


def arrive(draft: AnnouncementDraft, made: Composed, *, actor: Actor, now: datetime) -> Announcement:
    """Let the announcement arrive that a draft makes, or its next version; part of the act of whoever lets it.

    Raises what `receive_announcement` raises.
    """
    known = draft.announcement
    arrival = Arrival(
        announcement_no=known.announcement_no if known else _next_announcement_no(now),
        type=draft.type,
        version=known.version + 1 if known else 1,
        project_no=draft.project.project_no or "",
        lot_nos=made.lot_nos,
        corrects_no=_corrects_no(draft),
        title=made.title,
        body_html=made.body_html,
        source_url="",
        first_published_at=now,
        facts=made.facts,
        attachments=[_attachment(attached) for attached in draft.files.all()],
        is_withdrawn=False,
    )
    announcement = receive_announcement(arrival=arrival, now=now, origin=Announcement.Origin.LOCAL, actor=actor)
    assert announcement is not None, "the number is new, or the version is higher"
    return announcement


def _next_announcement_no(now: datetime) -> str:
    """Return the next 公告编号 of ours, such as `方公告-2026-000012`."""
    year = timezone.localdate(now).year
    return f"方公告-{year}-{next_number(f'announcement_no:{year}'):06}"


def _attachment(attached: DraftFile) -> AttachmentFacts:
    """Return a file of a draft as the announcement names it; its bytes stay where they are."""
    return AttachmentFacts(province_id="", **attached.facts, stored_as=str(attached.file.name))


def _corrects_no(draft: AnnouncementDraft) -> str:
    if draft.type not in NAMES_ITS_ORIGINAL or draft.follows is None:
        return ""
    return draft.follows.announcement_no

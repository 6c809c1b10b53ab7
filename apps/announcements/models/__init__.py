"""What is stored about announcements: as they came, their attachments, and the review of changes."""

from apps.announcements.models.announcements import (
    Announcement,
    AnnouncementQuerySet,
    AnnouncementVersion,
    AttachmentReference,
    Publication,
)
from apps.announcements.models.attachments import Attachment, attachment_path
from apps.announcements.models.changes import ChangeReview, ChangeTimes
from apps.announcements.models.events import PublicEvent

__all__ = [
    "Announcement",
    "AnnouncementQuerySet",
    "AnnouncementVersion",
    "Attachment",
    "AttachmentReference",
    "ChangeReview",
    "ChangeTimes",
    "PublicEvent",
    "Publication",
    "attachment_path",
]

"""What is stored about announcements: as they came, their attachments, and the review of changes."""

from apps.announcements.models.announcements import (
    Announcement,
    AnnouncementQuerySet,
    AnnouncementVersion,
    AttachmentReference,
    Publication,
)
from apps.announcements.models.attachments import Attachment, attachment_path
from apps.announcements.models.bulk import BulkMaking
from apps.announcements.models.changes import ChangeReview, ChangeTimes
from apps.announcements.models.draft_files import DraftFile
from apps.announcements.models.drafts import AnnouncementDraft, DraftReview
from apps.announcements.models.events import PublicEvent
from apps.announcements.models.pages import OF_PROJECT, PageFile, PageOrder, PageRound, PageSubject
from apps.announcements.models.subscriptions import (
    Subscription,
    SubscriptionCursor,
    SubscriptionMail,
    SubscriptionMatch,
    SubscriptionRequest,
    SubscriptionToken,
)

__all__ = [
    "OF_PROJECT",
    "Announcement",
    "AnnouncementDraft",
    "AnnouncementQuerySet",
    "AnnouncementVersion",
    "Attachment",
    "AttachmentReference",
    "BulkMaking",
    "ChangeReview",
    "ChangeTimes",
    "DraftFile",
    "DraftReview",
    "PageFile",
    "PageOrder",
    "PageRound",
    "PageSubject",
    "PublicEvent",
    "Publication",
    "Subscription",
    "SubscriptionCursor",
    "SubscriptionMail",
    "SubscriptionMatch",
    "SubscriptionRequest",
    "SubscriptionToken",
    "attachment_path",
]

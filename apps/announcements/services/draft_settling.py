"""A change that was drafted here is public: there is nothing left to do with its draft."""

from collections.abc import Collection
from datetime import datetime

from apps.announcements.models import Announcement, AnnouncementDraft
from apps.core.actors import Actor
from apps.core.status import move

Status = AnnouncementDraft.Status


def settle_drafts(changes: Collection[Announcement], *, actor: Actor, now: datetime) -> None:
    """Close the drafts of changes that became public; part of their approval, the project's row is locked."""
    for draft in AnnouncementDraft.objects.filter(announcement__in=changes, status=Status.HANDED_ON):
        move(draft, Status.PUBLISHED, actor=actor, now=now)

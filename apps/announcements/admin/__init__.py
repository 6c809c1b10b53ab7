"""Announcements, their attachments and the review of changes at the center's site."""

from apps.announcements.admin import announcements, attachments, changes

__all__ = ["announcements", "attachments", "changes"]

"""Announcements, their attachments, and the review of changes and of what is drafted here, at the center's site."""

from apps.announcements.admin import announcements, attachments, bulk, changes, drafts, pages, subscriptions

__all__ = ["announcements", "attachments", "bulk", "changes", "drafts", "pages", "subscriptions"]

"""Announcements, their versions and attachments, and the public site."""

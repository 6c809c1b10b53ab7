"""Application configuration."""

from django.apps import AppConfig


class AnnouncementsConfig(AppConfig):
    """Announcements and the public site."""

    name = "apps.announcements"
    verbose_name = "公告"

"""Application configuration."""

from django.apps import AppConfig


class AnnouncementsConfig(AppConfig):
    """Announcements and the public site."""

    name = "apps.announcements"
    verbose_name = "公告"

    def ready(self) -> None:
        """Register the stage that this app tells of a project."""
        from apps.announcements import project_stage  # noqa: F401, PLC0415  it needs loaded models

"""Application configuration."""

from django.apps import AppConfig


class AnnouncementsConfig(AppConfig):
    """Announcements and the public site."""

    name = "apps.announcements"
    verbose_name = "公告"

    def ready(self) -> None:
        """Register what this app tells of a project, and what of an agency's work it counts."""
        from apps.announcements import agency_desk, project_stage  # noqa: F401, PLC0415  they need loaded models

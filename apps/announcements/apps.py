"""Application configuration."""

from django.apps import AppConfig


class AnnouncementsConfig(AppConfig):
    """Announcements and the public site."""

    name = "apps.announcements"
    verbose_name = "公告"

    def ready(self) -> None:
        """Register what this app tells of a project, and what of an agency's work it counts, and its public pages."""
        from apps.announcements import agency_desk, moved_terms, project_stage, receivers  # noqa: F401, PLC0415  they need loaded models
        from apps.announcements.drafts import links  # noqa: F401, PLC0415  likewise
        from apps.announcements.pages import ordinary  # noqa: F401, PLC0415  likewise

        # Pages are made in the order of registration: these after those that people read.
        # isort: split
        from apps.announcements.feeds import pages as _feeds  # noqa: F401, PLC0415  likewise
        from apps.announcements.printing import pages as _prints  # noqa: F401, PLC0415  likewise
        from apps.announcements.sitemaps import pages as _sitemaps  # noqa: F401, PLC0415  likewise

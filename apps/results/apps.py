"""Application configuration."""

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    """Awards, failures and contracts of each lot."""

    name = "apps.results"
    verbose_name = "采购结果"

    def ready(self) -> None:
        """Connect what follows from announcements, and register what this app tells on the pages of a project."""
        from apps.results import (  # noqa: F401, PLC0415  they need loaded models
            project_page_link,
            project_stage,
            receivers,
        )

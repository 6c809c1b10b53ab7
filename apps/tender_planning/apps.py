"""Application configuration."""

from django.apps import AppConfig


class TenderPlanningConfig(AppConfig):
    """What an agency settles before bids are opened."""

    name = "apps.tender_planning"
    verbose_name = "招标准备"

    def ready(self) -> None:
        """Connect what begins with an acceptance, and register what this app tells on the pages of a project."""
        from apps.tender_planning import (  # noqa: F401, PLC0415  they need loaded models
            project_page_link,
            project_stage,
            receivers,
        )

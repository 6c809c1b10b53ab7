"""Application configuration."""

from django.apps import AppConfig


class AcceptanceConfig(AppConfig):
    """Plans, projects and lots."""

    name = "apps.acceptance"
    verbose_name = "项目进场受理"

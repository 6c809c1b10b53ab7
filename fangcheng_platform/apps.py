"""Application configuration of the wiring itself."""

from django.apps import AppConfig


class PlatformConfig(AppConfig):
    """Makes the platform's Celery app the current one in every process that loads Django."""

    name = "fangcheng_platform"

    def ready(self) -> None:
        """Load the Celery app; without it tasks would be sent to a broker that nobody configured."""
        import fangcheng_platform.celery  # noqa: F401, PLC0415  its schedule reads the finished settings

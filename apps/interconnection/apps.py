"""Application configuration."""

from django.apps import AppConfig


class InterconnectionConfig(AppConfig):
    """Feeds in, messages out, hints."""

    name = "apps.interconnection"
    verbose_name = "省系统交换"

    def ready(self) -> None:
        """Register what the exchange tells a preparation that waits."""
        from apps.interconnection import planning_notes  # noqa: F401, PLC0415  it needs loaded models

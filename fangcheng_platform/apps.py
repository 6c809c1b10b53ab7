"""Application configuration of the wiring itself."""

from django.apps import AppConfig


class PlatformConfig(AppConfig):
    """Wires up every process that loads Django."""

    name = "fangcheng_platform"

    def ready(self) -> None:
        """Load checks, receivers and the Celery app, without which tasks would go to no configured broker."""
        import fangcheng_platform.celery  # noqa: PLC0415  its schedule reads the finished settings
        import fangcheng_platform.checks  # noqa: PLC0415  registers what `manage.py check` asks
        import fangcheng_platform.request_logging  # noqa: F401, PLC0415  a receiver

"""Application configuration."""

from django.apps import AppConfig


class InterconnectionConfig(AppConfig):
    """Feeds in, messages out, hints."""

    name = "apps.interconnection"
    verbose_name = "省系统交换"

"""Application configuration."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Status moves, history, audit, outbox, paging."""

    name = "apps.core"
    verbose_name = "平台运行"

"""Application configuration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Organisations and users."""

    name = "apps.accounts"
    verbose_name = "单位与用户"

    def ready(self) -> None:
        """Connect the receivers that keep the trail of sign-ins."""
        from apps.accounts import sign_in_trail  # noqa: F401, PLC0415  receivers need loaded models

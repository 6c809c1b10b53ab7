"""The province as this deployment is configured to reach it."""

from django.conf import settings

from apps.interconnection.gateway.client import ProvinceClient


def province_client() -> ProvinceClient:
    """Return a client for the configured province."""
    environment = settings.ENVIRONMENT
    return ProvinceClient(
        str(environment.province_base_url),
        environment.province_app_id,
        environment.province_app_secret.get_secret_value(),
    )

"""What every page may say of the center that runs the platform."""

from django.conf import settings
from django.http import HttpRequest


def center(request: HttpRequest) -> dict[str, str]:
    """Return the center's name and telephone; the telephone is empty where the deployment gives none."""
    return {"center_name": settings.ENVIRONMENT.center_name, "center_phone": settings.ENVIRONMENT.center_phone}

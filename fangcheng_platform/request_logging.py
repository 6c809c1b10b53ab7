"""What every log line of a request says besides."""

from typing import Any

import structlog
from django.dispatch import receiver
from django.http import HttpRequest
from django_structlog.signals import bind_extra_request_metadata

from apps.core.client_address import client_address


@receiver(bind_extra_request_metadata)
def bind_client_address(sender: object, request: HttpRequest, **kwargs: Any) -> None:
    """Name the sender; django-structlog itself would believe any X-Forwarded-For."""
    structlog.contextvars.bind_contextvars(ip=client_address(request))

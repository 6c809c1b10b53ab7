"""What every log line of a request says besides, and what none may say."""

import re
from typing import Any

import structlog
from django.dispatch import receiver
from django.http import HttpRequest
from django_structlog.signals import bind_extra_request_metadata

from apps.core.client_address import client_address

# Whoever has such an address can end or change a subscription: the address is the secret.
SECRET_ADDRESS = re.compile(r"(/subscriptions/(?:confirm|unsubscribe|manage)/\d+/)[^/\s\"']+")


@receiver(bind_extra_request_metadata)
def bind_client_address(sender: object, request: HttpRequest, **kwargs: Any) -> None:
    """Name the sender; django-structlog itself would believe any X-Forwarded-For."""
    structlog.contextvars.bind_contextvars(ip=client_address(request))


def mask_secret_addresses(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Take the secret out of every address in a line, whoever writes it; a processor of structlog."""
    return {name: SECRET_ADDRESS.sub(r"\1…", said) if isinstance(said, str) else said for name, said in event.items()}

"""What `manage.py check` says of a deployment besides what Django knows."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Warning, register  # noqa: A004  Django's name

# A call to the province may last 60 seconds; a lease that lapses meanwhile lets a second worker send the same.
SHORTEST_SAFE_LEASE_SECONDS = 70


@register()
def check_exchange_lease(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Warn of a lease that may end before the call it protects; the demonstration may hurry."""
    seconds = settings.ENVIRONMENT.exchange_lease_seconds
    if settings.ENVIRONMENT.is_demo or seconds >= SHORTEST_SAFE_LEASE_SECONDS:
        return []
    return [
        Warning(
            f"EXCHANGE_LEASE_SECONDS={seconds} 太短：调用省系统最长 60 秒，期间占用到期会重复发送。",
            hint=f"设为 {SHORTEST_SAFE_LEASE_SECONDS} 以上，或不设而用默认值。",
            id="fangcheng_platform.W001",
        )
    ]

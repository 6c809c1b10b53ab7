"""How often one may try to sign in: at one account, and from one place at all accounts together.

axes counts tries at an account from an address. Somebody who tries one usual password at every name that there may
be stays below that limit at each of them; what gives him away is how many names fail from where he is.
"""

from typing import Any

import structlog
from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_cool_off
from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.core.client_address import client_address, client_network

log = structlog.get_logger(__name__)

# Names, not tries: however often one person mistypes a password, it is one name, and it is struck off as soon as the
# person gets in. A whole office, or the center itself, may stand behind one address; that twenty people in it fail
# within a quarter of an hour and none of them gets in does not happen, and who tries all names of a county meets it
# at once.
MOST_NAMES_PER_ADDRESS = 20
TOO_MANY_REQUESTS = 429


def sign_in_address(request: HttpRequest) -> str:
    """Return the address that tries are counted by: of IPv6 that of the network, whose addresses are one client's."""
    return client_network(client_address(request)).partition("/")[0]


class SignInHandler(AxesDatabaseHandler):  # type: ignore[misc]  # axes has no types
    """Locks an account for an address, as axes does, and an address for all accounts.

    Tries at a locked address are counted too: the lock holds until it has been left alone for as long as it lasts.
    """

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        """Tell whether this try is refused before the password is looked at."""
        return bool(super().is_locked(request, credentials)) or is_address_locked(request)

    def user_login_failed(
        self, sender: object, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        """Count a try that failed; the one after the last that was allowed is answered by the lock's page."""
        was_locked = request is not None and is_address_locked(request)
        super().user_login_failed(sender, credentials, request, **kwargs)
        if request is None:
            return
        if was_locked:
            request.axes_locked_out = True  # type: ignore[attr-defined]  # axes' middleware asks for it
            request.axes_credentials = credentials  # type: ignore[attr-defined]
        elif is_address_locked(request):
            log.warning("sign_in_address_locked", address=request.axes_ip_address, names=MOST_NAMES_PER_ADDRESS)  # type: ignore[attr-defined]


def is_address_locked(request: HttpRequest) -> bool:
    """Tell whether as many names as are allowed have failed from where the request comes from. One query."""
    recent = AccessAttempt.objects.filter(
        ip_address=request.axes_ip_address,  # type: ignore[attr-defined]
        attempt_time__gte=get_cool_off_threshold(request),
    )
    names: int = recent.order_by().values("username").distinct().count()
    return names >= MOST_NAMES_PER_ADDRESS


def locked_out(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None) -> HttpResponse:
    """Say what is locked and for how long."""
    context = {
        "is_address": is_address_locked(request),
        "failure_limit": settings.AXES_FAILURE_LIMIT,
        "minutes": int(get_cool_off(request).total_seconds() // 60),
    }
    return render(request, "accounts/locked_out.html", context, status=TOO_MANY_REQUESTS)

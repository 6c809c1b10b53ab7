"""Who may act, asked at the door of every page."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, resolve_url
from django.views.decorators.cache import never_cache

from apps.accounts.models import Notification, Organisation, Role, User


class AgencyRequest(HttpRequest):
    """A request that has passed `agency_staff_only`."""

    user: User
    agency: Organisation


def agency_staff_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Let in agency staff, with `request.agency` set; send strangers to sign in, refuse everybody else.

    No browser keeps the page: who sits down at the machine next sees nothing of it.

    What belongs to another agency is not refused but unknown: views look records up within
    `request.agency`, and a 404 does not tell that the record exists.
    """

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = request.user
        if not isinstance(user, User):
            return redirect_to_login(_page_to_return_to(request))
        if not user.has_role(Role.AGENCY_STAFF) or user.organisation.kind != Organisation.Kind.AGENCY:
            raise PermissionDenied("本页面供采购代理机构经办人使用。")
        request.agency = user.organisation  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return guarded


def notification_of(request: HttpRequest, pk: int) -> Notification:
    """Return a notification of the person who is signed in. Raises Http404 for anybody else's."""
    return get_object_or_404(Notification, user=request.user, pk=pk)


def _page_to_return_to(request: HttpRequest) -> str:
    """Return where to go after signing in: an act whose session ran out goes back to the page it stood on."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    return urlsplit(request.META.get("HTTP_REFERER", "")).path or resolve_url(settings.LOGIN_REDIRECT_URL)

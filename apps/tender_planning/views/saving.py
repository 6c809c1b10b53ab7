"""What a sheet answers to a saving, whether a person pressed 保存 or the page saved by itself."""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from apps.accounts.permissions import AgencyRequest
from apps.core.autosave import is_autosave, refused, saved


def tell_saved(
    request: AgencyRequest,
    revision: int,
    now: datetime,
    *,
    panels: Callable[[], Mapping[str, str]],
    done: str,
    url: str,
) -> HttpResponse:
    """Answer that everything is stored; `panels` are rendered for the page's own saving alone."""
    if is_autosave(request):
        return saved(revision, now, panels=panels())
    messages.success(request, done)
    return redirect(url)


def tell_closed(request: AgencyRequest, refusal: Exception, *, url: str) -> HttpResponse:
    """Answer that the sheet cannot be changed now, and why."""
    if is_autosave(request):
        return refused(str(refusal))
    messages.error(request, str(refusal))
    return redirect(url)

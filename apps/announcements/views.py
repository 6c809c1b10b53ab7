"""Pages of the public site."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import etag, require_safe

from apps.announcements import selectors
from apps.announcements.forms import AnnouncementFilterForm
from apps.announcements.public_pages import public_page
from apps.core.downloads import download
from apps.core.paging import BadPage

# The bytes behind an address never change: their digest is part of what the address stands for.
SECONDS_ATTACHMENT_IN_CACHE = 300


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """Show the latest announcements, what closes soon, and the doors."""
    now = timezone.now()
    context = {"home": selectors.home(now), "now": now, "canonical": _canonical("announcements:home")}
    return render(request, "announcements/home.html", context)


@public_page
def announcement_list(request: HttpRequest) -> HttpResponse:
    """Show the announcements that the words and filters in the address ask for."""
    form = AnnouncementFilterForm(request.GET)
    listing, problem = None, ""
    if form.is_valid():
        try:
            listing = selectors.list_announcements(**form.cleaned_data, query=request.GET, now=timezone.now())
        except BadPage as error:
            problem = str(error)
    context = {
        "form": form,
        "listing": listing,
        "problem": problem,
        "is_filtered": any(request.GET.values()),
        "canonical": _canonical("announcements:list"),
    }
    return render(request, "announcements/list.html", context, status=400 if listing is None else 200)


@public_page
def announcement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an announcement in the version in force."""
    now = timezone.now()
    context = {
        "reading": selectors.read_announcement(pk, now=now),
        "now": now,
        "canonical": _canonical("announcements:detail", pk),
    }
    return render(request, "announcements/detail.html", context)


@public_page
def announcement_version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show an earlier version, marked as such; the version in force has its own address."""
    now = timezone.now()
    reading = selectors.read_announcement(pk, version=number, now=now)
    if reading.is_current:
        return redirect("announcements:detail", pk=pk)
    context = {"reading": reading, "now": now, "canonical": _canonical("announcements:detail", pk)}
    response = render(request, "announcements/version.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


def _digest(request: HttpRequest, pk: int) -> str:
    return f'"{selectors.public_attachment(pk).attachment.sm3}"'


@require_safe
@cache_control(public=True, max_age=SECONDS_ATTACHMENT_IN_CACHE)
@etag(_digest)
def attachment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out an attachment under the name that the announcement gives it."""
    found = selectors.public_attachment(pk)
    return download(found.attachment.file, name=found.name, media_type=found.media_type)


@public_page
def robots(request: HttpRequest) -> HttpResponse:
    """Tell search engines what is not for them."""
    return render(request, "announcements/robots.txt", content_type="text/plain; charset=utf-8")


def _canonical(name: str, *args: int) -> str:
    return f"{settings.PUBLIC_BASE_URL}{reverse(name, args=args)}"

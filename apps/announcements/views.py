"""Pages of the public site."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import etag, require_safe

from apps.announcements.forms import AnnouncementFilterForm
from apps.announcements.models import Announcement
from apps.announcements.public_pages import public_page
from apps.announcements.selectors.comparing import compare_versions
from apps.announcements.selectors.files import public_attachment
from apps.announcements.selectors.lists import home as home_page
from apps.announcements.selectors.lists import list_announcements
from apps.announcements.selectors.projects import project_life as life_of
from apps.announcements.selectors.reading import Reading, read_announcement
from apps.core.downloads import download
from apps.core.paging import BadPage

# The types that say something of single lots or items.
DETAILS = {
    Announcement.Type.CHANGE: "announcements/_change_details.html",
    Announcement.Type.RESULT: "announcements/_result_details.html",
    Announcement.Type.RESULT_CORRECTION: "announcements/_result_correction_details.html",
    Announcement.Type.TERMINATION: "announcements/_termination_details.html",
}
# The bytes behind an address never change: their digest is part of what the address stands for.
SECONDS_ATTACHMENT_IN_CACHE = 300


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """Show the latest announcements, what closes soon, and the doors."""
    now = timezone.now()
    context = {"home": home_page(now), "now": now, "canonical": _canonical("announcements:home")}
    return render(request, "announcements/home.html", context)


@public_page
def announcement_list(request: HttpRequest, column: Announcement.Type | None = None) -> HttpResponse:
    """Show the announcements that the words and filters in the address ask for, of one column or of all."""
    form = AnnouncementFilterForm(request.GET)
    listing, problem = None, ""
    if form.is_valid():
        try:
            listing = list_announcements(
                **form.cleaned_data, column=column or "", query=request.GET, now=timezone.now()
            )
        except BadPage as error:
            problem = str(error)
    address = reverse("announcements:column", args=[column]) if column else reverse("announcements:list")
    context = {
        "form": form,
        "column": column,
        "address": address,
        "listing": listing,
        "problem": problem,
        "is_filtered": any(request.GET.values()),
        "canonical": f"{settings.PUBLIC_BASE_URL}{address}",
    }
    return render(request, "announcements/list.html", context, status=400 if listing is None else 200)


@public_page
def announcement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an announcement in the version in force."""
    now = timezone.now()
    return render(request, "announcements/detail.html", _page(read_announcement(pk, now=now), now))


@public_page
def announcement_version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show an earlier version, marked as such; the version in force has its own address."""
    now = timezone.now()
    reading = read_announcement(pk, version=number, now=now)
    if reading.is_current:
        return redirect("announcements:detail", pk=pk)
    response = render(request, "announcements/version.html", _page(reading, now))
    response["X-Robots-Tag"] = "noindex"
    return response


@public_page
def announcement_comparison(request: HttpRequest, pk: int, old: int, new: int) -> HttpResponse:
    """Show what is different between two versions."""
    context = {
        "comparison": compare_versions(pk, old, new),
        "canonical": _canonical("announcements:detail", pk),
    }
    response = render(request, "announcements/differences.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@public_page
def project_life(request: HttpRequest, project_no: str) -> HttpResponse:
    """Show the life of a project: what happened, what is due next, every announcement."""
    now = timezone.now()
    context = {
        "life": life_of(project_no, now=now),
        "now": now,
        "canonical": _canonical("announcements:project", project_no),
    }
    return render(request, "announcements/project.html", context)


def _digest(request: HttpRequest, pk: int) -> str:
    return f'"{public_attachment(pk).attachment.sm3}"'


@require_safe
@cache_control(public=True, max_age=SECONDS_ATTACHMENT_IN_CACHE)
@etag(_digest)
def attachment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out an attachment under the name that the announcement gives it."""
    found = public_attachment(pk)
    return download(found.attachment.file, name=found.name, media_type=found.media_type)


@public_page
def robots(request: HttpRequest) -> HttpResponse:
    """Tell search engines what is not for them."""
    return render(request, "announcements/robots.txt", content_type="text/plain; charset=utf-8")


def _page(reading: Reading, now: datetime) -> dict[str, Any]:
    return {
        "reading": reading,
        "details_template": DETAILS.get(Announcement.Type(reading.announcement.type)),
        "now": now,
        "canonical": _canonical("announcements:detail", reading.announcement.pk),
    }


def _canonical(name: str, *args: int | str) -> str:
    return f"{settings.PUBLIC_BASE_URL}{reverse(name, args=args)}"

"""Pages that stand as files: what they say follows from their address, the database and the clock alone.

Each says until when it holds, so that its file is made anew then (`pages.lasting`). Nothing in them may depend
on a cookie, a session or a query string.
"""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from apps.announcements.canonical import canonical
from apps.announcements.feeds.formats import FeedFormat, feed_url
from apps.announcements.forms import AnnouncementFilterForm
from apps.announcements.in_a_line import line_of
from apps.announcements.models import Announcement
from apps.announcements.pages.lasting import lasts_until
from apps.announcements.public_pages import public_page
from apps.announcements.selectors.lists import first_page
from apps.announcements.selectors.lists import home as home_page
from apps.announcements.selectors.projects import project_life as life_of
from apps.announcements.selectors.reading import Reading, read_announcement
from apps.announcements.structured_data import announcement_data, home_data, project_data
from apps.announcements.subscriptions.offering import subscription_url

# The types that say something of single lots or items.
DETAILS = {
    Announcement.Type.CHANGE: "announcements/_change_details.html",
    Announcement.Type.RESULT: "announcements/_result_details.html",
    Announcement.Type.RESULT_CORRECTION: "announcements/_result_correction_details.html",
    Announcement.Type.TERMINATION: "announcements/_termination_details.html",
}


@public_page
def home(request: HttpRequest) -> HttpResponse:
    """Show the latest announcements, what closes soon, and the doors."""
    found = home_page(timezone.now())
    context = {
        "home": found,
        "canonical": canonical("announcements:home"),
        "structured_data": home_data(),
        "site_picture": canonical("announcements:share-home"),
    }
    response = render(request, "announcements/home.html", context)
    lasts_until(response, found.holds_until)
    return response


@public_page
def announcement_list(request: HttpRequest, column: Announcement.Type | None = None) -> HttpResponse:
    """Show the newest announcements, of one column or of all, and the form to search them by."""
    now = timezone.now()
    listing = first_page(column, now=now)
    context = {
        "form": AnnouncementFilterForm(initial={"type": column}),
        "column": column,
        "listing": listing,
        "search_url": reverse("announcements:search"),
        "canonical": canonical("announcements:column", column) if column else canonical("announcements:list"),
        "atom_url": feed_url(column, FeedFormat.ATOM),
        "rss_url": feed_url(column, FeedFormat.RSS),
        "email_url": subscription_url({"type": column or ""}),
        "site_picture": canonical("announcements:share-home"),
    }
    response = render(request, "announcements/list.html", context)
    lasts_until(response, listing.holds_until(now))
    return response


@public_page
def announcement_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an announcement in the version in force."""
    now = timezone.now()
    reading = read_announcement(pk, now=now)
    context = _page(reading, now) | {
        "line": line_of(reading.announcement),
        "structured_data": announcement_data(reading),
        "picture": canonical("announcements:share", pk),
    }
    response = render(request, "announcements/detail.html", context)
    lasts_until(response, reading.holds_until(now))
    return response


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
def project_life(request: HttpRequest, project_no: str) -> HttpResponse:
    """Show the life of a project: what happened, what is due next, every announcement."""
    now = timezone.now()
    life = life_of(project_no, now=now)
    context = {
        "life": life,
        "canonical": canonical("announcements:project", project_no),
        "structured_data": project_data(life),
        "site_picture": canonical("announcements:share-home"),
    }
    response = render(request, "announcements/project.html", context)
    lasts_until(response, life.holds_until(now))
    return response


def _page(reading: Reading, now: datetime) -> dict[str, Any]:
    return {
        "reading": reading,
        "details_template": DETAILS.get(Announcement.Type(reading.announcement.type)),
        "now": now,
        "canonical": canonical("announcements:detail", reading.announcement.pk),
    }

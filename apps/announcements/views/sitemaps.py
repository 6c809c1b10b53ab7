"""Sitemaps, which stand as files."""

from collections.abc import Sequence
from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from apps.announcements.pages.lasting import lasts_until
from apps.announcements.public_pages import public_page
from apps.announcements.sitemaps.ranges import Address, announcements_of, columns, projects_of, sitemaps
from apps.announcements.sitemaps.writing import write_index, write_sitemap

# Search engines look in once a day; whoever is quicker reads the feeds.
KEPT = timedelta(hours=1)


@public_page
def sitemap_index(request: HttpRequest) -> HttpResponse:
    """List the sitemaps."""
    return _answer(write_index(sitemaps()))


@public_page
def columns_sitemap(request: HttpRequest) -> HttpResponse:
    """List the pages that there always are."""
    return _answer(write_sitemap(columns()))


@public_page
def announcements_sitemap(request: HttpRequest, number: int) -> HttpResponse:
    """List the announcements of a range."""
    return _answer(write_sitemap(_some(announcements_of(number))))


@public_page
def projects_sitemap(request: HttpRequest, number: int) -> HttpResponse:
    """List the projects of a range."""
    return _answer(write_sitemap(_some(projects_of(number))))


def _some(pages: Sequence[Address]) -> Sequence[Address]:
    """Return the pages; a sitemap without one is not in the index, and is none."""
    if not pages:
        raise Http404
    return pages


def _answer(text: str) -> HttpResponse:
    response = HttpResponse(text, content_type="application/xml; charset=utf-8")
    lasts_until(response, timezone.now() + KEPT)
    return response

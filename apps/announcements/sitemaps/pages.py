"""The sitemaps as files. They follow the clock: search engines come once a day, publications every few minutes."""

from collections.abc import Iterator

from django.urls import reverse

from apps.announcements.models import PageSubject
from apps.announcements.pages.kinds import Kind, register
from apps.announcements.sitemaps import ranges


def sitemap_paths(_: int) -> Iterator[str]:
    """Return the addresses of the sitemaps that have a page in them, and of the index after them."""
    yield reverse("announcements:sitemap-columns")
    for number in ranges.numbers_of(ranges.Kind.ANNOUNCEMENTS):
        yield reverse("announcements:sitemap", args=[number])
    for number in ranges.numbers_of(ranges.Kind.PROJECTS):
        yield reverse("announcements:project-sitemap", args=[number])
    yield reverse("announcements:sitemap-index")


register(Kind("sitemaps", PageSubject.MAP, sitemap_paths))

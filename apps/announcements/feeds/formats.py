"""The two formats of a feed, and the addresses of feeds, which end with them."""

from urllib.parse import urlencode

from django.db import models
from django.urls import reverse

from apps.announcements.forms import AnnouncementFilterForm
from apps.announcements.models import Announcement


class FeedFormat(models.TextChoices):
    """The same entries in the words of two standards."""

    ATOM = "atom", "Atom"  # RFC 4287
    RSS = "rss", "RSS"  # RSS 2.0

    @property
    def media_type(self) -> str:
        """Return what the web server and the page's own link call it."""
        return f"application/{self.value}+xml"


class FeedFormatConverter:
    """Takes the formats that there are and nothing else."""

    regex = "|".join(FeedFormat.values)

    def to_python(self, value: str) -> FeedFormat:
        """Read the format from the address."""
        return FeedFormat(value)

    def to_url(self, value: str) -> str:
        """Write the format into an address."""
        return str(value)


def feed_url(column: Announcement.Type | None, feed_format: FeedFormat) -> str:
    """Return where the feed of a column stands, or that of all announcements."""
    if column is None:
        return reverse("announcements:feed", args=[feed_format])
    return reverse("announcements:column-feed", args=[column, feed_format])


def search_feed_url(form: AnnouncementFilterForm, feed_format: FeedFormat) -> str:
    """Return where the feed of a search is asked for."""
    return f"{reverse('announcements:search-feed', args=[feed_format])}{query_of(form)}"


def query_of(form: AnnouncementFilterForm) -> str:
    """Return what a form asks for as it stands in an address; what the form does not know is left out."""
    asked = [(name, form.data[name]) for name in form.fields if form.data.get(name)]
    return f"?{urlencode(asked)}" if asked else ""

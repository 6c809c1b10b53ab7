"""The feeds that stand as files: with every publication those of all announcements and of the columns."""

from collections.abc import Iterator

from django.urls import reverse

from apps.announcements.feeds.formats import FeedFormat
from apps.announcements.models import Announcement, PageSubject
from apps.announcements.pages.kinds import Kind, register


def feed_paths(_: int) -> Iterator[str]:
    """Return the addresses of all feeds."""
    for feed_format in FeedFormat:
        yield reverse("announcements:feed", args=[feed_format])
        for column in Announcement.Type:
            yield reverse("announcements:column-feed", args=[column, feed_format])


register(Kind("feeds", PageSubject.SITE, feed_paths))

"""A page of announcements for machines: the same searches as on the site, without counts, in larger pages."""

from datetime import datetime

from django.http import QueryDict

from apps.announcements.models import Announcement
from apps.announcements.selectors.filtering import Filters, narrowed
from apps.announcements.selectors.finding import newest_found
from apps.core.paging import Page, mark_of, page_of

BY = "first_published_at"


def announcement_page(*, filters: Filters, query: QueryDict, size: int, now: datetime) -> Page[Announcement]:
    """Return the page of announcements in force that `query` names, newest first. Raises BadPage. Two queries."""
    found = narrowed(Announcement.objects.published(), filters, now=now)
    mark = mark_of(query)
    if filters.search is not None:
        newest = newest_found(found, filters.search, now=now, limit=size + 1, mark=mark)
        found = Announcement.objects.filter(pk__in=[one.pk for one in newest])
    return page_of(found.select_related("project"), by=BY, query=query, size=size)

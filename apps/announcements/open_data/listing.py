"""A page of announcements for machines: the same searches as on the site, without counts, in larger pages."""

from datetime import datetime

from django.http import QueryDict

from apps.announcements.models import Announcement
from apps.announcements.selectors.filtering import Filters, narrowed
from apps.announcements.selectors.finding import newest_found
from apps.core.paging import Page, after_mark, mark_of, page_of

BY = "first_published_at"


def announcement_page(*, filters: Filters, query: QueryDict, size: int, now: datetime) -> Page[Announcement]:
    """Return the page of announcements in force that `query` names, newest first. Raises BadPage. Two queries."""
    found = narrowed(Announcement.objects.published(), filters, now=now)
    mark = mark_of(query)
    if filters.search is not None:
        following = found if mark is None else after_mark(found, by=BY, mark=mark)
        newest = newest_found(following, filters.search, until=mark[0] if mark else now, limit=size + 1)
        found = Announcement.objects.filter(pk__in=[one.pk for one in newest])
    return page_of(found.select_related("project"), by=BY, query=query, size=size)

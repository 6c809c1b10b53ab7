"""Feeds: those of the columns stand as files, that of a search is an answer."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from apps.announcements.canonical import canonical
from apps.announcements.feeds.entries import entries_found, entries_of
from apps.announcements.feeds.formats import FeedFormat, feed_url, query_of, search_feed_url
from apps.announcements.feeds.writing import Feed, write_feed
from apps.announcements.forms import AnnouncementFilterForm
from apps.announcements.models import Announcement
from apps.announcements.platform_name import PLATFORM_NAME
from apps.announcements.public_pages import public_page
from apps.announcements.selectors.filtering import Filters


@public_page
def feed(request: HttpRequest, feed_format: FeedFormat, column: Announcement.Type | None = None) -> HttpResponse:
    """Give the newest announcements, of one column or of all."""
    words = column.label if column else "全部公告"
    page = canonical("announcements:column", column) if column else canonical("announcements:list")
    return _answer(
        Feed(
            title=f"{words} - {PLATFORM_NAME}",
            description=f"方城县政府采购的{words}，新的在前。",
            address=f"{settings.PUBLIC_BASE_URL}{feed_url(column, feed_format)}",
            page=page,
            author=settings.ENVIRONMENT.center_name,
            entries=entries_of(column),
        ),
        feed_format,
    )


@public_page
def search_feed(request: HttpRequest, feed_format: FeedFormat) -> HttpResponse:
    """Give the newest announcements that the words and filters in the address ask for."""
    form = AnnouncementFilterForm(request.GET)
    if not form.is_valid():
        problems = "\n".join(f"{form.fields[name].label}：{errors[0]}" for name, errors in form.errors.items())
        return HttpResponse(problems, status=400, content_type="text/plain; charset=utf-8")
    response = _answer(
        Feed(
            title=f"查询公告{'：' if form.cleaned_data['q'] else ''}{form.cleaned_data['q']} - {PLATFORM_NAME}",
            description="方城县政府采购公告中符合查询条件的，新的在前。",
            address=f"{settings.PUBLIC_BASE_URL}{search_feed_url(form, feed_format)}",
            page=f"{canonical('announcements:search')}{query_of(form)}",
            author=settings.ENVIRONMENT.center_name,
            entries=entries_found(Filters(**form.cleaned_data), now=timezone.now()),
        ),
        feed_format,
    )
    response["X-Robots-Tag"] = "noindex"
    return response


def _answer(told: Feed, feed_format: FeedFormat) -> HttpResponse:
    return HttpResponse(write_feed(told, feed_format), content_type=f"{feed_format.media_type}; charset=utf-8")

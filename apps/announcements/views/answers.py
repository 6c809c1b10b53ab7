"""Pages and files that answer a question: they are made when somebody asks, and stand nowhere as files."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import etag, require_safe

from apps.announcements.canonical import canonical
from apps.announcements.feeds.formats import FeedFormat, search_feed_url
from apps.announcements.forms import AnnouncementFilterForm
from apps.announcements.public_pages import public_page
from apps.announcements.selectors.comparing import compare_versions
from apps.announcements.selectors.files import public_attachment
from apps.announcements.selectors.filtering import Filters
from apps.announcements.selectors.lists import list_announcements
from apps.announcements.subscriptions.offering import subscription_url
from apps.core.downloads import download
from apps.core.given_again import may_be_given_again
from apps.core.paging import BadPage

# The bytes behind an address never change: their digest is part of what the address stands for.
SECONDS_ATTACHMENT_IN_CACHE = 300


@public_page
@may_be_given_again
def search(request: HttpRequest) -> HttpResponse:
    """Show the announcements that the words and filters in the address ask for."""
    form = AnnouncementFilterForm(request.GET)
    listing, problem = None, ""
    if form.is_valid():
        try:
            listing = list_announcements(filters=Filters(**form.cleaned_data), query=request.GET, now=timezone.now())
        except BadPage as error:
            problem = str(error)
    context = {
        "form": form,
        "listing": listing,
        "problem": problem,
        "search_url": reverse("announcements:search"),
        "atom_url": search_feed_url(form, FeedFormat.ATOM),
        "rss_url": search_feed_url(form, FeedFormat.RSS),
        "email_url": subscription_url(form.cleaned_data),
    }
    return render(request, "announcements/search.html", context, status=400 if listing is None else 200)


@public_page
@may_be_given_again
def comparison(request: HttpRequest, pk: int, old: int, new: int) -> HttpResponse:
    """Show what is different between two versions."""
    context = {"comparison": compare_versions(pk, old, new), "canonical": canonical("announcements:detail", pk)}
    response = render(request, "announcements/differences.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


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
@may_be_given_again
def robots(request: HttpRequest) -> HttpResponse:
    """Tell search engines what is not for them."""
    context = {"sitemap": canonical("announcements:sitemap-index")}
    return render(request, "announcements/robots.txt", context, content_type="text/plain; charset=utf-8")

"""The pages as any Django project would have them, to compare with; served by `bench_public` alone.

ORM and templates, a paginator that counts and skips, a search by `icontains` in title and names: not in the text,
which would take minutes. No files, nothing kept, no keys.
"""

from django.core.paginator import Paginator
from django.db.models import F, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path
from django.utils import timezone

from apps.announcements.forms import AnnouncementFilterForm
from apps.announcements.models import Announcement
from apps.announcements.selectors.lists import PAGE_SIZE


def plain_list(request: HttpRequest) -> HttpResponse:
    """Show a page of the announcements whose title or names hold what was typed."""
    form = AnnouncementFilterForm(request.GET)
    found = Announcement.objects.published().order_by("-first_published_at", "-pk")
    if form.is_valid() and (words := form.cleaned_data["q"]):
        found = found.filter(
            Q(title__icontains=words) | Q(purchaser_name__icontains=words) | Q(agency_name__icontains=words)
        )
    entries = found.annotate(project_no=F("project__project_no"), is_open_for_bids=Q(bid_deadline__gt=timezone.now()))
    page = Paginator(entries, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "bench/list.html", {"form": form, "page": page, "search_url": request.path})


# The others are there because the templates link to them; an announcement's page is an ordinary view anyway.
urlpatterns = [path("plain/", plain_list), path("", include("fangcheng_platform.urls"))]

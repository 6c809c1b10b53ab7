"""What is set on paper or drawn of an announcement; stands as files that are made after the pages."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from apps.announcements.printing.pdf import print_announcement
from apps.announcements.public_pages import public_page
from apps.announcements.selectors.reading import public_announcement, read_announcement
from apps.announcements.share.picture import picture_of, picture_of_site


@public_page
def announcement_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Give an announcement, in the version in force, as PDF."""
    reading = read_announcement(pk, now=timezone.now())
    return HttpResponse(print_announcement(reading), content_type="application/pdf")


@public_page
def announcement_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the picture that stands beside a link to an announcement."""
    return HttpResponse(picture_of(public_announcement(pk)), content_type="image/png")


@public_page
def home_picture(request: HttpRequest) -> HttpResponse:
    """Give the picture that stands beside a link to any other page."""
    return HttpResponse(picture_of_site(), content_type="image/png")

"""The page that tells people what there is, and the same for machines."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from rest_framework.request import Request
from rest_framework.response import Response

from apps.announcements.canonical import canonical
from apps.announcements.open_data.api.base import OpenDataView
from apps.announcements.open_data.api.parameters import MOST_A_PAGE
from apps.announcements.open_data.api.throttling import REQUESTS_A_MINUTE
from apps.announcements.open_data.bulk.listing import datasets
from apps.announcements.open_data.catalogue import catalogue
from apps.announcements.open_data.examples import EXAMPLES, refusals
from apps.announcements.open_data.terms import ATTRIBUTION, publisher
from apps.announcements.public_pages import public_page


@public_page
def index(request: HttpRequest) -> HttpResponse:
    """Show what there is, how it is read, on what terms, and the files."""
    context: dict[str, Any] = {
        "base_url": settings.PUBLIC_BASE_URL,
        "canonical": canonical("open_data:index"),
        "publisher": publisher(),
        "attribution": ATTRIBUTION,
        "examples": EXAMPLES,
        "refusals": refusals(),
        "requests_a_minute": REQUESTS_A_MINUTE,
        "most_a_page": MOST_A_PAGE,
        "ocid_prefix": settings.OCID_PREFIX,
        "datasets": datasets(),
    }
    return render(request, "announcements/open_data/index.html", context)


class CatalogueView(OpenDataView):
    """The catalogue in the words of DCAT."""

    schema = None

    def get(self, request: Request) -> Response:
        """Return it as JSON-LD."""
        return Response(catalogue(), content_type="application/ld+json")

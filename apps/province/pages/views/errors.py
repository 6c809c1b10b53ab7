"""The pages for what does not exist and what went wrong."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer 404."""
    return render(request, "province/not_found.html", status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer 500 with a page that needs nothing that may have failed."""
    return render(request, "province/failed.html", status=500)

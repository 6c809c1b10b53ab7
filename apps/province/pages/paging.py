"""Cutting lists into pages."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PAGE_SIZE = 20


def page_of(request: HttpRequest, rows: Any) -> Page[Any]:
    """Return the page that `?page=` asks for; nonsense gives the nearest page there is."""
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))

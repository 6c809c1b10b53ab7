"""Cells of the center's lists as the template prints them."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# What a cell begins with: Django makes nothing else.
OPENINGS = ("<td", "<th")


@register.filter
def labelled(cells: Iterable[str], headers: Iterable[Mapping[str, Any]]) -> list[SafeString]:
    """Return the cells of a row, each with the name of its column for where no head stands above it."""
    return [_labelled(cell, header["text"]) for cell, header in zip(cells, headers, strict=True)]


def _labelled(cell: str, label: str) -> SafeString:
    opening, rest = cell[:3], cell[3:]
    assert opening in OPENINGS, cell
    # Django has escaped what stands in the cell.
    return format_html('{} data-label="{}"{}', mark_safe(opening), label, mark_safe(rest))  # noqa: S308

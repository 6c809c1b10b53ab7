"""Renders the pages of a preparation in their common frame."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from apps.accounts.permissions import AgencyRequest
from apps.tender_planning.gates import closed_because
from apps.tender_planning.models import Planning, Sheet
from apps.tender_planning.selectors.sections import part_after, sections


def render_sheet(
    request: AgencyRequest,
    template: str,
    planning: Planning,
    kind: Sheet.Kind,
    context: Mapping[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """Render a sheet: with the preparation, its parts for the navigation, and why it is closed, if it is."""
    gate = {"sheet_kind": kind, "closed_because": closed_because(planning, kind)}
    return render_page(request, template, planning, {**gate, **context}, status=status)


def render_page(
    request: AgencyRequest, template: str, planning: Planning, context: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Render a page about the preparation as a whole, with its parts for the navigation."""
    parts = sections(planning)
    frame = {
        "planning": planning,
        "project": planning.project,
        "sections": parts,
        "next_part": part_after(parts, request.path),
    }
    return render(request, template, {**frame, **context}, status=status)

"""Issued versions, and what changed from one to another."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.acceptance.views.refusals import refusals_told
from apps.accounts.permissions import AgencyRequest, agency_staff_only
from apps.core.actors import Actor
from apps.core.post_only import post_only
from apps.tender_planning.permissions import planning_of, version_of
from apps.tender_planning.selectors.versions import differences_page, version_page
from apps.tender_planning.services.builds import request_build
from apps.tender_planning.views.pages import render_page


@agency_staff_only
@require_safe
def version(request: AgencyRequest, pk: int, number: int) -> HttpResponse:
    """Show a version as it was frozen."""
    planning = planning_of(request, pk)
    page = version_page(version_of(planning, number))
    return render_page(request, "tender_planning/version.html", planning, {"page": page})


@agency_staff_only
@post_only("tender_planning:version", "pk", "number")
def version_print(request: AgencyRequest, pk: int, number: int) -> HttpResponse:
    """Ask for the print of a version again, because it failed."""
    planning = planning_of(request, pk)
    asked = version_of(planning, number)
    with refusals_told(request):
        request_build(
            planning=planning, user=request.user, actor=Actor.of_request(request), now=timezone.now(), version=asked
        )
    return redirect("tender_planning:version", pk, number)


@agency_staff_only
@require_safe
def differences(request: AgencyRequest, pk: int, number: int, other: int) -> HttpResponse:
    """Show where two versions differ."""
    planning = planning_of(request, pk)
    if number == other:
        return redirect("tender_planning:version", pk, number)
    page = differences_page(version_of(planning, number), version_of(planning, other))
    return render_page(request, "tender_planning/differences.html", planning, {"page": page})

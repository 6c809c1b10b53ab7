"""The preparation as a whole: where it stands, and issuing it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.accounts.permissions import AgencyRequest, agency_staff_only
from apps.core.actors import Actor
from apps.core.exceptions import DomainError
from apps.core.post_only import post_only
from apps.tender_planning.permissions import planning_of
from apps.tender_planning.selectors.overview import overview_page
from apps.tender_planning.services.issuing import issue_planning
from apps.tender_planning.views.pages import render_page


@agency_staff_only
@require_safe
def overview(request: AgencyRequest, pk: int) -> HttpResponse:
    """Show where the preparation stands, what it waits for, and what is left to do."""
    planning = planning_of(request, pk)
    page = overview_page(planning, timezone.now())
    return render_page(request, "tender_planning/overview.html", planning, {"page": page})


@agency_staff_only
@post_only("tender_planning:overview", "pk")
def issue(request: AgencyRequest, pk: int) -> HttpResponse:
    """发出."""
    planning = planning_of(request, pk)
    try:
        version = issue_planning(
            planning=planning, user=request.user, actor=Actor.of_request(request), now=timezone.now()
        )
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return redirect("tender_planning:overview", pk)
    messages.success(request, f"第 {version.version} 版已发出，内容已经固定。")
    return redirect("tender_planning:version", pk, version.version)

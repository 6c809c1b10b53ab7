"""The agency's page of results."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from apps.acceptance.permissions import project_of
from apps.accounts.permissions import AgencyRequest, agency_staff_only
from apps.results.selectors.projects import results_page


@agency_staff_only
@require_safe
def overview(request: AgencyRequest, pk: int) -> HttpResponse:
    """Show what became of each lot, and which periods run from it."""
    project = project_of(request, pk)
    if project.accepted_at is None:
        raise Http404("项目受理后才有采购结果。")
    page = results_page(project, timezone.now())
    return render(request, "results/overview.html", {"project": project, "page": page})

"""Which project a clerk may open."""

from django.shortcuts import get_object_or_404

from apps.acceptance.models import Project
from apps.accounts.permissions import AgencyRequest


def project_of(request: AgencyRequest, pk: int) -> Project:
    """Return the project of the clerk's own agency.

    Raises Http404 for every other one: whether it exists is not told.
    """
    projects = Project.objects.of_agency(request.agency).select_related("plan", "agency", "created_by__organisation")
    return get_object_or_404(projects, pk=pk)

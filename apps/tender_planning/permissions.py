"""Which preparation a clerk may open."""

from django.http import Http404
from django.shortcuts import get_object_or_404

from apps.acceptance.models import Lot
from apps.acceptance.permissions import project_of
from apps.accounts.permissions import AgencyRequest
from apps.tender_planning.models import Planning, PlanningVersion


def planning_of(request: AgencyRequest, pk: int) -> Planning:
    """Return the preparation of the project `pk` of the clerk's own agency.

    Raises Http404 for another agency's project, and for one that is not accepted: it has none yet.
    """
    project = project_of(request, pk)
    planning = Planning.objects.filter(project=project).first()
    if planning is None:
        raise Http404("项目受理后才能编制招标文件。")
    planning.project = project
    return planning


def lot_of(planning: Planning, lot_pk: int) -> Lot:
    """Return a lot of the project. Raises Http404 for any other."""
    return get_object_or_404(planning.project.lots, pk=lot_pk)


def version_of(planning: Planning, version: int) -> PlanningVersion:
    """Return an issued version by its number. Raises Http404 for one that was not issued."""
    found = get_object_or_404(planning.versions.select_related("issued_by"), version=version)
    found.planning = planning
    return found

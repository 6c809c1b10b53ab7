"""Which change a clerk may open."""

from django.shortcuts import get_object_or_404

from apps.accounts.permissions import AgencyRequest
from apps.announcements.models import Announcement


def change_of(request: AgencyRequest, pk: int) -> Announcement:
    """Return a change of a project of the clerk's own agency.

    Raises Http404 for every other one: whether it exists is not told.
    """
    changes = Announcement.objects.of_type(Announcement.Type.CHANGE).filter(
        project__agency=request.agency, change_times__isnull=False
    )
    return get_object_or_404(changes.select_related("project__agency", "follows"), pk=pk)

"""Which change and which draft a clerk may open."""

from django.shortcuts import get_object_or_404

from apps.accounts.permissions import AgencyRequest
from apps.announcements.models import Announcement, AnnouncementDraft


def change_of(request: AgencyRequest, pk: int) -> Announcement:
    """Return a change of a project of the clerk's own agency.

    Raises Http404 for every other one: whether it exists is not told.
    """
    changes = Announcement.objects.of_type(Announcement.Type.CHANGE).filter(
        project__agency=request.agency, change_times__isnull=False
    )
    return get_object_or_404(changes.select_related("project__agency", "follows"), pk=pk)


def draft_of(request: AgencyRequest, pk: int, draft_pk: int) -> AnnouncementDraft:
    """Return a draft of the project `pk` of the clerk's own agency. Raises Http404 for every other one."""
    drafts = AnnouncementDraft.objects.filter(project__agency=request.agency, project=pk)
    related = ("project__agency", "follows", "announcement", "changed_by", "submitted_by")
    return get_object_or_404(drafts.select_related(*related), pk=draft_pk)

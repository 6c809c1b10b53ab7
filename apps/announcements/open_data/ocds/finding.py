"""Finds what an address of OCDS names. What never was public is not found."""

from django.conf import settings
from django.http import Http404

from apps.acceptance.models import Project
from apps.announcements.models import Announcement
from apps.announcements.open_data.ocds.history import Act, History, histories_of
from apps.announcements.open_data.ocds.identifiers import WITHDRAWN, ocid_of, readings_of
from apps.announcements.open_data.ocds.pieces import Piece
from apps.announcements.open_data.ocds.releases import releases_of


def history_named(ocid: str) -> History:
    """Return the history of a project by its ocid. Raises Http404."""
    prefix = f"{settings.OCID_PREFIX}-"
    named = Project.objects.filter(project_no__in=readings_of(ocid.removeprefix(prefix)))
    for project in named:
        if ocid_of(project) == ocid:
            return _history(project.pk)
    raise Http404


def release_named(release_id: str) -> tuple[Act, Piece]:
    """Return a release by its id. Raises Http404."""
    number, _, _ = release_id.removesuffix(f"-{WITHDRAWN}").rpartition("-")
    named = Announcement.objects.public().filter(announcement_no__in=readings_of(number))
    for project in named.values_list("project", flat=True):
        for act, release in releases_of(_history(project)):
            if act.release_id == release_id:
                return act, release
    raise Http404


def _history(project: int) -> History:
    history = histories_of([project]).get(project)
    if history is None:
        raise Http404
    return history

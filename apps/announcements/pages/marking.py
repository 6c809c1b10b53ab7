"""Says that public pages show something that is no longer so; for whoever changed it, in the same transaction."""

from collections.abc import Collection

from apps.acceptance.models import Project
from apps.announcements.models import OF_PROJECT, AnnouncementQuerySet, PageOrder, PageSubject
from apps.core.doorbell import ring

RENDER_TASK = "apps.announcements.tasks.render_pages"


def mark_project(project: Project) -> None:
    """Have everything public of a project made anew, and what shows announcements of many projects.

    Three rows are inserted and nothing is waited for, also while somebody renders these very pages.
    """
    _mark([project.pk])


def mark_projects_of(announcements: AnnouncementQuerySet) -> None:
    """Have the pages of all projects made anew that have one of `announcements`. None: nothing happens."""
    projects = set(announcements.public().values_list("project", flat=True))
    if projects:
        _mark(projects)


def _mark(projects: Collection[int]) -> None:
    orders = [PageOrder(subject=subject, key=pk) for pk in projects for subject in OF_PROJECT]
    PageOrder.objects.bulk_create([*orders, PageOrder(subject=PageSubject.SITE)])
    ring(RENDER_TASK)

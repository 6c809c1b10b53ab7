"""Leads from a project to its preparation."""

from django.urls import reverse

from apps.acceptance.models import Project
from apps.acceptance.project_links import ProjectLink, project_link


@project_link
def to_the_preparation(project: Project) -> ProjectLink | None:
    """Return the link of a project that was accepted: its preparation began with the acceptance."""
    if project.accepted_at is None:
        return None
    return ProjectLink("招标准备", reverse("tender_planning:overview", args=[project.pk]))

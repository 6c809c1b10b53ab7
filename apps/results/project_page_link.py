"""Leads from a project to its results."""

from django.urls import reverse

from apps.acceptance.models import Project
from apps.acceptance.project_links import ProjectLink, project_link


@project_link
def to_the_results(project: Project) -> ProjectLink | None:
    """Return the link of a project that was accepted: its lots have results from then on, if only 未定标."""
    if project.accepted_at is None:
        return None
    return ProjectLink("结果与合同", reverse("results:overview", args=[project.pk]))

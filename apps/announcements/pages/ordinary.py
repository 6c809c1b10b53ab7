"""The pages that readers know: announcements in every version, projects, the first page and the lists."""

from collections.abc import Iterator

from django.urls import reverse

from apps.announcements.models import Announcement, AnnouncementVersion, PageSubject
from apps.announcements.pages.kinds import Kind, register


def announcement_paths(project_pk: int) -> Iterator[str]:
    """Return the pages of a project's public announcements, and those of their earlier public versions."""
    announcements = Announcement.objects.public().filter(project=project_pk)
    versions = AnnouncementVersion.objects.public().filter(announcement__in=announcements)
    rows = versions.order_by("announcement", "-version").values_list("announcement", "version")
    seen: set[int] = set()
    for announcement, version in rows:
        if announcement in seen:
            yield reverse("announcements:version", args=[announcement, version])
        else:
            # The version in force has the announcement's own address.
            seen.add(announcement)
            yield reverse("announcements:detail", args=[announcement])


def project_paths(project_pk: int) -> Iterator[str]:
    """Return the page of a project as soon as one of its announcements is public."""
    shown = Announcement.objects.public().filter(project=project_pk).values_list("project__project_no", flat=True)
    for project_no in shown[:1]:
        yield reverse("announcements:project", args=[project_no])


def site_paths(_: int) -> Iterator[str]:
    """Return the first pages of all lists, and the first page of all."""
    for column in Announcement.Type:
        yield reverse("announcements:column", args=[column])
    yield reverse("announcements:list")
    yield reverse("announcements:home")


register(Kind("announcements", PageSubject.PROJECT, announcement_paths))
register(Kind("projects", PageSubject.PROJECT, project_paths))
register(Kind("site", PageSubject.SITE, site_paths))

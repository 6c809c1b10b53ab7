"""The titles of announcements, within their length."""

from apps.province.choices import AnnouncementType
from apps.province.models import Announcement
from apps.province.standing import Standing

MAX_LENGTH = 200


def title_with(project_name: str, suffix: str) -> str:
    """Return a title of a project's name and a suffix, which is never cut."""
    return f"{project_name[: MAX_LENGTH - len(suffix)]}{suffix}"


def numbered_title(standing: Standing, type_: AnnouncementType, suffix: str, *, without: str | None = None) -> str:
    """Return a title that says which one of its type it is, from the second on."""
    earlier = [
        announcement
        for announcement in standing.announcements
        if announcement.type == type_
        and announcement.status != Announcement.Status.DRAFT
        and announcement.announcement_no != without
    ]
    return title_with(standing.project_name, f"{suffix}（第{len(earlier) + 1}次）" if earlier else suffix)

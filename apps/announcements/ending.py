"""Whether a tender is over before its deadline: every lot of it was terminated."""

from datetime import datetime

from apps.acceptance.models import Project
from apps.announcements.facts import TerminationTable
from apps.announcements.models import Announcement, AnnouncementVersion

Type = Announcement.Type


def is_terminated(version: AnnouncementVersion) -> bool:
    """Tell whether terminations in force, published after the announcement, end every lot that this version names.

    A version that names no lots speaks of all. A lot that is tendered again is tendered by a later announcement,
    which an earlier termination does not end. Two queries at most.
    """
    project = version.announcement.project
    ended = _lots_ended(project, since=version.first_published_at)
    if not ended:
        return False
    return ended.issuperset(version.lot_nos or project.lots.values_list("lot_no", flat=True))


def _lots_ended(project: Project, *, since: datetime) -> set[str]:
    terminations = Announcement.objects.published().of_type(Type.TERMINATION)
    shown = (
        AnnouncementVersion.objects.public()
        .filter(announcement__in=terminations.filter(project=project, first_published_at__gte=since))
        .select_related("announcement")
        .defer("body_html", "body_safe")
        .order_by("announcement", "-version")
        .distinct("announcement")
    )
    tables = [version.table for version in shown]
    return {lot.lot_no for table in tables if isinstance(table, TerminationTable) for lot in table.lots}

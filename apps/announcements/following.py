"""Which announcement follows which: what the province names, else what the process has before it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from apps.acceptance.codes import Method
from apps.acceptance.models import Project
from apps.announcements.exceptions import Misplaced, PredecessorMissing
from apps.announcements.models import Announcement, AnnouncementVersion
from apps.announcements.pages.marking import mark_project

Type = Announcement.Type

# What an announcement follows when it names none.
FOLLOWED: Mapping[str, str] = {
    Type.CHANGE: Type.TENDER,
    Type.RESULT: Type.TENDER,
    Type.TERMINATION: Type.TENDER,
    Type.RESULT_CORRECTION: Type.RESULT,
    Type.CONTRACT: Type.RESULT,
}
# These say nothing without what they follow, and wait for it. A contract stands by itself.
WAITS = frozenset({Type.CHANGE, Type.RESULT, Type.TERMINATION, Type.RESULT_CORRECTION})
# A single source is named to one supplier alone: there need not be a tender announcement.
WITHOUT_TENDER = frozenset({Method.SINGLE_SOURCE})


@dataclass(frozen=True)
class Member:
    """An announcement of a project, as far as it matters for what follows it."""

    pk: int
    announcement_no: str
    type: str
    lot_nos: frozenset[str]
    corrects_no: str
    first_published_at: datetime
    is_withdrawn: bool


def require_predecessor(*, announcement_no: str, announcement_type: str, corrects_no: str, project: Project) -> None:
    """Make sure that what an announcement corrects or follows is here, in whatever state.

    Raises PredecessorMissing while it is not, Misplaced when it is what nothing could correct:
    the announcement itself, or one of another project.
    """
    if announcement_type not in WAITS:
        return
    if corrects_no:
        _require_corrected(announcement_no, corrects_no, project)
        return
    followed = FOLLOWED[announcement_type]
    if followed == Type.TENDER and project.method in WITHOUT_TENDER:
        return
    if not Announcement.objects.of_type(followed).filter(project=project).exists():
        raise PredecessorMissing(f"项目“{project.project_no}”的{Type(followed).label}尚未到达本平台。")


def link(project: Project) -> None:
    """Settle anew what follows what in a project. Its row must be locked.

    The answer depends on what is here and on nothing else, so the order of arrival makes no difference.
    """
    rows = list(Announcement.objects.filter(project=project).order_by("pk"))
    members = _members(rows)
    is_other = False
    for row, member in zip(rows, members, strict=True):
        parent = predecessor(member, members)
        if row.follows_id != parent:
            row.follows_id = parent
            row.save(update_fields=["follows"])
            is_other = True
    if is_other:
        mark_project(project)


def predecessor(member: Member, members: Sequence[Member]) -> int | None:
    """Return the key of what `member` corrects or follows; None when that is not here.

    Of several, those of the same lots go first, then what was not taken back, then what was
    published before it, then the newest.
    """
    others = [other for other in members if other.pk != member.pk]
    named = [other.pk for other in others if other.announcement_no == member.corrects_no]
    if named:
        return named[0]
    candidates = [other for other in others if other.type == FOLLOWED.get(member.type)]
    best = max(candidates, key=lambda other: _fitness(member, other), default=None)
    return best.pk if best else None


def _fitness(member: Member, other: Member) -> tuple[bool, bool, bool, datetime, str]:
    return (
        _share(member.lot_nos, other.lot_nos),
        not other.is_withdrawn,
        other.first_published_at <= member.first_published_at,
        other.first_published_at,
        other.announcement_no,
    )


def _share(lots: Collection[str], others: Collection[str]) -> bool:
    """Tell whether two announcements speak of the same lots; one that names none speaks of all."""
    return not lots or not others or not set(lots).isdisjoint(others)


def _members(rows: Sequence[Announcement]) -> list[Member]:
    newest = AnnouncementVersion.objects.filter(announcement__in=rows).order_by("announcement", "-version")
    lots = dict(newest.distinct("announcement").values_list("announcement", "lot_nos"))
    return [
        Member(
            pk=row.pk,
            announcement_no=row.announcement_no,
            type=row.type,
            lot_nos=frozenset(lots[row.pk]),
            corrects_no=row.corrects_no,
            first_published_at=row.first_published_at,
            is_withdrawn=row.status == Announcement.Status.WITHDRAWN,
        )
        for row in rows
    ]


def _require_corrected(announcement_no: str, corrects_no: str, project: Project) -> None:
    if corrects_no == announcement_no:
        raise Misplaced("公告所更正的是它本身，请与省系统核对。")
    corrected = Announcement.objects.filter(announcement_no=corrects_no).first()
    if corrected is None:
        raise PredecessorMissing(f"所更正的公告“{corrects_no}”尚未到达本平台。")
    if corrected.project_id != project.pk:
        raise Misplaced(f"所更正的公告“{corrects_no}”属于另一个项目，请与省系统核对。")

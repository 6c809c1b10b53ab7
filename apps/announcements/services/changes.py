"""变更公告: the agency confirms the times of a change and submits them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from apps.acceptance.models import Project
from apps.accounts.models import User
from apps.announcements.changes.approved import undone
from apps.announcements.changes.blocks import blocks_of
from apps.announcements.changes.in_force import Times
from apps.announcements.changes.standing import (
    Standing,
    change_table,
    corrected_with,
    load_standing,
    what_is_said,
)
from apps.announcements.changes.suggesting import Said, suggestions
from apps.announcements.changes.telling import tell_arrived, tell_new_version, tell_submitted
from apps.announcements.changes.words import FIELDS, PLACE
from apps.announcements.exceptions import ChangeClosed, ChangeNotReady
from apps.announcements.facts import ChangeSubject, ChangeTable
from apps.announcements.models import Announcement, AnnouncementVersion, ChangeTimes
from apps.core import audit
from apps.core.actors import PLATFORM, Actor
from apps.core.exceptions import StaleState
from apps.core.freezing import as_json
from apps.core.status import move
from apps.tender_planning.findings import Finding
from apps.tender_planning.models import Planning, Room, RoomBooking
from apps.tender_planning.selectors.rule_exceptions import apply_exceptions
from apps.tender_planning.selectors.schedule import load_settings
from apps.tender_planning.services.rooms import KINDS

Status = Announcement.Status

# The agency has the word.
OPEN = frozenset({Status.AWAITING_TIMES, Status.RETURNED})
_CLOSED_WORDS: Mapping[str, str] = {
    Status.AWAITING_REVIEW: "已提交审核，审核期间不能修改。",
    Status.PUBLISHED: "已审核通过并公开，时间已按此调整；需要再变更的，请{where}发布新的变更公告。",
    Status.WITHDRAWN: "{by}已撤回本公告。",
}
# What a form may set beside the times.
DECLARATIONS = ("opening_room", "evaluation_room", "alters_documents", "unaffected_reason")


def closed_words(announcement: Announcement) -> str:
    """Return why the times of a change cannot be edited now; nothing while the agency has the word."""
    local, province = {"where": "另行拟定并", "by": "本平台"}, {"where": "在省采购系统", "by": "省采购系统"}
    return _CLOSED_WORDS.get(announcement.status, "").format(**(local if announcement.is_local else province))


def begin_times(version: AnnouncementVersion, *, now: datetime) -> ChangeTimes:
    """Fill in the times that a version of a change says; part of its arrival, in that transaction.

    Whatever was confirmed for an older version makes way: it was read from another text. What it was stays in the
    trail. Whoever has the page open is told, for the revision is another one.
    """
    announcement = version.announcement
    planning = Planning.objects.select_related("project").get(project=announcement.project_id)
    settings = load_settings(planning)
    present = Times.of(settings)
    original = undone(announcement, present, settings.announced.announcement_no if settings.announced else "")
    said = what_is_said(version, corrected_with(announcement), original, blocks_of(version.body_safe))
    filled = suggestions(said, present=original, method=planning.project.method)
    # What an approved older version moved and this one does not goes back to where it was.
    filled = {
        name: getattr(original, name) for name in FIELDS if getattr(original, name) != getattr(present, name)
    } | filled
    times = ChangeTimes.objects.filter(announcement=announcement).first()
    is_new = times is None
    times = times or ChangeTimes(announcement=announcement)
    for name in FIELDS:
        setattr(times, name, filled.get(name, "" if name == PLACE else None))
    times.version = version
    times.suggested = _evidence(filled, said)
    times.is_postponed = present.with_change(filled).is_later_than(original)
    times.alters_documents = _alters_documents(change_table(version), said)
    times.unaffected_reason = ""
    times.opening_room, times.evaluation_room = _room_named(planning, times.opening_place), None
    times.revision += 1
    times.changed_at, times.changed_by = now, None
    times.submitted_at = times.submitted_by = None
    times.save()
    audit.record(
        act="change.filled",
        summary=f"按第{version.version}版自动填写变更时间",
        subject=announcement,
        actor=PLATFORM,
        now=now,
        details={"version": version.version, "revision": times.revision, "suggested": times.suggested},
    )
    tell = tell_arrived if is_new else tell_new_version
    tell(announcement, now)
    return times


@transaction.atomic
def confirm_times(
    *, announcement: Announcement, revision: int, facts: Mapping[str, Any], user: User, actor: Actor, now: datetime
) -> int:
    """Store the times as the agency corrects them, lawful or not, and return the new revision.

    `facts` are fields of ChangeTimes; a time that stays as it is is None. Two clerks at once: the rows are locked, and
    the second sees the first's revision. Raises ChangeClosed, StaleState.
    """
    lock_change(announcement)
    times = _open_times(announcement)
    _require_revision(times, revision)
    for name in (*FIELDS, *DECLARATIONS):
        if name in facts:
            setattr(times, name, facts[name])
    standing = load_standing(announcement, now=now, entered=vars(times))
    times.is_postponed = standing.case.is_postponed
    times.revision += 1
    times.changed_at, times.changed_by = now, user
    times.save()
    audit.record(
        act="change.times_saved",
        summary="核对变更公告的时间",
        subject=announcement,
        actor=actor,
        now=now,
        details=as_json({"revision": times.revision, **{name: getattr(times, name) for name in FIELDS}}),
    )
    return times.revision


@transaction.atomic
def submit_change(
    *, announcement: Announcement, revision: int, user: User, actor: Actor, now: datetime
) -> ChangeTimes:
    """Submit the stored times to the center (送审).

    Raises ChangeNotReady with what stands in the way, ChangeClosed when they are under review already or the change is
    settled, StaleState when a colleague or a new version from the province changed them meanwhile.
    """
    lock_change(announcement)
    times = _open_times(announcement)
    _require_revision(times, revision)
    standing = load_standing(announcement, now=now)
    if errors := standing_errors(standing):
        raise ChangeNotReady(errors)
    # Each submission is one that is decided once, also when nothing was edited since the last.
    times.revision += 1
    times.submitted_at, times.submitted_by = now, user
    times.save(update_fields=["revision", "submitted_at", "submitted_by"])
    move(announcement, Status.AWAITING_REVIEW, actor=actor, now=now)
    audit.record(
        act="change.submitted",
        summary=f"变更公告送审：{announcement.title}",
        subject=announcement,
        actor=actor,
        now=now,
        details={"version": standing.version.version, "revision": times.revision},
    )
    tell_submitted(times, now)
    return times


def confirm_and_submit(
    *, announcement: Announcement, revision: int, facts: Mapping[str, Any], user: User, actor: Actor, now: datetime
) -> ChangeTimes:
    """Store the times and submit them; what was entered stays stored when the submission is refused.

    Raises as `confirm_times` and `submit_change` do.
    """
    stored = confirm_times(announcement=announcement, revision=revision, facts=facts, user=user, actor=actor, now=now)
    return submit_change(announcement=announcement, revision=stored, user=user, actor=actor, now=now)


def standing_errors(standing: Standing) -> list[Finding]:
    """Return what keeps a change from being submitted and approved: every error that nobody answers for."""
    answered = apply_exceptions(standing.findings(), standing.planning.exceptions.all())
    return [finding for finding, exception in answered if finding.level == "error" and exception is None]


def lock_change(announcement: Announcement) -> None:
    """Lock the rows of the project and the change and read the change again; the order is always this."""
    Project.objects.select_for_update(of=("self",)).get(pk=announcement.project_id)
    locked = Announcement.objects.select_for_update(of=("self",)).select_related("project__agency", "follows")
    announcement.refresh_from_db(from_queryset=locked)


def _open_times(announcement: Announcement) -> ChangeTimes:
    if announcement.status not in OPEN:
        raise ChangeClosed(closed_words(announcement))
    return ChangeTimes.objects.select_related("changed_by").get(announcement=announcement)


def _require_revision(times: ChangeTimes, revision: int) -> None:
    if times.revision == revision:
        return
    if times.changed_by is None:
        news = "本公告刚刚有了新版本" if times.announcement.is_local else "省采购系统刚刚发来本公告的新版本"
        raise StaleState(f"{news}，时间已重新填写。您填写的内容没有丢失，请对照新版本核对。")
    raise StaleState(f"{times.changed_by.full_name}刚刚保存过这些时间。您填写的内容没有丢失，请对照最新内容后再保存。")


def _evidence(filled: Mapping[str, Any], said: Said) -> dict[str, Any]:
    return as_json(
        {
            name: {"value": value, "sources": [f"{saying.origin} {saying.words}".strip() for saying in said.of(name)]}
            for name, value in filled.items()
        }
    )


def _alters_documents(table: ChangeTable, said: Said) -> bool:
    """Suggest whether the documents change beyond their times: the change says so, or has items of something else."""
    if table.subject == ChangeSubject.DOCUMENTS:
        return not _are_times_alone(table, said)
    return False


def _are_times_alone(table: ChangeTable, said: Said) -> bool:
    items = {f"{item.label}：{item.after}" for item in table.items}
    named = {saying.words for sayings in said.by_field.values() for saying in sayings}
    return bool(items) and items <= named


def _room_named(planning: Planning, place: str) -> Room | None:
    """Return the opening room that a new place names, where the project has one booked; None where it names none."""
    if not place or not planning.bookings.filter(released_at=None, purpose=RoomBooking.Purpose.OPENING).exists():
        return None
    rooms = Room.objects.filter(is_active=True, kind__in=KINDS[RoomBooking.Purpose.OPENING])
    named = [room for room in rooms if room.name in place]
    return named[0] if len(named) == 1 else None

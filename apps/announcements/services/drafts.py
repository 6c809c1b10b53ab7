"""拟定公告: the agency writes an announcement of a project without a plan and submits it to the center."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from apps.acceptance.models import Project
from apps.accounts.models import User
from apps.announcements.drafts.telling import tell_draft_submitted
from apps.announcements.exceptions import DraftClosed, DraftNotPossible, DraftNotReady
from apps.announcements.formats.composing import Composed, format_of
from apps.announcements.formats.gates import closed_because
from apps.announcements.models import Announcement, AnnouncementDraft
from apps.announcements.selectors.drafting import about_project, composed, followed_by
from apps.announcements.services.changes import OPEN as OPEN_CHANGES
from apps.announcements.services.changes import lock_change
from apps.announcements.services.local_arrivals import arrive
from apps.announcements.services.publishing import take_down
from apps.core import audit
from apps.core.actors import Actor
from apps.core.exceptions import Refused, StaleState
from apps.core.freezing import as_json
from apps.core.status import move

Status = AnnouncementDraft.Status
Type = Announcement.Type

CLOSED_WORDS: Mapping[str, str] = {
    Status.AWAITING_REVIEW: "已提交审核，审核期间不能修改；需要修改的，先撤回提交。",
    Status.HANDED_ON: "文字已定，正在核对和审核变更后的时间。",
    Status.PUBLISHED: "已发布，不能再修改；内容有误的，请发布变更公告或者结果更正公告。",
    Status.CANCELLED: "已作废。",
}
ALREADY_OPEN = "本项目已有一份正在办理的同类公告，请先办理完或者作废。"


@transaction.atomic
def begin_draft(
    *, project: Project, announcement_type: str, user: User, actor: Actor, now: datetime
) -> AnnouncementDraft:
    """Begin an announcement, filled in with everything that the project and its announcements know.

    Two clerks at once: the project's row is locked, and of tenders and changes there is one open draft at a time.
    Raises DraftNotPossible.
    """
    _lock_project(project)
    about = about_project(project, now=now)
    if closed := closed_because(announcement_type, about):
        raise DraftNotPossible(closed)
    content = as_json(format_of(announcement_type, project.method).begin(about))
    draft = AnnouncementDraft(
        project=project,
        type=announcement_type,
        follows=followed_by(announcement_type, project),
        title=content["title"],
        lot_nos=content.get("lot_nos") or [],
        content=content,
        created_at=now,
        created_by=user,
        changed_at=now,
        changed_by=user,
    )
    try:
        with transaction.atomic():
            draft.save(force_insert=True)
    except IntegrityError:
        raise DraftNotPossible(ALREADY_OPEN) from None
    _record(draft, "begun", "开始拟定", actor, now)
    return draft


@transaction.atomic
def save_draft(
    *, draft: AnnouncementDraft, revision: int, content: Mapping[str, Any], user: User, actor: Actor, now: datetime
) -> int:
    """Store what was written, lawful or not, and return the new revision.

    `content` is what the sheet asks for. Two clerks at once: the row is locked, and the second sees the first's
    revision. Raises DraftClosed, StaleState.
    """
    lock_draft(draft)
    _require_open(draft, revision)
    draft.content = as_json(content)
    draft.title = content["title"]
    draft.lot_nos = format_of(draft.type, draft.project.method).lot_nos(content)
    draft.revision += 1
    draft.changed_at, draft.changed_by = now, user
    draft.save(update_fields=["content", "title", "lot_nos", "revision", "changed_at", "changed_by"])
    _record(draft, "saved", "修改", actor, now)
    return draft.revision


@transaction.atomic
def submit_draft(
    *, draft: AnnouncementDraft, revision: int, user: User, actor: Actor, now: datetime
) -> AnnouncementDraft:
    """Submit what is stored and its files (提交审核).

    A change becomes an announcement at once, whose times are settled next.

    Raises DraftNotReady with what stands in the way, DraftNotPossible when what it follows is gone, DraftClosed,
    StaleState.
    """
    lock_draft(draft)
    _require_open(draft, revision)
    made = require_ready(draft, now)
    draft.revision += 1
    draft.submitted_at, draft.submitted_by = now, user
    draft.save(update_fields=["revision", "submitted_at", "submitted_by"])
    if draft.type == Type.CHANGE:
        _hand_on(draft, made, actor, now)
    else:
        move(draft, Status.AWAITING_REVIEW, actor=actor, now=now)
        tell_draft_submitted(draft, now)
    _record(draft, "submitted", "提交", actor, now)
    return draft


def save_and_submit(
    *, draft: AnnouncementDraft, revision: int, content: Mapping[str, Any], user: User, actor: Actor, now: datetime
) -> AnnouncementDraft:
    """Store what was written and submit it; it stays stored when the submission is refused.

    Raises as `save_draft` and `submit_draft` do.
    """
    stored = save_draft(draft=draft, revision=revision, content=content, user=user, actor=actor, now=now)
    return submit_draft(draft=draft, revision=stored, user=user, actor=actor, now=now)


@transaction.atomic
def take_back(*, draft: AnnouncementDraft, actor: Actor, now: datetime) -> None:
    """Take a submission back before it is decided (撤回提交), or the text of a change before its times are submitted.

    Raises UnlawfulMove when the center was faster, DraftClosed when the times of the change are under review.
    """
    lock_draft(draft)
    if draft.status == Status.HANDED_ON:
        _require_open_change(draft)
    try:
        with transaction.atomic():
            move(draft, Status.DRAFT, actor=actor, now=now, reason="代理机构撤回修改")
    except IntegrityError:
        raise DraftNotPossible(ALREADY_OPEN) from None
    _record(draft, "taken_back", "撤回提交", actor, now)


@transaction.atomic
def cancel_draft(*, draft: AnnouncementDraft, reason: str, actor: Actor, now: datetime) -> None:
    """Give a draft up (作废); a change that waits for its times comes to nothing with it.

    Raises Refused without a reason, UnlawfulMove, DraftClosed.
    """
    if not reason.strip():
        raise Refused({"reason": ["请写明作废的原因。"]})
    lock_draft(draft)
    if draft.status == Status.HANDED_ON:
        _require_open_change(draft)
    # A change whose text was taken back may still wait for its times; one that was decided since stays as it is.
    if draft.announcement is not None and draft.announcement.status in OPEN_CHANGES:
        take_down(draft.announcement, now=now, actor=actor, reason=reason)
    move(draft, Status.CANCELLED, actor=actor, now=now, reason=reason)
    _record(draft, "cancelled", "作废", actor, now)


def require_ready(draft: AnnouncementDraft, now: datetime) -> Composed:
    """Return what the draft makes of itself now. Raises DraftNotPossible, DraftNotReady."""
    about = about_project(draft.project, now=now)
    if closed := closed_because(draft.type, about):
        raise DraftNotPossible(closed)
    made = composed(draft, now=now)
    if made.errors:
        raise DraftNotReady(made.errors)
    return made


def require_editable(draft: AnnouncementDraft) -> None:
    """Raise DraftClosed unless the agency may write in it now."""
    if not draft.is_editable:
        raise DraftClosed(CLOSED_WORDS[draft.status])


def lock_draft(draft: AnnouncementDraft) -> None:
    """Lock the rows of the project and the draft and read the draft again; the order is always this."""
    Project.objects.select_for_update(of=("self",)).get(pk=draft.project_id)
    locked = AnnouncementDraft.objects.select_for_update(of=("self",))
    related = ("project__agency", "follows", "announcement", "changed_by", "submitted_by")
    draft.refresh_from_db(from_queryset=locked.select_related(*related))


def _lock_project(project: Project) -> None:
    locked = Project.objects.select_for_update(of=("self",)).select_related("agency")
    project.refresh_from_db(from_queryset=locked)


def _require_open(draft: AnnouncementDraft, revision: int) -> None:
    require_editable(draft)
    if draft.revision != revision:
        name = draft.changed_by.full_name
        raise StaleState(f"{name}刚刚保存过这份公告。您填写的内容没有丢失，请对照最新内容后再保存。")


def _hand_on(draft: AnnouncementDraft, made: Composed, actor: Actor, now: datetime) -> None:
    """Make the text of a change an announcement, or its next version, whose times are filled in from it."""
    if draft.announcement is not None:
        _require_open_change(draft)
    announcement = arrive(draft, made, actor=actor, now=now)
    move(draft, Status.HANDED_ON, actor=actor, now=now, announcement=announcement)


def _require_open_change(draft: AnnouncementDraft) -> None:
    assert draft.announcement is not None
    lock_change(draft.announcement)
    if draft.announcement.status not in OPEN_CHANGES:
        status = draft.announcement.get_status_display()
        raise DraftClosed(f"变更公告{status}，不能再修改文字或者作废。")


def _record(draft: AnnouncementDraft, act: str, words: str, actor: Actor, now: datetime) -> None:
    audit.record(
        act=f"draft.{act}",
        summary=f"{words}{draft.get_type_display()}：{draft.title}",
        subject=draft,
        actor=actor,
        now=now,
        details={"revision": draft.revision, "project_no": draft.project.project_no},
    )

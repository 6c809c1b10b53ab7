"""What the center decides about a change."""

from datetime import datetime

from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.announcements.changes.content import content_of
from apps.announcements.changes.standing import Standing, load_standing
from apps.announcements.changes.telling import tell_approved, tell_returned
from apps.announcements.changes.words import FIELDS
from apps.announcements.exceptions import ChangeNotReady
from apps.announcements.models import Announcement, ChangeReview
from apps.announcements.services.changes import lock_change, standing_errors
from apps.announcements.services.draft_settling import settle_drafts
from apps.announcements.services.publishing import publish, refresh_columns
from apps.core import audit, outbox
from apps.core.actors import Actor
from apps.core.exceptions import Refused, StaleState, UnlawfulMove
from apps.core.freezing import digest
from apps.core.models import OutboxMessage
from apps.core.status import move
from apps.tender_planning.services.reopening import reopen_planning
from apps.tender_planning.services.rescheduling import Moves, reissue, reschedule

Status = Announcement.Status
Decision = ChangeReview.Decision


@transaction.atomic
def approve_change(
    *, announcement: Announcement, sm3: str, reviewer: User, actor: Actor, now: datetime
) -> ChangeReview:
    """Approve a submitted change: it is public, the times and the rooms move, the province is owed the new times.

    All of it or nothing. `sm3` is the digest of what the reviewer saw: anything that changed since refuses the act.
    Changes that this one corrects and that nobody has reviewed become public with it; their times never held. Where a
    version of the documents is in force, the next one is issued at once if nothing but times changed, and opened to
    the agency otherwise. Two reviewers at once: the rows are locked and a submission has one decision, so the other
    gets UnlawfulMove.

    Raises ChangeNotReady when something stands in the way by now (the deadline has passed, a room was taken),
    StaleState, UnlawfulMove.
    """
    standing = _under_review(announcement, sm3, now)
    if errors := standing_errors(standing):
        raise ChangeNotReady(errors)
    review = _decide(standing, Decision.APPROVED, "", reviewer, now)
    reason = f"变更公告“{announcement.title}”审核通过"
    for corrected in reversed(standing.corrected):
        newest = corrected.versions.order_by("-version")[0]
        newest.announcement = corrected
        publish(newest, now=now, actor=actor, reason=f"由更正它的变更公告 {announcement.announcement_no} 一并公开")
    publish(standing.version, now=now, actor=actor)
    settle_drafts([announcement, *standing.corrected], actor=actor, now=now)
    _move_times(standing, reason, actor, now)
    outcome = _follow_in_documents(standing, reason, actor, now)
    refresh_columns(review.content["tender_no"], now=now)
    _tell_province(standing, review, now)
    audit.record(
        act="change.approved",
        summary=f"变更公告审核通过：{announcement.title}",
        subject=announcement,
        actor=actor,
        now=now,
        details={"version": standing.version.version, "revision": review.revision, "sm3": review.sm3},
    )
    tell_approved(announcement, outcome, now)
    return review


@transaction.atomic
def return_change(
    *, announcement: Announcement, sm3: str, reason: str, reviewer: User, actor: Actor, now: datetime
) -> ChangeReview:
    """Return a submitted change to its agency with the reasons (退回).

    Raises Refused without a reason, StaleState, UnlawfulMove.
    """
    if not reason.strip():
        raise Refused({"reason": ["请写明退回的原因，代理机构据此修改。"]})
    standing = _under_review(announcement, sm3, now)
    move(announcement, Status.RETURNED, actor=actor, now=now, reason=reason)
    review = _decide(standing, Decision.RETURNED, reason, reviewer, now)
    audit.record(
        act="change.returned",
        summary=f"退回变更公告：{announcement.title}",
        subject=announcement,
        actor=actor,
        now=now,
        details={"version": standing.version.version, "revision": review.revision, "reason": reason},
    )
    tell_returned(review, announcement, now)
    return review


def _under_review(announcement: Announcement, sm3: str, now: datetime) -> Standing:
    lock_change(announcement)
    if announcement.status != Status.AWAITING_REVIEW:
        raise UnlawfulMove(f"该变更公告{announcement.get_status_display()}，不在待审核状态，无需再办理。")
    standing = load_standing(announcement, now=now)
    if digest(content_of(standing)) != sm3:
        raise StaleState("页面打开后内容有变化（公告、时间或者场地），请按现在的内容核对后再审核。")
    return standing


def _decide(
    standing: Standing, decision: ChangeReview.Decision, reason: str, reviewer: User, now: datetime
) -> ChangeReview:
    content = content_of(standing)
    try:
        with transaction.atomic():
            return ChangeReview.objects.create(
                version=standing.version,
                revision=standing.times.revision,
                decision=decision,
                reason=reason,
                content=content,
                sm3=digest(content),
                reviewer=reviewer,
                decided_at=now,
            )
    except IntegrityError:
        raise StaleState("这次提交已有审核结论，请刷新页面。") from None


def _move_times(standing: Standing, reason: str, actor: Actor, now: datetime) -> None:
    times = standing.times
    assert times.submitted_by is not None, "constraint submission_has_person and status awaiting_review"
    reschedule(
        planning=standing.planning,
        moves=Moves(**{name: getattr(times, name) for name in FIELDS if name in standing.case.moved}),
        rooms=standing.rooms,
        reason=reason,
        user=times.submitted_by,
        actor=actor,
        now=now,
    )


def _follow_in_documents(standing: Standing, reason: str, actor: Actor, now: datetime) -> str:
    """Bring the documents in force to the new times; return what became of them, in words."""
    planning, times = standing.planning, standing.times
    if not planning.is_issued:
        return "招标文件尚未发出，编制中的时间已一并调整。"
    if times.alters_documents:
        reopen_planning(planning=planning, reason=reason, actor=actor, now=now)
        return "招标文件已重新开放编制，修改后请重新发出。"
    if not standing.case.moved:
        return "时间没有变动，招标文件的版本不变。"
    assert times.submitted_by is not None
    version = reissue(planning=planning, reason=reason, user=times.submitted_by, actor=actor, now=now)
    if version is None:
        return "招标文件还有不符合要求之处，已重新开放编制，改正后请重新发出。"
    return f"招标文件其他内容不变，第 {version.version} 版已自动发出。"


def _tell_province(standing: Standing, review: ChangeReview, now: datetime) -> None:
    """Owe the province the times (schedules); versions of a project grow by one, its row is locked.

    A project without a plan never meets the province; without a deadline there is nothing to tell.
    """
    project, after = standing.planning.project, standing.case.after
    if project.plan_id is None or after.bid_deadline is None or after.opening_at is None:
        return
    topic = OutboxMessage.Topic.SCHEDULES
    sent = OutboxMessage.objects.filter(topic=topic, subject_key=project.project_no)
    last = sent.order_by("-version").values_list("version", flat=True).first()
    outbox.enqueue(
        topic,
        reference=review,
        subject_key=project.project_no or "",
        version=(last or 0) + 1,
        content_sm3=review.sm3,
        now=now,
    )

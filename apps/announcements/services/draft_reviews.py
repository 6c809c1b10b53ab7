"""What the center decides about announcements that are drafted here."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.announcements.drafts.telling import tell_draft_approved, tell_draft_returned
from apps.announcements.formats.composing import Composed
from apps.announcements.models import AnnouncementDraft, DraftReview
from apps.announcements.selectors.drafting import composed
from apps.announcements.services.drafts import lock_draft, require_ready
from apps.announcements.services.local_arrivals import arrive
from apps.core import audit
from apps.core.actors import Actor
from apps.core.exceptions import Refused, StaleState, UnlawfulMove
from apps.core.freezing import as_json, digest
from apps.core.status import move

Status = AnnouncementDraft.Status
Decision = DraftReview.Decision


def content_of(draft: AnnouncementDraft, made: Composed) -> dict[str, Any]:
    """Return what a reviewer decides on, as plain JSON: whatever changed since it was shown makes it another one."""
    return as_json(
        {
            "draft": draft.pk,
            "revision": draft.revision,
            "project_no": draft.project.project_no,
            "type": draft.type,
            "follows": draft.follows.announcement_no if draft.follows else "",
            "title": made.title,
            "lot_nos": made.lot_nos,
            "facts": made.facts,
            "body_html": made.body_html,
            "attachments": [attached.facts for attached in draft.files.all()],
        }
    )


@transaction.atomic
def approve_draft(*, draft: AnnouncementDraft, sm3: str, reviewer: User, actor: Actor, now: datetime) -> DraftReview:
    """Approve a submitted announcement: it gets its number and is public, everything that follows with it.

    All of it or nothing. `sm3` is the digest of what the reviewer saw. Two reviewers at once: the rows are locked and
    a submission has one decision, so the other gets UnlawfulMove.

    Raises DraftNotReady and DraftNotPossible when something stands in the way by now (a period has become too short,
    what it follows was withdrawn), Refused when the reviewer is who submitted it, StaleState, UnlawfulMove.
    """
    made = _under_review(draft, sm3, reviewer, now)
    require_ready(draft, now)
    review = _decide(draft, made, Decision.APPROVED, reviewer=reviewer, now=now)
    announcement = arrive(draft, made, actor=actor, now=now)
    move(draft, Status.PUBLISHED, actor=actor, now=now, announcement=announcement)
    _record(
        draft,
        "approved",
        "公告审核通过",
        actor=actor,
        now=now,
        sm3=review.sm3,
        announcement_no=announcement.announcement_no,
    )
    tell_draft_approved(draft, now)
    return review


@transaction.atomic
def return_draft(
    *, draft: AnnouncementDraft, sm3: str, reason: str, reviewer: User, actor: Actor, now: datetime
) -> DraftReview:
    """Return a submitted announcement to its agency with the reasons (退回).

    Raises Refused without a reason, StaleState, UnlawfulMove.
    """
    if not reason.strip():
        raise Refused({"reason": ["请写明退回的原因，代理机构据此修改。"]})
    made = _under_review(draft, sm3, reviewer, now)
    move(draft, Status.RETURNED, actor=actor, now=now, reason=reason)
    review = _decide(draft, made, Decision.RETURNED, reviewer=reviewer, now=now, reason=reason)
    _record(draft, "returned", "退回公告", actor=actor, now=now, sm3=review.sm3, reason=reason)
    tell_draft_returned(review, now)
    return review


def _under_review(draft: AnnouncementDraft, sm3: str, reviewer: User, now: datetime) -> Composed:
    lock_draft(draft)
    if draft.status != Status.AWAITING_REVIEW:
        raise UnlawfulMove(f"该公告{draft.get_status_display()}，不在待审核状态，无需再办理。")
    if draft.submitted_by_id == reviewer.pk:
        raise Refused({"": ["提交人不能审核自己提交的公告。"]})
    made = composed(draft, now=now)
    if digest(content_of(draft, made)) != sm3:
        raise StaleState("页面打开后内容有变化，请按现在的内容核对后再审核。")
    return made


def _decide(
    draft: AnnouncementDraft,
    made: Composed,
    decision: DraftReview.Decision,
    *,
    reviewer: User,
    now: datetime,
    reason: str = "",
) -> DraftReview:
    content = content_of(draft, made)
    try:
        with transaction.atomic():
            return DraftReview.objects.create(
                draft=draft,
                revision=draft.revision,
                decision=decision,
                reason=reason,
                content=content,
                sm3=digest(content),
                reviewer=reviewer,
                decided_at=now,
            )
    except IntegrityError:
        raise StaleState("这次提交已有审核结论，请刷新页面。") from None


def _record(draft: AnnouncementDraft, act: str, summary: str, *, actor: Actor, now: datetime, **details: str) -> None:
    audit.record(
        act=f"draft.{act}",
        summary=f"{summary}：{draft.title}",
        subject=draft,
        actor=actor,
        now=now,
        details={"revision": draft.revision, **details},
    )

"""撤回: the center takes an announcement back that was first published here."""

from datetime import datetime

from django.db import transaction

from apps.acceptance.models import Project
from apps.announcements.drafts.telling import tell_withdrawn
from apps.announcements.models import Announcement
from apps.announcements.services.publishing import take_down
from apps.core import audit
from apps.core.actors import Actor
from apps.core.exceptions import Refused, UnlawfulMove


@transaction.atomic
def withdraw_local(*, announcement: Announcement, reason: str, actor: Actor, now: datetime) -> None:
    """Take a public announcement of ours back; its page stays and says when and why.

    What followed from it follows no more, as with one that the province withdraws; times that a change has moved stay
    moved. Two at once: the rows are locked, and the second gets UnlawfulMove.

    Raises Refused without a reason, UnlawfulMove for one of the province's and for one that is not public.
    """
    if not reason.strip():
        raise Refused({"reason": ["请写明撤回的原因，公告页面会向公众说明。"]})
    Project.objects.select_for_update(of=("self",)).get(pk=announcement.project_id)
    locked = Announcement.objects.select_for_update(of=("self",)).select_related("project__agency")
    announcement.refresh_from_db(from_queryset=locked)
    if not announcement.is_local:
        raise UnlawfulMove("公告来自省采购系统，只能在省采购系统撤回。")
    if announcement.status != Announcement.Status.PUBLISHED:
        raise UnlawfulMove(f"该公告{announcement.get_status_display()}，不能撤回。")
    take_down(announcement, now=now, actor=actor, reason=reason, public_reason=reason)
    audit.record(
        act="announcement.withdrawn",
        summary=f"撤回{announcement.get_type_display()}：{announcement.title}",
        subject=announcement,
        actor=actor,
        now=now,
        details={"version": announcement.version, "reason": reason},
    )
    tell_withdrawn(announcement, reason, now)

"""Attachments of the province: fetched by the workers, shown when their bytes agree with what was announced."""

from datetime import datetime, timedelta

from django.core.files.base import File
from django.db import transaction

from apps.announcements.models import Announcement, Attachment
from apps.announcements.pages.marking import mark_projects_of
from apps.core import audit
from apps.core.actors import PLATFORM, Actor
from apps.core.status import move

Status = Attachment.Status

# Two days of trying, ever more slowly; then a person looks.
FIRST_RETRY = timedelta(seconds=10)
LONGEST_RETRY = timedelta(hours=1)
MOST_ATTEMPTS = 60


@transaction.atomic
def claim_due_attachment(*, lease: timedelta, now: datetime) -> Attachment | None:
    """Take the attachment that waits longest and is due; None when there is none.

    The attempt is counted before the work, so that one that kills its worker comes to an end too.
    Two at once: each gets another one. Killed in the middle: it is due again after the lease.
    """
    due = Attachment.objects.filter(status=Status.WAITING, due_at__lte=now).order_by("due_at", "pk")
    while (attachment := due.select_for_update(skip_locked=True).first()) is not None:
        if attachment.attempts >= MOST_ATTEMPTS:
            error = attachment.last_error or "多次获取均意外中断，请联系运维人员查看日志。"
            move(attachment, Status.FAILED, actor=PLATFORM, now=now, reason=error, last_error=error)
            mark_projects_of(Announcement.objects.filter(versions__attachments=attachment))
            continue
        attachment.attempts += 1
        attachment.due_at = now + lease
        attachment.save(update_fields=["attempts", "due_at"])
        return attachment
    return None


@transaction.atomic
def store_attachment(*, attachment: Attachment, content: File[bytes], now: datetime) -> None:
    """Keep the checked bytes and show the attachment.

    Twice, or two at once: the status is compared and set, the second gets StaleState; the file
    is named by its content, so what it wrote is the same file.
    """
    attachment.file.save(attachment.name, content, save=False)
    move(attachment, Status.STORED, actor=PLATFORM, now=now, stored_at=now, file=attachment.file.name, last_error="")
    mark_projects_of(Announcement.objects.filter(versions__attachments=attachment))


@transaction.atomic
def note_failed_fetch(*, attachment: Attachment, error: str, is_permanent: bool, now: datetime) -> None:
    """Note why a claimed attachment did not come, and when to try again; hopeless, leave it to a person.

    Late, when somebody else has claimed or stored it since: nothing changes, the news is theirs.
    """
    claimed = Attachment.objects.select_for_update().filter(
        pk=attachment.pk, status=Status.WAITING, attempts=attachment.attempts
    )
    current = claimed.first()
    if current is None:
        return
    if is_permanent or current.attempts >= MOST_ATTEMPTS:
        move(current, Status.FAILED, actor=PLATFORM, now=now, reason=error, last_error=error)
        mark_projects_of(Announcement.objects.filter(versions__attachments=current))
        return
    if not current.last_error:
        # The first failure is told to readers; what the later ones were makes no difference to them.
        mark_projects_of(Announcement.objects.filter(versions__attachments=current))
    current.last_error = error
    current.due_at = now + min(FIRST_RETRY * 2 ** min(current.attempts - 1, 20), LONGEST_RETRY)
    current.save(update_fields=["last_error", "due_at"])


@transaction.atomic
def fetch_again(*, attachment: Attachment, actor: Actor, now: datetime) -> None:
    """Try a failed attachment again, because a person asked. Raises UnlawfulMove, StaleState."""
    move(attachment, Status.WAITING, actor=actor, now=now, attempts=0, due_at=now)
    mark_projects_of(Announcement.objects.filter(versions__attachments=attachment))
    audit.record(
        act="attachment.fetch_again",
        summary=f"重新获取附件 {attachment.name}",
        subject=attachment,
        actor=actor,
        now=now,
    )

"""Attachments: fetched by the workers, shown when their bytes agree with what was announced."""

from datetime import datetime, timedelta

from django.core.files.base import File
from django.db import transaction

from apps.announcements.models import Attachment
from apps.core import audit
from apps.core.actors import PLATFORM, Actor
from apps.core.status import move

Status = Attachment.Status

# Two days of trying, ever more slowly; then a person looks.
FIRST_RETRY = timedelta(seconds=10)
LONGEST_RETRY = timedelta(hours=1)
MOST_ATTEMPTS = 60


@transaction.atomic
def store_attachment(*, attachment: Attachment, content: File[bytes], now: datetime) -> None:
    """Keep the checked bytes and show the attachment.

    Twice, or two at once: the status is compared and set, the second gets StaleState; the file
    is named by its content, so what it wrote is the same file.
    """
    attachment.file.save(attachment.name, content, save=False)
    move(attachment, Status.STORED, actor=PLATFORM, now=now, stored_at=now, file=attachment.file.name, last_error="")


@transaction.atomic
def note_failed_fetch(*, attachment: Attachment, error: str, now: datetime) -> None:
    """Note why a fetch failed and when to try again; out of attempts, leave it to a person."""
    attempts = attachment.attempts + 1
    wait = min(FIRST_RETRY * 2 ** min(attempts - 1, 20), LONGEST_RETRY)
    attachment.attempts, attachment.last_error, attachment.due_at = attempts, error, now + wait
    attachment.save(update_fields=["attempts", "last_error", "due_at"])
    if attempts >= MOST_ATTEMPTS:
        move(attachment, Status.FAILED, actor=PLATFORM, now=now, reason=error)


@transaction.atomic
def fetch_again(*, attachment: Attachment, actor: Actor, now: datetime) -> None:
    """Try a failed attachment again, because a person asked. Raises UnlawfulMove, StaleState."""
    move(attachment, Status.WAITING, actor=actor, now=now, attempts=0, due_at=now)
    audit.record(
        act="attachment.fetch_again",
        summary=f"重新获取附件 {attachment.name}",
        subject=attachment,
        actor=actor,
        now=now,
    )

"""Files of a draft: the agency adds and removes them, and what was decided on keeps its bytes."""

from datetime import datetime
from functools import partial

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from apps.accounts.models import User
from apps.announcements.models import AnnouncementDraft, Attachment, DraftFile
from apps.announcements.services.drafts import lock_draft, require_editable
from apps.core import audit
from apps.core.actors import Actor
from apps.core.exceptions import DomainError, Refused, StaleState
from apps.core.uploads import InspectedUpload, inspect

MOST_FILES = 20


def attach_file(
    *, draft: AnnouncementDraft, upload: UploadedFile[bytes], user: User, actor: Actor, now: datetime
) -> DraftFile:
    """Add a file to a draft; the same one a second time is the same file.

    The file is read and stored before the rows are locked: others do not wait for 50 MB. Two at once: the rows are
    locked, and of what is refused afterwards the bytes go again, unless something names them.

    Raises UploadRefused, Refused when there are too many or another one has the name or the content, DraftClosed.
    """
    require_editable(draft)
    facts = inspect(upload)
    known = _known(draft, facts)
    if known is not None:
        return known
    attached = DraftFile(
        draft=draft,
        name=facts.name,
        size=facts.size,
        media_type=facts.media_type,
        sm3=facts.sm3,
        uploaded_at=now,
        uploaded_by=user,
    )
    attached.file.save(facts.name, upload, save=False)
    try:
        return _attach(attached, facts, upload, actor, now)
    except DomainError:
        _forget_bytes(attached)
        raise


@transaction.atomic
def remove_file(*, attached: DraftFile, actor: Actor, now: datetime) -> None:
    """Take a file off its draft; its bytes go too, unless a decision or an announcement names them.

    Raises StaleState when somebody else removed it first, DraftClosed.
    """
    draft = attached.draft
    lock_draft(draft)
    require_editable(draft)
    removed, _ = DraftFile.objects.filter(pk=attached.pk).delete()
    if not removed:
        raise StaleState("这份附件已经移除。")
    _record(attached, "file_removed", "移除公告附件", actor, now)
    # Not before it is certain that the file is gone. What this fails to delete, nothing names.
    transaction.on_commit(partial(_forget_bytes, attached), robust=True)


def note_file_opened(*, attached: DraftFile, actor: Actor, now: datetime) -> None:
    """Note who of the center opened a file: it is not public yet."""
    _record(attached, "file_opened", "查看公告附件", actor, now)


@transaction.atomic
def _attach(
    attached: DraftFile, facts: InspectedUpload, upload: UploadedFile[bytes], actor: Actor, now: datetime
) -> DraftFile:
    draft = attached.draft
    lock_draft(draft)
    require_editable(draft)
    known = _known(draft, facts)
    if known is not None:
        return known
    # Whoever removed the same file in between took its bytes away; where they still are, nothing is written.
    attached.file.save(facts.name, upload, save=False)
    attached.save(force_insert=True)
    _record(attached, "file_attached", "上传公告附件", actor, now)
    return attached


def _known(draft: AnnouncementDraft, facts: InspectedUpload) -> DraftFile | None:
    """Return the very file if the draft has it; None when it may be added. Raises Refused."""
    files = list(draft.files.all())
    for attached in files:
        if (attached.name, attached.sm3) == (facts.name, facts.sm3):
            return attached
        if attached.sm3 == facts.sm3:
            raise Refused({"file": [f"与已上传的“{attached.name}”内容相同。"]})
        if attached.name == facts.name:
            raise Refused({"file": [f"已有名为“{attached.name}”的附件，内容不同；需要更换的，请先移除原来的。"]})
    if len(files) >= MOST_FILES:
        raise Refused({"file": [f"一份公告最多附 {MOST_FILES} 个文件。"]})
    return None


@transaction.atomic
def _forget_bytes(attached: DraftFile) -> None:
    """Delete the bytes of a removed file that nothing names (any more); nobody adds it again meanwhile."""
    draft = attached.draft
    lock_draft(draft)
    is_decided_on = draft.reviews.filter(content__attachments__contains=[{"sm3": attached.sm3}]).exists()
    is_announced = Attachment.objects.filter(file=attached.file.name).exists()
    if not (is_decided_on or is_announced or draft.files.filter(sm3=attached.sm3).exists()):
        attached.file.storage.delete(str(attached.file.name))


def _record(attached: DraftFile, act: str, words: str, actor: Actor, now: datetime) -> None:
    audit.record(
        act=f"draft.{act}",
        summary=f"{words}：{attached.name}",
        subject=attached.draft,
        actor=actor,
        now=now,
        details={"sm3": attached.sm3, "size": attached.size},
    )

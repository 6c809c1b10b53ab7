"""Files that are handed out with the document, such as 图纸 and 工程量清单."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from apps.core import audit
from apps.core.actors import Actor
from apps.core.exceptions import Refused, StaleState
from apps.core.uploads import inspect
from apps.tender_planning.gates import lock_open, refuse_closed
from apps.tender_planning.models import DocumentFile, Sheet, TenderDocument

KIND = Sheet.Kind.OUTLINE
MOST_FILES = 20


def attach_file(*, document: TenderDocument, upload: UploadedFile[bytes], actor: Actor, now: datetime) -> DocumentFile:
    """Attach a file; the same bytes a second time are the same file.

    The file is read and stored before anything is locked. What is refused afterwards leaves a file
    that nothing names, and the same bytes find it there again.

    Raises UploadRefused, Refused when there are too many, NotOpen.
    """
    refuse_closed(document.planning, KIND)
    facts = inspect(upload)
    attached = DocumentFile(
        document=document,
        name=facts.name,
        size=facts.size,
        media_type=facts.media_type,
        sm3=facts.sm3,
        uploaded_at=now,
    )
    attached.file.save(facts.name, upload, save=False)
    return _attach(attached, actor, now)


@transaction.atomic
def remove_file(*, attached: DocumentFile, actor: Actor, now: datetime) -> None:
    """Take a file off the document; its bytes stay, because an issued version may name them.

    Raises StaleState when somebody else removed it first, NotOpen.
    """
    planning = attached.document.planning
    lock_open(planning, KIND)
    removed, _ = DocumentFile.objects.filter(pk=attached.pk).delete()
    if not removed:
        raise StaleState("这份附件已经移除。")
    _record(attached, "document.file_removed", "移除招标文件附件", actor, now)


@transaction.atomic
def _attach(attached: DocumentFile, actor: Actor, now: datetime) -> DocumentFile:
    document = attached.document
    lock_open(document.planning, KIND)
    known = document.files.filter(sm3=attached.sm3).first()
    if known is not None:
        return known
    if document.files.count() >= MOST_FILES:
        raise Refused({"file": [f"一份文件最多附 {MOST_FILES} 个附件。"]})
    attached.save(force_insert=True)
    _record(attached, "document.file_attached", "上传招标文件附件", actor, now)
    return attached


def _record(attached: DocumentFile, act: str, words: str, actor: Actor, now: datetime) -> None:
    audit.record(
        act=act,
        summary=f"{words}：{attached.name}",
        subject=attached.document.planning,
        actor=actor,
        now=now,
        details={"sm3": attached.sm3, "size": attached.size},
    )

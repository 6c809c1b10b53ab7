"""Prints what was asked for: what a worker does with a build that it took."""

import hashlib
from collections.abc import Callable
from datetime import datetime

import structlog
from django.core.files.base import ContentFile
from django.db.models.fields.files import FieldFile

from apps.core.exceptions import DomainError
from apps.core.templatetags.ui import datetime_cn
from apps.tender_planning.documents.assembling import VERSION_PART, printed
from apps.tender_planning.documents.printing.description import PrintedDocument
from apps.tender_planning.documents.printing.pdf import print_pdf
from apps.tender_planning.documents.printing.word.document import print_docx
from apps.tender_planning.models import DocumentBuild
from apps.tender_planning.services.builds import (
    BuiltFiles,
    claim_build,
    fail_build,
    finish_build,
    report_progress,
)

DRAFT_NOTICE = "草稿"
# Of the whole way, where PDF and DOCX begin and the storing of both.
PDF_FROM, DOCX_FROM, STORING = 5, 50, 95

log = structlog.get_logger(__name__)


def build(build_pk: int, clock: Callable[[], datetime]) -> None:
    """Print a waiting build and settle it.

    Twice, or two at once: one takes it, the other finds nothing. Killed on the way: the sweep puts it
    back after its lease. No transaction is open while it is printed.
    """
    taken = claim_build(build_pk=build_pk, now=clock())
    if taken is None:
        return
    try:
        files = _print(taken)
    except DomainError as refusal:
        # The same content would be refused again.
        fail_build(build=taken, reason=str(refusal), is_final=True, now=clock())
    except Exception:
        log.exception("document was not built", build=taken.pk, attempt=taken.attempts)
        fail_build(build=taken, reason="生成时发生错误", is_final=False, now=clock())
    else:
        finish_build(build=taken, files=files, now=clock())


def _print(taken: DocumentBuild) -> BuiltFiles:
    document = _described(taken)
    pdf = print_pdf(document, progress=_reporter(taken, "生成 PDF", PDF_FROM, DOCX_FROM))
    docx = print_docx(document, progress=_reporter(taken, "生成 DOCX", DOCX_FROM, STORING))
    report_progress(build=taken, progress=STORING, stage="保存文件")
    return BuiltFiles(
        pdf=_stored(taken.pdf, f"{taken.attempts}.pdf", pdf),
        pdf_sm3=_sm3(pdf),
        docx=_stored(taken.docx, f"{taken.attempts}.docx", docx),
        docx_sm3=_sm3(docx),
    )


def _described(taken: DocumentBuild) -> PrintedDocument:
    if taken.version is None:
        assert taken.content is not None
        return printed(taken.content, notice=DRAFT_NOTICE, version_note=datetime_cn(taken.requested_at))
    return printed(taken.version.content[VERSION_PART], version_note=f"第 {taken.version.version} 版")


def _reporter(taken: DocumentBuild, stage: str, start: int, end: int) -> Callable[[int], None]:
    """Return what a printer calls with its percentage of this part of the way."""
    return lambda percent: report_progress(build=taken, progress=start + (end - start) * percent // 100, stage=stage)


def _stored(field: FieldFile, name: str, content: bytes) -> str:
    """Store one file and return its name; each attempt has names of its own."""
    field.save(name, ContentFile(content), save=False)
    assert field.name
    return field.name


def _sm3(content: bytes) -> str:
    return hashlib.new("sm3", content).hexdigest()

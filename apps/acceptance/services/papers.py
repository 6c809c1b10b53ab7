"""Papers that the agency attaches."""

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from apps.acceptance.codes import PaperKind
from apps.acceptance.models import Project, ProjectPaper
from apps.core import audit
from apps.core.actors import Actor
from apps.core.exceptions import Refused, StaleState, UnlawfulMove
from apps.core.uploads import inspect

MOST_PAPERS = 30


def attach_paper(
    *, project: Project, kind: PaperKind, upload: UploadedFile[bytes], actor: Actor, now: datetime
) -> ProjectPaper:
    """Attach a paper; the same bytes a second time are the same paper.

    The file is read and stored before the project's row is locked: others do not wait for
    50 MB. What is refused afterwards leaves a file that nothing names, and the same bytes find
    it there again.

    Raises UploadRefused, Refused when there are too many, UnlawfulMove when the project is not
    editable.
    """
    _check_editable(project)
    facts = inspect(upload)
    paper = ProjectPaper(
        project=project,
        kind=kind,
        name=facts.name,
        size=facts.size,
        media_type=facts.media_type,
        sm3=facts.sm3,
        uploaded_at=now,
    )
    paper.file.save(facts.name, upload, save=False)
    return _attach(paper, actor, now)


@transaction.atomic
def _attach(paper: ProjectPaper, actor: Actor, now: datetime) -> ProjectPaper:
    project = paper.project
    _lock_editable(project)
    known = project.papers.filter(kind=paper.kind, sm3=paper.sm3).first()
    if known is not None:
        return known
    if project.papers.count() >= MOST_PAPERS:
        raise Refused({"file": [f"一个项目最多上传 {MOST_PAPERS} 份材料。"]})
    paper.save(force_insert=True)
    audit.record(
        act="project.paper_attached",
        summary=f"上传{paper.get_kind_display()}：{paper.name}",
        subject=project,
        actor=actor,
        now=now,
        details={"sm3": paper.sm3, "size": paper.size},
    )
    return paper


@transaction.atomic
def remove_paper(*, paper: ProjectPaper, actor: Actor, now: datetime) -> None:
    """Take a paper off the project; its file stays, because a frozen version may name it.

    Raises StaleState when somebody else removed it first, UnlawfulMove when the project is not
    editable.
    """
    _lock_editable(paper.project)
    removed, _ = ProjectPaper.objects.filter(pk=paper.pk).delete()
    if not removed:
        raise StaleState("这份材料已经移除。")
    audit.record(
        act="project.paper_removed",
        summary=f"移除{paper.get_kind_display()}：{paper.name}",
        subject=paper.project,
        actor=actor,
        now=now,
        details={"sm3": paper.sm3},
    )


def _lock_editable(project: Project) -> None:
    project.refresh_from_db(from_queryset=Project.objects.select_for_update(of=("self",)))
    _check_editable(project)


def _check_editable(project: Project) -> None:
    if not project.is_editable:
        raise UnlawfulMove(f"项目{project.get_status_display()}，不能修改附件材料。")

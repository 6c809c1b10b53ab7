import hashlib
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.acceptance.codes import PaperKind
from apps.acceptance.models import Project, ProjectPaper
from apps.acceptance.services import papers
from apps.acceptance.services.papers import attach_paper, remove_paper
from apps.acceptance.tests.conftest import PDF, pdf
from apps.accounts.models import User
from apps.core.actors import Actor
from apps.core.exceptions import Refused, StaleState, UnlawfulMove
from apps.core.models import AuditEntry
from apps.core.storage import ContentNamedStorage
from apps.core.uploads import UploadRefused

pytestmark = pytest.mark.django_db


def attach(project: Project, by: User, now: datetime, upload: SimpleUploadedFile | None = None) -> ProjectPaper:
    return attach_paper(
        project=project, kind=PaperKind.COMMISSION, upload=upload or pdf(), actor=Actor.person(by), now=now
    )


def test_a_paper_is_kept_under_its_content_not_under_its_name(
    draft: Project, clerk: User, now: datetime, settings: LazySettings
) -> None:
    paper = attach(draft, clerk, now, pdf("../../etc/委托 协议.pdf"))

    sm3 = hashlib.new("sm3", PDF).hexdigest()
    assert (paper.name, paper.size, paper.media_type, paper.sm3) == ("委托 协议.pdf", len(PDF), "application/pdf", sm3)
    assert Path(paper.file.path) == Path(settings.MEDIA_ROOT) / "papers" / str(draft.pk) / sm3
    assert Path(paper.file.path).read_bytes() == PDF
    assert AuditEntry.objects.get(act="project.paper_attached").details == {"sm3": sm3, "size": len(PDF)}


def test_the_same_file_twice_is_one_paper(draft: Project, clerk: User, now: datetime) -> None:
    first = attach(draft, clerk, now)
    second = attach(draft, clerk, now, pdf("改了名字.pdf"))

    assert first == second
    assert draft.papers.count() == 1


def test_the_same_file_may_be_two_kinds_of_paper(draft: Project, clerk: User, now: datetime) -> None:
    attach(draft, clerk, now)
    attach_paper(project=draft, kind=PaperKind.OTHER, upload=pdf(), actor=Actor.person(clerk), now=now)

    assert [Path(paper.file.path).read_bytes() for paper in draft.papers.all()] == [PDF, PDF]


def test_a_file_that_is_not_what_it_says_is_not_kept(
    draft: Project, clerk: User, now: datetime, settings: LazySettings
) -> None:
    with pytest.raises(UploadRefused):
        attach(draft, clerk, now, pdf(content=b"MZ this is a program"))

    assert not draft.papers.exists()
    assert not Path(settings.MEDIA_ROOT).exists()


def test_there_is_an_end_to_the_number_of_papers(
    draft: Project, clerk: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(papers, "MOST_PAPERS", 1)
    attach(draft, clerk, now)

    with pytest.raises(Refused, match="最多上传 1 份"):
        attach(draft, clerk, now, pdf(content=PDF + b"2"))

    assert draft.papers.count() == 1


def test_a_removed_paper_leaves_its_file_because_a_version_may_name_it(
    draft: Project, clerk: User, now: datetime
) -> None:
    paper = attach(draft, clerk, now)
    path = Path(paper.file.path)

    remove_paper(paper=paper, actor=Actor.person(clerk), now=now)

    assert not draft.papers.exists()
    assert path.read_bytes() == PDF


def test_removing_twice_is_told_and_noted_once(draft: Project, clerk: User, now: datetime) -> None:
    paper = attach(draft, clerk, now)
    same = ProjectPaper.objects.get(pk=paper.pk)
    remove_paper(paper=paper, actor=Actor.person(clerk), now=now)

    with pytest.raises(StaleState):
        remove_paper(paper=same, actor=Actor.person(clerk), now=now)

    assert AuditEntry.objects.filter(act="project.paper_removed").count() == 1


def test_the_file_is_stored_before_the_project_is_locked(
    draft: Project, clerk: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[str] = []
    save, lock = ContentNamedStorage._save, papers._lock_editable

    def note_save(*given: Any) -> str:
        events.append("stored")
        return save(*given)

    def note_lock(project: Project) -> None:
        events.append("locked")
        lock(project)

    monkeypatch.setattr(ContentNamedStorage, "_save", note_save)
    monkeypatch.setattr(papers, "_lock_editable", note_lock)

    attach(draft, clerk, now)

    assert events == ["stored", "locked"]


def test_papers_under_review_stay_as_they_are(submitted: Project, clerk: User, now: datetime) -> None:
    Project.objects.update(status="draft")
    submitted.refresh_from_db()
    paper = attach(submitted, clerk, now)
    Project.objects.update(status="submitted")

    # The project in hand is still a draft: the lock finds out.
    with pytest.raises(UnlawfulMove):
        attach(submitted, clerk, now, pdf(content=PDF + b"2"))
    with pytest.raises(UnlawfulMove):
        remove_paper(paper=paper, actor=Actor.person(clerk), now=now)

    assert list(submitted.papers.all()) == [paper]

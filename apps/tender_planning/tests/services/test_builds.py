"""Builds: asked for once, printed by one worker, put back when the worker dies, given up after a few attempts."""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from celery import current_app
from django.core.files.storage import default_storage
from docx import Document

from apps.accounts.models import User
from apps.core.actors import Actor
from apps.core.exceptions import DomainError, Refused
from apps.core.models import StatusChange
from apps.tender_planning.documents import building
from apps.tender_planning.documents.building import build
from apps.tender_planning.documents.printing.description import PrintedDocument
from apps.tender_planning.exceptions import NotOpen
from apps.tender_planning.models import DocumentBuild, Planning, PlanningVersion, TenderDocument
from apps.tender_planning.services import builds
from apps.tender_planning.services.builds import (
    DRAFTS_KEPT,
    LEASE,
    MOST_ATTEMPTS,
    BuiltFiles,
    claim_build,
    finish_build,
    release_lapsed_builds,
    remove_old_drafts,
    request_build,
)
from apps.tender_planning.tasks import build_document, sweep_builds

Status = DocumentBuild.Status
Ask = Callable[..., DocumentBuild]


@pytest.fixture
def ask(planning: Planning, clerk: User, now: datetime) -> Ask:
    def asked(**changes: Any) -> DocumentBuild:
        facts: dict[str, Any] = {"planning": planning, "user": clerk, "actor": Actor.person(clerk), "now": now}
        return request_build(**(facts | changes))

    return asked


@pytest.fixture
def waiting(document: TenderDocument, ask: Ask) -> DocumentBuild:
    return ask()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """What was sent to the workers."""
    messages: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(current_app, "send_task", lambda name, kwargs: messages.append((name, kwargs)))
    return messages


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Printers that print nothing much."""
    monkeypatch.setattr(building, "print_pdf", lambda *_, **__: b"%PDF")
    monkeypatch.setattr(building, "print_docx", lambda *_, **__: b"PK")


def stored(asked: DocumentBuild) -> DocumentBuild:
    return DocumentBuild.objects.get(pk=asked.pk)


def test_asking_freezes_the_draft_and_calls_a_worker(
    document: TenderDocument,
    ask: Ask,
    sent: list[tuple[str, dict[str, Any]]],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        asked = ask()

    assert asked.status == Status.WAITING
    assert asked.content is not None
    assert asked.content["chapters"][0]["name"] == "招标公告"
    assert sent == [("apps.tender_planning.tasks.build_document", {"build_pk": asked.pk})]
    assert build_document.name == "apps.tender_planning.tasks.build_document"


def test_asking_twice_makes_one_build_with_the_newest_content(
    waiting: DocumentBuild, document: TenderDocument, ask: Ask, now: datetime
) -> None:
    document.chapters.filter(title="总则").update(title="总的规则")

    again = ask(now=now + timedelta(minutes=1))

    assert again.pk == waiting.pk
    content = stored(waiting).content
    assert content is not None
    assert "总的规则" in [chapter["name"] for chapter in content["chapters"]]
    assert DocumentBuild.objects.count() == 1


def test_while_a_worker_is_at_it_nothing_else_is_asked_for(waiting: DocumentBuild, ask: Ask, now: datetime) -> None:
    claim_build(build_pk=waiting.pk, now=now)

    assert ask().pk == waiting.pk
    assert DocumentBuild.objects.count() == 1


def test_without_a_document_there_is_nothing_to_build(ask: Ask) -> None:
    with pytest.raises(Refused, match="请先按模板建立文件"):
        ask()


def test_a_draft_of_a_closed_preparation_is_refused(planning: Planning, document: TenderDocument, ask: Ask) -> None:
    Planning.objects.filter(pk=planning.pk).update(status=Planning.Status.LOCKED)

    with pytest.raises(NotOpen):
        ask()
    assert not DocumentBuild.objects.exists()


def test_a_worker_prints_both_files_and_says_what_they_are(waiting: DocumentBuild, now: datetime) -> None:
    build(waiting.pk, lambda: now)

    done = stored(waiting)
    assert (done.status, done.progress, done.attempts, done.finished_at) == (Status.DONE, 100, 1, now)
    with done.pdf.open() as file:
        pdf = file.read()
    assert pdf.startswith(b"%PDF-")
    assert done.pdf_sm3 == hashlib.new("sm3", pdf).hexdigest()
    with done.docx.open() as file:
        docx = file.read()
    assert done.docx_sm3 == hashlib.new("sm3", docx).hexdigest()
    assert any("总则" in paragraph.text for paragraph in Document(BytesIO(docx)).paragraphs)


@pytest.mark.usefixtures("quick")
def test_a_second_worker_finds_nothing_to_do(waiting: DocumentBuild, now: datetime) -> None:
    build(waiting.pk, lambda: now)
    moves = StatusChange.objects.count()

    build(waiting.pk, lambda: now)

    assert stored(waiting).attempts == 1
    assert StatusChange.objects.count() == moves


def test_a_worker_that_died_loses_its_lease_and_another_finishes(
    waiting: DocumentBuild, now: datetime, quick: None
) -> None:
    killed = claim_build(build_pk=waiting.pk, now=now)
    assert killed is not None

    release_lapsed_builds(now=now + LEASE - timedelta(seconds=1))
    assert stored(waiting).status == Status.BUILDING
    release_lapsed_builds(now=now + LEASE)
    assert stored(waiting).status == Status.WAITING
    build(waiting.pk, lambda: now + LEASE)

    done = stored(waiting)
    assert (done.status, done.attempts) == (Status.DONE, 2)
    late = BuiltFiles(pdf="late.pdf", pdf_sm3="0", docx="late.docx", docx_sm3="0")
    assert not finish_build(build=killed, files=late, now=now + LEASE)
    assert stored(waiting).pdf.name == done.pdf.name


def test_who_lost_the_lease_does_not_settle_the_work_of_another(waiting: DocumentBuild, now: datetime) -> None:
    killed = claim_build(build_pk=waiting.pk, now=now)
    release_lapsed_builds(now=now + LEASE)
    another = claim_build(build_pk=waiting.pk, now=now + LEASE)
    assert killed is not None
    assert another is not None

    builds.report_progress(build=killed, progress=77, stage="生成 PDF")
    builds.fail_build(build=killed, reason="迟到", is_final=True, now=now + LEASE)

    assert (stored(waiting).status, stored(waiting).progress) == (Status.BUILDING, 0)


def test_after_a_few_deaths_it_is_given_up_with_a_reason(waiting: DocumentBuild, now: datetime) -> None:
    for attempt in range(MOST_ATTEMPTS):
        moment = now + attempt * LEASE
        assert claim_build(build_pk=waiting.pk, now=moment) is not None
        release_lapsed_builds(now=moment + LEASE)

    failed = stored(waiting)
    assert (failed.status, failed.attempts) == (Status.FAILED, MOST_ATTEMPTS)
    assert failed.error.startswith("连续 3 次没有生成成功")


def test_an_error_is_tried_again_and_then_told(
    waiting: DocumentBuild, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(document: Any, progress: Any) -> bytes:
        raise ZeroDivisionError

    monkeypatch.setattr(building, "print_pdf", broken)

    seen = []
    for _ in range(MOST_ATTEMPTS):
        build(waiting.pk, lambda: now)
        seen.append(stored(waiting).status)

    assert seen == [Status.WAITING, Status.WAITING, Status.FAILED]


def test_content_that_cannot_be_printed_is_told_at_once(
    waiting: DocumentBuild, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(document: Any, progress: Any) -> bytes:
        raise DomainError("“总则”：表格太宽。")

    monkeypatch.setattr(building, "print_pdf", refusing)

    build(waiting.pk, lambda: now)

    assert (stored(waiting).status, stored(waiting).error) == (Status.FAILED, "“总则”：表格太宽。")


@pytest.mark.usefixtures("quick")
def test_only_the_last_drafts_are_kept_and_versions_for_ever(
    issued: PlanningVersion, ask: Ask, now: datetime, django_capture_on_commit_callbacks: Any
) -> None:
    of_version = ask(version=issued)
    build(of_version.pk, lambda: now)
    Planning.objects.update(status=Planning.Status.EDITABLE)
    drafts = []
    for minute in range(DRAFTS_KEPT + 2):
        drafts.append(ask(now=now + timedelta(minutes=minute)))
        build(drafts[-1].pk, lambda: now)
    names = [stored(draft).pdf.name or "" for draft in drafts]

    with django_capture_on_commit_callbacks(execute=True):
        remove_old_drafts()

    kept = DocumentBuild.objects.filter(version=None).order_by("requested_at")
    assert [draft.pk for draft in kept] == [draft.pk for draft in drafts[2:]]
    assert [default_storage.exists(name) for name in names] == [False, False, True, True, True]
    assert stored(of_version).status == Status.DONE


@pytest.mark.usefixtures("quick")
def test_of_a_version_there_is_one_build_from_what_was_issued(
    issued: PlanningVersion, ask: Ask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[PrintedDocument] = []

    def seeing(document: PrintedDocument, progress: Any) -> bytes:
        seen.append(document)
        return b"%PDF"

    monkeypatch.setattr(building, "print_pdf", seeing)
    asked = ask(version=issued)

    again = ask(version=issued)
    build(asked.pk, lambda: now)

    assert (again.pk, asked.content) == (asked.pk, None)
    assert (seen[0].notice, seen[0].version_note) == ("", "第 1 版")


def test_the_sweep_calls_for_what_waits(
    waiting: DocumentBuild, sent: list[tuple[str, dict[str, Any]]], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        sweep_builds()

    assert sent == [("apps.tender_planning.tasks.build_document", {"build_pk": waiting.pk})]

"""What is marked is made: once, whole, by whoever comes, and whatever breaks."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client

from apps.acceptance.models import Project
from apps.accounts.models import Organisation, User
from apps.announcements.models import Announcement, Attachment, PageFile, PageOrder, PageSubject
from apps.announcements.pages import files, kinds, rendering
from apps.announcements.pages.clock import order_outdated
from apps.announcements.pages.kinds import Kind, Made
from apps.announcements.pages.marking import mark_project
from apps.announcements.pages.places import place_of
from apps.announcements.pages.rendering import render, render_due
from apps.announcements.services.attachments import claim_due_attachment, note_failed_fetch, store_attachment
from apps.announcements.services.versions import AttachmentFacts
from apps.announcements.tests.conftest import Approve, Receive
from apps.announcements.tests.page_files.conftest import Held
from apps.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

SITE = [
    "/",
    "/announcements/",
    "/announcements/change/",
    "/announcements/contract/",
    "/announcements/result-correction/",
    "/announcements/result/",
    "/announcements/tender/",
    "/announcements/termination/",
]


def paths() -> list[str]:
    return sorted(PageFile.objects.values_list("path", flat=True))


def test_a_publication_makes_its_page_its_projects_and_the_lists(receive: Receive, held: Held) -> None:
    announcement = receive(title="教学设备招标公告")

    page = held(f"/announcements/{announcement.pk}/")

    project = f"/projects/{announcement.project.project_no}/"
    assert "教学设备招标公告" in page
    assert paths() == sorted([*SITE, f"/announcements/{announcement.pk}/", project])
    assert all(
        "教学设备招标公告" in held(path) for path in ("/", "/announcements/", "/announcements/tender/", project)
    )
    assert "教学设备招标公告" not in held("/announcements/result/")


def test_a_file_holds_what_its_view_answers_anybody_and_nothing_of_who_is_signed_in(
    receive: Receive, clerk: User, client: Client
) -> None:
    receive()
    receive(version=2)
    render_due()

    for path in paths():
        content = place_of(path).read_bytes()
        assert client.get(path).content == content
        assert signed_in(clerk).get(path).content == content


def test_a_new_version_takes_the_address_and_the_old_one_gets_its_own(receive: Receive, held: Held) -> None:
    announcement = receive(title="第一稿")
    render_due()
    receive(version=2, title="第二稿")

    assert "第二稿" in held(f"/announcements/{announcement.pk}/")
    assert "第一稿" in held(f"/announcements/{announcement.pk}/versions/1/")
    assert "第一稿" not in held("/announcements/")


def test_a_withdrawn_announcement_stays_at_its_address_and_leaves_the_lists(receive: Receive, held: Held) -> None:
    announcement = receive(title="误发的公告")
    render_due()
    receive(version=2, title="误发的公告", is_withdrawn=True)

    assert "已撤回" in held(f"/announcements/{announcement.pk}/")
    assert "误发的公告" not in held("/announcements/tender/")


def test_an_approved_change_moves_the_times_on_the_page_of_its_tender(
    receive: Receive, approve: Approve, held: Held
) -> None:
    tender = receive("T")
    change = receive("C", type="change")
    before = held(f"/announcements/{tender.pk}/")
    assert not place_of(f"/announcements/{change.pk}/").exists()

    approve(change)

    link = f"/announcements/{change.pk}/"
    assert link not in before
    assert link in held(f"/announcements/{tender.pk}/")
    assert "变更公告" in held(link)


def test_an_attachment_is_offered_as_soon_as_it_is_here(
    receive: Receive, held: Held, tender_document: AttachmentFacts, now: datetime
) -> None:
    announcement = receive(attachments=[tender_document])
    path = f"/announcements/{announcement.pk}/"
    waiting = held(path)
    claimed = claim_due_attachment(lease=timedelta(minutes=1), now=now)
    assert claimed is not None
    note_failed_fetch(attachment=claimed, error="连接超时", is_permanent=False, now=now)
    failed = held(path)
    store_attachment(attachment=Attachment.objects.get(), content=ContentFile(b"%PDF-1"), now=now)

    assert "附件获取中，稍后可下载" in waiting
    assert "获取失败，正在重试" in failed
    assert 'href="/attachments/' in held(path)


def test_an_agency_that_is_renamed_is_named_so(receive: Receive, held: Held, agency: Organisation) -> None:
    announcement = receive()
    project = f"/projects/{announcement.project.project_no}/"
    before = held(project)

    agency.name = "河南宛诚工程管理有限公司"
    agency.save()

    assert "河南宛诚工程咨询有限公司" in before
    assert "河南宛诚工程管理有限公司" in held(project)


def test_nothing_is_written_where_nothing_changed(receive: Receive, held: Held) -> None:
    announcement = receive()
    path = f"/announcements/{announcement.pk}/"
    held(path)
    written = place_of(path).stat().st_mtime_ns
    row = PageFile.objects.get(path=path)

    mark_project(announcement.project)
    held(path)

    assert place_of(path).stat().st_mtime_ns == written
    assert PageFile.objects.get(path=path).pk == row.pk


def test_what_the_clock_changes_is_made_anew_at_that_moment(receive: Receive, held: Held, now: datetime) -> None:
    announcement = receive(bid_deadline=now + timedelta(days=3))
    path = f"/announcements/{announcement.pk}/"
    before = held(path)
    deadline = now + timedelta(days=3)
    assert PageFile.objects.get(path=path).holds_until == deadline
    # The project's page changes earlier, when the documents are no longer handed out.
    assert PageFile.objects.get(path="/").holds_until == deadline

    assert order_outdated(now=now) == 0
    with time_machine.travel(deadline, tick=False):
        assert order_outdated(now=deadline) == 2
        assert order_outdated(now=deadline) == 0
        after = held(path)

    assert "接收投标中" in before
    assert "接收投标中" not in after
    assert "已截止" in after


def test_the_first_page_is_made_anew_when_a_tender_comes_to_close_soon(
    receive: Receive, held: Held, now: datetime
) -> None:
    receive(bid_deadline=now + timedelta(days=10))

    held("/")

    assert PageFile.objects.get(path="/").holds_until == now + timedelta(days=3)


@pytest.fixture
def broken() -> Kind:
    """A kind of pages that cannot be made; it stands before the others."""

    def fail(path: str) -> Made:
        raise ValueError("排版失败")

    def one_each(key: int) -> Iterator[str]:
        yield f"/announcements/broken-{key}/"

    kind = Kind("broken", PageSubject.PROJECT, one_each, fail)
    kinds._kinds = {"broken": kind, **kinds._kinds}
    return kind


@pytest.mark.usefixtures("broken")
def test_a_page_that_cannot_be_made_stops_no_other_and_says_why(receive: Receive) -> None:
    announcement = receive()

    render_due()

    order = PageOrder.objects.get()
    assert (order.subject, order.key, order.attempts) == ("project", announcement.project_id, 1)
    assert order.last_error == f"/announcements/broken-{announcement.project_id}/：ValueError 排版失败"
    assert place_of(f"/announcements/{announcement.pk}/").exists()
    assert "教学设备" in place_of("/announcements/").read_text()


@pytest.mark.usefixtures("broken")
def test_after_enough_attempts_a_person_looks(receive: Receive, accepted: Project) -> None:
    receive()
    render_due()
    PageOrder.objects.update(attempts=rendering.MOST_ATTEMPTS - 1, due_at=Announcement.objects.get().published_at)

    render_due()

    assert PageOrder.objects.get().due_at is None
    mark_project(accepted)
    render_due()
    assert list(PageOrder.objects.values_list("due_at", "attempts")) == [(None, rendering.MOST_ATTEMPTS + 1)]


def test_what_is_marked_while_it_is_made_is_made_again(receive: Receive, monkeypatch: pytest.MonkeyPatch) -> None:
    announcement = receive()
    made: list[str] = []
    whole = rendering.render

    def marked_meanwhile(subject: rendering.Subject) -> rendering.Outcome:
        outcome = whole(subject)
        made.append(subject[0])
        if len(made) == 1:
            mark_project(announcement.project)
        return outcome

    monkeypatch.setattr(rendering, "render", marked_meanwhile)
    render_due()

    assert made == ["project", "project", "site", "print"]
    assert not PageOrder.objects.exists()


def test_a_death_between_the_file_and_its_row_is_mended_by_the_order(
    receive: Receive, monkeypatch: pytest.MonkeyPatch, held: Held
) -> None:
    announcement = receive(title="第一稿")
    path = f"/announcements/{announcement.pk}/"
    held(path)
    receive(version=2, title="第二稿")

    def die(*args: Any, **kwargs: Any) -> None:
        raise SystemExit

    with monkeypatch.context() as dying:
        dying.setattr(PageFile.objects, "bulk_create", die)
        with pytest.raises(SystemExit):
            render_due()
    row = PageFile.objects.get(path=path)
    assert "第二稿" in place_of(path).read_text()
    assert row.sha256 != files.digest(place_of(path).read_bytes())

    PageOrder.objects.update(due_at=row.rendered_at)
    held(path)

    row.refresh_from_db()
    assert row.sha256 == files.digest(place_of(path).read_bytes())


def test_a_write_that_fails_leaves_the_old_file_and_no_other(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = root / "announcements" / "7" / "index.html"
    files.write(place, "旧".encode())

    def full(descriptor: int) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        files.write(place, "新".encode())

    assert place.read_text() == "旧"
    assert [file.name for file in place.parent.iterdir()] == ["index.html"]


def test_anybody_may_read_the_files_whatever_the_mask(root: Path) -> None:
    import os

    before = os.umask(0o077)
    try:
        files.write(root / "announcements" / "7" / "index.html", b"x")
    finally:
        os.umask(before)

    modes = {place.name: oct(place.stat().st_mode)[-3:] for place in (root, *root.rglob("*"))}
    assert modes == {"pages": "755", "announcements": "755", "7": "755", "index.html": "644"}


def test_the_pages_of_what_is_public_no_longer_are_removed(receive: Receive, held: Held, root: Path) -> None:
    announcement = receive()
    held("/")
    Announcement.objects.filter(pk=announcement.pk).update(published_at=None, status="received")

    outcome = render(("project", announcement.project_id))

    assert (outcome.made, outcome.removed) == (0, 2)
    assert paths() == SITE
    assert not (root / "announcements" / str(announcement.pk)).exists()
    assert (root / "projects").is_dir()


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    """Two workers, each with a connection of its own."""

    def test_two_make_every_page_once_and_nothing_is_left(
        self, receive: Receive, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        receive()
        made: list[rendering.Subject] = []
        whole = rendering.render
        both_are_there = threading.Barrier(2, timeout=20)

        def counted(subject: rendering.Subject) -> rendering.Outcome:
            made.append(subject)
            return whole(subject)

        def work() -> None:
            try:
                both_are_there.wait()
                render_due()
            finally:
                connection.close()

        monkeypatch.setattr(rendering, "render", counted)
        workers = [threading.Thread(target=work) for _ in range(2)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(30)

        assert len(made) == len(set(made)) == 3
        assert made[0][0] == "project"
        assert not PageOrder.objects.exists()

    def test_whoever_publishes_waits_for_nobody_who_renders(
        self, receive: Receive, accepted: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        receive()
        is_rendering, may_go_on = threading.Event(), threading.Event()
        whole = rendering.render

        def slow(subject: rendering.Subject) -> rendering.Outcome:
            with transaction.atomic():
                outcome = whole(subject)
                is_rendering.set()
                assert may_go_on.wait(20)
            return outcome

        def work() -> None:
            try:
                render_due()
            finally:
                connection.close()

        monkeypatch.setattr(rendering, "render", slow)
        worker = threading.Thread(target=work)
        worker.start()
        assert is_rendering.wait(20)
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '1s'")
            mark_project(accepted)
            cursor.execute("SET lock_timeout = 0")
        may_go_on.set()
        worker.join(30)

        assert not PageOrder.objects.exists()

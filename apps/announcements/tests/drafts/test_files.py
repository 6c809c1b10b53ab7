"""Files of announcements that are drafted here: added, judged, public with them, and never before."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client

from apps.acceptance.tests.conftest import PDF, pdf
from apps.accounts.models import User
from apps.announcements.exceptions import DraftClosed
from apps.announcements.models import (
    Announcement,
    AnnouncementDraft,
    Attachment,
    AttachmentReference,
    DraftFile,
    DraftReview,
)
from apps.announcements.open_data.ocds.history import histories_of
from apps.announcements.open_data.ocds.releases import releases_of
from apps.announcements.selectors.drafting import composed
from apps.announcements.services import draft_files
from apps.announcements.services.draft_files import attach_file, remove_file
from apps.announcements.services.drafts import take_back
from apps.announcements.tests.drafts.conftest import Act, Write, seen
from apps.announcements.tests.pages import read
from apps.conftest import signed_in
from apps.core.actors import Actor
from apps.core.exceptions import Refused, StaleState
from apps.core.models import AuditEntry
from apps.core.uploads import UploadRefused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

Attach = Callable[..., DraftFile]
OnCommit = Callable[..., AbstractContextManager[Any]]
NAME = "采购需求.pdf"
SM3 = hashlib.new("sm3", PDF).hexdigest()
OTHER_PDF = PDF + b"\n% another"


@pytest.fixture
def attach(clerk: User, now: datetime) -> Attach:
    """Return a function that adds a file to a draft."""

    def act(draft: AnnouncementDraft, upload: SimpleUploadedFile | None = None) -> DraftFile:
        file = upload or pdf(NAME)
        return attach_file(draft=draft, upload=file, user=clerk, actor=Actor.person(clerk), now=now)

    return act


@pytest.fixture
def remove(clerk: User, now: datetime, django_capture_on_commit_callbacks: OnCommit) -> Callable[[DraftFile], None]:
    """Return a function that takes a file off its draft, with what happens once that is certain."""

    def act(attached: DraftFile) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            remove_file(attached=attached, actor=Actor.person(clerk), now=now)

    return act


def home_of(draft: AnnouncementDraft) -> str:
    return f"/agency/projects/{draft.project_id}/announcements/{draft.pk}/"


def is_here(attached: DraftFile) -> bool:
    return default_storage.exists(str(attached.file.name))


class TestAgency:
    def test_a_file_is_kept_under_its_content_not_under_its_name(self, write: Write, attach: Attach) -> None:
        draft = write()

        attached = attach(draft, pdf("../../etc/采购\u202e 需求.pdf"))

        known = {"size": len(PDF), "media_type": "application/pdf", "sm3": SM3}
        assert attached.facts == {"name": "采购 需求.pdf", **known}
        assert attached.file.name == f"drafts/{draft.pk}/{SM3}"
        assert Path(attached.file.path).read_bytes() == PDF
        assert AuditEntry.objects.get(act="draft.file_attached").details == {"sm3": SM3, "size": len(PDF)}

    def test_the_same_file_twice_is_one(self, write: Write, attach: Attach) -> None:
        draft = write()

        assert attach(draft) == attach(draft)
        assert AuditEntry.objects.filter(act="draft.file_attached").count() == 1

    @pytest.mark.parametrize(
        ("upload", "why"),
        [
            (pdf("改了名字.pdf"), f"与已上传的“{NAME}”内容相同"),
            (SimpleUploadedFile(NAME, OTHER_PDF), f"已有名为“{NAME}”的附件，内容不同"),
        ],
    )
    def test_two_that_the_public_could_not_tell_apart_are_refused(
        self, write: Write, attach: Attach, upload: SimpleUploadedFile, why: str
    ) -> None:
        draft = write()
        attach(draft)
        upload.seek(0)

        with pytest.raises(Refused, match=why):
            attach(draft, upload)

        assert draft.files.count() == 1

    def test_there_is_a_most(self, write: Write, attach: Attach, monkeypatch: pytest.MonkeyPatch) -> None:
        draft = write()
        monkeypatch.setattr(draft_files, "MOST_FILES", 1)
        attach(draft)

        with pytest.raises(Refused, match="最多附 1 个文件"):
            attach(draft, SimpleUploadedFile("另一份.pdf", OTHER_PDF))

    def test_a_file_that_is_not_what_it_says_is_not_kept(self, write: Write, attach: Attach) -> None:
        draft = write()

        with pytest.raises(UploadRefused, match="不符"):
            attach(draft, SimpleUploadedFile(NAME, b"MZ..."))

        assert default_storage.exists(f"drafts/{draft.pk}") is False

    def test_what_is_under_review_keeps_its_files(
        self, write: Write, submit: Act, attach: Attach, remove: Callable[[DraftFile], None]
    ) -> None:
        draft = write()
        attached = attach(draft)
        submit(draft)

        with pytest.raises(DraftClosed, match="审核期间不能修改"):
            attach(draft, SimpleUploadedFile("另一份.pdf", OTHER_PDF))
        with pytest.raises(DraftClosed, match="审核期间不能修改"):
            remove(attached)

        assert list(draft.files.all()) == [attached]
        assert is_here(attached)

    def test_the_sheet_takes_a_file_and_gives_it_back(self, clerk: User, write: Write) -> None:
        draft, at_work = write(), signed_in(clerk)

        page = read(at_work.post(f"{home_of(draft)}files/attach/", {"file": pdf(NAME)}, follow=True))
        answer: Any = at_work.get(f"{home_of(draft)}files/{draft.files.get().pk}/")

        assert f"已上传附件：{NAME}" in page.words
        assert b"".join(answer.streaming_content) == PDF
        assert answer["Content-Disposition"].startswith("attachment")

    def test_an_upload_that_is_refused_is_told_at_its_field(self, clerk: User, write: Write) -> None:
        draft, at_work = write(), signed_in(clerk)

        none = at_work.post(f"{home_of(draft)}files/attach/")
        wrong = at_work.post(f"{home_of(draft)}files/attach/", {"file": SimpleUploadedFile("x.exe", b"MZ")})

        assert none.status_code == wrong.status_code == 400
        assert "请选择要上传的文件。" in read(none).words
        assert "不接受“.exe”类型的文件" in read(wrong).words

    def test_a_file_is_removed_from_the_sheet_once(self, clerk: User, write: Write, attach: Attach) -> None:
        draft, at_work = write(), signed_in(clerk)
        address = f"{home_of(draft)}files/{attach(draft).pk}/remove/"

        first, second = (read(at_work.post(address, follow=True)).words for _ in range(2))

        assert f"已移除：{NAME}" in first
        assert "这份附件已经移除。" in second

    def test_a_text_that_names_files_is_warned_of_while_none_is_attached(
        self, tender: Announcement, write: Write, attach: Attach, after_deadline: datetime
    ) -> None:
        draft = write("result", at=after_deadline)
        before = composed(draft, now=after_deadline)
        attach(draft)

        after = composed(draft, now=after_deadline)

        assert [finding.place for finding in before.findings] == ["enclosures"]
        assert before.errors == after.findings == []


class TestBytes:
    def test_go_with_a_file_that_nobody_else_names(
        self, write: Write, attach: Attach, remove: Callable[[DraftFile], None]
    ) -> None:
        attached = attach(write())

        remove(attached)

        assert not is_here(attached)

    def test_go_when_the_draft_was_submitted_while_they_came(self, write: Write, submit: Act, attach: Attach) -> None:
        draft = write()
        opened_before = AnnouncementDraft.objects.get(pk=draft.pk)
        submit(draft)

        with pytest.raises(DraftClosed):
            attach(opened_before)

        assert not default_storage.exists(f"drafts/{draft.pk}/{SM3}")

    def test_stay_while_the_removal_may_still_fail(
        self, write: Write, attach: Attach, clerk: User, now: datetime
    ) -> None:
        attached = attach(write())

        remove_file(attached=attached, actor=Actor.person(clerk), now=now)

        assert is_here(attached)

    def test_stay_for_whoever_added_the_file_again(
        self, write: Write, attach: Attach, clerk: User, now: datetime, django_capture_on_commit_callbacks: OnCommit
    ) -> None:
        draft = write()
        attached = attach(draft)

        with django_capture_on_commit_callbacks(execute=True):
            remove_file(attached=attached, actor=Actor.person(clerk), now=now)
            attach(draft)

        assert is_here(attached)

    def test_stay_when_a_decision_names_them(
        self, write: Write, submit: Act, decide: Act, attach: Attach, remove: Callable[[DraftFile], None]
    ) -> None:
        draft = write()
        attached = attach(draft)
        decide(submit(draft), reason="请更换附件。")

        remove(attached)

        assert DraftReview.objects.get().content["attachments"][0]["sm3"] == attached.sm3
        assert is_here(attached)
        assert not draft.files.exists()

    def test_stay_when_a_version_names_them(
        self,
        *,
        tender: Announcement,
        write: Write,
        submit: Act,
        attach: Attach,
        remove: Callable[[DraftFile], None],
        clerk: User,
        now: datetime,
    ) -> None:
        draft = write("change")
        attached = attach(draft)
        submit(draft)
        take_back(draft=draft, actor=Actor.person(clerk), now=now)

        remove(attached)

        assert Attachment.objects.get().file.name == attached.file.name
        assert is_here(attached)

    def test_a_file_is_removed_once(self, write: Write, attach: Attach, remove: Callable[[DraftFile], None]) -> None:
        attached = attach(write())
        again = DraftFile.objects.get()
        remove(attached)

        with pytest.raises(StaleState, match="已经移除"):
            remove(again)


class TestReview:
    def test_the_decision_is_bound_to_name_size_and_digest(
        self, write: Write, submit: Act, decide: Act, attach: Attach, now: datetime
    ) -> None:
        draft = write()
        attach(draft)
        submit(draft)
        shown = seen(draft, now)
        draft.files.update(name="换过的名字.pdf")

        with pytest.raises(StaleState, match="有变化"):
            decide(draft, sm3=shown)

        assert Announcement.objects.count() == 0

    def test_the_reviewer_sees_and_opens_it_before_deciding(
        self, reviewer: User, write: Write, submit: Act, attach: Attach
    ) -> None:
        draft = write()
        attached = attach(draft)
        submit(draft)
        in_review = signed_in(reviewer)
        address = f"/center/announcements/announcementdraft/{draft.pk}/"

        page = read(in_review.get(f"{address}change/"))
        answer: Any = in_review.get(f"{address}files/{attached.pk}/")

        assert f"{address}files/{attached.pk}/" in page.links()
        assert b"".join(answer.streaming_content) == PDF
        assert AuditEntry.objects.get(act="draft.file_opened").actor_name == str(reviewer)

    def test_a_file_of_what_was_never_submitted_is_the_agency_s_own(
        self, reviewer: User, write: Write, attach: Attach
    ) -> None:
        attached = attach(write())

        answer = signed_in(reviewer).get(
            f"/center/announcements/announcementdraft/{attached.draft_id}/files/{attached.pk}/"
        )

        assert answer.status_code == 404

    def test_files_of_a_change_are_judged_with_its_times(
        self, *, tender: Announcement, write: Write, submit: Act, attach: Attach, reviewer: User
    ) -> None:
        draft = write("change")
        attach(draft)
        submit(draft)
        assert draft.announcement is not None
        reference, in_review = AttachmentReference.objects.get(), signed_in(reviewer)

        page = read(in_review.get(f"/center/announcements/changetimes/{draft.announcement.change_times.pk}/change/"))
        answer: Any = in_review.get(f"/center/announcements/attachment/references/{reference.pk}/")

        assert f"/center/announcements/attachment/references/{reference.pk}/" in page.links()
        assert b"".join(answer.streaming_content) == PDF


class TestPublic:
    @pytest.fixture
    def published(self, write: Write, submit: Act, decide: Act, attach: Attach) -> Announcement:
        draft = write()
        attach(draft)
        decide(submit(draft))
        return Announcement.objects.get()

    def test_it_is_an_attachment_of_the_version_that_is_here_at_once(
        self, published: Announcement, now: datetime
    ) -> None:
        reference = AttachmentReference.objects.select_related("attachment").get(version__announcement=published)
        attachment = reference.attachment

        assert (reference.position, reference.name, reference.media_type) == (1, NAME, "application/pdf")
        assert (attachment.province_id, attachment.status, attachment.stored_at) == ("", "stored", now)
        assert attachment.file.name == DraftFile.objects.get().file.name

    def test_the_page_names_it_and_hands_it_out(self, client: Client, published: Announcement) -> None:
        address = f"/attachments/{AttachmentReference.objects.get().pk}/"

        page = read(client.get(f"/announcements/{published.pk}/"))
        answer: Any = client.get(address)

        assert address in page.links()
        assert b"".join(answer.streaming_content) == PDF
        assert "default-src 'none'" in answer["Content-Security-Policy"]

    def test_the_open_data_have_it_like_one_of_the_province(self, client: Client, published: Announcement) -> None:
        answer = client.get(f"/api/v1/announcements/{published.announcement_no}/")
        releases = [release for _, release in releases_of(histories_of([published.project_id])[published.project_id])]

        (attachment,) = answer.json()["version"]["attachments"]
        assert (attachment["name"], attachment["size"], attachment["sm3"]) == (NAME, len(PDF), SM3)
        assert attachment["is_available"] is True
        (document,) = [each for each in releases[0]["tender"]["documents"] if each["title"] == NAME]
        assert (document["format"], document["size"], document["sm3"]) == ("application/pdf", len(PDF), SM3)

    def test_the_same_file_in_two_announcements_is_one_attachment(
        self,
        *,
        published: Announcement,
        write: Write,
        submit: Act,
        decide: Act,
        attach: Attach,
    ) -> None:
        draft = write("termination")
        attach(draft, pdf("另一个名字.pdf"))

        decide(submit(draft))

        assert Attachment.objects.count() == 1
        assert [each.name for each in AttachmentReference.objects.order_by("pk")] == [NAME, "另一个名字.pdf"]

    def test_one_without_an_id_of_the_province_cannot_wait_for_it(self, now: datetime) -> None:
        with pytest.raises(IntegrityError, match="local_attachment_is_stored"), transaction.atomic():
            Attachment.objects.create(name=NAME, size=1, media_type="application/pdf", sm3=SM3, due_at=now)


@pytest.mark.parametrize("path", ["files/{file}/", "files/{file}/remove/", "files/attach/"])
def test_what_belongs_to_another_agency_is_not_there(stranger: User, write: Write, attach: Attach, path: str) -> None:
    draft = write()
    address = home_of(draft) + path.format(file=attach(draft).pk)
    act = signed_in(stranger).get if path == "files/{file}/" else signed_in(stranger).post

    answer = act(address, {"file": pdf("另一份.pdf")} if path == "files/attach/" else None)

    assert answer.status_code == 404
    assert [each.name for each in draft.files.all()] == [NAME]


def test_nobody_from_outside_gets_a_file_before_it_is_public(client: Client, write: Write, attach: Attach) -> None:
    draft = write()
    attached = attach(draft)

    agency = client.get(f"{home_of(draft)}files/{attached.pk}/")
    center = client.get(f"/center/announcements/announcementdraft/{draft.pk}/files/{attached.pk}/")

    assert agency.status_code == center.status_code == 302
    assert agency["Location"].startswith("/agency/sign-in/")
    assert center["Location"].startswith("/center/login/")
    assert client.get(f"/media/{attached.file.name}").status_code == 404


def test_a_file_of_a_change_that_is_not_approved_is_not_public(
    *, client: Client, tender: Announcement, write: Write, submit: Act, attach: Attach
) -> None:
    draft = write("change")
    attach(draft)
    submit(draft)

    answer = client.get(f"/attachments/{AttachmentReference.objects.get().pk}/")

    assert answer.status_code == 404

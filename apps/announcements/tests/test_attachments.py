"""Attachments: kept when their bytes are here, tried again when not, left to a person in the end."""

from datetime import datetime, timedelta

import pytest
from django.core.files.base import ContentFile

from apps.accounts.models import User
from apps.announcements.models import Attachment
from apps.announcements.services.attachments import (
    LONGEST_RETRY,
    MOST_ATTEMPTS,
    fetch_again,
    note_failed_fetch,
    store_attachment,
)
from apps.announcements.services.receiving import AttachmentFacts
from apps.announcements.tests.conftest import Receive
from apps.core.actors import Actor
from apps.core.exceptions import StaleState, UnlawfulMove
from apps.core.models import AuditEntry, StatusChange

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(receive: Receive, tender_document: AttachmentFacts) -> Attachment:
    receive(attachments=[tender_document])
    return Attachment.objects.get()


def test_stored_bytes_lie_under_their_digest_and_not_under_their_name(waiting: Attachment, now: datetime) -> None:
    store_attachment(attachment=waiting, content=ContentFile(b"%PDF-1"), now=now)

    stored = Attachment.objects.get()
    assert stored.is_stored
    assert stored.stored_at == now
    assert stored.file.name == f"attachments/{stored.sm3[:2]}/{stored.sm3}"
    with stored.file.open("rb") as file:
        assert file.read() == b"%PDF-1"


def test_of_two_workers_that_store_the_same_one_is_told(waiting: Attachment, now: datetime) -> None:
    second = Attachment.objects.get()
    store_attachment(attachment=waiting, content=ContentFile(b"%PDF-1"), now=now)

    with pytest.raises(StaleState):
        store_attachment(attachment=second, content=ContentFile(b"%PDF-1"), now=now + timedelta(minutes=1))

    stored = Attachment.objects.get()
    assert stored.stored_at == now
    with stored.file.open("rb") as file:
        assert file.read() == b"%PDF-1"
    assert StatusChange.objects.filter(subject_type="announcements.attachment").count() == 1


@pytest.mark.parametrize(
    ("earlier", "wait"),
    [(0, timedelta(seconds=10)), (1, timedelta(seconds=20)), (5, timedelta(seconds=320)), (9, LONGEST_RETRY)],
)
def test_a_failed_fetch_waits_ever_longer(waiting: Attachment, now: datetime, earlier: int, wait: timedelta) -> None:
    waiting.attempts = earlier

    note_failed_fetch(attachment=waiting, error="省采购系统没有回应", now=now)

    noted = Attachment.objects.get()
    assert noted.status == "waiting"
    assert noted.attempts == earlier + 1
    assert noted.due_at == now + wait
    assert noted.last_error == "省采购系统没有回应"


def test_the_last_attempt_leaves_it_to_a_person(waiting: Attachment, now: datetime) -> None:
    waiting.attempts = MOST_ATTEMPTS - 1

    note_failed_fetch(attachment=waiting, error="摘要不符", now=now)

    assert Attachment.objects.get().status == "failed"
    change = StatusChange.objects.get(subject_type="announcements.attachment")
    assert (change.old_status, change.new_status, change.reason) == ("waiting", "failed", "摘要不符")


def test_a_success_after_failures_forgets_the_error(waiting: Attachment, now: datetime) -> None:
    note_failed_fetch(attachment=waiting, error="超时", now=now)

    store_attachment(attachment=waiting, content=ContentFile(b"%PDF-1"), now=now)

    assert Attachment.objects.get().last_error == ""


def test_a_person_can_have_it_tried_again(waiting: Attachment, reviewer: User, now: datetime) -> None:
    waiting.attempts = MOST_ATTEMPTS - 1
    note_failed_fetch(attachment=waiting, error="超时", now=now)

    fetch_again(attachment=waiting, actor=Actor.person(reviewer), now=now + timedelta(days=1))

    again = Attachment.objects.get()
    assert (again.status, again.attempts, again.due_at) == ("waiting", 0, now + timedelta(days=1))
    entry = AuditEntry.objects.get(act="attachment.fetch_again")
    assert (entry.actor_name, entry.summary) == ("张审核（方城县公共资源交易中心）", "重新获取附件 招标文件.pdf")


def test_what_still_waits_cannot_be_tried_again(waiting: Attachment, reviewer: User, now: datetime) -> None:
    with pytest.raises(UnlawfulMove):
        fetch_again(attachment=waiting, actor=Actor.person(reviewer), now=now)

    assert not AuditEntry.objects.filter(act="attachment.fetch_again").exists()

"""Attachments: kept when their bytes are here, tried again when not, left to a person in the end."""

from datetime import datetime, timedelta

import pytest
from django.core.files.base import ContentFile

from apps.accounts.models import User
from apps.announcements.models import Attachment
from apps.announcements.services.attachments import (
    LONGEST_RETRY,
    MOST_ATTEMPTS,
    claim_due_attachment,
    fetch_again,
    note_failed_fetch,
    store_attachment,
)
from apps.announcements.services.versions import AttachmentFacts
from apps.announcements.tests.conftest import Receive
from apps.core.actors import Actor
from apps.core.exceptions import StaleState, UnlawfulMove
from apps.core.models import AuditEntry, StatusChange

pytestmark = pytest.mark.django_db

LEASE = timedelta(minutes=5)


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


def claim(now: datetime, *, earlier: int = 0) -> Attachment:
    """Claim the one attachment, as if it had been tried `earlier` times."""
    Attachment.objects.update(attempts=earlier)
    claimed = claim_due_attachment(lease=LEASE, now=now)
    assert claimed is not None
    return claimed


@pytest.mark.usefixtures("waiting")
def test_an_attempt_is_counted_before_the_work(now: datetime) -> None:
    claimed = claim_due_attachment(lease=LEASE, now=now)

    assert claimed == Attachment.objects.get()
    assert (Attachment.objects.get().attempts, Attachment.objects.get().due_at) == (1, now + LEASE)


@pytest.mark.usefixtures("waiting")
def test_what_is_claimed_is_due_again_when_its_lease_is_over(now: datetime) -> None:
    claim(now)

    before = claim_due_attachment(lease=LEASE, now=now + LEASE - timedelta(seconds=1))
    after = claim_due_attachment(lease=LEASE, now=now + LEASE)

    assert before is None
    assert after is not None
    assert after.attempts == 2


def test_the_longest_waiting_is_claimed_first(receive: Receive, now: datetime) -> None:
    attachments = [AttachmentFacts(f"att-{number}", "附件.pdf", 1, "application/pdf", "0" * 64) for number in (1, 2)]
    receive(attachments=attachments)
    Attachment.objects.filter(province_id="att-2").update(due_at=now - timedelta(hours=1))

    claimed = [claim_due_attachment(lease=LEASE, now=now) for _ in range(3)]

    assert [attachment and attachment.province_id for attachment in claimed] == ["att-2", "att-1", None]


def test_one_that_kills_its_workers_is_left_to_a_person_and_the_next_is_claimed(
    receive: Receive, now: datetime
) -> None:
    attachments = [AttachmentFacts(f"att-{number}", "附件.pdf", 1, "application/pdf", "0" * 64) for number in (1, 2)]
    receive(attachments=attachments)
    Attachment.objects.filter(province_id="att-1").update(attempts=MOST_ATTEMPTS)

    claimed = claim_due_attachment(lease=LEASE, now=now)

    assert claimed is not None
    assert claimed.province_id == "att-2"
    deadly = Attachment.objects.get(province_id="att-1")
    assert (deadly.status, deadly.last_error) == ("failed", "多次获取均意外中断，请联系运维人员查看日志。")


@pytest.mark.parametrize(
    ("earlier", "wait"),
    [(0, timedelta(seconds=10)), (1, timedelta(seconds=20)), (5, timedelta(seconds=320)), (9, LONGEST_RETRY)],
)
@pytest.mark.usefixtures("waiting")
def test_a_failed_fetch_waits_ever_longer(now: datetime, earlier: int, wait: timedelta) -> None:
    claimed = claim(now, earlier=earlier)

    note_failed_fetch(attachment=claimed, error="省采购系统没有回应", is_permanent=False, now=now)

    noted = Attachment.objects.get()
    assert noted.status == "waiting"
    assert noted.attempts == earlier + 1
    assert noted.due_at == now + wait
    assert noted.last_error == "省采购系统没有回应"


@pytest.mark.parametrize(("earlier", "is_permanent"), [(MOST_ATTEMPTS - 1, False), (0, True)])
@pytest.mark.usefixtures("waiting")
def test_the_last_attempt_and_a_hopeless_one_leave_it_to_a_person(
    now: datetime, earlier: int, is_permanent: bool
) -> None:
    claimed = claim(now, earlier=earlier)

    note_failed_fetch(attachment=claimed, error="摘要不符", is_permanent=is_permanent, now=now)

    failed = Attachment.objects.get()
    assert (failed.status, failed.last_error) == ("failed", "摘要不符")
    change = StatusChange.objects.get(subject_type="announcements.attachment")
    assert (change.old_status, change.new_status, change.reason) == ("waiting", "failed", "摘要不符")


@pytest.mark.parametrize("is_permanent", [False, True])
@pytest.mark.usefixtures("waiting")
def test_a_failure_that_comes_after_the_bytes_changes_nothing(now: datetime, is_permanent: bool) -> None:
    slow = claim(now)
    store_attachment(attachment=Attachment.objects.get(), content=ContentFile(b"%PDF-1"), now=now)

    note_failed_fetch(attachment=slow, error="超时", is_permanent=is_permanent, now=now + LEASE)

    stored = Attachment.objects.get()
    assert (stored.status, stored.last_error, stored.due_at) == ("stored", "", now + LEASE)


@pytest.mark.usefixtures("waiting")
def test_a_failure_that_comes_after_the_next_claim_changes_nothing(now: datetime) -> None:
    slow = claim(now)
    claim_due_attachment(lease=LEASE, now=now + LEASE)

    note_failed_fetch(attachment=slow, error="超时", is_permanent=False, now=now + LEASE)

    claimed = Attachment.objects.get()
    assert (claimed.attempts, claimed.last_error, claimed.due_at) == (2, "", now + 2 * LEASE)


def test_a_success_after_failures_forgets_the_error(waiting: Attachment, now: datetime) -> None:
    note_failed_fetch(attachment=claim(now), error="超时", is_permanent=False, now=now)
    waiting.refresh_from_db()

    store_attachment(attachment=waiting, content=ContentFile(b"%PDF-1"), now=now)

    assert Attachment.objects.get().last_error == ""


def test_a_person_can_have_it_tried_again(waiting: Attachment, reviewer: User, now: datetime) -> None:
    note_failed_fetch(attachment=claim(now), error="超时", is_permanent=True, now=now)
    waiting.refresh_from_db()

    fetch_again(attachment=waiting, actor=Actor.person(reviewer), now=now + timedelta(days=1))

    again = Attachment.objects.get()
    assert (again.status, again.attempts, again.due_at) == ("waiting", 0, now + timedelta(days=1))
    entry = AuditEntry.objects.get(act="attachment.fetch_again")
    assert (entry.actor_name, entry.summary) == ("张审核（方城县公共资源交易中心）", "重新获取附件 招标文件.pdf")


def test_what_still_waits_cannot_be_tried_again(waiting: Attachment, reviewer: User, now: datetime) -> None:
    with pytest.raises(UnlawfulMove):
        fetch_again(attachment=waiting, actor=Actor.person(reviewer), now=now)

    assert not AuditEntry.objects.filter(act="attachment.fetch_again").exists()

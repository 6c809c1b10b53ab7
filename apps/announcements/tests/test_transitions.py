"""The tables of moves, in full: every pair of statuses is either lawful or refused without a trace."""

from datetime import datetime, timedelta
from itertools import product

import pytest

from apps.announcements.models import Announcement, Attachment
from apps.announcements.services.versions import AttachmentFacts
from apps.announcements.tests.conftest import Receive
from apps.core.actors import PLATFORM
from apps.core.exceptions import StaleState, UnlawfulMove
from apps.core.models import StatusChange
from apps.core.status import move

pytestmark = pytest.mark.django_db

ANNOUNCEMENT_MOVES = {
    ("received", "published"),
    ("received", "awaiting_times"),
    ("received", "withdrawn"),
    ("awaiting_times", "awaiting_review"),
    ("awaiting_times", "published"),
    ("awaiting_times", "withdrawn"),
    ("awaiting_review", "published"),
    ("awaiting_review", "returned"),
    ("awaiting_review", "awaiting_times"),
    ("awaiting_review", "withdrawn"),
    ("returned", "awaiting_review"),
    ("returned", "awaiting_times"),
    ("returned", "published"),
    ("returned", "withdrawn"),
    ("published", "awaiting_times"),
    ("published", "withdrawn"),
    ("withdrawn", "published"),
    ("withdrawn", "awaiting_times"),
}
ATTACHMENT_MOVES = {("waiting", "stored"), ("waiting", "failed"), ("failed", "waiting")}


@pytest.mark.parametrize(("old", "new"), list(product(Announcement.Status.values, repeat=2)))
def test_an_announcement_moves_only_as_its_table_says(receive: Receive, now: datetime, old: str, new: str) -> None:
    announcement = receive()
    Announcement.objects.filter(pk=announcement.pk).update(status=old)
    announcement.refresh_from_db()
    before = StatusChange.objects.count()

    if (old, new) in ANNOUNCEMENT_MOVES:
        move(announcement, new, actor=PLATFORM, now=now)
    else:
        with pytest.raises(UnlawfulMove):
            move(announcement, new, actor=PLATFORM, now=now)

    is_lawful = (old, new) in ANNOUNCEMENT_MOVES
    announcement.refresh_from_db()
    assert announcement.status == (new if is_lawful else old)
    assert StatusChange.objects.count() == before + is_lawful


@pytest.mark.parametrize(("old", "new"), list(product(Attachment.Status.values, repeat=2)))
def test_an_attachment_moves_only_as_its_table_says(
    receive: Receive, tender_document: AttachmentFacts, now: datetime, old: str, new: str
) -> None:
    receive(attachments=[tender_document])
    Attachment.objects.update(status=old, file="attachments/5d/5d")
    attachment = Attachment.objects.get()
    before = StatusChange.objects.count()

    if (old, new) in ATTACHMENT_MOVES:
        move(attachment, new, actor=PLATFORM, now=now)
    else:
        with pytest.raises(UnlawfulMove):
            move(attachment, new, actor=PLATFORM, now=now)

    is_lawful = (old, new) in ATTACHMENT_MOVES
    attachment.refresh_from_db()
    assert attachment.status == (new if is_lawful else old)
    assert StatusChange.objects.count() == before + is_lawful


def test_of_two_withdrawals_at_once_one_is_told(receive: Receive, now: datetime) -> None:
    receive()
    first, second = Announcement.objects.get(), Announcement.objects.get()
    move(first, "withdrawn", actor=PLATFORM, now=now, withdrawn_at=now)

    with pytest.raises(StaleState):
        move(second, "withdrawn", actor=PLATFORM, now=now, withdrawn_at=now + timedelta(hours=1))

    first.refresh_from_db()
    assert first.withdrawn_at == now

"""What becomes of an announcement when it arrives, once, twice, late, taken back."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from apps.acceptance.models import Project
from apps.announcements.exceptions import ProjectMissing
from apps.announcements.models import Announcement, AnnouncementVersion, Attachment
from apps.announcements.services.receiving import receive_announcement, withdraw_announcement
from apps.announcements.services.versions import AttachmentFacts
from apps.announcements.tests.conftest import ArrivalFactory, Receive
from apps.core.actors import PLATFORM
from apps.core.models import AuditEntry, StatusChange
from apps.core.status import move

pytestmark = pytest.mark.django_db


def moves_of(announcement: Announcement) -> list[tuple[str, str, str]]:
    changes = StatusChange.objects.filter(subject_type="announcements.announcement", subject_id=announcement.pk)
    return [(change.old_status, change.new_status, change.actor_name) for change in changes]


def acts_on(announcement: Announcement) -> list[str]:
    entries = AuditEntry.objects.filter(subject_type="announcements.announcement", subject_id=announcement.pk)
    return [entry.act for entry in entries.order_by("pk")]


def test_an_announcement_is_public_in_the_moment_it_arrives(
    receive: Receive, accepted: Project, now: datetime
) -> None:
    announcement = receive(body_html="<p>正文</p><script>alert(1)</script>", at=now + timedelta(seconds=2))

    assert announcement.status == "published"
    assert announcement.project == accepted
    assert announcement.published_at == now + timedelta(seconds=2)
    assert announcement.first_published_at == now
    assert announcement.kind == "goods"
    assert list(Announcement.objects.published()) == [announcement]


def test_the_text_is_kept_as_it_came_beside_its_safe_form(receive: Receive) -> None:
    body = "<p onclick='x()'>正文</p><script>alert(1)</script>"

    announcement = receive(body_html=body)

    version = announcement.versions.get()
    assert version.body_html == body
    assert version.body_sm3 == "f3a545bf3ab5df448ebc7ab39f3ae3440931d75698a71d79b73396179b264720"
    assert version.body_safe == "<p>正文</p>"
    assert version.body_safe_sm3 == "4b5660c2e4fa4ff0b22d78b72ce693740b687bf90ac77d39b4013331a981dd64"


def test_an_arrival_leaves_a_history_row_and_an_audit_entry(receive: Receive) -> None:
    announcement = receive(lot_nos=["1", "9"])

    assert moves_of(announcement) == [("received", "published", "交易平台")]
    entry = AuditEntry.objects.get(act="announcement.published")
    assert entry.actor_name == "省采购系统"
    assert entry.details == {
        "version": 1,
        "原文SM3": announcement.versions.get().body_sm3,
        "未受理的标段": ["9"],
    }


def test_the_same_version_a_second_time_changes_nothing(
    receive: Receive, make_arrival: ArrivalFactory, now: datetime
) -> None:
    announcement = receive()

    answer = receive_announcement(arrival=make_arrival(title="另一个标题"), now=now + timedelta(hours=1))

    assert answer is None
    announcement.refresh_from_db()
    assert announcement.title == "方城县教育体育局义务教育学校教学设备采购项目招标公告"
    assert announcement.versions.count() == 1
    assert acts_on(announcement) == ["announcement.published"]


def test_an_older_version_after_a_newer_one_changes_nothing(
    receive: Receive, make_arrival: ArrivalFactory, now: datetime
) -> None:
    announcement = receive(version=5, title="第五版")

    answer = receive_announcement(arrival=make_arrival(version=2, title="第二版"), now=now)

    assert answer is None
    announcement.refresh_from_db()
    assert (announcement.version, announcement.title) == (5, "第五版")
    assert [version.version for version in announcement.versions.all()] == [5]


def test_a_newer_version_replaces_what_is_shown_and_keeps_what_was(receive: Receive, now: datetime) -> None:
    receive(title="第一版", body_html="<p>一</p>")

    announcement = receive(
        version=3,
        title="第三版",
        body_html="<p>三</p>",
        bid_deadline=now + timedelta(days=30),
        at=now + timedelta(days=1),
    )

    assert (announcement.version, announcement.title) == (3, "第三版")
    assert announcement.bid_deadline == now + timedelta(days=30)
    assert announcement.published_at == now
    assert [(version.version, version.body_safe) for version in announcement.versions.all()] == [
        (1, "<p>一</p>"),
        (3, "<p>三</p>"),
    ]
    assert moves_of(announcement) == [("received", "published", "交易平台")]
    assert acts_on(announcement) == ["announcement.published", "announcement.published"]


def test_an_announcement_of_an_unknown_project_waits(make_arrival: ArrivalFactory, now: datetime) -> None:
    arrival = make_arrival(project_no="方财公开采购-2026-999")

    with pytest.raises(ProjectMissing, match="方财公开采购-2026-999"):
        receive_announcement(arrival=arrival, now=now)

    assert not Announcement.objects.exists()
    assert not AnnouncementVersion.objects.exists()


def test_an_announcement_of_a_project_under_review_waits(
    make_arrival: ArrivalFactory, accepted: Project, now: datetime
) -> None:
    Project.objects.filter(pk=accepted.pk).update(status="submitted", accepted_at=None)

    with pytest.raises(ProjectMissing):
        receive_announcement(arrival=make_arrival(), now=now)

    assert not Announcement.objects.exists()


def test_a_withdrawal_takes_it_off_the_lists_and_leaves_its_page(receive: Receive, now: datetime) -> None:
    receive()

    announcement = receive(version=2, is_withdrawn=True, at=now + timedelta(hours=1))

    assert announcement.is_withdrawn
    assert announcement.withdrawn_at == now + timedelta(hours=1)
    assert announcement.published_at == now
    assert not Announcement.objects.published().exists()
    assert list(Announcement.objects.public()) == [announcement]
    assert moves_of(announcement)[-1] == ("published", "withdrawn", "省采购系统")
    assert acts_on(announcement) == ["announcement.published", "announcement.withdrawn"]


def test_a_version_after_the_withdrawal_puts_it_back_with_its_first_time(receive: Receive, now: datetime) -> None:
    receive()
    receive(version=2, is_withdrawn=True, at=now + timedelta(hours=1))

    announcement = receive(version=3, at=now + timedelta(hours=2))

    assert announcement.status == "published"
    assert announcement.published_at == now
    assert announcement.withdrawn_at is None


def test_a_withdrawal_of_what_was_never_seen_stays_out_of_sight(receive: Receive) -> None:
    announcement = receive(is_withdrawn=True)

    assert announcement.is_withdrawn
    assert announcement.published_at is None
    assert not Announcement.objects.public().exists()
    assert not AnnouncementVersion.objects.public().exists()


def test_what_a_waiting_withdrawal_takes_back_is_never_public(
    receive: Receive, make_arrival: ArrivalFactory, now: datetime
) -> None:
    receive_announcement(arrival=make_arrival(version=1), now=now, is_outdated=True)
    between = Announcement.objects.get()

    after = receive(version=2, is_withdrawn=True, at=now + timedelta(seconds=1))

    assert (between.status, between.published_at, between.version) == ("received", None, 1)
    assert (after.status, after.published_at) == ("withdrawn", None)
    assert [version.version for version in after.versions.all()] == [1, 2]
    assert moves_of(after) == [("received", "withdrawn", "省采购系统")]
    assert acts_on(after) == ["announcement.received", "announcement.withdrawn"]


def test_an_outdated_version_puts_nothing_back(receive: Receive, make_arrival: ArrivalFactory, now: datetime) -> None:
    receive()
    receive(version=2, is_withdrawn=True)

    announcement = receive_announcement(arrival=make_arrival(version=3), now=now, is_outdated=True)

    assert announcement is not None
    assert announcement.status == "withdrawn"
    assert announcement.version == 3


def test_an_outdated_version_takes_nothing_down_and_shows_nothing_new(
    receive: Receive, make_arrival: ArrivalFactory, now: datetime
) -> None:
    receive(title="第一版")

    receive_announcement(arrival=make_arrival(version=2, title="第二版"), now=now, is_outdated=True)

    announcement = Announcement.objects.published().get()
    assert (announcement.title, announcement.version) == ("第一版", 2)
    assert [version.version for version in announcement.versions.public()] == [1]


def test_a_withdrawal_without_content_takes_it_down_and_keeps_what_was(receive: Receive, now: datetime) -> None:
    receive()

    withdrawn = withdraw_announcement(announcement_no="HN-2026-0001", version=4, now=now + timedelta(hours=1))

    announcement = Announcement.objects.get()
    assert withdrawn == announcement
    assert (announcement.status, announcement.version) == ("withdrawn", 4)
    assert (announcement.published_at, announcement.withdrawn_at) == (now, now + timedelta(hours=1))
    assert [version.version for version in announcement.versions.all()] == [1]
    assert moves_of(announcement)[-1] == ("published", "withdrawn", "省采购系统")
    entry = AuditEntry.objects.get(act="announcement.withdrawn")
    assert entry.summary == "已撤回采购公告第4版：方城县教育体育局义务教育学校教学设备采购项目招标公告"
    assert entry.details == {"version": 4}


@pytest.mark.parametrize(("announcement_no", "version"), [("HN-2026-0001", 3), ("HN-2026-0001", 2), ("HN-9", 9)])
def test_a_withdrawal_of_what_is_unknown_or_newer_changes_nothing(
    receive: Receive, now: datetime, announcement_no: str, version: int
) -> None:
    receive(version=3)

    answer = withdraw_announcement(announcement_no=announcement_no, version=version, now=now)

    assert answer is None
    announcement = Announcement.objects.get()
    assert (announcement.status, announcement.version) == ("published", 3)
    assert acts_on(announcement) == ["announcement.published"]


def test_a_second_withdrawal_counts_its_number_alone(receive: Receive, now: datetime) -> None:
    receive(is_withdrawn=True)

    announcement = withdraw_announcement(announcement_no="HN-2026-0001", version=2, now=now + timedelta(hours=1))

    assert announcement is not None
    assert (announcement.version, announcement.withdrawn_at) == (2, now)
    assert len(moves_of(announcement)) == 1


def test_after_a_withdrawal_without_content_an_older_version_stays_away(
    receive: Receive, make_arrival: ArrivalFactory, now: datetime
) -> None:
    receive()
    withdraw_announcement(announcement_no="HN-2026-0001", version=4, now=now)

    answer = receive_announcement(arrival=make_arrival(version=3), now=now)

    assert answer is None
    assert not Announcement.objects.published().exists()


def test_an_attachment_that_stays_the_same_is_kept_once(receive: Receive, tender_document: AttachmentFacts) -> None:
    receive(attachments=[tender_document])

    announcement = receive(version=2, attachments=[tender_document])

    attachment = Attachment.objects.get()
    assert [list(version.attachments.all()) for version in announcement.versions.all()] == [[attachment], [attachment]]
    assert attachment.status == "waiting"


def test_an_attachment_with_other_bytes_under_the_same_id_is_another_one(
    receive: Receive, tender_document: AttachmentFacts
) -> None:
    receive(attachments=[tender_document])
    changed = AttachmentFacts("att-1", "招标文件.pdf", 7, "application/pdf", "0" * 64)

    announcement = receive(version=2, attachments=[changed])

    sizes = [[attachment.size for attachment in version.attachments.all()] for version in announcement.versions.all()]
    assert sizes == [[6], [7]]


def test_each_version_keeps_its_own_name_for_the_same_bytes(
    receive: Receive, tender_document: AttachmentFacts
) -> None:
    receive(attachments=[tender_document])
    final = replace(tender_document, name="采购文件（定稿）.pdf", media_type="application/x-pdf")

    announcement = receive(version=2, attachments=[final])

    references = [
        (version.version, reference.position, reference.name, reference.media_type, reference.attachment)
        for version in announcement.versions.all()
        for reference in version.references.all()
    ]
    attachment = Attachment.objects.get()
    assert references == [
        (1, 1, "招标文件.pdf", "application/pdf", attachment),
        (2, 1, "采购文件（定稿）.pdf", "application/x-pdf", attachment),
    ]


def test_a_failed_attachment_that_is_named_again_is_fetched_again(
    receive: Receive, tender_document: AttachmentFacts, now: datetime
) -> None:
    receive(attachments=[tender_document])
    move(Attachment.objects.get(), "failed", actor=PLATFORM, now=now, attempts=60)

    receive(version=2, attachments=[tender_document], at=now + timedelta(days=3))

    attachment = Attachment.objects.get()
    assert (attachment.status, attachment.attempts, attachment.due_at) == ("waiting", 0, now + timedelta(days=3))
    last = StatusChange.objects.filter(subject_type="announcements.attachment").last()
    assert last is not None
    assert (last.new_status, last.reason) == ("waiting", "公告的新版本再次列出")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE announcements_attachmentreference SET name = '改过的名称'",
        "DELETE FROM announcements_attachmentreference",
        "UPDATE announcements_announcementversion SET title = '改过的标题'",
        "DELETE FROM announcements_announcementversion",
    ],
)
def test_the_database_refuses_to_change_a_version(
    receive: Receive, tender_document: AttachmentFacts, statement: str
) -> None:
    version = receive(attachments=[tender_document]).versions.get()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    version.refresh_from_db()
    assert version.title == "方城县教育体育局义务教育学校教学设备采购项目招标公告"
    assert [reference.name for reference in version.references.all()] == ["招标文件.pdf"]

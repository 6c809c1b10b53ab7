"""The center takes a local announcement back."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from apps.acceptance.models import Project
from apps.accounts.models import Notification, User
from apps.announcements.exceptions import Misplaced
from apps.announcements.models import Announcement, PublicEvent
from apps.announcements.services.receiving import receive_announcement, withdraw_announcement
from apps.announcements.services.withdrawing import withdraw_local
from apps.announcements.tests.conftest import ArrivalFactory, Receive
from apps.announcements.tests.drafts.conftest import Write
from apps.core.actors import Actor
from apps.core.exceptions import Refused, UnlawfulMove
from apps.core.models import AuditEntry, StatusChange
from apps.tender_planning.models import Planning

pytestmark = pytest.mark.django_db


def test_it_is_withdrawn_with_a_reason_that_the_agency_is_told(
    tender: Announcement, clerk: User, reviewer: User, now: datetime
) -> None:
    at = now + timedelta(hours=1)

    withdraw_local(announcement=tender, reason="误发", actor=Actor.person(reviewer), now=at)

    moved = StatusChange.objects.get(new_status="withdrawn")
    assert (tender.status, tender.withdrawn_at) == ("withdrawn", at)
    assert (moved.reason, moved.actor_name) == ("误发", str(reviewer))
    assert Announcement.objects.get().withdrawal_reason == "误发"
    assert Planning.objects.get().status == Planning.Status.LOCKED
    assert [event.kind for event in PublicEvent.objects.order_by("pk")] == ["published", "withdrawn"]
    assert AuditEntry.objects.get(act="announcement.withdrawn").details["reason"] == "误发"
    assert Notification.objects.filter(user=clerk, text__endswith="：误发").count() == 1


def test_afterwards_another_one_may_be_drafted(
    tender: Announcement, write: Write, reviewer: User, now: datetime
) -> None:
    withdraw_local(announcement=tender, reason="误发", actor=Actor.person(reviewer), now=now)

    assert write().lot_nos == ["1", "2"]


def test_without_a_reason_nothing_happens(tender: Announcement, reviewer: User, now: datetime) -> None:
    with pytest.raises(Refused, match="撤回的原因"):
        withdraw_local(announcement=tender, reason=" ", actor=Actor.person(reviewer), now=now)

    tender.refresh_from_db()
    assert tender.status == "published"


def test_the_public_is_never_left_without_the_reason(tender: Announcement, now: datetime) -> None:
    with pytest.raises(IntegrityError, match="local_withdrawal_has_reason"), transaction.atomic():
        Announcement.objects.filter(pk=tender.pk).update(withdrawn_at=now)


def test_the_province_says_no_reason(receive: Receive, now: datetime) -> None:
    announcement = receive()

    withdraw_announcement(announcement_no=announcement.announcement_no, version=2, now=now)

    assert Announcement.objects.get().withdrawal_reason == ""


def test_what_is_withdrawn_is_not_withdrawn_again(tender: Announcement, reviewer: User, now: datetime) -> None:
    withdraw_local(announcement=tender, reason="误发", actor=Actor.person(reviewer), now=now)

    with pytest.raises(UnlawfulMove, match="不能撤回"):
        withdraw_local(announcement=tender, reason="误发", actor=Actor.person(reviewer), now=now)


def test_the_province_s_is_not_ours_to_withdraw(receive: Receive, reviewer: User, now: datetime) -> None:
    announcement = receive()

    with pytest.raises(UnlawfulMove, match="只能在省采购系统撤回"):
        withdraw_local(announcement=announcement, reason="误发", actor=Actor.person(reviewer), now=now)

    announcement.refresh_from_db()
    assert announcement.status == "published"


def test_a_number_of_ours_that_comes_from_the_province_is_refused(
    tender: Announcement, make_arrival: ArrivalFactory, now: datetime
) -> None:
    with pytest.raises(Misplaced, match="公告编号重复"):
        receive_announcement(arrival=make_arrival(tender.announcement_no, 2), now=now)
    withdraw_announcement(announcement_no=tender.announcement_no, version=3, now=now)

    tender.refresh_from_db()
    assert (tender.version, tender.status) == (1, "published")


def test_the_province_announces_nothing_of_a_project_without_a_plan(
    project: Project, make_arrival: ArrivalFactory, now: datetime
) -> None:
    arrival = make_arrival("HN-1", project_no=project.project_no)

    with pytest.raises(Misplaced, match="未选择采购计划"):
        receive_announcement(arrival=arrival, now=now)

    assert Announcement.objects.count() == 0

"""What an announcement does to the preparation of its tender."""

import importlib
from datetime import datetime, timedelta

import pytest
from django.apps import apps

from apps.acceptance.models import Project
from apps.accounts.models import Notification, User
from apps.announcements.services.receiving import withdraw_announcement
from apps.announcements.tests.conftest import Receive
from apps.core.models import StatusChange
from apps.tender_planning.models import AnnouncedTerms, Planning

Status = Planning.Status

unlock_plannings = importlib.import_module("apps.announcements.migrations.0003_unlock_plannings")


def status_of(project: Project) -> str:
    return Planning.objects.get(project=project).status


def test_a_published_announcement_opens_the_preparation_with_its_terms(
    accepted: Project, receive: Receive, now: datetime
) -> None:
    receive(at=now + timedelta(minutes=3))

    planning = Planning.objects.get(project=accepted)
    assert (planning.status, planning.unlocked_at) == (Status.EDITABLE, now + timedelta(minutes=3))
    terms = planning.announced
    assert (terms.announcement_no, terms.opening_place) == ("HN-2026-0001", "方城县公共资源交易中心开标一室")
    assert terms.bid_deadline == now + timedelta(days=21)


def test_the_agency_is_told_that_it_can_go_to_work(accepted: Project, clerk: User, receive: Receive) -> None:
    receive()

    told = Notification.objects.get(user=clerk)
    assert "采购公告已发布" in told.text
    assert told.url == f"/agency/projects/{accepted.pk}/planning/"


def test_a_newer_version_replaces_the_terms_and_tells_nobody_again(
    accepted: Project, clerk: User, receive: Receive, now: datetime
) -> None:
    receive(version=1)
    receive(version=2, bid_deadline=now + timedelta(days=30))

    assert AnnouncedTerms.objects.get().bid_deadline == now + timedelta(days=30)
    assert status_of(accepted) == Status.EDITABLE
    assert Notification.objects.filter(user=clerk).count() == 1


def test_a_withdrawal_closes_it_and_the_next_version_opens_it_again(
    accepted: Project, clerk: User, receive: Receive
) -> None:
    receive(version=1)

    receive(version=2, is_withdrawn=True)
    closed = status_of(accepted)
    receive(version=3)

    assert (closed, status_of(accepted)) == (Status.LOCKED, Status.EDITABLE)
    texts = Notification.objects.filter(user=clerk).order_by("pk").values_list("text", flat=True)
    assert ["采购公告已撤回" in text for text in texts] == [False, True, False]


def test_a_withdrawal_whose_content_cannot_be_used_closes_it_too(
    accepted: Project, receive: Receive, now: datetime
) -> None:
    receive(version=1)

    withdraw_announcement(announcement_no="HN-2026-0001", version=2, now=now)

    assert status_of(accepted) == Status.LOCKED


def test_a_second_announcement_keeps_it_open_when_the_first_is_withdrawn(accepted: Project, receive: Receive) -> None:
    receive("HN-2026-0001")
    receive("HN-2026-0002")

    receive("HN-2026-0001", version=2, is_withdrawn=True)
    still = status_of(accepted)
    receive("HN-2026-0002", version=2, is_withdrawn=True)

    assert (still, status_of(accepted)) == (Status.EDITABLE, Status.LOCKED)


class TestWhatWasPublishedBefore:
    """Announcements that came before there were preparations."""

    @pytest.fixture
    def before(self, accepted: Project, receive: Receive) -> Planning:
        """A preparation as it was before: the announcement is public, and nobody was told."""
        receive(version=1)
        AnnouncedTerms.objects.all().delete()
        Planning.objects.update(status=Status.LOCKED, unlocked_at=None)
        return Planning.objects.get(project=accepted)

    def test_opens_the_preparation_with_the_terms_of_the_newest_version(
        self, before: Planning, receive: Receive, now: datetime
    ) -> None:
        receive(version=2, bid_deadline=now + timedelta(days=30))
        AnnouncedTerms.objects.all().delete()
        Planning.objects.update(status=Status.LOCKED, unlocked_at=None)

        unlock_plannings.unlock(apps, None)

        before.refresh_from_db()
        assert before.status == Status.EDITABLE
        assert before.unlocked_at is not None
        assert before.announced.bid_deadline == now + timedelta(days=30)
        assert before.announced.documents_price == 0
        assert StatusChange.objects.filter(reason="采购公告此前已发布", new_status=Status.EDITABLE).count() == 1

    def test_what_was_withdrawn_opens_nothing(self, before: Planning, receive: Receive) -> None:
        receive(version=2, is_withdrawn=True)

        unlock_plannings.unlock(apps, None)

        before.refresh_from_db()
        assert before.status == Status.LOCKED
        assert not AnnouncedTerms.objects.exists()

    def test_twice_changes_nothing_more(self, before: Planning) -> None:
        unlock_plannings.unlock(apps, None)
        changes = StatusChange.objects.count()

        unlock_plannings.unlock(apps, None)

        assert StatusChange.objects.count() == changes

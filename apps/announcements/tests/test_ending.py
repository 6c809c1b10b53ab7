"""What was terminated in all its lots is not offered any more; its page says so, and says otherwise when that ends."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from apps.acceptance.models import Project
from apps.announcements.models import Announcement
from apps.announcements.tests.conftest import Receive
from apps.announcements.tests.pages import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

BOTH = {"lots": [{"lot_no": "1", "reason": "供应商不足3家"}, {"lot_no": "2", "reason": "供应商不足3家"}]}
HOUR = timedelta(hours=1)


def open_tenders(now: datetime) -> list[str]:
    found = Announcement.objects.published().of_type("tender").open_for_bids(now)
    return list(found.order_by("pk").values_list("announcement_no", flat=True))


def test_a_tender_without_a_lot_left_is_offered_to_nobody(client: Client, receive: Receive, now: datetime) -> None:
    tender = receive("T")
    assert open_tenders(now) == ["T"]

    receive("E", type="termination", facts=BOTH)

    assert open_tenders(now) == []
    words = read(client.get(f"/announcements/{tender.pk}/")).words
    assert "已终止，不再接收" in words
    assert "接收投标中" not in words


def test_of_two_lots_the_other_may_still_be_bid_for(receive: Receive, now: datetime) -> None:
    receive("T")

    receive("E", type="termination")

    assert open_tenders(now) == ["T"]


def test_two_terminations_end_it_together(receive: Receive, now: datetime) -> None:
    receive("T")

    for number, lot_no in (("E1", "1"), ("E2", "2")):
        receive(number, type="termination", facts={"lots": [{"lot_no": lot_no, "reason": "供应商不足3家"}]})

    assert open_tenders(now) == []


def test_a_termination_that_is_withdrawn_gives_the_deadline_back(receive: Receive, now: datetime) -> None:
    tender = receive("T")
    receive("E", type="termination", facts=BOTH)

    receive("E", 2, type="termination", facts=BOTH, is_withdrawn=True)

    assert Announcement.objects.get(pk=tender.pk).bid_deadline == tender.bid_deadline
    assert open_tenders(now) == ["T"]


def test_what_is_tendered_again_is_open(receive: Receive, now: datetime) -> None:
    receive("T1")
    receive("E", type="termination", facts=BOTH)

    receive("T2", first_published_at=now + HOUR)

    assert open_tenders(now) == ["T2"]


def test_the_project_has_no_time_of_it_to_come(client: Client, accepted: Project, receive: Receive) -> None:
    receive("T")

    receive("E", type="termination", facts=BOTH)

    life = client.get(f"/projects/{accepted.project_no}/").context["life"]
    assert [due.period.label for due in life.due] == []
    assert [(step.label, step.state, step.note) for step in life.steps][-3:] == [
        ("投标截止", "waiting", "已终止"),
        ("开标", "waiting", "已终止"),
        ("终止公告", "done", ""),
    ]

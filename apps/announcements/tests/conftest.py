"""Announcements of one accepted project, as the province would send them."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from apps.acceptance.codes import Method
from apps.acceptance.models import Project
from apps.acceptance.services.reviews import accept_project
from apps.accounts.models import User
from apps.announcements.models import Announcement
from apps.announcements.services.receiving import (
    Arrival,
    AttachmentFacts,
    TenderFacts,
    receive_tender_announcement,
)
from apps.core.actors import Actor

ArrivalFactory = Callable[..., Arrival]
Receive = Callable[..., Announcement]

PURCHASER = {
    "name": "方城县教育体育局",
    "uscc": "1141132200600001XJ",
    "contact": "陈老师",
    "phone": "0377-60000002",
    "address": "方城县文化路1号",
}
AGENCY = {"name": "河南宛诚工程咨询有限公司", "uscc": "91411300MA9F00015G"}


@pytest.fixture
def on_that_day(now: datetime) -> Iterator[None]:
    """Stop the clock at `now`."""
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def accepted(submitted: Project, reviewer: User, now: datetime) -> Project:
    """A project that the center accepted."""
    accept_project(project=submitted, version=1, reviewer=reviewer, actor=Actor.person(reviewer), now=now)
    return submitted


@pytest.fixture
def make_arrival(accepted: Project, now: datetime) -> ArrivalFactory:
    """Return a function that writes what the province sends; keyword arguments change it."""

    def make(announcement_no: str = "HN-2026-0001", version: int = 1, **changes: Any) -> Arrival:
        method = changes.pop("method", Method.OPEN_TENDER)
        budget = changes.pop("budget", Decimal("4860000.00"))
        bid_deadline = changes.pop("bid_deadline", now + timedelta(days=21))
        purchaser_name = changes.pop("purchaser_name", PURCHASER["name"])
        facts = {
            "method": method.value,
            "budget": str(budget),
            "ceiling_price": None,
            "documents_from": "2026-03-02T00:00:00+08:00",
            "documents_until": "2026-03-09T23:59:59+08:00",
            "documents_price": "0.00",
            "bid_deadline": bid_deadline.isoformat(),
            "opening_at": bid_deadline.isoformat(),
            "opening_place": "方城县公共资源交易中心开标一室",
            "notice_working_days": 5,
            "accepts_consortium": False,
            "purchaser": PURCHASER | {"name": purchaser_name},
            "agency": AGENCY,
            "contact": {"name": "李经办", "phone": "0377-60000001"},
        }
        values: dict[str, Any] = {
            "announcement_no": announcement_no,
            "version": version,
            "project_no": accepted.project_no,
            "lot_nos": ["1", "2"],
            "title": "方城县教育体育局义务教育学校教学设备采购项目招标公告",
            "body_html": "<p>项目概况</p>",
            "source_url": "https://province.example/notices/1",
            "first_published_at": now,
            "facts": facts | changes.pop("facts", {}),
            "tender": TenderFacts(
                method=method,
                purchaser_name=purchaser_name,
                agency_name=AGENCY["name"],
                budget=budget,
                bid_deadline=bid_deadline,
            ),
            "attachments": [],
            "is_withdrawn": False,
        }
        return Arrival(**(values | changes))

    return make


@pytest.fixture
def receive(make_arrival: ArrivalFactory, now: datetime) -> Receive:
    """Return a function that lets an announcement arrive, at `at`, and returns it as it is then."""

    def make(
        announcement_no: str = "HN-2026-0001", version: int = 1, *, at: datetime = now, **changes: Any
    ) -> Announcement:
        receive_tender_announcement(arrival=make_arrival(announcement_no, version, **changes), now=at)
        return Announcement.objects.get(announcement_no=announcement_no)

    return make


@pytest.fixture
def tender_document() -> AttachmentFacts:
    """An attachment of six bytes, named as the province names it."""
    return AttachmentFacts(
        province_id="att-1",
        name="招标文件.pdf",
        size=6,
        media_type="application/pdf",
        # SM3 of b"%PDF-1"
        sm3="1c51cb5f99b04c606140c23d8878630626daaf3a5dd887544289959c5a449c0f",
    )

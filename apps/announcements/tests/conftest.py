"""Announcements of one accepted project, as the province would send them."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from apps.acceptance.codes import Method
from apps.acceptance.models import Project
from apps.acceptance.services.reviews import accept_project
from apps.accounts.models import User
from apps.announcements.changes.content import content_of
from apps.announcements.changes.standing import load_standing
from apps.announcements.models import Announcement, ChangeTimes
from apps.announcements.services.change_reviews import approve_change
from apps.announcements.services.changes import submit_change
from apps.announcements.services.receiving import receive_announcement
from apps.announcements.services.versions import Arrival, AttachmentFacts
from apps.announcements.tests.facts import facts_of
from apps.core.actors import Actor
from apps.core.freezing import digest

ArrivalFactory = Callable[..., Arrival]
Receive = Callable[..., Announcement]
Approve = Callable[[Announcement], Announcement]

TITLES = {
    "tender": "方城县教育体育局义务教育学校教学设备采购项目招标公告",
    "change": "方城县教育体育局义务教育学校教学设备采购项目变更公告",
    "result": "方城县教育体育局义务教育学校教学设备采购项目中标结果公告",
    "result_correction": "方城县教育体育局义务教育学校教学设备采购项目中标结果更正公告",
    "termination": "方城县教育体育局义务教育学校教学设备采购项目终止公告",
    "contract": "方城县教育体育局义务教育学校教学设备采购项目合同公告",
}


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
    """Return a function that writes what the province sends; keyword arguments change it or its facts."""

    def make(announcement_no: str = "HN-2026-0001", version: int = 1, **changes: Any) -> Arrival:
        announcement_type = changes.pop("type", "tender")
        deadline = changes.pop("bid_deadline", now + timedelta(days=21))
        facts = facts_of(announcement_type, deadline=deadline, **changes.pop("facts", {}))
        if announcement_type == "tender":
            facts["method"] = changes.pop("method", Method.OPEN_TENDER).value
            facts["budget"] = str(changes.pop("budget", facts["budget"]))
            facts["purchaser"] = facts["purchaser"] | {"name": changes.pop("purchaser_name", "方城县教育体育局")}
        values: dict[str, Any] = {
            "announcement_no": announcement_no,
            "type": announcement_type,
            "version": version,
            "project_no": accepted.project_no,
            "lot_nos": ["1", "2"],
            "corrects_no": "",
            "title": TITLES[announcement_type],
            "body_html": "<p>项目概况</p>",
            "source_url": "https://province.example/notices/1",
            "first_published_at": now,
            "facts": facts,
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
        receive_announcement(arrival=make_arrival(announcement_no, version, **changes), now=at)
        return Announcement.objects.get(announcement_no=announcement_no)

    return make


@pytest.fixture
def submit(clerk: User, now: datetime) -> Approve:
    """Return a function that submits the times of a change as they were filled in."""

    def make(change: Announcement) -> Announcement:
        revision = ChangeTimes.objects.get(announcement=change).revision
        submit_change(announcement=change, revision=revision, user=clerk, actor=Actor.person(clerk), now=now)
        return change

    return make


@pytest.fixture
def approve(submit: Approve, reviewer: User, now: datetime) -> Approve:
    """Return a function that makes the newest version of a change public: it is submitted and approved."""

    def make(change: Announcement) -> Announcement:
        submit(change)
        sm3 = digest(content_of(load_standing(change, now=now)))
        approve_change(announcement=change, sm3=sm3, reviewer=reviewer, actor=Actor.person(reviewer), now=now)
        return Announcement.objects.get(pk=change.pk)

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

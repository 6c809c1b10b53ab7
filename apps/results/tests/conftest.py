"""One accepted project of two lots, and the announcements that decide them, as the province would send them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from apps.acceptance.models import Project
from apps.acceptance.services.reviews import accept_project
from apps.accounts.models import User
from apps.announcements.models import Announcement
from apps.announcements.services.receiving import receive_announcement
from apps.announcements.services.versions import Arrival
from apps.announcements.tests.facts import facts_of
from apps.conftest import signed_in
from apps.core.actors import Actor
from apps.core.working_days import Calendar, calendar_of
from apps.results.models import LotResult

DAY = timedelta(days=1)

Arrive = Callable[..., Announcement]


def arrival(project: Project, announcement_no: str, announcement_type: str, **changes: Any) -> Arrival:
    """Return what the province sends; keyword arguments change it or, as `facts`, its facts."""
    published_at = changes["first_published_at"]
    facts = facts_of(announcement_type, deadline=published_at + 21 * DAY, **changes.pop("facts", {}))
    values: dict[str, Any] = {
        "announcement_no": announcement_no,
        "type": announcement_type,
        "version": 1,
        "project_no": project.project_no,
        "lot_nos": ["1", "2"],
        "corrects_no": "",
        "title": f"{announcement_no} 公告",
        "body_html": "<p>正文</p>",
        "source_url": "https://province.example/notices/1",
        "facts": facts,
        "attachments": [],
        "is_withdrawn": False,
    }
    return Arrival(**(values | changes))


@pytest.fixture
def accepted(submitted: Project, reviewer: User, now: datetime) -> Project:
    """A project that the center accepted: lot 1 of 3,120,000 元, lot 2 of 1,740,000 元."""
    accept_project(project=submitted, version=1, reviewer=reviewer, actor=Actor.person(reviewer), now=now)
    return submitted


@pytest.fixture
def arrive(accepted: Project, now: datetime) -> Arrive:
    """Return a function that lets an announcement arrive; it is published 30 days after acceptance unless told."""

    def receive(announcement_no: str, announcement_type: str, /, **changes: Any) -> Announcement:
        values = {"first_published_at": now + 30 * DAY} | changes
        receive_announcement(
            arrival=arrival(accepted, announcement_no, announcement_type, **values), now=values["first_published_at"]
        )
        return Announcement.objects.get(announcement_no=announcement_no)

    return receive


@pytest.fixture
def announced(arrive: Arrive, accepted: Project, now: datetime) -> Project:
    """The project with its tender announcement."""
    arrive("T-1", "tender", first_published_at=now)
    return accepted


@pytest.fixture
def result(arrive: Arrive, announced: Project) -> Announcement:
    """The result of both lots, published on Wednesday 1 April 2026: lot 1 for 3,050,000 元, lot 2 for 1,700,000 元."""
    return arrive("R-1", "result")


@pytest.fixture
def lots(accepted: Project) -> Callable[[], tuple[LotResult, LotResult]]:
    """Return a function that reads the results of the two lots anew."""

    def read() -> tuple[LotResult, LotResult]:
        first, second = LotResult.objects.filter(lot__project=accepted).select_related("lot").order_by("lot")
        return first, second

    return read


@pytest.fixture
def agency_client(clerk: User) -> Client:
    return signed_in(clerk)


@pytest.fixture
def calendar() -> Calendar:
    return calendar_of({})

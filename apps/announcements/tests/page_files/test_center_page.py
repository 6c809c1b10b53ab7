"""公开页面 at the center: who may see it, what it says, and what the buttons do."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.announcements.models import PageFile, PageOrder, PageRound
from apps.announcements.pages import rounds
from apps.announcements.pages.rendering import render_due
from apps.announcements.tests.conftest import Receive
from apps.announcements.tests.pages import read
from apps.conftest import signed_in
from apps.core.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

PAGE = "/center/announcements/pageorder/"


@pytest.fixture
def failed(receive: Receive) -> PageOrder:
    """An order that was given up."""
    announcement = receive()
    render_due()
    return PageOrder.objects.create(
        subject="project", key=announcement.project_id, attempts=30, due_at=None, last_error="/x/：ValueError 排版失败"
    )


@pytest.mark.parametrize("role", ["reviewer", "administrator", "supervisor"])
def test_people_of_the_center_read_it(role: str, request: pytest.FixtureRequest, failed: PageOrder) -> None:
    words = read(signed_in(request.getfixturevalue(role)).get(PAGE)).words

    assert f"页面文件 {PageFile.objects.count()} 个" in words
    assert "等待生成 1 项" in words
    assert "30 次 /x/：ValueError 排版失败 不再自动尝试" in words
    assert "最近一次核对之后" not in words


def test_nobody_else_does(clerk: User, client: Client) -> None:
    for stranger in (signed_in(clerk), client):
        response = stranger.get(PAGE)
        assert response.status_code == 302
        assert response["Location"].startswith("/center/login/")


def test_it_costs_the_same_however_many_pages_there_are(
    administrator: User, failed: PageOrder, django_assert_num_queries: Any
) -> None:
    PageOrder.objects.bulk_create(
        PageOrder(subject="project", key=failed.key, last_error="排版失败") for _ in range(30)
    )
    client = signed_in(administrator)
    client.get(PAGE)

    # Session, person, groups; files, orders, rounds, the oldest, those that failed, their projects, the trail.
    with django_assert_num_queries(10):
        client.get(PAGE)


def test_what_failed_is_tried_again(administrator: User, failed: PageOrder) -> None:
    response = signed_in(administrator).post(reverse("admin:announcements_pageorder_retry"))

    assert response["Location"] == PAGE
    failed.refresh_from_db()
    assert (failed.attempts, failed.due_at is None) == (1, False)
    assert AuditEntry.objects.latest("pk").act == "pages.retry"
    render_due()
    assert not PageOrder.objects.exists()


@pytest.mark.parametrize(("act", "kind"), [("check", "check"), ("renew", "look")])
def test_a_round_is_begun(reviewer: User, act: str, kind: str, now: datetime) -> None:
    signed_in(reviewer).post(reverse(f"admin:announcements_pageorder_{act}"))

    begun = PageRound.objects.get(kind=kind)
    assert (begun.started_at, begun.finished_at) == (now, None)
    entry = AuditEntry.objects.latest("pk")
    assert (entry.act, entry.actor_id) == (f"pages.{act}", reviewer.pk)


def test_it_shows_how_far_a_round_is(reviewer: User, failed: PageOrder, now: datetime) -> None:
    rounds.start_look(now=now)

    page = read(signed_in(reviewer).get(PAGE))

    count = PageFile.objects.count()
    assert {"id": "look-progress", "value": "0", "max": str(count)} in page.all("progress")


@pytest.mark.parametrize("act", ["check", "renew", "retry"])
def test_supervisors_change_nothing(supervisor: User, failed: PageOrder, act: str) -> None:
    response = signed_in(supervisor).post(reverse(f"admin:announcements_pageorder_{act}"))

    assert response.status_code == 403
    assert not PageRound.objects.exists()
    failed.refresh_from_db()
    assert failed.due_at is None


def test_what_failed_stands_on_the_first_page_of_the_center(reviewer: User, failed: PageOrder) -> None:
    assert "生成失败的公开页面 1" in read(signed_in(reviewer).get("/center/")).words

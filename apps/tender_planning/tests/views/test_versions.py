from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import User
from apps.conftest import signed_in
from apps.core.actors import PLATFORM, Actor
from apps.tender_planning.models import BidSlot, DocumentBuild, Planning, PlanningVersion
from apps.tender_planning.services.issuing import issue_planning
from apps.tender_planning.services.reopening import reopen_planning


def url(planning: Planning, name: str, *more: int) -> str:
    return reverse(f"tender_planning:{name}", args=[planning.project_id, *more])


@pytest.fixture
def second(issued: PlanningVersion, clerk: User, now: datetime) -> PlanningVersion:
    """A second version, in which the first lot asks for one thing more."""
    planning = issued.planning
    reopen_planning(planning=planning, reason="变更公告", actor=PLATFORM, now=now)
    lot = planning.project.lots.order_by("lot_no")[0]
    BidSlot.objects.create(planning=planning, lot=lot, position=1, category="business", name="商务部分")
    at = now + timedelta(days=1)
    return issue_planning(planning=planning, user=clerk, actor=Actor.person(clerk), now=at)


@pytest.fixture
def client(clerk: User) -> Client:
    return signed_in(clerk)


def test_a_version_is_shown_as_it_was_frozen(client: Client, issued: PlanningVersion) -> None:
    Planning.objects.get().document.chapters.update(title="改后的标题")

    page = client.get(url(issued.planning, "version", 1)).content.decode()

    assert issued.sm3 in page
    assert "改后的标题" not in page
    assert issued.content["document"]["chapters"][0]["name"] in page
    assert "3,120,000.00 元" in page


def test_a_print_that_waits_can_be_watched_and_one_that_is_done_fetched(
    client: Client, issued: PlanningVersion
) -> None:
    build = DocumentBuild.objects.get()
    waiting = client.get(url(issued.planning, "version", 1)).content.decode()
    DocumentBuild.objects.update(status="done", pdf="x.pdf", docx="x.docx", pdf_sm3="a" * 64)

    done = client.get(url(issued.planning, "version", 1)).content.decode()

    assert url(issued.planning, "build", build.pk) in waiting
    assert url(issued.planning, "build-pdf", build.pk) in done
    assert "a" * 64 in done


def test_a_print_that_failed_is_asked_for_again(client: Client, issued: PlanningVersion) -> None:
    DocumentBuild.objects.update(status="failed", error="排版出错")

    page = client.get(url(issued.planning, "version", 1)).content.decode()
    response = client.post(url(issued.planning, "version-print", 1))

    assert "排版出错" in page
    assert response["Location"] == url(issued.planning, "version", 1)
    assert list(DocumentBuild.objects.order_by("pk").values_list("version", "status")) == [
        (issued.pk, "failed"),
        (issued.pk, "waiting"),
    ]


def test_a_version_that_was_not_issued_is_unknown(client: Client, issued: PlanningVersion) -> None:
    assert client.get(url(issued.planning, "version", 2)).status_code == 404
    assert client.get(url(issued.planning, "differences", 1, 2)).status_code == 404


def test_two_versions_are_compared_field_by_field(client: Client, second: PlanningVersion) -> None:
    response = client.get(url(second.planning, "differences", 1, 2))

    parts = {part.title: part.rows for part in response.context["page"].parts}
    row = parts["投标文件组成"][0]
    assert (row.label, row.before) == ("标段 1 · 投标文件组成 · 商务部分", "（新增）")
    assert "类别：商务部分" in row.after
    assert response.context["page"].versions == [second.planning.versions.get(version=1), second]


def test_the_earlier_version_stands_first_whichever_is_named_first(client: Client, second: PlanningVersion) -> None:
    there = client.get(url(second.planning, "differences", 1, 2)).context["page"]
    back = client.get(url(second.planning, "differences", 2, 1)).context["page"]

    assert back == there


def test_a_version_compared_with_itself_is_that_version(client: Client, issued: PlanningVersion) -> None:
    response = client.get(url(issued.planning, "differences", 1, 1))

    assert response["Location"] == url(issued.planning, "version", 1)


def test_the_overview_lists_the_versions_newest_first(client: Client, second: PlanningVersion) -> None:
    page = client.get(url(second.planning, "overview")).content.decode()

    assert page.index(">第 2 版<") < page.index(">第 1 版<")
    assert url(second.planning, "differences", 1, 2) in page

"""The life of a project: what happened, what is due next and by which rule."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from apps.acceptance.models import Project
from apps.announcements.models import Announcement
from apps.announcements.tests.conftest import Approve, Receive
from apps.announcements.tests.pages import read
from apps.core.actors import PLATFORM
from apps.core.models import OutboxMessage
from apps.core.status import move

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

CHINA = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def address(accepted: Project) -> str:
    return f"/projects/{accepted.project_no}/"


def due(client: Client, address: str) -> dict[str, tuple[str, str, bool]]:
    """Return what is due by its label: until when, by which article, and whether that is over."""
    life = client.get(address).context["life"]
    return {
        line.period.label: (
            line.period.at.astimezone(CHINA).strftime("%m-%d %H:%M") if line.period.at else f"{line.period.day:%m-%d}",
            line.period.citation,
            line.is_over,
        )
        for line in life.due
    }


def events(client: Client, address: str) -> list[tuple[str, str]]:
    return [(event.title, event.by) for event in client.get(address).context["life"].events]


def test_a_project_without_a_public_announcement_has_no_page(client: Client, address: str, receive: Receive) -> None:
    before = client.get(address)
    receive(is_withdrawn=True)

    assert (before.status_code, client.get(address).status_code) == (404, 404)
    assert client.get("/projects/没有这个项目/").status_code == 404


def test_it_tells_who_did_what_when(
    client: Client, address: str, accepted: Project, receive: Receive, now: datetime
) -> None:
    lots = OutboxMessage.objects.get(subject_key=accepted.project_no)
    move(lots, "delivered", actor=PLATFORM, now=now, delivered_at=now + timedelta(minutes=1), receipt="R-1")
    receive("T", first_published_at=now + timedelta(hours=1), at=now + timedelta(hours=2))
    receive("T", 2, first_published_at=now + timedelta(hours=1), at=now + timedelta(hours=3))
    receive("R", type="result", first_published_at=now + timedelta(days=1), at=now + timedelta(days=1))
    receive("R", 2, type="result", is_withdrawn=True, at=now + timedelta(days=2))

    assert events(client, address) == [
        ("项目受理", "交易中心"),
        ("标段推送至省采购系统", "交易平台"),
        ("发布采购公告", "省采购系统"),
        ("采购公告有新版本", "省采购系统"),
        ("发布结果公告", "省采购系统"),
        ("撤回结果公告", "省采购系统"),
    ]
    page = read(client.get(address))
    assert "发布采购公告 2026年3月2日 10:00 · 省采购系统" in page.words
    assert "本平台 2026年3月2日 11:00 发布" in page.words


def test_what_happened_before_the_public_could_read_it_is_not_told(
    client: Client, address: str, receive: Receive, now: datetime
) -> None:
    receive("T", is_withdrawn=True)
    receive("T", 2, at=now + timedelta(hours=1))

    assert events(client, address) == [("项目受理", "交易中心"), ("发布采购公告", "省采购系统")]


def test_a_change_under_review_is_not_told(client: Client, address: str, receive: Receive) -> None:
    receive("T")
    receive("C", type="change", title="尚未审核")

    assert "尚未审核" not in read(client.get(address)).words


def test_periods_of_a_tender_run_from_the_first_publication_in_the_province(
    client: Client, address: str, receive: Receive, now: datetime
) -> None:
    receive("T", first_published_at=now, at=now + timedelta(days=3))

    # Published on Monday 2 March; documents until the 9th, which is also the fifth working day after it.
    assert due(client, address) == {
        "公告期限届满": ("03-09", "财政部令第87号第十六条", False),
        "采购文件获取截止": ("03-09 23:59", "", False),
        "对采购文件提出质疑的期限": ("03-18", "财政部令第94号第十一条、政府采购法实施条例第五十三条", False),
        "投标截止": ("03-23 09:00", "", False),
        "开标": ("03-23 09:00", "", False),
    }


def test_a_change_moves_deadline_and_opening_and_says_so(
    client: Client, address: str, receive: Receive, approve: Approve
) -> None:
    receive("T")
    change = approve(receive("C", type="change", facts={"opening_at": None}))

    life = client.get(address).context["life"]

    moved = {line.period.label: (line.period.why, line.period.said_by) for line in life.due}
    assert moved["投标截止"] == ("变更公告载明", change)
    assert due(client, address)["投标截止"][0] == "04-07 09:00"
    # Tenders are opened at the moment of their deadline: what the announcement leaves out follows.
    assert due(client, address)["开标"][0] == "04-07 09:00"


def test_the_window_for_challenges_of_a_result_opens_after_its_notice_period(
    client: Client, address: str, receive: Receive
) -> None:
    receive("T", first_published_at=datetime(2025, 11, 3, 1, 0, tzinfo=UTC))
    receive("R", type="result", first_published_at=datetime(2025, 12, 1, 1, 0, tzinfo=UTC))

    periods = due(client, address)

    # Monday 1 December 2025: the working day is the 2nd, the seven after it end on the 11th.
    assert periods["结果公告期限届满"] == ("12-02", "财政部令第87号第六十九条", True)
    assert periods["对采购结果提出质疑的期限"] == (
        "12-11",
        "政府采购法第五十二条、政府采购法实施条例第五十三条、财政部令第94号第十条",
        True,
    )


def test_a_withdrawn_result_starts_no_clock(client: Client, address: str, receive: Receive) -> None:
    receive("T")
    receive("R", type="result")
    receive("R", 2, type="result", is_withdrawn=True)

    assert "结果公告期限届满" not in due(client, address)


def test_a_withdrawn_tender_has_nothing_due(client: Client, address: str, receive: Receive) -> None:
    receive("T")
    receive("T", 2, is_withdrawn=True)

    assert due(client, address) == {}


@pytest.mark.parametrize("stated", [2, 1_000_000])
def test_a_notice_shorter_than_the_law_or_one_that_nobody_can_mean_is_counted_at_the_lawful_length(
    client: Client, address: str, receive: Receive, stated: int
) -> None:
    receive("T", facts={"notice_working_days": stated})

    assert due(client, address)["公告期限届满"] == ("03-09", "财政部令第87号第十六条", False)
    words = read(client.get(address)).words
    assert f"公告所载期限为 {stated} 个工作日，按法定期限 5 个工作日计算。" in words


def test_a_year_without_an_official_calendar_makes_a_period_provisional(
    client: Client, address: str, receive: Receive
) -> None:
    receive("T", first_published_at=datetime(2031, 3, 3, 1, 0, tzinfo=UTC))

    words = read(client.get(address)).words

    assert "2031 年的节假日安排尚未公布，暂按周一至周五为工作日计算。" in words


def test_what_is_due_next_stands_above(client: Client, address: str, receive: Receive, now: datetime) -> None:
    receive("T")

    first = read(client.get(address)).words
    with time_machine.travel(now + timedelta(days=17), tick=False):
        later = read(client.get(address)).words
    with time_machine.travel(now + timedelta(days=60), tick=False):
        after = read(client.get(address)).words

    assert "下一个时间：采购文件获取截止 2026年3月9日 23:59" in first
    assert "下一个时间：投标截止 2026年3月23日 09:00" in later
    assert "下一个时间" not in after


def test_it_lists_every_public_announcement(client: Client, address: str, receive: Receive) -> None:
    receive("T")
    receive("R", type="result")
    receive("K", type="contract")
    receive("K", 2, type="contract", is_withdrawn=True)

    page = read(client.get(address))

    assert "共 3 条" in page.words
    for announcement in Announcement.objects.all():
        assert f"/announcements/{announcement.pk}/" in page.links()
    assert "合同公告 已撤回" in page.words


def test_the_page_costs_the_same_for_many(
    client: Client, address: str, receive: Receive, django_assert_num_queries: Any
) -> None:
    receive("T")
    for number in range(4):
        receive(f"R{number}", type="result")
        receive(f"R{number}", 2, type="result")
        receive(f"K{number}", type="contract")

    with django_assert_num_queries(9):
        client.get(address)

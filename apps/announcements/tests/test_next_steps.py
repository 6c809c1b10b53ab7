"""What a supplier is told to do next, and until when."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client

from apps.announcements.models import Announcement
from apps.announcements.tests.conftest import Approve, Receive
from apps.announcements.tests.pages import PageReader, read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

HEADING = "供应商参加本项目"
CHALLENGE = "供应商对采购结果有异议的，可以在期限内书面向采购人、代理机构提出质疑，截止日期见项目全过程。"


@pytest.fixture
def tender(receive: Receive) -> Announcement:
    return receive("T")


def page_of(client: Client, announcement: Announcement, rest: str = "") -> PageReader:
    return read(client.get(f"/announcements/{announcement.pk}/{rest}"))


def test_while_bids_are_taken_the_tender_says_what_to_do_until_when_and_whom_to_ask(
    client: Client, tender: Announcement
) -> None:
    words = page_of(client, tender).words

    steps = words[words.index(HEADING) : words.index("公告要素")]
    for step in (
        "获取采购文件 2026年3月2日 00:00 至 2026年3月9日 23:59 免费，地点和方式见正文",
        "投标截止 2026年3月23日 09:00",
        "开标 2026年3月23日 09:00 方城县公共资源交易中心开标一室",
        "有疑问 李经办 项目联系人，电话 0377-60000001",
    ):
        assert step in steps
    assert "已变更" not in steps


def test_the_steps_follow_an_approved_change(
    client: Client, tender: Announcement, receive: Receive, approve: Approve
) -> None:
    approve(receive("C", type="change"))

    words = page_of(client, tender).words

    steps = words[words.index(HEADING) : words.index("公告要素")]
    assert "投标截止 2026年4月7日 09:00 已变更" in steps
    assert "开标 2026年4月7日 09:00 方城县公共资源交易中心开标一室 已变更" in steps


def test_after_the_deadline_there_is_nothing_left_to_do(client: Client, tender: Announcement, now: datetime) -> None:
    with time_machine.travel(now + timedelta(days=21), tick=False):
        words = page_of(client, tender).words

    assert "投标截止 2026年3月23日 09:00 已截止" in words
    assert HEADING not in words


def test_what_is_not_in_force_calls_nobody(client: Client, receive: Receive, now: datetime) -> None:
    receive("T")
    tender = receive("T", 2, body_html="<p>新文</p>", at=now + timedelta(hours=1))
    assert HEADING in page_of(client, tender).words
    assert HEADING not in page_of(client, tender, "versions/1/").words

    withdrawn = receive("T", 3, is_withdrawn=True, at=now + timedelta(hours=2))

    page = page_of(client, withdrawn)
    assert HEADING not in page.words
    assert "不再有效。以下内容仅供查阅，项目的最新情况见项目全过程。" in page.words
    assert {"class": "tag tag--danger"} in page.all("span")


def test_a_result_and_its_correction_say_where_the_time_for_a_challenge_stands(
    client: Client, tender: Announcement, receive: Receive
) -> None:
    result = receive("R", type="result")
    correction = receive("G", type="result_correction")

    assert CHALLENGE in page_of(client, result).words
    assert CHALLENGE in page_of(client, correction).words


def test_a_withdrawn_result_and_a_contract_say_nothing_of_challenges(
    client: Client, tender: Announcement, receive: Receive, now: datetime
) -> None:
    receive("R", type="result")
    result = receive("R", 2, type="result", is_withdrawn=True, at=now + timedelta(hours=2))
    contract = receive("K", type="contract")

    assert CHALLENGE not in page_of(client, result).words
    assert CHALLENGE not in page_of(client, contract).words

"""What a preparation that waits is told of the exchange."""

from datetime import timedelta
from typing import Any

import pytest

from apps.acceptance.models import Project
from apps.conftest import NOW
from apps.interconnection import inbox, pulling
from apps.interconnection.models import Feed, FeedCursor, InboundRecord
from apps.interconnection.tests.conftest import Clock, ScriptedProvince, announcement_item, page
from apps.tender_planning.waiting import ExchangeNote, notes_of

pytestmark = pytest.mark.django_db


def arrive(province: ScriptedProvince, clock: Clock, *items: Any) -> None:
    """Let announcements come, and leave them to be handled."""
    province.pages = {"": page(items, next="c1")}
    pulling.pull(Feed.ANNOUNCEMENTS, province, clock)


def announcement_note(project: Project) -> ExchangeNote:
    return notes_of(project, NOW)[0]


def feed_note(project: Project) -> ExchangeNote:
    return notes_of(project, NOW)[1]


def test_nothing_has_come(accepted: Project) -> None:
    assert announcement_note(accepted).title == "采购公告尚未到达"


def test_what_has_come_and_is_not_handled_yet_is_told(
    province: ScriptedProvince, clock: Clock, accepted: Project
) -> None:
    arrive(province, clock, announcement_item(str(accepted.project_no)))

    assert announcement_note(accepted).title == "采购公告已收到，正在处理"


def test_a_parked_announcement_is_told_with_its_reason(
    province: ScriptedProvince, clock: Clock, accepted: Project
) -> None:
    arrive(province, clock, announcement_item(str(accepted.project_no), title=""))
    inbox.handle_due(clock)

    note = announcement_note(accepted)

    assert (note.title, note.tone) == ("采购公告已收到，未能处理", "danger")
    assert note.text == f"{InboundRecord.objects.get().note}\n已转交易中心处理，处理后自动开放编制。"


@pytest.mark.parametrize(
    "item",
    [
        announcement_item("方财公开采购-2026-99", title=""),
        b"spoiled",
    ],
)
def test_what_is_another_projects_or_cannot_be_read_is_not_told(
    province: ScriptedProvince, clock: Clock, accepted: Project, item: Any
) -> None:
    arrive(province, clock, item)
    inbox.handle_due(clock)

    assert InboundRecord.objects.get().status == InboundRecord.Status.PARKED
    assert announcement_note(accepted).title == "采购公告尚未到达"


def test_a_withdrawn_announcement_is_told(province: ScriptedProvince, clock: Clock, accepted: Project) -> None:
    number = str(accepted.project_no)
    arrive(province, clock, announcement_item(number), announcement_item(number, version=2, op="withdraw"))
    inbox.handle_due(clock)

    note = announcement_note(accepted)

    assert (note.title, note.tone) == ("采购公告已撤回", "warning")
    assert "2026年3月2日 09:00 撤回了“教学设备采购项目公开招标公告”" in note.text


def test_says_when_announcements_were_last_asked_for(accepted: Project) -> None:
    FeedCursor.objects.create(feed=Feed.ANNOUNCEMENTS, last_succeeded_at=NOW - timedelta(minutes=3))

    assert feed_note(accepted) == ExchangeNote("公告接收正常", "最近一次接收 08:57（3 分钟前）。")


def test_says_that_it_fails_and_keeps_the_reason_for_the_center(accepted: Project) -> None:
    FeedCursor.objects.create(
        feed=Feed.ANNOUNCEMENTS,
        last_succeeded_at=NOW - timedelta(hours=2),
        failures=3,
        last_error="http://10.0.0.1:8100 拒绝连接",
    )

    note = feed_note(accepted)

    assert (note.title, note.tone) == ("公告接收暂时中断", "warning")
    assert "最近一次接收 07:00（2 小时前）" in note.text
    assert "10.0.0.1" not in note.text


def test_says_that_nothing_was_ever_asked_for(accepted: Project) -> None:
    assert feed_note(accepted).title == "尚未接收过省采购系统的公告"

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from unittest.mock import Mock

import pytest

from apps.acceptance.models import ProcurementPlan, Project
from apps.acceptance.services.reviews import accept_project
from apps.accounts.models import User
from apps.announcements.models import Announcement
from apps.conftest import NOW
from apps.core.actors import Actor
from apps.core.models import AuditEntry, StatusChange
from apps.interconnection import inbox, pulling
from apps.interconnection.handlers import plans
from apps.interconnection.models import Feed, InboundRecord
from apps.interconnection.tests.conftest import (
    Clock,
    ScriptedProvince,
    announcement_item,
    following_item,
    page,
    plan_item,
)

pytestmark = pytest.mark.django_db

Status = InboundRecord.Status


def receive(province: ScriptedProvince, clock: Clock, feed: Feed, *items: Any) -> list[InboundRecord]:
    """Let the items arrive and be handled; return their rows in order of arrival."""
    cursor = f"c{len(province.pages)}"
    province.pages = {"": page(items, next=cursor)}
    pulling.pull(feed, province, clock)
    inbox.handle_due(clock)
    return list(InboundRecord.objects.order_by("pk"))


def statuses(records: list[InboundRecord]) -> list[str]:
    return [record.status for record in records]


def test_a_handled_record_has_its_effect_and_a_history(province: ScriptedProvince, clock: Clock) -> None:
    (record,) = receive(province, clock, Feed.PLANS, plan_item())

    assert (record.status, record.settled_at) == (Status.HANDLED, NOW)
    assert ProcurementPlan.objects.get().version == 1


def test_an_older_version_that_comes_late_changes_nothing(province: ScriptedProvince, clock: Clock) -> None:
    records = receive(province, clock, Feed.PLANS, plan_item(version=3, title="新"), plan_item(version=2, title="旧"))

    assert statuses(records) == [Status.HANDLED, Status.SUPERSEDED]
    assert ProcurementPlan.objects.get().title == "新"


def test_a_change_that_was_taken_back_is_a_version_of_its_own(province: ScriptedProvince, clock: Clock) -> None:
    records = receive(
        province,
        clock,
        Feed.PLANS,
        plan_item(version=3, title="甲"),
        plan_item(version=2, title="乙"),
        plan_item(version=1, title="甲"),
    )

    assert [record.version for record in records] == [3, 2, 1]
    assert ProcurementPlan.objects.get().title == "甲"


def test_one_version_with_two_contents_is_a_conflict_that_a_person_sees(
    province: ScriptedProvince, clock: Clock
) -> None:
    records = receive(province, clock, Feed.PLANS, plan_item(title="甲"), plan_item(title="乙"))

    assert statuses(records) == [Status.HANDLED, Status.PARKED]
    assert records[1].note == "同一版本曾收到过不同的内容，请与省系统核对。"
    assert ProcurementPlan.objects.get().title == "甲"


def test_a_bad_digest_is_parked_until_the_right_record_is_taken(province: ScriptedProvince, clock: Clock) -> None:
    records = receive(province, clock, Feed.PLANS, plan_item() | {"digest": "0" * 64}, plan_item())

    assert statuses(records) == [Status.SUPERSEDED, Status.HANDLED]
    assert StatusChange.objects.filter(
        subject_id=records[0].pk, new_status=Status.PARKED, reason__contains="摘要与内容不符"
    ).exists()


@pytest.mark.parametrize(
    ("spoiled", "words"),
    [
        (plan_item(method="lottery"), "method"),
        (plan_item(budget="486万"), "budget"),
        (plan_item(title="长" * 601), "title"),
        (plan_item(purchaser={"name": "方城县教育体育局", "uscc": "1141132200600001XX"}), "purchaser.uscc"),
        (b'{"id": "evt", "key": "k", "version": 1, "payload": {"a": "\\u0000"}}', "payload"),
        (b'{"key": 7}', ""),
        (b"[]", ""),
    ],
)
def test_an_invalid_record_is_parked_with_its_reason_and_its_neighbours_go_on(
    province: ScriptedProvince, clock: Clock, spoiled: Any, words: str
) -> None:
    records = receive(province, clock, Feed.PLANS, spoiled, plan_item("p-2"))

    assert statuses(records) == [Status.PARKED, Status.HANDLED]
    assert words in records[0].note
    assert records[0].note


def test_a_newer_version_puts_away_what_was_parked_before_it(province: ScriptedProvince, clock: Clock) -> None:
    records = receive(province, clock, Feed.PLANS, plan_item(budget="?"), plan_item(version=2))

    assert statuses(records) == [Status.SUPERSEDED, Status.HANDLED]


@pytest.mark.parametrize("changes", [{"trading_center": "411323"}, {"above_threshold": False}])
def test_a_plan_that_is_not_ours_is_parked(province: ScriptedProvince, clock: Clock, changes: dict[str, Any]) -> None:
    (record,) = receive(province, clock, Feed.PLANS, plan_item(**changes))

    assert record.status == Status.PARKED
    assert not ProcurementPlan.objects.exists()


def test_an_announcement_is_public_at_once(province: ScriptedProvince, clock: Clock, accepted: Project) -> None:
    records = receive(province, clock, Feed.ANNOUNCEMENTS, announcement_item(accepted.project_no or ""))

    announcement = Announcement.objects.get()
    assert statuses(records) == [Status.HANDLED]
    assert (announcement.status, announcement.published_at) == (Announcement.Status.PUBLISHED, NOW)
    assert announcement.versions.get().body_safe == "<h2>一、项目基本情况</h2><p>电子白板和课桌椅。</p>"


def test_an_announcement_before_its_project_waits_and_is_published_when_it_comes(
    province: ScriptedProvince, clock: Clock, submitted: Project, reviewer: User
) -> None:
    (record,) = receive(province, clock, Feed.ANNOUNCEMENTS, announcement_item(submitted.project_no or ""))
    assert (record.status, record.waits_for) == (Status.WAITING, submitted.project_no)
    accept_project(project=submitted, version=1, reviewer=reviewer, actor=Actor.person(reviewer), now=NOW)

    inbox.release_waiting(project_no=submitted.project_no or "", now=clock())
    inbox.handle_due(clock)

    record.refresh_from_db()
    assert record.status == Status.HANDLED
    assert Announcement.objects.get().status == Announcement.Status.PUBLISHED


def test_a_waiting_record_is_tried_again_by_itself(
    province: ScriptedProvince, clock: Clock, submitted: Project
) -> None:
    (record,) = receive(province, clock, Feed.ANNOUNCEMENTS, announcement_item(submitted.project_no or ""))
    clock.forward(seconds=61)

    inbox.handle_due(clock)

    record.refresh_from_db()
    assert (record.status, record.attempts) == (Status.WAITING, 2)


@pytest.mark.parametrize(
    ("announcement_type", "figure", "value"),
    [
        ("result", lambda table: table.lots[0].main_items[0].quantity, "120"),
        ("termination", lambda table: table.lots[0].reason, "提交响应文件的供应商不足3家"),
        ("contract", lambda table: (table.signed_on, table.term), (date(2026, 4, 20), "90")),
    ],
)
def test_every_type_is_public_at_once_with_its_facts(
    province: ScriptedProvince,
    clock: Clock,
    accepted: Project,
    *,
    announcement_type: str,
    figure: Callable[[Any], Any],
    value: Any,
) -> None:
    number = accepted.project_no or ""

    records = receive(
        province, clock, Feed.ANNOUNCEMENTS, announcement_item(number), following_item(number, announcement_type)
    )

    announcement = Announcement.objects.get(announcement_no=f"ann-{announcement_type}")
    assert statuses(records) == [Status.HANDLED, Status.HANDLED]
    assert (announcement.status, announcement.type) == (Announcement.Status.PUBLISHED, announcement_type)
    assert figure(announcement.versions.get().table) == value


def test_a_change_is_taken_and_asks_for_its_times(province: ScriptedProvince, clock: Clock, accepted: Project) -> None:
    number = accepted.project_no or ""

    receive(province, clock, Feed.ANNOUNCEMENTS, announcement_item(number), following_item(number, "change"))

    change = Announcement.objects.get(announcement_no="ann-change")
    assert (change.status, change.published_at) == (Announcement.Status.AWAITING_TIMES, None)


def test_what_comes_before_its_predecessor_waits_and_is_woken_by_it_at_once(
    province: ScriptedProvince, clock: Clock, accepted: Project
) -> None:
    number = accepted.project_no or ""
    early = receive(
        province,
        clock,
        Feed.ANNOUNCEMENTS,
        following_item(number, "result_correction", corrects="ann-result"),
        following_item(number, "result"),
    )
    assert [(record.status, record.waits_for) for record in early] == [(Status.WAITING, number)] * 2
    assert early[0].note == "所更正的公告“ann-result”尚未到达本平台。"

    records = receive(province, clock, Feed.ANNOUNCEMENTS, announcement_item(number))

    assert statuses(records) == [Status.HANDLED] * 3
    correction = Announcement.objects.select_related("follows__follows").get(announcement_no="ann-result_correction")
    assert correction.follows is not None
    assert correction.follows.follows is not None
    assert correction.follows.follows.announcement_no == "ann-1"


def test_a_record_that_takes_no_effect_wakes_nobody(
    province: ScriptedProvince, clock: Clock, accepted: Project
) -> None:
    number = accepted.project_no or ""
    receive(province, clock, Feed.ANNOUNCEMENTS, announcement_item(number, version=2))
    (_, waiting) = receive(province, clock, Feed.ANNOUNCEMENTS, following_item(number, "change", corrects="ann-404"))
    due_at = waiting.due_at

    receive(province, clock, Feed.ANNOUNCEMENTS, announcement_item(number))

    waiting.refresh_from_db()
    assert (waiting.status, waiting.due_at) == (Status.WAITING, due_at)


def test_what_contradicts_its_earlier_version_is_parked(
    province: ScriptedProvince, clock: Clock, accepted: Project
) -> None:
    number = accepted.project_no or ""

    records = receive(
        province,
        clock,
        Feed.ANNOUNCEMENTS,
        announcement_item(number),
        following_item(number, "result", announcement_no="ann-1", version=2),
    )

    assert statuses(records) == [Status.HANDLED, Status.PARKED]
    assert records[1].note == "该公告此前是采购公告，请与省系统核对。"


@pytest.mark.parametrize("changes", [{"source_url": ""}, {"corrects": "ann-404"}, {"project_no": "没有这个项目"}])
def test_a_correction_is_withdrawn_although_its_last_state_cannot_be_used(
    province: ScriptedProvince, clock: Clock, accepted: Project, changes: dict[str, Any]
) -> None:
    number = accepted.project_no or ""
    receive(
        province,
        clock,
        Feed.ANNOUNCEMENTS,
        announcement_item(number),
        following_item(number, "result"),
        following_item(number, "result_correction"),
    )

    withdrawal = {"project_no": number} | changes
    records = receive(
        province,
        clock,
        Feed.ANNOUNCEMENTS,
        following_item(withdrawal.pop("project_no"), "result_correction", version=2, op="withdraw", **withdrawal),
    )

    assert records[-1].status == Status.HANDLED
    announcement = Announcement.objects.get(announcement_no="ann-result_correction")
    assert announcement.status == Announcement.Status.WITHDRAWN


def test_a_record_that_crashes_its_handler_is_parked_in_the_end_and_holds_nobody_up(
    province: ScriptedProvince, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(item: Any, **rest: Any) -> bool:
        if item.key == "p-1":
            raise ZeroDivisionError
        return plans.handle(item, **rest)

    monkeypatch.setitem(inbox.HANDLERS, Feed.PLANS, crash)

    records = receive(province, clock, Feed.PLANS, plan_item("p-1"), plan_item("p-2"))
    assert statuses(records) == [Status.RECEIVED, Status.HANDLED]
    for _ in range(inbox.MOST_ATTEMPTS):
        clock.forward(seconds=61)
        inbox.handle_due(clock)

    records[0].refresh_from_db()
    assert records[0].status == Status.PARKED


def test_a_handler_that_fails_halfway_leaves_nothing(
    province: ScriptedProvince, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_late(item: Any, **rest: Any) -> bool:
        plans.handle(item, **rest)
        raise ZeroDivisionError

    monkeypatch.setitem(inbox.HANDLERS, Feed.PLANS, fail_late)

    receive(province, clock, Feed.PLANS, plan_item())

    assert not ProcurementPlan.objects.exists()
    assert not AuditEntry.objects.filter(act="plan.received").exists()


def test_a_person_may_have_a_parked_record_tried_again(
    province: ScriptedProvince, clock: Clock, reviewer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    (record,) = receive(province, clock, Feed.PLANS, plan_item(trading_center="411323"))
    monkeypatch.setitem(inbox.HANDLERS, Feed.PLANS, Mock(return_value=True))

    inbox.try_again(record=record, actor=Actor.person(reviewer), now=clock())
    inbox.handle_due(clock)

    record.refresh_from_db()
    assert record.status == Status.HANDLED
    assert AuditEntry.objects.filter(act="inbound.tried_again", actor_name=str(reviewer)).exists()


def test_a_withdrawn_plan_shows_on_the_project_that_took_it(
    province: ScriptedProvince, clock: Clock, submitted: Project
) -> None:
    assert submitted.plan is not None

    receive(province, clock, Feed.PLANS, plan_item(submitted.plan.plan_no, version=2, op="withdraw"))

    project = Project.objects.select_related("plan").get()
    assert project.has_unseen_plan_change
    assert project.plan is not None
    assert project.plan.status == ProcurementPlan.Status.WITHDRAWN
    assert list(Project.objects.with_unseen_plan_change()) == [project]


def test_a_withdrawal_takes_down_what_it_names_although_its_payload_is_invalid(
    province: ScriptedProvince, clock: Clock, accepted: Project
) -> None:
    number = accepted.project_no or ""
    receive(province, clock, Feed.ANNOUNCEMENTS, announcement_item(number))

    records = receive(
        province, clock, Feed.ANNOUNCEMENTS, announcement_item(number, version=2, op="withdraw", source_url="")
    )

    assert statuses(records) == [Status.HANDLED, Status.HANDLED]
    assert Announcement.objects.get().status == Announcement.Status.WITHDRAWN


def test_a_plan_is_withdrawn_although_its_last_state_is_invalid(province: ScriptedProvince, clock: Clock) -> None:
    receive(province, clock, Feed.PLANS, plan_item())

    receive(province, clock, Feed.PLANS, plan_item(version=2, op="withdraw", budget="?"))

    assert ProcurementPlan.objects.get().status == ProcurementPlan.Status.WITHDRAWN


def test_what_was_withdrawn_while_it_waited_is_never_public(
    province: ScriptedProvince, clock: Clock, submitted: Project, reviewer: User
) -> None:
    number = submitted.project_no or ""
    receive(
        province,
        clock,
        Feed.ANNOUNCEMENTS,
        announcement_item(number),
        announcement_item(number, version=2, op="withdraw"),
    )
    accept_project(project=submitted, version=1, reviewer=reviewer, actor=Actor.person(reviewer), now=NOW)

    inbox.release_waiting(project_no=number, now=clock())
    inbox.handle_due(clock)

    announcement = Announcement.objects.get()
    assert (announcement.status, announcement.published_at) == (Announcement.Status.WITHDRAWN, None)


def test_new_records_come_before_waiting_ones(province: ScriptedProvince, clock: Clock, submitted: Project) -> None:
    receive(province, clock, Feed.ANNOUNCEMENTS, announcement_item(submitted.project_no or ""))
    clock.forward(minutes=5)
    province.pages = {"": page([plan_item()], next="c9")}
    pulling.pull(Feed.PLANS, province, clock)

    first = inbox._claim(clock())

    assert first is not None
    assert first.feed == Feed.PLANS


def test_every_feed_has_a_handler() -> None:
    assert set(inbox.HANDLERS) == set(Feed)


def test_two_claims_never_take_the_same_record(province: ScriptedProvince, clock: Clock) -> None:
    province.pages[""] = page([plan_item("p-1"), plan_item("p-2")], next="c1")
    pulling.pull(Feed.PLANS, province, clock)

    first, second, third = (inbox._claim(clock()) for _ in range(3))

    assert first is not None
    assert second is not None
    assert {first.key, second.key} == {"p-1", "p-2"}
    assert third is None
    assert first.due_at == NOW + timedelta(seconds=5)

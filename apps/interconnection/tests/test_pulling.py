import zlib
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection

from apps.acceptance.models import ProcurementPlan
from apps.conftest import NOW
from apps.interconnection import inbox, pulling
from apps.interconnection.gateway.evidence import Verdict
from apps.interconnection.gateway.exceptions import CursorExpired, TemporaryGatewayError
from apps.interconnection.models import Feed, FeedCursor, InboundPage, InboundRecord
from apps.interconnection.tests.conftest import Clock, ScriptedProvince, exchange, page, plan_item

pytestmark = pytest.mark.django_db


def no_answer() -> TemporaryGatewayError:
    return TemporaryGatewayError("连接被拒绝", verdict=Verdict.NO_ANSWER, exchange=exchange(status=None))


def pull(province: ScriptedProvince, clock: Clock) -> FeedCursor:
    pulling.pull(Feed.PLANS, province, clock)
    return FeedCursor.objects.get(feed=Feed.PLANS)


def test_a_page_is_kept_byte_for_byte_with_its_proof(province: ScriptedProvince, clock: Clock) -> None:
    sent = page([plan_item()], next="c1")
    province.pages[""] = sent

    pull(province, clock)

    stored = InboundPage.objects.get()
    assert zlib.decompress(stored.body_compressed) == sent.raw
    assert (stored.request_nonce, stored.response_signature) == ("0" * 32, "f" * 64)


def test_the_next_pull_goes_on_from_the_cursor_once_the_overlap_has_passed(
    province: ScriptedProvince, clock: Clock
) -> None:
    province.pages[""] = page([plan_item()], next="c1")
    pull(province, clock)
    clock.forward(seconds=61)

    pull(province, clock)

    assert province.asked == [("plans", ""), ("plans", "c1")]


def test_the_last_minute_is_read_again_and_nothing_is_doubled(province: ScriptedProvince, clock: Clock) -> None:
    province.pages[""] = page([plan_item()], next="c1")
    pull(province, clock)
    clock.forward(seconds=30)
    province.pages[""] = page([plan_item(), plan_item("411322-2026-00018")], next="c2")

    pull(province, clock)

    assert list(InboundRecord.objects.order_by("pk").values_list("key", flat=True)) == [
        "411322-2026-00017",
        "411322-2026-00018",
    ]
    assert FeedCursor.objects.get().cursor == "c2"


def test_a_record_in_a_new_envelope_is_the_same_record(province: ScriptedProvince, clock: Clock) -> None:
    again = plan_item() | {"id": "evt-other", "changed_at": "2026-03-02T10:00:00+08:00"}
    province.pages[""] = page([plan_item(), again, plan_item()], next="c1")

    pull(province, clock)

    assert InboundRecord.objects.count() == 1


def test_pages_are_read_to_the_end(province: ScriptedProvince, clock: Clock) -> None:
    province.pages[""] = page([plan_item("p-1")], next="c1", more=True)
    province.pages["c1"] = page([], next="c2", more=True)
    province.pages["c2"] = page([plan_item("p-2")], next="c3")

    cursor = pull(province, clock)

    assert cursor.cursor == "c3"
    assert InboundRecord.objects.count() == 2


def test_an_expired_cursor_starts_at_the_beginning_and_doubles_nothing(
    province: ScriptedProvince, clock: Clock
) -> None:
    province.pages[""] = page([plan_item()], next="c1")
    pull(province, clock)
    clock.forward(minutes=5)
    province.pages["c1"] = CursorExpired("游标已过期", exchange=exchange(status=410))

    cursor = pull(province, clock)

    assert province.asked[-2:] == [("plans", "c1"), ("plans", "")]
    assert InboundRecord.objects.count() == 1
    assert cursor.failures == 0


def test_a_cursor_that_runs_in_a_circle_stops_the_pull_and_is_told(province: ScriptedProvince, clock: Clock) -> None:
    province.pages[""] = page([plan_item("p-1")], next="c1", more=True)
    province.pages["c1"] = page([plan_item("p-2")], next="", more=True)

    cursor = pull(province, clock)

    assert len(province.asked) == 2
    assert cursor.last_error == "省系统的游标没有前进，已停止本次拉取。"
    assert InboundRecord.objects.count() == 2


def test_a_failure_is_told_and_the_feed_pauses(province: ScriptedProvince, clock: Clock) -> None:
    province.pages[""] = no_answer()

    pulling.pull_due_feeds(province, clock)
    pulling.pull_due_feeds(province, clock)

    cursor = FeedCursor.objects.get(feed=Feed.PLANS)
    assert (cursor.failures, cursor.last_error, cursor.due_at) == (1, "连接被拒绝", NOW + timedelta(seconds=2))
    assert province.asked.count(("plans", "")) == 1


def test_a_pull_that_dies_between_pages_keeps_what_it_read(province: ScriptedProvince, clock: Clock) -> None:
    province.pages[""] = page([plan_item("p-1")], next="c1", more=True)
    province.pages["c1"] = no_answer()

    cursor = pull(province, clock)

    assert cursor.cursor == "c1"
    assert InboundRecord.objects.get().key == "p-1"


def test_records_and_cursor_stand_together_or_not_at_all(
    province: ScriptedProvince, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    province.pages[""] = page([plan_item()], next="c1")

    def fail(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError("lost")

    monkeypatch.setattr(InboundRecord.objects, "bulk_create", fail)
    with pytest.raises(DatabaseError):
        pull(province, clock)

    assert FeedCursor.objects.get().cursor == ""
    assert not InboundPage.objects.exists()


def test_pages_are_append_only(province: ScriptedProvince, clock: Clock) -> None:
    province.pages[""] = page([plan_item()], next="c1")
    pull(province, clock)

    with pytest.raises(DatabaseError, match="append-only"), connection.cursor() as cursor:
        cursor.execute("UPDATE interconnection_inboundpage SET body_sm3 = ''")


def test_plans_reach_the_picker(province: ScriptedProvince, clock: Clock) -> None:
    province.pages[""] = page([plan_item()], next="c1")

    pull(province, clock)
    inbox.handle_due(clock)

    assert ProcurementPlan.objects.get().status == ProcurementPlan.Status.AVAILABLE

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from apps.acceptance.models import ProcurementPlan
from apps.conftest import NOW
from apps.core.models import OutboxMessage
from apps.interconnection import delivery, inbox, pulling, reconciling, storing
from apps.interconnection.gateway.client import DigestPage, HeldDocument, HeldRecord, Receipt
from apps.interconnection.gateway.client import Feed as WireFeed
from apps.interconnection.gateway.evidence import Verdict
from apps.interconnection.gateway.exceptions import (
    CursorExpired,
    GatewayError,
    PermanentGatewayError,
    TemporaryGatewayError,
    Unauthorized,
)
from apps.interconnection.gateway.feeds import DigestEntry, identify
from apps.interconnection.models import Discrepancy, Feed, FeedCursor, InboundPage, InboundRecord
from apps.interconnection.tests.conftest import Clock, ScriptedProvince, exchange, page, plan_item

pytestmark = pytest.mark.django_db

Kind = Discrepancy.Kind

PLAN = "411322-2026-00017"
OTHER_PLAN = "411322-2026-00018"


@dataclass
class ReconciledProvince(ScriptedProvince):
    """A province that can be asked what it holds; `held` are its records, a list a page of digests."""

    held: dict[str, Any] = field(default_factory=dict)
    lists: list[list[str]] | None = None
    refusals: dict[str, GatewayError] = field(default_factory=dict)
    lots_held: dict[str, Any] = field(default_factory=dict)
    fetched: list[str] = field(default_factory=list)
    unreadable: tuple[bytes, ...] = ()

    def hold(self, *items: dict[str, Any]) -> None:
        """Hold these records and no others of their keys."""
        self.held |= {one["key"]: one for one in items}

    def digests(self, feed: WireFeed, after: str, limit: int) -> DigestPage:
        if f"digests:{after}" in self.refusals:
            raise self.refusals.pop(f"digests:{after}")
        lists = self.lists if self.lists is not None else [list(self.held)]
        number = int(after or 0)
        keys: Iterable[str] = lists[number] if feed == "plans" else []
        entries = tuple(
            DigestEntry(key=key, version=one["version"], digest=one["digest"], op=one["op"])
            for key in keys
            for one in [self.held[key]]
        )
        has_more = feed == "plans" and number + 1 < len(lists)
        return DigestPage(
            entries=entries,
            unreadable=self.unreadable,
            next=str(number + 1),
            more=has_more,
            exchange=exchange(),
        )

    def record(self, feed: WireFeed, key: str) -> HeldRecord | None:
        self.fetched.append(key)
        if key in self.refusals:
            raise self.refusals[key]
        if key not in self.held:
            return None
        raw = json.dumps(self.held[key], ensure_ascii=False).encode()
        return HeldRecord(item=identify(raw), exchange=exchange(raw))

    def lots(self, project_no: str) -> HeldDocument | None:
        content = self.lots_held.get(project_no)
        if isinstance(content, GatewayError):
            raise content
        return None if content is None else HeldDocument(raw=b"", content=content, exchange=exchange())


@pytest.fixture
def province() -> ReconciledProvince:
    return ReconciledProvince()


def receive(province: ReconciledProvince, clock: Clock, *items: Any) -> None:
    """Let records arrive by the feed and be handled, long before anybody reconciles."""
    cursor = FeedCursor.objects.filter(feed=Feed.PLANS).values_list("cursor", flat=True).first() or ""
    province.pages[cursor] = page(items, next="c1")
    pulling.pull(Feed.PLANS, province, clock)
    inbox.handle_due(clock)
    province.pages.clear()
    clock.forward(hours=1)


def reconcile(province: ReconciledProvince, clock: Clock) -> list[tuple[str, str, bool]]:
    """Reconcile, let the inbox be handled, and return what is written down: kind, key, whether it is mended."""
    reconciling.reconcile(province, clock)
    inbox.handle_due(clock)
    rows = Discrepancy.objects.order_by("pk").values_list("kind", "key", "mended_at")
    return [(kind, key, mended_at is not None) for kind, key, mended_at in rows]


def failure(verdict: Verdict = Verdict.NO_ANSWER) -> TemporaryGatewayError:
    return TemporaryGatewayError("没有应答", verdict=verdict, exchange=exchange(status=None))


def test_two_systems_that_agree_have_nothing_written_down(province: ReconciledProvince, clock: Clock) -> None:
    receive(province, clock, plan_item())
    province.hold(plan_item())

    assert reconcile(province, clock) == []
    assert province.fetched == []
    assert FeedCursor.objects.get(feed=Feed.PLANS).reconciled_at == clock.at


def test_a_record_that_no_pull_brought_is_fetched_handled_and_written_down(
    province: ReconciledProvince, clock: Clock
) -> None:
    receive(province, clock)
    province.hold(plan_item(version=3))

    assert reconcile(province, clock) == [(Kind.MISSING_HERE, PLAN, True)]
    assert ProcurementPlan.objects.get().version == 3
    written = Discrepancy.objects.get()
    assert (written.province_version, written.our_version) == (3, None)
    assert written.province_digest == plan_item(version=3)["digest"]
    assert (written.found_at, written.mended_at) == (clock.at, clock.at)


def test_a_newer_version_that_was_missed_is_fetched(province: ReconciledProvince, clock: Clock) -> None:
    receive(province, clock, plan_item(title="旧"))
    province.hold(plan_item(version=2, title="新"))

    assert reconcile(province, clock) == [(Kind.OLDER_HERE, PLAN, True)]
    assert ProcurementPlan.objects.get().title == "新"
    assert Discrepancy.objects.get().our_version == 1


def test_a_withdrawal_that_was_missed_is_found_though_the_payload_is_the_same(
    province: ReconciledProvince, clock: Clock
) -> None:
    receive(province, clock, plan_item())
    province.hold(plan_item(version=2, op="withdraw"))

    assert reconcile(province, clock) == [(Kind.OLDER_HERE, PLAN, True)]
    assert ProcurementPlan.objects.get().status == ProcurementPlan.Status.WITHDRAWN


def test_a_version_whose_content_was_changed_afterwards_stays_open_for_a_person(
    province: ReconciledProvince, clock: Clock
) -> None:
    receive(province, clock, plan_item(title="甲"))
    province.hold(plan_item(title="乙"))

    assert reconcile(province, clock) == [(Kind.OTHER_CONTENT, PLAN, False)]
    assert reconcile(province, clock) == [(Kind.OTHER_CONTENT, PLAN, False)]

    assert ProcurementPlan.objects.get().title == "甲"
    assert list(InboundRecord.objects.order_by("pk").values_list("status", flat=True)) == ["handled", "parked"]


def test_a_record_that_came_spoiled_is_mended_by_the_sound_one(province: ReconciledProvince, clock: Clock) -> None:
    receive(province, clock, plan_item() | {"digest": "0" * 64})
    province.hold(plan_item())

    assert reconcile(province, clock) == [(Kind.OTHER_CONTENT, PLAN, True)]
    assert ProcurementPlan.objects.get().version == 1


def test_a_record_that_is_spoiled_when_asked_for_stays_open_and_is_asked_for_again(
    province: ReconciledProvince, clock: Clock
) -> None:
    sound = plan_item()
    province.hold(sound | {"digest": "0" * 64})

    first = reconcile(province, clock)
    clock.forward(hours=1)
    second = reconcile(province, clock)
    province.hold(sound)
    third = reconcile(province, clock)

    assert first == [(Kind.MISSING_HERE, PLAN, False)]
    assert second == [(Kind.OTHER_CONTENT, PLAN, False)]
    assert third == [(Kind.OTHER_CONTENT, PLAN, True)]
    assert Discrepancy.objects.get().found_at == NOW
    assert sorted(InboundRecord.objects.values_list("status", flat=True)) == ["handled", "superseded"]


def test_what_the_province_does_not_list_is_shown_and_kept(province: ReconciledProvince, clock: Clock) -> None:
    receive(province, clock, plan_item(), plan_item(OTHER_PLAN, version=4))
    province.hold(plan_item())

    assert reconcile(province, clock) == [(Kind.UNKNOWN_THERE, OTHER_PLAN, False)]
    assert reconcile(province, clock) == [(Kind.UNKNOWN_THERE, OTHER_PLAN, False)]

    written = Discrepancy.objects.get()
    assert (written.our_version, written.province_version) == (4, None)
    assert ProcurementPlan.objects.count() == 2


def test_what_the_province_lists_again_is_closed(province: ReconciledProvince, clock: Clock) -> None:
    receive(province, clock, plan_item())
    reconcile(province, clock)
    province.hold(plan_item())

    assert reconcile(province, clock) == [(Kind.UNKNOWN_THERE, PLAN, True)]


def test_a_list_that_cannot_be_read_in_full_accuses_nobody_of_having_lost_records(
    province: ReconciledProvince, clock: Clock
) -> None:
    receive(province, clock, plan_item())
    province.unreadable = (b"{}",)

    assert reconcile(province, clock) == []


def test_a_province_that_went_back_to_an_older_version_is_shown(province: ReconciledProvince, clock: Clock) -> None:
    receive(province, clock, plan_item(version=5))
    province.hold(plan_item(version=4))

    assert reconcile(province, clock) == [(Kind.UNKNOWN_THERE, PLAN, False)]
    written = Discrepancy.objects.get()
    assert (written.our_version, written.province_version) == (5, 4)


def test_a_record_that_changed_between_list_and_fetch_is_taken_as_it_is_now(
    province: ReconciledProvince, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    province.hold(plan_item())
    ask = province.record

    def change_and_answer(feed: WireFeed, key: str) -> HeldRecord | None:
        province.hold(plan_item(version=2))
        return ask(feed, key)

    monkeypatch.setattr(province, "record", change_and_answer)

    assert reconcile(province, clock) == [(Kind.MISSING_HERE, PLAN, True)]
    assert Discrepancy.objects.get().province_version == 2


def test_a_record_that_a_pull_brought_meanwhile_is_no_difference(
    province: ReconciledProvince, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    province.hold(plan_item())
    ask = province.record

    def pull_and_answer(feed: WireFeed, key: str) -> HeldRecord | None:
        receive(province, clock, plan_item())
        return ask(feed, key)

    monkeypatch.setattr(province, "record", pull_and_answer)

    assert reconcile(province, clock) == []
    assert InboundRecord.objects.count() == 1


def test_what_the_feed_brings_by_itself_is_no_difference(province: ReconciledProvince, clock: Clock) -> None:
    province.pages[""] = page([plan_item()], next="c1")
    province.hold(plan_item())

    assert reconcile(province, clock) == []
    assert InboundRecord.objects.get(feed=Feed.PLANS).status == "handled"


def test_another_record_than_the_one_asked_for_mends_nothing(
    province: ReconciledProvince, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    province.hold(plan_item())
    raw = json.dumps(plan_item(OTHER_PLAN)).encode()
    monkeypatch.setattr(province, "record", lambda *_: HeldRecord(item=identify(raw), exchange=exchange(raw)))

    assert (Kind.MISSING_HERE, PLAN, False) in reconcile(province, clock)


def test_a_fetched_record_is_kept_with_its_proof_and_leaves_the_feed_s_place_alone(
    province: ReconciledProvince, clock: Clock
) -> None:
    receive(province, clock, plan_item(OTHER_PLAN))
    province.hold(plan_item(OTHER_PLAN), plan_item())
    reconcile(province, clock)

    pulling.pull(Feed.PLANS, province, clock)

    kept = InboundPage.objects.get(record_key=PLAN)
    assert (kept.request_nonce, kept.response_signature) == ("0" * 32, "f" * 64)
    assert province.asked[-1] == ("plans", "c1")


def test_every_page_of_the_list_is_read(province: ReconciledProvince, clock: Clock) -> None:
    receive(province, clock, plan_item())
    province.hold(plan_item(), plan_item(OTHER_PLAN))
    province.lists = [[PLAN], [], [OTHER_PLAN]]

    assert reconcile(province, clock) == [(Kind.MISSING_HERE, OTHER_PLAN, True)]


def test_an_expired_cursor_begins_the_list_anew(province: ReconciledProvince, clock: Clock) -> None:
    receive(province, clock, plan_item(), plan_item(OTHER_PLAN))
    province.hold(plan_item(), plan_item(OTHER_PLAN))
    province.lists = [[PLAN], [OTHER_PLAN]]
    province.refusals["digests:1"] = CursorExpired("游标已过期", exchange=exchange(status=410))

    assert reconcile(province, clock) == []


def test_a_run_that_breaks_off_keeps_what_it_mended_and_the_next_one_does_the_rest(
    province: ReconciledProvince, clock: Clock
) -> None:
    province.hold(plan_item(), plan_item(OTHER_PLAN))
    province.refusals[OTHER_PLAN] = failure()

    first = reconcile(province, clock)
    error = FeedCursor.objects.get(feed=Feed.PLANS).reconcile_error
    province.refusals.clear()
    second = reconcile(province, clock)

    assert (first, error) == ([(Kind.MISSING_HERE, PLAN, True)], "没有应答")
    assert second == [(Kind.MISSING_HERE, PLAN, True), (Kind.MISSING_HERE, OTHER_PLAN, True)]
    cursor = FeedCursor.objects.get(feed=Feed.PLANS)
    assert (cursor.reconcile_error, cursor.reconciled_at) == ("", clock.at)


def test_a_broken_list_accuses_nobody_of_having_lost_records(province: ReconciledProvince, clock: Clock) -> None:
    receive(province, clock, plan_item(), plan_item(OTHER_PLAN))
    province.hold(plan_item(), plan_item(OTHER_PLAN))
    province.lists = [[PLAN], [OTHER_PLAN]]
    province.refusals["digests:1"] = failure()

    assert reconcile(province, clock) == []


@pytest.mark.parametrize(
    "refusal",
    [
        PermanentGatewayError("“..”不能作为编号", verdict=Verdict.UNADDRESSABLE, exchange=None),
        failure(Verdict.SERVER_ERROR),
    ],
)
def test_a_record_that_cannot_be_had_stays_open_and_its_neighbours_are_mended(
    province: ReconciledProvince, clock: Clock, refusal: GatewayError
) -> None:
    province.hold(plan_item(), plan_item(OTHER_PLAN))
    province.refusals[PLAN] = refusal

    assert reconcile(province, clock) == [(Kind.MISSING_HERE, PLAN, False), (Kind.MISSING_HERE, OTHER_PLAN, True)]


def test_what_is_more_than_one_run_can_fetch_is_written_down_and_fetched_in_the_next(
    province: ReconciledProvince, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reconciling, "MOST_FETCHES", 1)
    province.hold(plan_item(), plan_item(OTHER_PLAN))

    first = reconcile(province, clock)
    second = reconcile(province, clock)

    assert first == [(Kind.MISSING_HERE, PLAN, True), (Kind.MISSING_HERE, OTHER_PLAN, False)]
    assert second == [(Kind.MISSING_HERE, PLAN, True), (Kind.MISSING_HERE, OTHER_PLAN, True)]


def test_a_record_and_the_row_that_tells_of_it_stand_together_or_not_at_all(
    province: ReconciledProvince, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    province.hold(plan_item())

    def fail(**facts: object) -> None:
        raise DatabaseError("lost")

    monkeypatch.setattr(reconciling, "note_discrepancy", fail)
    with pytest.raises(DatabaseError):
        reconciling.reconcile_feed(Feed.PLANS, province, clock)

    assert not InboundRecord.objects.exists()
    assert not InboundPage.objects.exists()


def test_a_refused_signature_is_said_plainly(province: ReconciledProvince, clock: Clock) -> None:
    province.refusals["digests:"] = Unauthorized(
        "省系统不认可", code="SIGNATURE_INVALID", exchange=exchange(status=401)
    )

    reconcile(province, clock)

    error = FeedCursor.objects.get(feed=Feed.PLANS).reconcile_error
    assert error == "签名未被省系统接受，请检查应用标识与密钥。省系统不认可"


def test_a_page_costs_the_same_however_many_records_it_lists(province: ReconciledProvince, clock: Clock) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            reconciling.reconcile_feed(Feed.PLANS, province, clock)
        return len(captured)

    few = [plan_item(f"411322-2026-{number:05}") for number in range(2)]
    many = [plan_item(f"411322-2026-{number:05}") for number in range(40)]
    receive(province, clock, *few)
    province.hold(*few)
    cost_of_few = queries()
    receive(province, clock, *many)
    province.hold(*many)

    assert queries() == cost_of_few


class TestLots:
    @pytest.fixture
    def delivered(self, province: ReconciledProvince, clock: Clock, message: OutboxMessage) -> OutboxMessage:
        province.answers = [Receipt(receipt="R-1", exchange=exchange(status=201))]
        delivery.deliver_due(province, clock)
        message.refresh_from_db()
        return message

    def written(self) -> list[tuple[str, str, int | None, int | None, bool]]:
        rows = Discrepancy.objects.filter(record_type="lots").order_by("pk")
        return [(row.kind, row.key, row.our_version, row.province_version, row.mended_at is not None) for row in rows]

    def test_lots_that_both_hold_are_no_difference(
        self, province: ReconciledProvince, clock: Clock, delivered: OutboxMessage
    ) -> None:
        province.lots_held[delivered.subject_key] = {"version": 1}

        reconciling.reconcile_lots(province, clock)

        assert self.written() == []

    @pytest.mark.parametrize("content", [None, {}, {"version": "1"}, {"version": -1}, {"version": 10**30}])
    def test_lots_that_are_gone_there_are_shown_and_not_sent_again(
        self, province: ReconciledProvince, clock: Clock, delivered: OutboxMessage, content: Any
    ) -> None:
        province.lots_held[delivered.subject_key] = content

        reconciling.reconcile_lots(province, clock)
        reconciling.reconcile_lots(province, clock)

        assert self.written() == [("unknown_there", delivered.subject_key, 1, None, False)]
        delivered.refresh_from_db()
        assert delivered.status == OutboxMessage.Status.DELIVERED

    def test_a_version_that_we_never_sent_is_shown(
        self, province: ReconciledProvince, clock: Clock, delivered: OutboxMessage
    ) -> None:
        province.lots_held[delivered.subject_key] = {"version": 7}

        reconciling.reconcile_lots(province, clock)

        assert self.written() == [("older_here", delivered.subject_key, 1, 7, False)]

    def test_lots_that_are_there_again_are_closed_even_a_year_later(
        self, province: ReconciledProvince, clock: Clock, delivered: OutboxMessage
    ) -> None:
        reconciling.reconcile_lots(province, clock)
        clock.forward(days=365)
        province.lots_held[delivered.subject_key] = {"version": 1}

        reconciling.reconcile_lots(province, clock)

        assert self.written() == [("unknown_there", delivered.subject_key, 1, None, True)]

    def test_lots_of_long_ago_are_not_asked_about(
        self, province: ReconciledProvince, clock: Clock, delivered: OutboxMessage
    ) -> None:
        clock.at = NOW + timedelta(days=31)

        reconciling.reconcile_lots(province, clock)

        assert self.written() == []

    @pytest.mark.parametrize("verdict", [Verdict.NO_ANSWER, Verdict.SERVER_ERROR])
    def test_an_answer_that_does_not_come_proves_nothing(
        self, province: ReconciledProvince, clock: Clock, delivered: OutboxMessage, verdict: Verdict
    ) -> None:
        province.lots_held[delivered.subject_key] = failure(verdict)

        reconciling.reconcile_lots(province, clock)

        assert self.written() == []


def test_a_fingerprint_from_a_list_is_the_one_of_the_record() -> None:
    item = plan_item(op="withdraw")

    listed = storing.fingerprint_of_sound("withdraw", item["digest"])

    assert listed == storing.fingerprint(identify(json.dumps(item).encode()))

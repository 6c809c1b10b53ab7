"""The exchange at the center's site: what waits is seen, what is stuck is mended, and nothing else is touched."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from apps.acceptance.models import Project
from apps.acceptance.tests.test_admin import contents
from apps.accounts.models import User
from apps.accounts.tests.test_admin import inline_code
from apps.announcements.models import Attachment
from apps.conftest import NOW, signed_in
from apps.core.models import AuditEntry, OutboxMessage, StatusChange
from apps.interconnection import delivery, inbox, pulling
from apps.interconnection.gateway.client import Receipt
from apps.interconnection.gateway.evidence import Verdict
from apps.interconnection.gateway.exceptions import (
    GatewayError,
    Problem,
    RejectedByProvince,
    TemporaryGatewayError,
    Unauthorized,
)
from apps.interconnection.models import (
    DeliveryAttempt,
    Discrepancy,
    Feed,
    FeedCursor,
    InboundPage,
    InboundRecord,
)
from apps.interconnection.resending import resend
from apps.interconnection.tests.conftest import Clock, ScriptedProvince, exchange, page, plan_item

pytestmark = pytest.mark.django_db

MESSAGES = "/center/core/outboxmessage/"
RECORDS = "/center/interconnection/inboundrecord/"
FEEDS = "/center/interconnection/feedcursor/"
DISCREPANCIES = "/center/interconnection/discrepancy/"

HOSTILE = (
    '{"key": 7, "a": "<script>alert(1)</script>", "b": "</pre><img src=x onerror=alert(2)>", '
    '"c": "{{ 7|add:7 }}", "d": "\u202egpj.exe\u200b"}'
).encode()


@pytest.fixture
def rejected(province: ScriptedProvince, clock: Clock, message: OutboxMessage) -> OutboxMessage:
    """A message that the province refused for good."""
    answer = '{"code":"INVALID","message":"<b>标段</b>有误"}'.encode()
    fail(
        province,
        clock,
        RejectedByProvince(
            code="INVALID",
            words="<b>标段</b>有误",
            errors=[Problem("lots[0].budget", "超过计划")],
            exchange=exchange(answer, status=422),
        ),
    )
    message.refresh_from_db()
    return message


@pytest.fixture
def failing(province: ScriptedProvince, clock: Clock, message: OutboxMessage) -> OutboxMessage:
    """A message that is being retried."""
    fail(province, clock, no_answer())
    message.refresh_from_db()
    return message


@pytest.fixture
def delivered(province: ScriptedProvince, clock: Clock, message: OutboxMessage) -> OutboxMessage:
    """A message that the province has."""
    province.answers = [Receipt(receipt="R-1", exchange=exchange(b"{}", status=201))]
    delivery.deliver_due(province, clock)
    message.refresh_from_db()
    return message


@pytest.fixture
def receive(province: ScriptedProvince, clock: Clock) -> Callable[..., list[InboundRecord]]:
    """Return a function that lets records of the plans arrive and be handled."""

    def receive_all(*items: Any) -> list[InboundRecord]:
        province.pages = {"": page(items, next="c1")}
        pulling.pull(Feed.PLANS, province, clock)
        inbox.handle_due(clock)
        return list(InboundRecord.objects.order_by("pk"))

    return receive_all


@pytest.fixture
def parked(receive: Callable[..., list[InboundRecord]]) -> InboundRecord:
    """A record that could not be taken."""
    (record,) = receive(plan_item(budget="486万"))
    return record


@pytest.fixture
def cursor(db: None) -> FeedCursor:
    return FeedCursor.objects.create(feed=Feed.PLANS, last_succeeded_at=NOW)


def fail(province: ScriptedProvince, clock: Clock, error: GatewayError) -> None:
    province.answers = [error]
    delivery.deliver_due(province, clock)


def no_answer() -> TemporaryGatewayError:
    return TemporaryGatewayError("没有应答", verdict=Verdict.NO_ANSWER, exchange=exchange(status=None))


def refuse_signature(province: ScriptedProvince, clock: Clock, code: str = "SIGNATURE_INVALID") -> None:
    province.pages = {"": Unauthorized("省系统不认可本系统的签名", code=code, exchange=exchange(status=401))}
    pulling.pull(Feed.PLANS, province, clock)


def desk(client: Client, title: str, *, at: Any = NOW) -> Any:
    with time_machine.travel(at, tick=False):
        desks = client.get("/center/").context["desks"]
    return next((one for one in desks if one.title == title), None)


def listed(client: Client, address: str) -> list[Any]:
    return list(client.get(address).context["cl"].result_list)


def copies_of(message: OutboxMessage, number: int) -> None:
    """Owe the province as many more messages, each a minute older than the one before."""
    OutboxMessage.objects.bulk_create(
        OutboxMessage(
            topic=message.topic,
            subject_key=f"P-{minute}",
            version=1,
            reference_id=message.reference_id,
            idempotency_key=f"k-{minute}",
            enqueued_at=NOW - timedelta(minutes=minute),
            due_at=NOW,
        )
        for minute in range(1, number + 1)
    )


class TestDesks:
    def test_what_was_given_up_is_red(self, reviewer: User, rejected: OutboxMessage) -> None:
        client = signed_in(reviewer)

        card = desk(client, "未送达省系统的消息")

        assert (card.count, card.tone, card.oldest_at) == (1, "danger", NOW)
        assert card.note == "已搁置 1 条，须人工处理"
        assert listed(client, card.url) == [rejected]

    def test_what_is_being_retried_is_amber(self, reviewer: User, failing: OutboxMessage) -> None:
        card = desk(signed_in(reviewer), "未送达省系统的消息")

        assert (card.count, card.tone, card.note) == (1, "warning", "发送失败正在重试 1 条")

    def test_what_is_on_its_way_is_no_alarm(self, reviewer: User, message: OutboxMessage) -> None:
        card = desk(signed_in(reviewer), "未送达省系统的消息")

        assert (card.count, card.tone, card.note) == (1, "", "正在发送")

    def test_what_is_delivered_is_quiet(self, supervisor: User, delivered: OutboxMessage) -> None:
        card = desk(signed_in(supervisor), "未送达省系统的消息")

        assert (card.count, card.tone, card.note) == (0, "quiet", "全部已送达")

    def test_parked_records_are_counted_and_lead_to_the_list(self, reviewer: User, parked: InboundRecord) -> None:
        client = signed_in(reviewer)

        card = desk(client, "搁置的收到记录")

        assert (card.count, card.tone, card.oldest_at) == (1, "danger", NOW)
        assert listed(client, card.url) == [parked]

    def test_a_sound_connection_says_up_to_when_the_data_is_here(self, reviewer: User) -> None:
        FeedCursor.objects.create(feed=Feed.PLANS, last_succeeded_at=NOW)
        FeedCursor.objects.create(feed=Feed.ANNOUNCEMENTS, last_succeeded_at=NOW - timedelta(minutes=2))

        card = desk(signed_in(reviewer), "省系统连接异常", at=NOW + timedelta(minutes=1))

        assert (card.count, card.tone) == (0, "quiet")
        assert card.note == "最近一次成功：采购计划 09:00、公告 08:58。省系统数据截至 08:58"

    @pytest.mark.parametrize(
        ("code", "words"),
        [
            ("SIGNATURE_INVALID", "签名未被省系统接受，请检查应用标识与密钥。"),
            ("APP_UNKNOWN", "签名未被省系统接受，请检查应用标识与密钥。"),
            ("", "签名未被省系统接受，请检查应用标识与密钥。"),
            ("CLOCK_SKEW", "本系统与省系统的时间相差过大，请校准服务器时间。"),
        ],
    )
    def test_a_refused_signature_is_said_plainly(
        self, reviewer: User, province: ScriptedProvince, cursor: FeedCursor, code: str, words: str
    ) -> None:
        refuse_signature(province, Clock(), code)
        refuse_signature(province, Clock(), code)

        card = desk(signed_in(reviewer), "省系统连接异常")

        assert card.tone == "danger"
        assert f"采购计划连接失败，最近一次成功 09:00（不到 1 分钟前），已连续失败 2 次：{words}" in card.note

    def test_workers_that_stand_still_are_noticed_though_nothing_failed(
        self, reviewer: User, cursor: FeedCursor
    ) -> None:
        FeedCursor.objects.create(feed=Feed.ANNOUNCEMENTS, last_succeeded_at=NOW)

        card = desk(signed_in(reviewer), "省系统连接异常", at=NOW + timedelta(hours=26))

        assert (card.count, card.tone) == (2, "warning")
        assert (
            "最近一次成功 2026年3月2日 09:00（1 天 2 小时前），此后没有再拉取，请检查后台任务是否在运行" in card.note
        )

    def test_a_feed_that_was_never_read_is_not_called_complete(self, reviewer: User, cursor: FeedCursor) -> None:
        card = desk(signed_in(reviewer), "省系统连接异常")

        assert "公告尚未拉取" in card.note
        assert card.note.endswith("省系统数据尚未完整接收")

    def test_differences_have_a_card_while_there_are_some(self, reviewer: User) -> None:
        client = signed_in(reviewer)
        assert desk(client, "对账差异") is None
        Discrepancy.objects.create(record_type="plans", key="p-1", kind="missing_here", found_at=NOW)
        Discrepancy.objects.create(record_type="plans", key="p-1", kind="older_here", found_at=NOW, mended_at=NOW)

        card = desk(client, "对账差异")

        assert (card.count, card.tone) == (1, "warning")
        assert len(listed(client, card.url)) == 1

    def test_administrators_are_told_nothing(
        self, administrator: User, rejected: OutboxMessage, parked: InboundRecord
    ) -> None:
        desks = {desk.url.split("?")[0] for desk in signed_in(administrator).get("/center/").context["desks"]}

        assert not any("/interconnection/" in url for url in desks)


class TestMessages:
    def test_the_oldest_stands_first_where_something_is_left_to_do(
        self, reviewer: User, message: OutboxMessage
    ) -> None:
        copies_of(message, 3)

        assert [one.subject_key for one in listed(signed_in(reviewer), MESSAGES)] == [
            "P-3",
            "P-2",
            "P-1",
            message.subject_key,
        ]

    def test_delivered_messages_are_under_their_own_tab(self, reviewer: User, delivered: OutboxMessage) -> None:
        client = signed_in(reviewer)

        assert listed(client, MESSAGES) == []
        assert listed(client, f"{MESSAGES}?tab=delivered") == [delivered]
        assert listed(client, f"{MESSAGES}?tab=all") == [delivered]
        assert listed(client, f"{MESSAGES}?q={delivered.subject_key}") == [delivered]
        assert listed(client, f"{MESSAGES}?q=R-1") == [delivered]

    @pytest.mark.parametrize(("state", "found"), [("parked", 0), ("failing", 1), ("unsent", 3)])
    def test_they_can_be_narrowed(self, reviewer: User, failing: OutboxMessage, state: str, found: int) -> None:
        copies_of(failing, 3)

        assert len(listed(signed_in(reviewer), f"{MESSAGES}?state={state}")) == found

    def test_the_list_costs_the_same_for_many(
        self, reviewer: User, message: OutboxMessage, django_assert_num_queries: Any
    ) -> None:
        client = signed_in(reviewer)
        copies_of(message, 30)

        with django_assert_num_queries(4):
            client.get(MESSAGES)

    def test_a_page_shows_every_attempt_in_the_province_s_own_words(
        self, reviewer: User, rejected: OutboxMessage
    ) -> None:
        text = signed_in(reviewer).get(f"{MESSAGES}{rejected.pk}/change/").content.decode()

        for words in (
            "第 1 次：被拒绝",
            "用时 3 毫秒 · HTTP 422",
            "省系统拒收：&lt;b&gt;标段&lt;/b&gt;有误；lots[0].budget：超过计划",
            "<code>GET /exchange/v1/</code>",
            "&quot;message&quot;: &quot;&lt;b&gt;标段&lt;/b&gt;有误&quot;",
            rejected.idempotency_key,
        ):
            assert words in text

    def test_a_page_shows_the_body_as_it_was_approved(
        self, reviewer: User, accepted: Project, message: OutboxMessage
    ) -> None:
        accepted.lots.update(name="改名")

        text = signed_in(reviewer).get(f"{MESSAGES}{message.pk}/change/").content.decode()

        assert "&quot;name&quot;: &quot;电子白板&quot;" in text
        assert "&quot;budget&quot;: &quot;3120000.00&quot;" in text
        assert "改名" not in text

    def test_an_attempt_that_never_ended_says_so(self, reviewer: User, message: OutboxMessage) -> None:
        DeliveryAttempt.objects.create(message=message, number=1, started_at=NOW)

        text = signed_in(reviewer).get(f"{MESSAGES}{message.pk}/change/").content.decode()

        assert "第 1 次：结果未知" in text
        assert "到期后自动重发" in text

    def test_old_attempts_are_on_further_pages(
        self, reviewer: User, message: OutboxMessage, django_assert_num_queries: Any
    ) -> None:
        client = signed_in(reviewer)
        DeliveryAttempt.objects.bulk_create(
            DeliveryAttempt(message=message, number=number, started_at=NOW) for number in range(1, 24)
        )
        address = f"{MESSAGES}{message.pk}/change/"

        with django_assert_num_queries(10):
            first = client.get(address)
        last = client.get(f"{address}?attempts=4")

        assert [row.attempt.number for row in first.context["page"].attempts.rows] == list(range(23, 13, -1))
        assert first.context["page"].attempts.next_query == "attempts=14"
        assert [row.attempt.number for row in last.context["page"].attempts.rows] == [3, 2, 1]
        assert not last.context["page"].attempts.has_next
        assert client.get(f"{address}?attempts=zzz").status_code == 200

    @pytest.mark.parametrize("which", ["rejected", "failing"])
    def test_a_reviewer_has_it_sent_again(self, request: pytest.FixtureRequest, reviewer: User, which: str) -> None:
        message: OutboxMessage = request.getfixturevalue(which)

        response = signed_in(reviewer).post(f"{MESSAGES}{message.pk}/resend/")

        assert response.headers["Location"] == f"{MESSAGES}{message.pk}/change/"
        message.refresh_from_db()
        assert message.status == OutboxMessage.Status.WAITING
        assert message.due_at > NOW
        entry = AuditEntry.objects.get(act="outbox.resent")
        assert (entry.actor_name, entry.actor_address) == (str(reviewer), "127.0.0.1")

    def test_what_is_delivered_is_not_sent_again(self, reviewer: User, delivered: OutboxMessage) -> None:
        client = signed_in(reviewer)
        before = contents()

        response = client.post(f"{MESSAGES}{delivered.pk}/resend/")

        assert response.status_code == 409
        assert "该消息已送达，对账没有发现省系统缺少它，不能再次发送。" in response.content.decode()
        assert contents() == before

    def test_what_the_province_has_lost_is_sent_again_from_its_page(
        self, reviewer: User, supervisor: User, delivered: OutboxMessage
    ) -> None:
        address = f"{MESSAGES}{delivered.pk}/change/"
        client = signed_in(reviewer)
        before = client.get(address).content.decode()
        loss = Discrepancy.objects.create(
            record_type="lots", key=delivered.subject_key, kind="unknown_there", our_version=1, found_at=NOW
        )

        found = client.get(f"/center/interconnection/discrepancy/{loss.pk}/change/").content.decode()
        offered = client.get(address).content.decode()
        watched = signed_in(supervisor).get(address).content.decode()
        response = client.post(f"{MESSAGES}{delivered.pk}/resend/")

        assert "确认省系统已丢失这份数据？" not in before
        assert address in found
        assert "省系统缺少这份数据" in offered
        assert "确认省系统已丢失这份数据？" in offered
        assert "确认省系统已丢失这份数据？" not in watched
        assert response["Location"] == address
        delivered.refresh_from_db()
        assert (delivered.status, delivered.receipt) == ("waiting", "")

    def test_two_who_press_at_once_are_told(
        self, reviewer: User, rejected: OutboxMessage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        stale = OutboxMessage.objects.get(pk=rejected.pk)
        client = signed_in(reviewer)
        client.post(f"{MESSAGES}{rejected.pk}/resend/")

        def resend_what_was_read_before(*, message: OutboxMessage, **by: Any) -> None:
            assert message == stale
            resend(message=stale, **by)

        monkeypatch.setattr("apps.interconnection.admin.messages.resend", resend_what_was_read_before)

        response = client.post(f"{MESSAGES}{rejected.pk}/resend/")

        assert response.status_code == 409
        assert "该记录刚刚已被他人处理" in response.content.decode()
        assert StatusChange.objects.filter(subject_type="core.outboxmessage", new_status="waiting").count() == 1

    def test_the_button_is_there_for_those_who_may_press_it(
        self, reviewer: User, supervisor: User, rejected: OutboxMessage
    ) -> None:
        address = f"{MESSAGES}{rejected.pk}/change/"

        assert "重新发送" in signed_in(reviewer).get(address).content.decode()
        assert "重新发送" not in signed_in(supervisor).get(address).content.decode()


class TestRecords:
    def test_what_is_unsettled_comes_first_and_the_rest_is_under_its_tab(
        self, reviewer: User, receive: Callable[..., list[InboundRecord]]
    ) -> None:
        handled, spoiled = receive(plan_item(), plan_item("p-2", budget="486万"))
        client = signed_in(reviewer)

        assert listed(client, RECORDS) == [spoiled]
        assert listed(client, f"{RECORDS}?tab=settled") == [handled]
        assert set(listed(client, f"{RECORDS}?tab=all")) == {handled, spoiled}
        assert listed(client, f"{RECORDS}?q=411322-2026-00017") == [handled]
        assert listed(client, f"{RECORDS}?feed=announcements") == []
        assert listed(client, f"{RECORDS}?state=parked") == [spoiled]

    def test_the_list_costs_the_same_for_many_and_fetches_no_bytes(
        self, reviewer: User, receive: Callable[..., list[InboundRecord]], django_assert_num_queries: Any
    ) -> None:
        client = signed_in(reviewer)
        receive(*(plan_item(f"p-{number}", budget="x") for number in range(30)))

        with django_assert_num_queries(4) as captured:
            client.get(RECORDS)

        assert not any('"raw"' in query["sql"] for query in captured.captured_queries)

    def test_a_page_shows_the_record_as_it_came_with_its_proof(self, supervisor: User, parked: InboundRecord) -> None:
        text = signed_in(supervisor).get(f"{RECORDS}{parked.pk}/change/").content.decode()

        received = InboundPage.objects.get()
        for words in (
            "&quot;budget&quot;: &quot;486万&quot;",
            "budget：金额应为",
            received.request_nonce,
            received.response_signature,
            received.body_sm3,
            "2026年3月2日 09:00",
        ):
            assert words in text

    def test_a_page_costs_the_same_whatever_the_record_is(
        self, supervisor: User, parked: InboundRecord, django_assert_num_queries: Any
    ) -> None:
        client = signed_in(supervisor)

        with django_assert_num_queries(9):
            client.get(f"{RECORDS}{parked.pk}/change/")

    @pytest.mark.parametrize("raw", [HOSTILE, HOSTILE + b"\x00\xff\x1b[2J\xe2\x80\xae"])
    def test_a_hostile_record_is_shown_as_text(
        self, reviewer: User, receive: Callable[..., list[InboundRecord]], raw: bytes
    ) -> None:
        (record,) = receive(raw)
        client = signed_in(reviewer)

        for address in (RECORDS, f"{RECORDS}{record.pk}/change/", f"{RECORDS}{record.pk}/history/"):
            response = client.get(address)
            text = response.content.decode()
            assert response.status_code == 200
            assert inline_code(text) == []
            assert "<img src=x" not in text
            assert not set(text) & set("\x00\x1b\u202e\u200b")
        page_text = client.get(f"{RECORDS}{record.pk}/change/").content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page_text
        assert "{{ 7|add:7 }}" in page_text
        assert "⟨U+202E⟩gpj.exe⟨U+200B⟩" in page_text

    def test_what_belongs_to_a_secret_feed_is_not_shown(self, reviewer: User, parked: InboundRecord) -> None:
        InboundRecord.objects.filter(pk=parked.pk).update(feed="expert-draws")

        text = signed_in(reviewer).get(f"{RECORDS}{parked.pk}/change/").content.decode()

        assert "依规保密" in text
        assert "486万" not in text
        assert "电子白板" not in text

    def test_the_other_contents_of_a_conflict_are_linked(
        self, reviewer: User, receive: Callable[..., list[InboundRecord]]
    ) -> None:
        first, second = receive(plan_item(title="甲"), plan_item(title="乙"))

        text = signed_in(reviewer).get(f"{RECORDS}{second.pk}/change/").content.decode()

        assert f'href="{RECORDS}{first.pk}/change/"' in text

    def test_a_reviewer_has_it_handled_again(self, reviewer: User, parked: InboundRecord) -> None:
        response = signed_in(reviewer).post(f"{RECORDS}{parked.pk}/try-again/")

        assert response.headers["Location"] == f"{RECORDS}{parked.pk}/change/"
        parked.refresh_from_db()
        assert (parked.status, parked.attempts) == (InboundRecord.Status.RECEIVED, 0)
        assert AuditEntry.objects.get(act="inbound.tried_again").actor_name == str(reviewer)

    def test_what_is_handled_is_not_handled_again(
        self, reviewer: User, receive: Callable[..., list[InboundRecord]]
    ) -> None:
        (record,) = receive(plan_item())
        client = signed_in(reviewer)
        before = contents()

        response = client.post(f"{RECORDS}{record.pk}/try-again/")

        assert response.status_code == 409
        assert "当前状态为“已处理”，不能改为“待处理”。" in response.content.decode()
        assert contents() == before


class TestFeeds:
    def test_the_list_says_how_each_feed_does(
        self, supervisor: User, province: ScriptedProvince, clock: Clock, cursor: FeedCursor
    ) -> None:
        refuse_signature(province, clock)

        text = signed_in(supervisor).get(FEEDS).content.decode()

        assert "签名未被省系统接受，请检查应用标识与密钥。" in text
        assert "省系统数据尚未完整接收" in text

    def test_a_page_shows_what_came_lately(
        self,
        supervisor: User,
        receive: Callable[..., list[InboundRecord]],
        django_assert_num_queries: Any,
    ) -> None:
        receive(*(plan_item(f"p-{number}") for number in range(5)))
        client = signed_in(supervisor)

        with django_assert_num_queries(7):
            text = client.get(f"{FEEDS}{FeedCursor.objects.get(feed=Feed.PLANS).pk}/change/").content.decode()

        assert "5 条" in text
        assert InboundPage.objects.get().body_sm3 in text

    def test_a_reviewer_has_it_read_at_once(
        self,
        reviewer: User,
        cursor: FeedCursor,
        monkeypatch: pytest.MonkeyPatch,
        django_capture_on_commit_callbacks: Any,
    ) -> None:
        rung: list[tuple[str, dict[str, str]]] = []
        monkeypatch.setattr(
            "apps.core.doorbell.current_app.send_task", lambda task, kwargs: rung.append((task, kwargs))
        )

        with django_capture_on_commit_callbacks(execute=True):
            response = signed_in(reviewer).post(f"{FEEDS}{cursor.pk}/pull/")

        assert response.headers["Location"] == f"{FEEDS}{cursor.pk}/change/"
        assert rung == [("apps.interconnection.tasks.pull_feed", {"feed": "plans"})]
        entry = AuditEntry.objects.get(act="feed.pull_requested")
        assert (entry.summary, entry.actor_name) == ("立即拉取采购计划", str(reviewer))

    def test_a_feed_that_pauses_after_a_failure_is_due_again(
        self, reviewer: User, province: ScriptedProvince, clock: Clock, cursor: FeedCursor
    ) -> None:
        refuse_signature(province, clock)

        with time_machine.travel(NOW, tick=False):
            signed_in(reviewer).post(f"{FEEDS}{cursor.pk}/pull/")

        cursor.refresh_from_db()
        assert cursor.due_at == NOW


class TestDiscrepancies:
    def test_a_page_says_what_differs_and_what_to_do(self, supervisor: User) -> None:
        found = Discrepancy.objects.create(
            record_type="lots", key="方财&公开=1", kind="unknown_there", our_version=2, found_at=NOW
        )

        text = signed_in(supervisor).get(f"{DISCREPANCIES}{found.pk}/change/").content.decode()

        assert "请与省系统核对该数据是否已在其系统中删除。" in text
        assert "第 2 版" in text
        assert f'href="{MESSAGES}?q=%E6%96%B9%E8%B4%A2%26%E5%85%AC%E5%BC%80%3D1"' in text

    def test_what_is_mended_is_under_its_own_tab(self, supervisor: User, django_assert_num_queries: Any) -> None:
        Discrepancy.objects.bulk_create(
            Discrepancy(record_type="plans", key=f"p-{number}", kind="missing_here", found_at=NOW, mended_at=NOW)
            for number in range(30)
        )
        client = signed_in(supervisor)

        assert listed(client, DISCREPANCIES) == []
        with django_assert_num_queries(4):
            assert len(listed(client, f"{DISCREPANCIES}?tab=mended&type=plans&kind=missing_here")) == 30


ACTS = {
    "resend": ("rejected", "/center/core/outboxmessage/{pk}/resend/"),
    "try again": ("parked", "/center/interconnection/inboundrecord/{pk}/try-again/"),
    "pull": ("cursor", "/center/interconnection/feedcursor/{pk}/pull/"),
    "fetch again": ("failed_attachment", "/center/announcements/attachment/{pk}/fetch-again/"),
}


@pytest.fixture
def failed_attachment(db: None) -> Attachment:
    return Attachment.objects.create(
        province_id="att-1",
        name="招标文件.pdf",
        size=3,
        media_type="application/pdf",
        sm3="0" * 64,
        status=Attachment.Status.FAILED,
        due_at=NOW,
    )


@pytest.mark.parametrize("act", list(ACTS))
@pytest.mark.parametrize("person", ["supervisor", "administrator", "clerk", None], ids=str)
def test_nobody_but_reviewers_acts(request: pytest.FixtureRequest, person: str | None, act: str) -> None:
    subject, address = ACTS[act]
    record = request.getfixturevalue(subject)
    client = signed_in(request.getfixturevalue(person)) if person else Client()
    before = contents()

    response = client.post(address.format(pk=record.pk))

    assert contents() == before
    if person in ("supervisor", "administrator"):
        assert response.status_code == 403
    else:
        assert response.headers["Location"].startswith("/center/login/")


@pytest.mark.parametrize("act", list(ACTS))
def test_an_act_is_a_press_and_not_an_address(request: pytest.FixtureRequest, reviewer: User, act: str) -> None:
    subject, address = ACTS[act]
    record = request.getfixturevalue(subject)
    client = signed_in(reviewer)
    before = contents()

    answer = client.get(address.format(pk=record.pk), follow=True)

    assert answer.status_code == 200
    assert "操作尚未办理，请重新点击。" in answer.content.decode()
    assert client.post(address.format(pk=999_999)).status_code == 404
    assert contents() == before


@pytest.mark.parametrize("act", list(ACTS))
def test_an_act_from_another_site_is_refused(request: pytest.FixtureRequest, reviewer: User, act: str) -> None:
    subject, address = ACTS[act]
    record = request.getfixturevalue(subject)
    client = Client(enforce_csrf_checks=True)
    client.force_login(reviewer, backend="django.contrib.auth.backends.ModelBackend")
    before = contents()

    assert client.post(address.format(pk=record.pk)).status_code == 403
    assert contents() == before


@pytest.mark.parametrize(("person", "status"), [("reviewer", 200), ("supervisor", 200), ("administrator", 403)])
@pytest.mark.parametrize("address", [MESSAGES, RECORDS, FEEDS, DISCREPANCIES])
def test_business_reads_the_exchange_and_administrators_do_not(
    request: pytest.FixtureRequest, address: str, person: str, status: int
) -> None:
    assert signed_in(request.getfixturevalue(person)).get(address).status_code == status


@pytest.mark.parametrize("query", ["?tab=nonsense", "?state=nonsense", "?p=zzz", "?o=99"])
@pytest.mark.parametrize("address", [MESSAGES, RECORDS, FEEDS, DISCREPANCIES])
def test_an_address_of_nonsense_is_no_error(reviewer: User, address: str, query: str) -> None:
    assert signed_in(reviewer).get(address + query, follow=True).status_code == 200


@pytest.mark.parametrize("address", [MESSAGES, RECORDS, FEEDS, DISCREPANCIES])
def test_a_regular_expression_in_an_address_is_refused(reviewer: User, address: str) -> None:
    assert signed_in(reviewer).get(f"{address}?key__regex=(").status_code == 400


def test_pages_obey_the_content_security_policy(
    reviewer: User, rejected: OutboxMessage, parked: InboundRecord
) -> None:
    found = Discrepancy.objects.create(record_type="plans", key="p-1", kind="missing_here", found_at=NOW)
    client = signed_in(reviewer)
    feed = FeedCursor.objects.get(feed=Feed.PLANS)

    for address in (
        MESSAGES,
        f"{MESSAGES}{rejected.pk}/change/",
        RECORDS,
        f"{RECORDS}{parked.pk}/change/",
        FEEDS,
        f"{FEEDS}{feed.pk}/change/",
        DISCREPANCIES,
        f"{DISCREPANCIES}{found.pk}/change/",
    ):
        response = client.get(address)
        assert response.status_code == 200
        assert "unsafe" not in response.headers["Content-Security-Policy"]
        assert inline_code(response.content.decode()) == []

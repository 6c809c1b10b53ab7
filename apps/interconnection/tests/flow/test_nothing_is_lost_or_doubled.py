"""What the exchange survives: each test breaks something while work is under way."""

import pytest
import requests
from django.utils import timezone

from apps.acceptance.models import ProcurementPlan
from apps.acceptance.services.opening_manner import change_opening_manner
from apps.accounts.models import User
from apps.announcements.models import Announcement, Attachment
from apps.core.actors import Actor
from apps.core.models import OutboxMessage
from apps.interconnection.gateway.client import ProvinceClient
from apps.interconnection.models import Discrepancy, FeedCursor, InboundRecord
from apps.interconnection.reconciling import reconcile_lots
from apps.interconnection.resending import resend
from apps.interconnection.tests.flow.conftest import Work
from apps.interconnection.tests.flow.systems import Systems, eventually

pytestmark = pytest.mark.flow


def published(announcement_no: str) -> Announcement:
    return eventually(
        lambda: Announcement.objects.filter(announcement_no=announcement_no, published_at__isnull=False).first(),
        what=f"announcement {announcement_no} is public",
    )


def handled_once(feed: str, key: str) -> bool:
    return InboundRecord.objects.filter(feed=feed, key=key, status=InboundRecord.Status.HANDLED).count() == 1


def test_from_a_filed_plan_to_a_public_announcement_by_hints_alone(systems: Systems, work: Work) -> None:
    number = work.file_plan()
    project = work.submit(number)

    message = work.delivered(work.accept(project))
    answer = systems.control(
        "POST",
        "announcements",
        {
            "project_no": project.project_no,
            "attachments": [{"name": "采购文件.pdf", "content_base64": "JVBERi0xLjQK"}],
        },
    )
    announcement = published(answer["announcement_no"])

    assert message.receipt
    assert work.takings(project)["takings"] == 1
    systems.reads(f"/announcements/{announcement.pk}/", announcement.title)
    attachment = eventually(
        lambda: Attachment.objects.filter(
            versions__announcement=announcement, status=Attachment.Status.STORED
        ).first(),
        what="the attachment is stored",
    )
    served = requests.get(f"{systems.platform_url}/attachments/{attachment.references.get().pk}/", timeout=10)
    assert served.content == b"%PDF-1.4\n"


def test_a_change_after_the_acceptance_reaches_the_province_as_the_next_version(systems: Systems, work: Work) -> None:
    project = work.submit(work.file_plan())
    first = work.delivered(work.accept(project))
    clerk = User.objects.get(username="wancheng")

    change_opening_manner(
        project=project,
        is_encrypted=True,
        is_remote_opening=False,
        user=clerk,
        actor=Actor.person(clerk),
        now=timezone.now(),
    )
    second = work.delivered(OutboxMessage.objects.get(subject_key=project.project_no, version=2))

    ledger = work.takings(project)
    assert (ledger["versions"], ledger["takings"]) == ([1, 2], 2)
    assert ledger["receipts"] == [first.receipt, second.receipt]
    assert first.idempotency_key != second.idempotency_key


def test_lost_hints_cost_freshness_alone(systems: Systems, work: Work) -> None:
    systems.control("PUT", "faults", [{"kind": "lose_hint", "target": "*"}])
    number = work.file_plan()
    systems.start("beat")

    work.plan(number)

    assert handled_once("plans", number)


def test_a_worker_killed_during_a_push_loses_and_doubles_nothing(systems: Systems, work: Work) -> None:
    project = work.submit(work.file_plan())
    systems.control("PUT", "faults", [{"kind": "timeout_after_taking", "target": "lots", "seconds": 60, "times": 1}])
    message = work.accept(project)
    eventually(lambda: work.takings(project).get("takings"), what="the province has taken the lots")

    systems.kill("worker")
    message.refresh_from_db()
    assert message.status == OutboxMessage.Status.WAITING
    systems.start("worker", "beat")
    work.delivered(message)

    assert work.takings(project)["takings"] == 1


def test_a_worker_killed_during_a_pull_loses_and_doubles_nothing(systems: Systems, work: Work) -> None:
    systems.control("PUT", "faults", [{"kind": "delay", "target": "plans", "seconds": 20, "times": 1}])
    numbers = [work.file_plan() for _ in range(3)]
    eventually(lambda: systems.control("GET", "faults")["rules"][0]["hits"], what="a pull is under way")

    systems.kill("worker")
    systems.start("worker", "beat")
    for number in numbers:
        work.plan(number)

    assert all(handled_once("plans", number) for number in numbers)


def test_a_province_that_is_away_for_a_while_gets_everything_when_it_is_back(systems: Systems, work: Work) -> None:
    project = work.submit(work.file_plan())
    systems.stop("province")
    systems.start("beat")
    message = work.accept(project)

    def has_failed() -> bool:
        message.refresh_from_db()
        return message.attempts >= 2 and FeedCursor.objects.filter(failures__gte=2).exists()

    eventually(has_failed, what="pushes and pulls find nobody")
    assert requests.get(f"{systems.platform_url}/announcements/", timeout=10).status_code == 200
    systems.start("province")
    work.delivered(message)

    assert work.takings(project)["takings"] == 1
    assert handled_once("plans", work.plan(work.file_plan()).plan_no)


def test_a_flushed_broker_costs_a_delay_and_nothing_else(systems: Systems, work: Work) -> None:
    project = work.submit(work.file_plan())
    systems.stop("worker")
    message = work.accept(project)
    number = work.file_plan()

    systems.flush_broker()
    systems.start("worker", "beat")
    work.delivered(message)
    work.plan(number)

    assert work.takings(project)["takings"] == 1


def test_an_answer_that_got_lost_is_asked_for_again_under_the_same_key(systems: Systems, work: Work) -> None:
    project = work.submit(work.file_plan())
    systems.control("PUT", "faults", [{"kind": "drop_answer", "target": "lots", "times": 2}])
    systems.start("beat")

    message = work.delivered(work.accept(project))

    assert message.attempts == 3
    assert work.takings(project)["takings"] == 1


@pytest.mark.parametrize("remembers_keys", [True, False], ids=["lost by mistake", "back to a backup"])
def test_lots_that_the_province_lost_later_are_sent_again_and_held_once(
    systems: Systems, work: Work, remembers_keys: bool
) -> None:
    project = work.submit(work.file_plan())
    message = work.delivered(work.accept(project))
    receipt, body = message.receipt, bytes(message.body or b"")
    systems.control("POST", f"lots/{project.project_no}/lose", {"remembers_keys": remembers_keys})
    # As the worker does every hour.
    client = ProvinceClient(systems.province_url, "fangcheng", systems.environment["PROVINCE_APP_SECRET"])
    reconcile_lots(client, timezone.now)
    reviewer = User.objects.get(username="reviewer")

    resend(message=message, actor=Actor.person(reviewer), now=timezone.now())
    work.delivered(message)
    reconcile_lots(client, timezone.now)

    assert (message.attempts, bytes(message.body or b"")) == (2, body)
    assert (message.receipt == receipt) is remembers_keys
    assert work.takings(project)["takings"] == 1
    found = Discrepancy.objects.get(key=project.project_no)
    assert (found.kind, found.mended_at is not None) == ("unknown_there", True)


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "duplicate", "target": "plans", "times": 3},
        {"kind": "reorder", "target": "plans", "times": 3},
        {"kind": "withhold_record", "target": "plans", "times": 2},
        {"kind": "error", "target": "plans", "status": 503, "times": 2},
        {"kind": "error", "target": "plans", "status": 429, "seconds": 1, "times": 2},
        {"kind": "bad_signature", "target": "plans", "times": 2},
        {"kind": "cursor_expired", "target": "plans", "times": 1},
        {"kind": "drop_answer", "target": "plans", "times": 2},
    ],
    ids=lambda fault: f"{fault['kind']}-{fault.get('status', '')}",
)
def test_a_misbehaving_feed_ends_in_the_newest_state_once(
    systems: Systems, work: Work, fault: dict[str, object]
) -> None:
    systems.control("PUT", "faults", [fault])
    number = work.file_plan()
    systems.control("PUT", f"plans/{number}", {"title": "改过的名称"})
    systems.start("beat")

    eventually(
        lambda: ProcurementPlan.objects.filter(plan_no=number, title="改过的名称").exists(),
        what="the newest version is here",
    )

    assert ProcurementPlan.objects.filter(plan_no=number).count() == 1
    assert not InboundRecord.objects.filter(key=number, status=InboundRecord.Status.PARKED).exists()


def test_a_bad_digest_is_parked_and_the_next_version_is_taken(systems: Systems, work: Work) -> None:
    number = "411322-2026-90001"
    systems.control("PUT", "faults", [{"kind": "bad_digest", "target": "plans", "key": number, "times": 1}])
    work.file_plan(plan_no=number)
    eventually(
        lambda: InboundRecord.objects.filter(key=number, status=InboundRecord.Status.PARKED).exists(),
        what="the record is parked",
    )

    systems.control("PUT", f"plans/{number}", {"title": "改过的名称"})

    # A pull that was under way beside the spoilt one may have brought the first version.
    eventually(lambda: work.plan(number).title == "改过的名称", what="the next version is here")


def test_an_announcement_before_its_lots_waits_and_is_then_public(systems: Systems, work: Work) -> None:
    project = work.submit(work.file_plan())
    facts = {
        "method": "open_tender",
        "budget": "1000000.00",
        "documents_from": "2026-03-02T09:00:00+08:00",
        "documents_until": "2026-03-09T17:00:00+08:00",
        "documents_price": "0.00",
        "bid_deadline": "2026-03-23T09:00:00+08:00",
        "opening_at": "2026-03-23T09:00:00+08:00",
        "opening_place": "开标一室",
        "notice_working_days": 5,
        "accepts_consortium": False,
        "purchaser": {"name": "方城县公安局", "uscc": "11411322006000028J"},
        "agency": {"name": "河南宛诚工程咨询有限公司", "uscc": "91411300MA9F00015G"},
        "contact": {"name": "李经办", "phone": "0377-2"},
    }
    answer = systems.control(
        "POST",
        "announcements",
        {
            "type": "tender",
            "project_no": project.project_no,
            "lot_nos": ["1"],
            "title": "早到的公告",
            "body_html": "<p>早到的公告</p>",
            "facts": facts,
            "force": True,
        },
    )
    key = answer["announcement_no"]
    eventually(
        lambda: InboundRecord.objects.filter(key=key, status=InboundRecord.Status.WAITING).exists(),
        what="the announcement waits",
    )

    work.delivered(work.accept(project))

    assert published(key).project_id == project.pk


def test_a_withdrawn_announcement_stays_at_its_address_and_says_so(systems: Systems, work: Work) -> None:
    project = work.submit(work.file_plan())
    work.delivered(work.accept(project))
    key = systems.control("POST", "announcements", {"project_no": project.project_no})["announcement_no"]
    announcement = published(key)

    systems.control("POST", f"announcements/{key}/withdraw")
    eventually(
        lambda: Announcement.objects.get(pk=announcement.pk).status == Announcement.Status.WITHDRAWN,
        what="the withdrawal arrives",
    )

    systems.reads(f"/announcements/{announcement.pk}/", "已撤回")


def test_a_damaged_attachment_is_never_shown_and_fetched_again(systems: Systems, work: Work) -> None:
    project = work.submit(work.file_plan())
    work.delivered(work.accept(project))
    systems.control("PUT", "faults", [{"kind": "bad_attachment", "target": "attachments", "times": 1}])
    systems.control(
        "POST",
        "announcements",
        {
            "project_no": project.project_no,
            "attachments": [{"name": "采购文件.pdf", "content_base64": "JVBERi0xLjQK"}],
        },
    )

    def damaged() -> Attachment | None:
        waiting = Attachment.objects.filter(versions__announcement__project=project, status=Attachment.Status.WAITING)
        return waiting.exclude(last_error="").first()

    attachment = eventually(damaged, what="the damaged bytes are refused")
    served = requests.get(f"{systems.platform_url}/attachments/{attachment.references.get().pk}/", timeout=10)
    assert served.status_code == 404
    systems.start("beat")
    eventually(
        lambda: Attachment.objects.get(pk=attachment.pk).status == Attachment.Status.STORED,
        what="the right bytes are fetched",
    )

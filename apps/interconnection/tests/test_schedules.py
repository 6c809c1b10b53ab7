"""The times of an approved change go to the province, as they were approved, each version once."""

import json
from datetime import timedelta

import pytest

from apps.acceptance.models import Project
from apps.accounts.models import User
from apps.announcements.changes.content import content_of
from apps.announcements.changes.standing import load_standing
from apps.announcements.models import Announcement, ChangeTimes
from apps.announcements.services.change_reviews import approve_change
from apps.announcements.services.changes import submit_change
from apps.conftest import NOW
from apps.core.actors import Actor
from apps.core.freezing import digest
from apps.core.models import OutboxMessage
from apps.interconnection import delivery
from apps.interconnection.gateway.client import Receipt
from apps.interconnection.gateway.exceptions import PlanUnknown
from apps.interconnection.gateway.feeds import read_item
from apps.interconnection.handlers import announcements
from apps.interconnection.tests.conftest import (
    Clock,
    ScriptedProvince,
    announcement_item,
    exchange,
    following_item,
)
from apps.tender_planning.models import AnnouncedTerms

pytestmark = pytest.mark.django_db

Status = OutboxMessage.Status


@pytest.fixture
def tendered(accepted: Project, province: ScriptedProvince, clock: Clock) -> Project:
    """A project whose lots are there and whose tender announcement is public."""
    province.answers = [Receipt(receipt="R-lots", exchange=exchange(status=201))]
    delivery.deliver_due(province, clock)
    arrive(announcement_item(str(accepted.project_no)))
    province.pushed.clear()
    return accepted


def arrive(item: dict[str, object]) -> None:
    raw = json.dumps(item, ensure_ascii=False).encode()
    announcements.handle(read_item(raw), is_withdrawn_since=False, now=NOW + timedelta(hours=1))


def approve(number: str, clerk: User, reviewer: User) -> OutboxMessage:
    change = Announcement.objects.get(announcement_no=number)
    revision = ChangeTimes.objects.get(announcement=change).revision
    by_clerk = {"announcement": change, "user": clerk, "actor": Actor.person(clerk), "now": NOW}
    submit_change(revision=revision, **by_clerk)  # type: ignore[arg-type]
    approve_change(
        announcement=change,
        sm3=digest(content_of(load_standing(change, now=NOW))),
        reviewer=reviewer,
        actor=Actor.person(reviewer),
        now=NOW,
    )
    return OutboxMessage.objects.filter(topic="schedules").latest("pk")


def test_the_schedule_says_what_was_approved(
    tendered: Project, province: ScriptedProvince, clock: Clock, clerk: User, reviewer: User
) -> None:
    arrive(following_item(str(tendered.project_no), "change", body_html="<p>开标时间顺延。</p>"))
    message = approve("ann-change", clerk, reviewer)
    # Whatever happens to the settings afterwards, what was approved is what is sent.
    AnnouncedTerms.objects.update(opening_place="另一处")
    province.answers = [Receipt(receipt="R-1", exchange=exchange(status=201))]

    delivery.deliver_due(province, clock)

    message.refresh_from_db()
    (where, body, key), *others = province.pushed
    assert (others, where, key) == ([], f"schedules/{tendered.project_no}", message.idempotency_key)
    assert json.loads(body) == {
        "version": 1,
        "project_no": tendered.project_no,
        "announcement_no": "ann-change",
        "bid_deadline": "2026-04-07T09:00:00+08:00",
        "opening_at": "2026-04-07T09:00:00+08:00",
        "opening_place": "方城县公共资源交易中心开标一室",
    }
    assert (message.status, message.receipt) == (Status.DELIVERED, "R-1")


def test_each_approved_change_is_the_next_version(
    tendered: Project, province: ScriptedProvince, clock: Clock, clerk: User, reviewer: User
) -> None:
    for number, day in (("ann-c1", "07"), ("ann-c2", "10")):
        facts = {
            "subject": "announcement",
            "items": [{"label": "开标时间", "before": "", "after": f"2026年04月{day}日09时00分"}],
            "postponed": True,
        }
        arrive(
            following_item(
                str(tendered.project_no), "change", announcement_no=number, facts=facts, body_html="<p>见更正项。</p>"
            )
        )
        approve(number, clerk, reviewer)
    province.answers = [Receipt(receipt=f"R-{number}", exchange=exchange(status=201)) for number in (1, 2)]

    delivery.deliver_due(province, clock)

    sent = [json.loads(body) for _, body, _ in province.pushed]
    assert [(one["version"], one["announcement_no"], one["opening_at"][:10]) for one in sent] == [
        (1, "ann-c1", "2026-04-07"),
        (2, "ann-c2", "2026-04-10"),
    ]


def test_it_is_tried_again_while_the_province_does_not_know_the_project(
    tendered: Project, province: ScriptedProvince, clock: Clock, clerk: User, reviewer: User
) -> None:
    arrive(following_item(str(tendered.project_no), "change", body_html="<p>开标时间顺延。</p>"))
    message = approve("ann-change", clerk, reviewer)
    province.answers = [PlanUnknown("尚未收到该项目的标段", exchange=exchange(status=404))]

    delivery.deliver_due(province, clock)

    message.refresh_from_db()
    assert (message.status, message.attempts) == (Status.WAITING, 1)

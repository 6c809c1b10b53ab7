"""What an approved change does to the documents in force and to the rooms."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest

from apps.acceptance.models import Project
from apps.acceptance.tests.conftest import at_once
from apps.accounts.models import Notification, User
from apps.announcements.exceptions import ChangeNotReady
from apps.announcements.models import Announcement, ChangeReview, ChangeTimes
from apps.announcements.services.change_reviews import approve_change, return_change
from apps.announcements.tests.changes.conftest import FIRST, MOVED, Change, Decide, seen
from apps.announcements.tests.conftest import Approve
from apps.core.actors import Actor
from apps.core.exceptions import StaleState, UnlawfulMove
from apps.core.models import OutboxMessage
from apps.tender_planning.findings import Finding
from apps.tender_planning.models import AnnouncedTerms, Planning, Room, RoomBooking, Sheet
from apps.tender_planning.services.documents import begin_document
from apps.tender_planning.services.issuing import issue_planning
from apps.tender_planning.services.rooms import Wish, book_rooms
from apps.tender_planning.services.schedule import book_for_schedule, save_schedule

Confirm = Callable[..., int]
Rooms = dict[str, Room]
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def scheduled(tender: Announcement, rooms: Rooms, clerk: User, now: datetime) -> Planning:
    """A preparation with its times and both rooms."""
    planning = Planning.objects.get(project=tender.project)
    by = {"planning": planning, "user": clerk, "actor": Actor.person(clerk), "now": now}
    terms = AnnouncedTerms.objects.get()
    names = ("documents_from", "documents_until", "bid_deadline", "opening_at", "opening_place")
    opening = {name: getattr(terms, name) for name in names}
    save_schedule(revision=0, opening=opening, evaluation={"evaluation_at": FIRST + 3 * HOUR}, **by)  # type: ignore[arg-type]
    chosen = {"opening": rooms["开标一室"], "evaluation": rooms["评标一室"]}
    book_for_schedule(revision=1, rooms=chosen, **by)  # type: ignore[arg-type]
    return planning


@pytest.fixture
def issued(
    scheduled: Planning,
    findings: dict[Sheet.Kind, list[Finding]],
    clerk: User,
    now: datetime,
) -> Planning:
    """The same in force, and the rules have nothing to say to it."""
    actor = Actor.person(clerk)
    begin_document(planning=scheduled, user=clerk, actor=actor, now=now)
    issue_planning(planning=scheduled, user=clerk, actor=actor, now=now)
    return scheduled


@pytest.fixture
def taken(scheduled: Planning, rooms: Rooms, clerk: User, now: datetime) -> Callable[[], None]:
    """Return a function that lets another project have 开标一室 at the time to which the change moves."""

    def take() -> None:
        other = Project.objects.create(
            agency=scheduled.project.agency,
            name="另一个项目",
            status="accepted",
            project_no="方财公开采购-2026-99",
            accepted_at=now,
            created_at=now,
            created_by=clerk,
            changed_at=now,
        )
        book_rooms(
            planning=Planning.objects.create(project=other, begun_at=now),
            wishes={"opening": Wish(rooms["开标一室"], MOVED, MOVED + 2 * HOUR)},
            reason="",
            user=clerk,
            actor=Actor.person(clerk),
            now=now,
        )

    return take


def bookings(planning: Planning) -> dict[str, tuple[str, datetime]]:
    held = RoomBooking.objects.filter(planning=planning, released_at=None).select_related("room")
    return {one.purpose: (one.room.name, one.starts_at) for one in held}


def test_the_rooms_move_with_the_times_and_the_evaluation_keeps_its_distance(
    scheduled: Planning, change: Announcement, submit: Approve, decide: Decide
) -> None:
    submit(change)

    decide(change)

    assert bookings(scheduled) == {"opening": ("开标一室", MOVED), "evaluation": ("评标一室", MOVED + 3 * HOUR)}
    scheduled.evaluation.refresh_from_db()
    assert scheduled.evaluation.evaluation_at == MOVED + 3 * HOUR


def test_a_new_place_that_names_a_room_chooses_it(
    scheduled: Planning, make_change: Change, rooms: Rooms, submit: Approve, decide: Decide
) -> None:
    text = "<p>开标时间延期至2026年04月07日09时00分，开标地点变更为方城县公共资源交易中心开标二室。</p>"

    change = make_change(text=text)

    assert ChangeTimes.objects.get().opening_room == rooms["开标二室"]
    submit(change)
    decide(change)
    assert bookings(scheduled)["opening"] == ("开标二室", MOVED)


def test_a_room_that_is_taken_then_keeps_the_change_from_being_submitted(
    taken: Callable[[], None], change: Announcement, rooms: Rooms, submit: Approve, confirm: Confirm
) -> None:
    taken()

    with pytest.raises(ChangeNotReady, match="开标一室在 2026年4月7日 09:00—11:00 已被预约，请另选场所"):
        submit(change)

    confirm(change, opening_room=rooms["开标二室"])
    submit(change)
    assert Announcement.objects.get(pk=change.pk).status == "awaiting_review"


def test_a_room_that_is_taken_since_the_submission_undoes_the_whole_approval(
    scheduled: Planning, taken: Callable[[], None], change: Announcement, submit: Approve, decide: Decide
) -> None:
    submit(change)
    taken()
    Notification.objects.all().delete()

    with pytest.raises(ChangeNotReady, match="已被预约"):
        decide(change)

    assert Announcement.objects.get(pk=change.pk).status == "awaiting_review"
    assert AnnouncedTerms.objects.get().bid_deadline == FIRST
    assert bookings(scheduled)["opening"] == ("开标一室", FIRST)
    assert not ChangeReview.objects.exists()
    assert not OutboxMessage.objects.filter(topic="schedules").exists()
    assert not Notification.objects.exists()


def test_where_times_alone_change_the_documents_are_issued_again_at_once(
    issued: Planning, change: Announcement, submit: Approve, decide: Decide, clerk: User
) -> None:
    submit(change)
    Notification.objects.all().delete()

    decide(change)

    issued.refresh_from_db()
    first, second = issued.versions.all()
    assert issued.is_issued
    assert (second.version, second.issued_by) == (2, clerk)
    assert second.content["schedule"]["opening"]["opening_at"] == "2026-04-07T09:00+08:00"
    assert second.content["schedule"]["rooms"][1]["starts_at"] == "2026-04-07T09:00+08:00"
    assert first.content["schedule"]["opening"]["opening_at"] == "2026-03-23T09:00+08:00"
    assert Notification.objects.filter(user=clerk, text__endswith="招标文件其他内容不变，第 2 版已自动发出。").exists()


def test_where_more_changes_the_documents_are_opened_for_the_agency(
    issued: Planning, make_change: Change, submit: Approve, decide: Decide, clerk: User
) -> None:
    items = [{"label": "技术参数", "before": "86寸", "after": "98寸"}]
    change = make_change(facts={"items": items, "subject": "documents"})
    assert ChangeTimes.objects.get().alters_documents
    submit(change)

    decide(change)

    issued.refresh_from_db()
    assert issued.status == Planning.Status.EDITABLE
    assert issued.versions.count() == 1
    assert AnnouncedTerms.objects.get().opening_at == MOVED
    issued.opening.refresh_from_db()
    assert issued.opening.opening_at == MOVED
    texts = Notification.objects.filter(user=clerk).values_list("text", flat=True)
    assert any(text.endswith(f"重新开放编制：变更公告“{change.title}”审核通过") for text in texts)


def test_where_a_rule_stands_in_the_way_they_are_opened_too(
    issued: Planning,
    change: Announcement,
    findings: dict[Sheet.Kind, list[Finding]],
    submit: Approve,
    decide: Decide,
) -> None:
    findings[Sheet.Kind.FEES].append(Finding("error", "", "资费有误。"))
    submit(change)

    decide(change)

    issued.refresh_from_db()
    assert issued.status == Planning.Status.EDITABLE
    assert Announcement.objects.get(pk=change.pk).status == "published"


@pytest.mark.django_db(transaction=True)
def test_of_two_reviewers_at_the_same_moment_one_decides(
    change: Announcement, submit: Approve, reviewer: User, second_reviewer: User, now: datetime
) -> None:
    submit(change)
    sm3 = seen(change, now)
    acts = [
        partial(approve_change, reviewer=reviewer, actor=Actor.person(reviewer)),
        partial(return_change, reviewer=second_reviewer, actor=Actor.person(second_reviewer), reason="请核对。"),
    ]

    outcomes = at_once(
        *(partial(act, announcement=Announcement.objects.get(pk=change.pk), sm3=sm3, now=now) for act in acts)
    )

    refused = [outcome for outcome in outcomes if isinstance(outcome, UnlawfulMove | StaleState)]
    assert len(refused) == 1
    decision = ChangeReview.objects.get().decision
    assert Announcement.objects.get(pk=change.pk).status == {"approved": "published", "returned": "returned"}[decision]
    assert OutboxMessage.objects.filter(topic="schedules").count() == (decision == "approved")

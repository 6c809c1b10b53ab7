from datetime import datetime, timedelta

import pytest

from apps.acceptance.models import Project
from apps.accounts.models import Notification, User
from apps.core.actors import Actor
from apps.core.models import AuditEntry
from apps.tender_planning.findings import Finding
from apps.tender_planning.gates import revision_of
from apps.tender_planning.models import AnnouncedTerms, Planning, PlanningVersion, Room, RoomBooking, Sheet
from apps.tender_planning.services.beginning import Terms
from apps.tender_planning.services.rescheduling import Moves, reissue, reschedule
from apps.tender_planning.services.rooms import RoomTaken, Wish, book_rooms
from apps.tender_planning.services.schedule import book_for_schedule, save_schedule

Rooms = dict[str, Room]
REASON = "变更公告 HN-2026-0002 审核通过"
LATER = timedelta(days=15)


def move_by(planning: Planning, clerk: User, now: datetime, rooms: Rooms | None = None, **moves: object) -> None:
    reschedule(
        planning=planning,
        moves=Moves(**moves),  # type: ignore[arg-type]
        rooms=rooms or {},
        reason=REASON,
        user=clerk,
        actor=Actor.person(clerk),
        now=now,
    )


@pytest.fixture
def settled(planning: Planning, terms: Terms, rooms: Rooms, clerk: User, now: datetime) -> Planning:
    """A preparation with its times and both rooms."""
    by = {"planning": planning, "user": clerk, "actor": Actor.person(clerk), "now": now}
    names = ("documents_from", "documents_until", "bid_deadline", "opening_at", "opening_place")
    evaluation_at = terms.opening_at + timedelta(hours=3)
    save_schedule(
        revision=0,
        opening={name: getattr(terms, name) for name in names},
        evaluation={"evaluation_at": evaluation_at},
        **by,  # type: ignore[arg-type]
    )
    chosen = {"opening": rooms["开标一室"], "evaluation": rooms["评标一室"]}
    book_for_schedule(revision=1, rooms=chosen, **by)  # type: ignore[arg-type]
    return planning


@pytest.fixture
def other(planning: Planning, clerk: User, now: datetime) -> Planning:
    """The preparation of another project."""
    project = Project.objects.create(
        agency=planning.project.agency,
        name="另一个项目",
        status="accepted",
        project_no="方财公开采购-2026-99",
        accepted_at=now,
        created_at=now,
        created_by=clerk,
        changed_at=now,
    )
    return Planning.objects.create(project=project, begun_at=now)


def bookings(planning: Planning) -> list[tuple[str, str, datetime]]:
    held = planning.bookings.filter(released_at=None).order_by("purpose").select_related("room")
    return [(one.purpose, one.room.name, one.starts_at) for one in held]


def test_the_times_move_where_they_stand(settled: Planning, terms: Terms, clerk: User, now: datetime) -> None:
    opens_at = terms.opening_at + LATER

    move_by(settled, clerk, now, bid_deadline=opens_at, opening_at=opens_at, evaluation_at=opens_at)

    announced = AnnouncedTerms.objects.get()
    assert (announced.bid_deadline, announced.opening_at) == (opens_at, opens_at)
    assert (announced.documents_until, announced.opening_place) == (terms.documents_until, terms.opening_place)
    settled.opening.refresh_from_db()
    settled.evaluation.refresh_from_db()
    assert (settled.opening.bid_deadline, settled.opening.opening_at) == (opens_at, opens_at)
    assert settled.opening.documents_until == terms.documents_until
    assert settled.evaluation.evaluation_at == opens_at
    assert AuditEntry.objects.get(act="schedule.moved").details["reason"] == REASON


def test_the_rooms_move_along_and_what_was_booked_is_kept_as_released(
    settled: Planning, terms: Terms, clerk: User, now: datetime
) -> None:
    opens_at = terms.opening_at + LATER

    move_by(settled, clerk, now, opening_at=opens_at, evaluation_at=opens_at + timedelta(hours=3))

    assert bookings(settled) == [
        ("evaluation", "评标一室", opens_at + timedelta(hours=3)),
        ("opening", "开标一室", opens_at),
    ]
    released = RoomBooking.objects.exclude(released_at=None)
    assert [one.release_reason for one in released] == [REASON, REASON]


def test_another_room_may_be_named(settled: Planning, rooms: Rooms, terms: Terms, clerk: User, now: datetime) -> None:
    move_by(settled, clerk, now, {"opening": rooms["开标二室"]}, opening_at=terms.opening_at + LATER)

    assert bookings(settled)[1] == ("opening", "开标二室", terms.opening_at + LATER)


def test_with_a_room_that_is_taken_nothing_moves(
    settled: Planning, other: Planning, rooms: Rooms, clerk: User, now: datetime
) -> None:
    opening_at = AnnouncedTerms.objects.get().opening_at
    start = opening_at + LATER
    taken = {"opening": Wish(rooms["开标一室"], start - timedelta(hours=1), start + timedelta(hours=1))}
    book_rooms(planning=other, wishes=taken, reason="", user=clerk, actor=Actor.person(clerk), now=now)
    before = bookings(settled)

    with pytest.raises(RoomTaken):
        move_by(settled, clerk, now, opening_at=start, bid_deadline=start)

    assert AnnouncedTerms.objects.get().opening_at == opening_at
    assert bookings(settled) == before


def test_what_nobody_settled_yet_is_left_to_the_agency(
    planning: Planning, terms: Terms, clerk: User, now: datetime
) -> None:
    move_by(planning, clerk, now, opening_at=terms.opening_at + LATER)

    assert AnnouncedTerms.objects.get().opening_at == terms.opening_at + LATER
    assert not RoomBooking.objects.exists()
    assert revision_of(planning, Sheet.Kind.SCHEDULE) == 0


def test_whoever_has_the_sheet_open_is_told(settled: Planning, terms: Terms, clerk: User, now: datetime) -> None:
    before = revision_of(settled, Sheet.Kind.SCHEDULE)

    move_by(settled, clerk, now, opening_at=terms.opening_at + LATER)

    assert revision_of(settled, Sheet.Kind.SCHEDULE) == before + 1


def test_where_only_times_changed_the_next_version_is_issued_at_once(
    issued: PlanningVersion, terms: Terms, clerk: User, now: datetime
) -> None:
    move_by(issued.planning, clerk, now, opening_at=terms.opening_at + LATER, bid_deadline=terms.opening_at + LATER)

    second = reissue(planning=issued.planning, reason=REASON, user=clerk, actor=Actor.person(clerk), now=now)

    assert second is not None
    assert (second.version, second.issued_by) == (2, clerk)
    assert second.content["announced"]["opening_at"] != issued.content["announced"]["opening_at"]
    assert Planning.objects.get().is_issued


def test_where_a_rule_stands_in_the_way_it_is_opened_instead(
    issued: PlanningVersion, findings: dict[Sheet.Kind, list[Finding]], clerk: User, now: datetime
) -> None:
    findings[Sheet.Kind.SCORING].append(Finding("error", "", "评分标准有误。"))
    Notification.objects.all().delete()

    second = reissue(planning=issued.planning, reason=REASON, user=clerk, actor=Actor.person(clerk), now=now)

    assert second is None
    assert Planning.objects.get().is_open
    assert Notification.objects.get(user=clerk).text.endswith(f"重新开放编制：{REASON}")

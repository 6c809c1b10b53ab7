from datetime import datetime

import pytest

from apps.acceptance.models import Project
from apps.accounts.models import User
from apps.core.exceptions import StaleState
from apps.tender_planning.exceptions import NotOpen
from apps.tender_planning.gates import IN_FORCE, WAITS_FOR_ANNOUNCEMENT, claim, closed_because, may_edit, revision_of
from apps.tender_planning.models import Planning, Sheet

Kind = Sheet.Kind
Status = Planning.Status

OPEN = {
    Status.LOCKED: {Kind.SETUP, Kind.FEES},
    Status.EDITABLE: set(Kind),
    Status.ISSUED: set(),
}


@pytest.mark.parametrize("status", list(Status))
def test_each_state_opens_its_parts_and_no_other(locked: Planning, status: Status, now: datetime) -> None:
    Planning.objects.update(status=status, issued_at=now)
    locked.refresh_from_db()

    assert {kind for kind in Kind if may_edit(locked, kind)} == OPEN[status]


def test_what_is_closed_says_why(locked: Planning, now: datetime) -> None:
    waits = closed_because(locked, Kind.SCHEDULE)
    Planning.objects.update(status=Status.ISSUED, issued_at=now)
    locked.refresh_from_db()

    assert (waits, closed_because(locked, Kind.SETUP)) == (WAITS_FOR_ANNOUNCEMENT, IN_FORCE)


@pytest.mark.parametrize("status", [Project.Status.CLOSED, Project.Status.TERMINATED])
def test_nothing_of_an_ended_project_is_open(planning: Planning, status: Project.Status) -> None:
    planning.project.status = status

    assert not any(may_edit(planning, kind) for kind in Kind)


def test_a_claim_counts_the_revision_and_remembers_who(planning: Planning, clerk: User, now: datetime) -> None:
    revision = claim(planning, Kind.SLOTS, revision=0, user=clerk, now=now)

    assert revision == revision_of(planning, Kind.SLOTS) == 1
    assert Sheet.objects.get().changed_by == clerk


def test_who_comes_second_is_told_who_was_first(
    planning: Planning, clerk: User, colleague: User, now: datetime
) -> None:
    claim(planning, Kind.SLOTS, revision=0, user=clerk, now=now)

    with pytest.raises(StaleState, match="李经办刚刚保存过"):
        claim(planning, Kind.SLOTS, revision=0, user=colleague, now=now)

    assert revision_of(planning, Kind.SLOTS) == 1


def test_sheets_of_two_lots_do_not_get_in_each_others_way(planning: Planning, clerk: User, now: datetime) -> None:
    claim(planning, Kind.SCORING, revision=0, user=clerk, now=now, subject="1")

    assert claim(planning, Kind.SCORING, revision=0, user=clerk, now=now, subject="2") == 1


def test_what_is_closed_is_not_claimed(locked: Planning, clerk: User, now: datetime) -> None:
    with pytest.raises(NotOpen, match="采购公告到达"):
        claim(locked, Kind.SCHEDULE, revision=0, user=clerk, now=now)

    assert not Sheet.objects.exists()

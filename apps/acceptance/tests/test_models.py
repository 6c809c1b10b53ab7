from datetime import datetime

import pytest
from django.db import IntegrityError, connection, transaction

from apps.acceptance.models import ProcurementPlan, Project, ProjectVersion, Review
from apps.acceptance.services.reviews import accept_project
from apps.accounts.models import Organisation, User
from apps.conftest import PlanFactory
from apps.core.actors import PLATFORM, Actor
from apps.core.exceptions import UnlawfulMove
from apps.core.models import StatusChange
from apps.core.status import move

pytestmark = pytest.mark.django_db

PLAN_MOVES = {
    ("available", "taken"),
    ("available", "withdrawn"),
    ("taken", "available"),
    ("taken", "withdrawn"),
    ("withdrawn", "available"),
    ("withdrawn", "taken"),
}
PROJECT_MOVES = {
    ("draft", "submitted"),
    ("draft", "cancelled"),
    ("submitted", "accepted"),
    ("submitted", "returned"),
    ("returned", "submitted"),
    ("returned", "cancelled"),
    ("accepted", "closed"),
    ("accepted", "terminated"),
}


@pytest.mark.parametrize("to", ProcurementPlan.Status.values)
@pytest.mark.parametrize("start", ProcurementPlan.Status.values)
def test_a_plan_moves_as_the_table_says_and_no_other_way(
    plan: ProcurementPlan, now: datetime, start: str, to: str
) -> None:
    ProcurementPlan.objects.update(status=start)
    plan.refresh_from_db()

    if (start, to) in PLAN_MOVES:
        move(plan, to, actor=PLATFORM, now=now)
        expected = to
    else:
        with pytest.raises(UnlawfulMove):
            move(plan, to, actor=PLATFORM, now=now)
        expected = start

    plan.refresh_from_db()
    assert plan.status == expected
    assert StatusChange.objects.count() == ((start, to) in PLAN_MOVES)


@pytest.mark.parametrize("to", Project.Status.values)
@pytest.mark.parametrize("start", Project.Status.values)
def test_a_project_moves_as_the_table_says_and_no_other_way(
    draft: Project, now: datetime, start: str, to: str
) -> None:
    Project.objects.update(status=start, project_no="方财公开采购-2026-1", accepted_at=now)
    draft.refresh_from_db()
    before = StatusChange.objects.count()

    if (start, to) in PROJECT_MOVES:
        move(draft, to, actor=PLATFORM, now=now)
        expected = to
    else:
        with pytest.raises(UnlawfulMove):
            move(draft, to, actor=PLATFORM, now=now)
        expected = start

    draft.refresh_from_db()
    assert draft.status == expected
    assert StatusChange.objects.count() - before == ((start, to) in PROJECT_MOVES)


def test_one_live_project_takes_a_plan(draft: Project) -> None:
    second = Project(
        plan=draft.plan,
        plan_version=1,
        agency=draft.agency,
        created_by=draft.created_by,
        created_at=draft.created_at,
        changed_at=draft.changed_at,
    )

    with pytest.raises(IntegrityError, match="plan_taken_once"):
        second.save()


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"status": "submitted", "project_no": None}, "submitted_has_number"),
        ({"status": "accepted", "project_no": "1", "accepted_at": None}, "accepted_has_time"),
        ({"plan_version": None}, "plan_has_seen_version"),
    ],
)
def test_the_database_refuses_an_impossible_project(draft: Project, facts: dict[str, object], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint):
        Project.objects.update(**facts)


def test_submissions_and_decisions_can_neither_be_changed_nor_deleted(
    submitted: Project, reviewer: User, now: datetime
) -> None:
    accept_project(project=submitted, version=1, reviewer=reviewer, actor=Actor.person(reviewer), now=now)

    for model in (ProjectVersion, Review):
        for verb in ("UPDATE {} SET id = id", "DELETE FROM {}"):
            with (
                pytest.raises(IntegrityError, match="append-only"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(verb.format(model._meta.db_table))

    assert (ProjectVersion.objects.count(), Review.objects.count()) == (1, 1)


class TestQueries:
    def test_an_agency_is_offered_the_open_plans_that_name_it(
        self, make_plan: PlanFactory, draft: Project, agency: Organisation, other_agency: Organisation
    ) -> None:
        make_plan("411322-2026-00018", agency_credit_code=other_agency.credit_code)
        make_plan("411322-2026-00019", is_withdrawn=True)
        mine = make_plan("411322-2026-00020")

        assert list(ProcurementPlan.objects.open_to(agency)) == [mine]

    @pytest.mark.parametrize(
        ("words", "is_found"),
        [
            ("", True),
            ("00017", True),
            ("教学设备", True),
            ("教育体育局", True),
            ("教学 00017", True),
            ("教学 00018", False),
            ("100%", False),
            ("_", False),
        ],
    )
    def test_plans_are_found_by_every_word(self, plan: ProcurementPlan, words: str, is_found: bool) -> None:
        assert ProcurementPlan.objects.matching(words).exists() == is_found

    @pytest.mark.parametrize(
        ("words", "is_found"), [("方财公开", True), ("教学设备 教育", True), ("警务", False), ("%", False)]
    )
    def test_projects_are_found_by_every_word(self, submitted: Project, words: str, is_found: bool) -> None:
        assert Project.objects.matching(words).exists() == is_found

    def test_the_queue_begins_with_who_waited_longest(self, submitted: Project, draft: Project) -> None:
        assert list(Project.objects.awaiting_review()) == [submitted]

    def test_an_ended_project_is_not_troubled_by_its_plan(self, draft: Project, make_plan: PlanFactory) -> None:
        make_plan(version=2)
        Project.objects.update(status="cancelled")

        assert not Project.objects.with_unseen_plan_change().exists()
        assert not Project.objects.get().has_unseen_plan_change


def test_what_the_plan_rules_is_read_only_and_what_made_the_number_too(draft: Project) -> None:
    assert draft.read_only_fields() == frozenset(Project.RULED_BY_PLAN)

    by_hand = Project(project_no="方财公开采购-2026-1")

    assert by_hand.read_only_fields() == {"method", "kind"}

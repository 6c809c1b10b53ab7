from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.acceptance.exceptions import PlanChanged
from apps.acceptance.models import Project, Review
from apps.acceptance.services.projects import start_project
from apps.acceptance.services.reviews import accept_project, acknowledge_plan_change, return_project
from apps.acceptance.tests.conftest import at_once
from apps.accounts.models import Organisation, User
from apps.conftest import PlanFactory
from apps.core.actors import Actor
from apps.core.exceptions import Refused, StaleState, UnlawfulMove
from apps.core.models import AuditEntry, OutboxMessage, StatusChange

pytestmark = pytest.mark.django_db

Decide = Callable[..., Review]


@pytest.fixture
def accept(submitted: Project, reviewer: User, now: datetime) -> Decide:
    def do(by: User = reviewer, version: int = 1) -> Review:
        project = Project.objects.get(pk=submitted.pk)
        return accept_project(project=project, version=version, reviewer=by, actor=Actor.person(by), now=now)

    return do


@pytest.fixture
def send_back(submitted: Project, reviewer: User, now: datetime) -> Decide:
    def do(by: User = reviewer, version: int = 1, reason: str = "请补充预算批复。") -> Review:
        project = Project.objects.get(pk=submitted.pk)
        return return_project(
            project=project, version=version, reason=reason, reviewer=by, actor=Actor.person(by), now=now
        )

    return do


def test_acceptance_owes_the_province_the_submitted_version(
    submitted: Project, accept: Decide, reviewer: User, now: datetime
) -> None:
    review = accept()

    stored = Project.objects.get()
    assert (stored.status, stored.accepted_at) == ("accepted", now)
    assert (review.decision, review.reviewer, review.decided_at) == ("accepted", reviewer, now)
    message = OutboxMessage.objects.get()
    assert (message.topic, message.subject_key, message.version) == ("lots", "方财公开采购-2026-1", 1)
    assert message.reference_id == submitted.versions.get().pk
    assert (message.status, message.due_at) == ("waiting", now)


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_rung_for_once_the_acceptance_is_committed(
    accept: Decide, rings: list[str], settings: LazySettings
) -> None:
    accept()

    assert rings == [settings.OUTBOX_DELIVERY_TASK]


def test_acceptance_and_obligation_are_rolled_back_together(accept: Decide, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object, **named: object) -> None:
        raise OSError("killed")

    monkeypatch.setattr("apps.core.audit.record", fail)

    with pytest.raises(OSError, match="killed"):
        accept()

    assert Project.objects.get().status == "submitted"
    assert not OutboxMessage.objects.exists()
    assert not Review.objects.exists()
    assert not StatusChange.objects.filter(new_status="accepted").exists()


def test_a_project_without_a_plan_never_meets_the_province(
    agency: Organisation, clerk: User, reviewer: User, now: datetime
) -> None:
    project = start_project(agency=agency, user=clerk, actor=Actor.person(clerk), now=now)
    Project.objects.filter(pk=project.pk).update(status="submitted", project_no="方财公开采购-2026-9")
    project.refresh_from_db()
    project.versions.create(version=1, content={}, sm3="0" * 64, submitted_at=now, submitted_by=clerk)

    accept_project(project=project, version=1, reviewer=reviewer, actor=Actor.person(reviewer), now=now)

    assert Project.objects.get().status == "accepted"
    assert not OutboxMessage.objects.exists()


def test_a_return_tells_the_reason_everywhere(submitted: Project, send_back: Decide) -> None:
    review = send_back()

    assert Project.objects.get().status == "returned"
    assert (review.decision, review.reason) == ("returned", "请补充预算批复。")
    assert StatusChange.objects.get(new_status="returned").reason == "请补充预算批复。"
    assert AuditEntry.objects.get(act="project.returned").details == {"version": 1, "reason": "请补充预算批复。"}
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("reason", ["", " \n\t"])
def test_a_return_needs_a_reason(send_back: Decide, reason: str) -> None:
    with pytest.raises(Refused) as refusal:
        send_back(reason=reason)

    assert list(refusal.value.problems) == ["reason"]
    assert Project.objects.get().status == "submitted"


def test_a_version_that_the_reviewer_did_not_read_is_not_decided(accept: Decide) -> None:
    with pytest.raises(StaleState):
        accept(version=2)

    assert Project.objects.get().status == "submitted"


def test_a_decision_is_made_once(accept: Decide, send_back: Decide) -> None:
    accept()

    with pytest.raises((StaleState, UnlawfulMove)):
        send_back()

    assert Review.objects.get().decision == "accepted"
    assert Project.objects.get().status == "accepted"


def test_a_plan_that_changed_under_the_review_keeps_the_project_from_being_accepted(
    accept: Decide, make_plan: PlanFactory
) -> None:
    make_plan(version=2, budget=Decimal(1))

    with pytest.raises(PlanChanged):
        accept()

    assert Project.objects.get().status == "submitted"
    assert not OutboxMessage.objects.exists()


def test_a_plan_that_commissions_another_agency_keeps_the_project_from_being_accepted(
    accept: Decide, recommission: PlanFactory
) -> None:
    recommission()
    # As if the new version had been looked at.
    Project.objects.update(plan_version=2)

    with pytest.raises(PlanChanged, match="改为委托其他代理机构"):
        accept()

    assert Project.objects.get().status == "submitted"
    assert not OutboxMessage.objects.exists()


def test_a_project_whose_plan_was_withdrawn_can_be_returned(send_back: Decide, make_plan: PlanFactory) -> None:
    make_plan(version=2, is_withdrawn=True)

    send_back(reason="采购计划已撤回。")

    assert Project.objects.get().status == "returned"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("second", ["accept", "return"])
def test_of_two_reviewers_at_once_one_decides(
    accept: Decide, send_back: Decide, second_reviewer: User, second: str
) -> None:
    other = accept if second == "accept" else send_back

    outcomes = at_once(accept, lambda: other(by=second_reviewer))

    refused = [isinstance(outcome, (StaleState, UnlawfulMove)) for outcome in outcomes]
    assert sorted(refused) == [False, True]
    review = Review.objects.get()
    assert Project.objects.get().status == review.decision
    assert StatusChange.objects.filter(new_status__in=["accepted", "returned"]).count() == 1
    assert OutboxMessage.objects.count() == (1 if review.decision == "accepted" else 0)


def test_a_change_after_acceptance_can_be_noted(
    submitted: Project, accept: Decide, make_plan: PlanFactory, reviewer: User, now: datetime
) -> None:
    accept()
    make_plan(version=2, budget=Decimal(1))

    acknowledge_plan_change(project=Project.objects.get(), plan_version=2, actor=Actor.person(reviewer), now=now)

    stored = Project.objects.get()
    assert (stored.plan_version, stored.budget) == (2, Decimal(4860000))
    assert not stored.has_unseen_plan_change


def test_noting_a_change_locks_the_project_before_the_plan(
    accept: Decide,
    make_plan: PlanFactory,
    reviewer: User,
    now: datetime,
) -> None:
    accept()
    make_plan(version=2)
    project = Project.objects.get()

    with CaptureQueriesContext(connection) as queries:
        acknowledge_plan_change(project=project, plan_version=2, actor=Actor.person(reviewer), now=now)

    locked = [query["sql"] for query in queries if "FOR UPDATE" in query["sql"]]
    tables = [sql.partition(" FROM ")[2].split()[0].strip('"') for sql in locked]
    assert tables == ["acceptance_project", "acceptance_procurementplan"]


def test_a_change_that_was_not_shown_cannot_be_noted(
    accept: Decide, make_plan: PlanFactory, reviewer: User, now: datetime
) -> None:
    accept()
    make_plan(version=2)
    make_plan(version=3)

    with pytest.raises(StaleState):
        acknowledge_plan_change(project=Project.objects.get(), plan_version=2, actor=Actor.person(reviewer), now=now)

    assert Project.objects.get().has_unseen_plan_change

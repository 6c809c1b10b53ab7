"""是否加密 and 是否不见面开标, changed after the acceptance."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from apps.acceptance.exceptions import PlanChanged
from apps.acceptance.models import ProcurementPlan, Project, ProjectVersion
from apps.acceptance.services.opening_manner import change_opening_manner
from apps.acceptance.services.plans import withdraw_plan
from apps.acceptance.services.reviews import accept_project
from apps.acceptance.tests.conftest import at_once
from apps.accounts.models import User
from apps.conftest import PlanFactory
from apps.core.actors import Actor
from apps.core.exceptions import DomainError, Refused, UnlawfulMove
from apps.core.models import AuditEntry, OutboxMessage


@pytest.fixture
def accepted(submitted: Project, reviewer: User, now: datetime) -> Project:
    accept_project(project=submitted, version=1, reviewer=reviewer, actor=Actor.person(reviewer), now=now)
    return submitted


def change(
    project: Project, clerk: User, now: datetime, *, is_encrypted: bool = True, is_remote_opening: bool = False
) -> ProjectVersion | None:
    return change_opening_manner(
        project=project,
        is_encrypted=is_encrypted,
        is_remote_opening=is_remote_opening,
        user=clerk,
        actor=Actor.person(clerk),
        now=now,
    )


def everything(project: Project) -> tuple[Any, ...]:
    """Return all that a change would write."""
    return (
        Project.objects.filter(pk=project.pk).values().get(),
        list(ProjectVersion.objects.values("pk", "sm3")),
        list(OutboxMessage.objects.values("pk", "version")),
        list(AuditEntry.objects.values("pk")),
    )


def test_a_change_freezes_the_next_version_and_owes_the_lots_again(
    accepted: Project, clerk: User, now: datetime, rings: list[str], django_capture_on_commit_callbacks: Any
) -> None:
    later = now + timedelta(hours=3)

    with django_capture_on_commit_callbacks(execute=True):
        version = change(accepted, clerk, later)

    assert version is not None
    assert (version.version, version.occasion, version.submitted_by) == (2, "setup_change", clerk)
    assert (version.content["project"]["is_encrypted"], version.content["project"]["is_remote_opening"]) == (
        True,
        False,
    )
    stored = Project.objects.get()
    assert (stored.is_remote_opening, stored.changed_at, stored.status) == (False, later, "accepted")
    first, second = OutboxMessage.objects.order_by("version")
    assert (second.version, second.reference_id, second.subject_key) == (2, version.pk, accepted.project_no)
    assert first.idempotency_key != second.idempotency_key
    assert rings == ["apps.interconnection.tasks.deliver_outbox"]
    entry = AuditEntry.objects.get(act="project.opening_manner_changed")
    assert entry.summary == "变更立项信息：加密，现场开标（第2版）"
    assert entry.details["before"] == {"is_encrypted": True, "is_remote_opening": True}


def test_what_was_submitted_stays_a_submission(accepted: Project, clerk: User, now: datetime) -> None:
    change(accepted, clerk, now)

    assert list(accepted.versions.values_list("version", "occasion")) == [(1, "submission"), (2, "setup_change")]


def test_the_same_change_twice_makes_one_version(accepted: Project, clerk: User, now: datetime) -> None:
    change(accepted, clerk, now)
    before = everything(accepted)

    assert change(accepted, clerk, now) is None
    assert everything(accepted) == before


def test_a_project_without_a_plan_owes_the_province_nothing(accepted: Project, clerk: User, now: datetime) -> None:
    Project.objects.update(plan=None, plan_version=None)
    OutboxMessage.objects.all().delete()

    version = change(accepted, clerk, now)

    assert version is not None
    assert version.version == 2
    assert not OutboxMessage.objects.exists()


def test_a_remote_opening_of_bids_in_the_clear_is_refused_at_its_field(
    accepted: Project, clerk: User, now: datetime
) -> None:
    before = everything(accepted)

    with pytest.raises(Refused) as refusal:
        change(accepted, clerk, now, is_encrypted=False, is_remote_opening=True)

    assert refusal.value.problems == {"is_encrypted": ["不见面开标须由供应商远程解密，投标（响应）文件必须加密。"]}
    assert everything(accepted) == before


@pytest.mark.parametrize("status", sorted(set(Project.Status.values) - {Project.Status.ACCEPTED}))
def test_only_an_accepted_project_is_changed_this_way(
    accepted: Project, clerk: User, now: datetime, status: str
) -> None:
    Project.objects.update(status=status)
    before = everything(accepted)

    with pytest.raises(UnlawfulMove):
        change(accepted, clerk, now)

    assert everything(accepted) == before


def test_a_withdrawn_plan_is_told_before_the_province_refuses_the_lots(
    accepted: Project, plan: ProcurementPlan, clerk: User, now: datetime
) -> None:
    withdraw_plan(plan_no=plan.plan_no, version=2, now=now)
    before = everything(accepted)

    with pytest.raises(PlanChanged, match="已被省采购系统撤回"):
        change(accepted, clerk, now)

    assert everything(accepted) == before


def test_a_plan_of_another_agency_is_not_pushed_for(
    accepted: Project, clerk: User, now: datetime, recommission: PlanFactory
) -> None:
    recommission()
    before = everything(accepted)

    with pytest.raises(PlanChanged, match="已改为委托其他代理机构"):
        change(accepted, clerk, now)

    assert everything(accepted) == before


@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_one_version(accepted: Project, clerk: User, now: datetime) -> None:
    def act() -> ProjectVersion | None:
        return change(Project.objects.get(pk=accepted.pk), clerk, now)

    results = at_once(act, act)

    assert not [result for result in results if isinstance(result, DomainError)]
    assert sorted(result is None for result in results) == [False, True]
    assert accepted.versions.count() == 2

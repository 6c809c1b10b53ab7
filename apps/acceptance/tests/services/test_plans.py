from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from apps.acceptance.exceptions import NotEntitled
from apps.acceptance.models import ProcurementPlan, Project
from apps.acceptance.services.plans import PlanFacts, receive_plan
from apps.acceptance.services.projects import cancel_project
from apps.accounts.models import User
from apps.conftest import PlanFactory
from apps.core.actors import Actor
from apps.core.models import AuditEntry, StatusChange

pytestmark = pytest.mark.django_db


def facts_of(plan: ProcurementPlan) -> PlanFacts:
    return PlanFacts(**{name: getattr(plan, name) for name in PlanFacts.__dataclass_fields__})


def test_a_new_plan_is_available_with_its_lines_in_order(make_plan: PlanFactory, now: datetime) -> None:
    plan = make_plan()

    assert (plan.status, plan.version, plan.received_at) == ("available", 1, now)
    assert [(item.position, item.name) for item in plan.items.all()] == [(1, "电子白板"), (2, "课桌椅")]
    assert AuditEntry.objects.get(act="plan.received").actor_name == "省采购系统"


@pytest.mark.parametrize("version", [1, 2])
def test_what_is_not_newer_changes_nothing(make_plan: PlanFactory, version: int) -> None:
    make_plan(version=2, title="第二版")

    make_plan(version=version, title="迟到的一版", is_withdrawn=True)

    plan = ProcurementPlan.objects.get()
    assert (plan.title, plan.version, plan.status) == ("第二版", 2, "available")
    assert AuditEntry.objects.filter(subject_type="acceptance.procurementplan").count() == 1


def test_a_newer_version_replaces_facts_and_lines(make_plan: PlanFactory) -> None:
    make_plan(version=1, budget=Decimal(1))
    make_plan(version=7, budget=Decimal(2))

    plan = ProcurementPlan.objects.get()
    assert (plan.version, plan.budget, plan.items.count()) == (7, Decimal(2), 2)


def test_a_plan_that_is_taken_stays_taken_and_its_project_shows_the_change(
    draft: Project, make_plan: PlanFactory
) -> None:
    make_plan(version=2, budget=Decimal(5000000))

    assert ProcurementPlan.objects.get().status == "taken"
    assert Project.objects.get().budget == Decimal(4860000)
    assert Project.objects.with_unseen_plan_change().get() == draft
    assert Project.objects.get().has_unseen_plan_change


@pytest.mark.parametrize(
    "changes", [{"is_withdrawn": True}, {"trading_center": "410100"}, {"is_above_threshold": False}]
)
def test_withdrawn_sent_elsewhere_or_below_the_threshold_is_withdrawn_from_us(
    make_plan: PlanFactory, now: datetime, changes: dict[str, Any]
) -> None:
    plan = make_plan()
    facts: dict[str, Any] = {"trading_center": "411322", "is_above_threshold": True, "is_withdrawn": False}

    receive_plan(plan_no=plan.plan_no, version=2, facts=facts_of(plan), items=[], now=now, **(facts | changes))

    plan.refresh_from_db()
    assert (plan.status, plan.withdrawn_at) == ("withdrawn", now)


@pytest.mark.parametrize("changes", [{"trading_center": "410100"}, {"is_above_threshold": False}])
def test_a_plan_that_was_never_ours_is_refused(make_plan: PlanFactory, now: datetime, changes: dict[str, Any]) -> None:
    known = make_plan()
    facts: dict[str, Any] = {"trading_center": "411322", "is_above_threshold": True, "is_withdrawn": False}

    with pytest.raises(NotEntitled):
        receive_plan(plan_no="411322-1", version=1, facts=facts_of(known), items=[], now=now, **(facts | changes))

    assert ProcurementPlan.objects.get() == known


def test_a_withdrawn_plan_that_comes_back_is_available_again(make_plan: PlanFactory) -> None:
    make_plan(version=1, is_withdrawn=True)

    plan = make_plan(version=2)

    assert (plan.status, plan.withdrawn_at) == ("available", None)


def test_a_withdrawn_plan_that_comes_back_belongs_to_the_project_that_took_it(
    draft: Project, make_plan: PlanFactory
) -> None:
    make_plan(version=2, is_withdrawn=True)
    make_plan(version=3)

    assert ProcurementPlan.objects.get().status == "taken"


def test_a_withdrawn_plan_whose_project_was_cancelled_comes_back_available(
    draft: Project, make_plan: PlanFactory, clerk: User, now: datetime
) -> None:
    make_plan(version=2, is_withdrawn=True)
    cancel_project(project=draft, reason="计划已撤回", actor=Actor.person(clerk), now=now)

    make_plan(version=3)

    assert ProcurementPlan.objects.get().status == "available"


def test_facts_and_status_are_stored_together_or_not_at_all(
    make_plan: PlanFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_plan()

    def fail(*arguments: object, **named: object) -> None:
        raise OSError("killed")

    monkeypatch.setattr("apps.core.audit.record", fail)
    with pytest.raises(OSError, match="killed"):
        make_plan(version=2, title="半途而废", is_withdrawn=True)

    plan = ProcurementPlan.objects.get()
    assert (plan.version, plan.status, plan.items.count()) == (1, "available", 2)
    assert not StatusChange.objects.filter(new_status="withdrawn").exists()

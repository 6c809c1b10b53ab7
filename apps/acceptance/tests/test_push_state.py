from datetime import datetime, timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from apps.acceptance import stages as stages_module
from apps.acceptance.models import Project
from apps.acceptance.push_state import lots_push, lots_pushes
from apps.acceptance.services.projects import start_project
from apps.acceptance.services.reviews import accept_project
from apps.acceptance.stages import Step, later_step, stages
from apps.accounts.models import User
from apps.core.actors import Actor
from apps.core.models import OutboxMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def accepted(submitted: Project, reviewer: User, now: datetime) -> Project:
    accept_project(project=submitted, version=1, reviewer=reviewer, actor=Actor.person(reviewer), now=now)
    return submitted


def test_before_acceptance_nothing_is_sent(submitted: Project) -> None:
    push = lots_push(submitted)

    assert (push.step, push.title) == ("waiting", "标段尚未推送")


def test_just_accepted_it_is_on_its_way(accepted: Project) -> None:
    push = lots_push(accepted)

    assert (push.step, push.title, push.tone) == ("current", "标段正在推送", "info")


def test_a_failed_attempt_tells_the_reason_and_the_next_try(accepted: Project, now: datetime) -> None:
    OutboxMessage.objects.update(attempts=3, last_error="省系统未应答", due_at=now + timedelta(minutes=5))

    push = lots_push(accepted)

    assert (push.step, push.tone, push.next_attempt_at) == ("current", "warning", now + timedelta(minutes=5))
    assert push.text == "已发送 3 次，最近一次的原因：省系统未应答"


def test_what_is_parked_lies_with_the_center_and_gives_the_provinces_words(accepted: Project) -> None:
    OutboxMessage.objects.update(status="parked", attempts=1, last_error="标段预算合计与计划不符")

    push = lots_push(accepted)

    assert (push.step, push.title, push.tone) == ("blocked", "推送未成功，已转中心处理", "danger")
    assert "标段预算合计与计划不符" in push.text
    assert push.next_attempt_at is None


def test_what_is_delivered_shows_receipt_and_time(accepted: Project, now: datetime) -> None:
    OutboxMessage.objects.update(status="delivered", receipt="R-1", delivered_at=now, last_error="第一次超时")

    push = lots_push(accepted)

    assert (push.step, push.title, push.receipt, push.delivered_at) == ("done", "标段已推送", "R-1", now)


def test_the_newest_version_counts(accepted: Project, now: datetime) -> None:
    OutboxMessage.objects.update(status="delivered", receipt="R-1", delivered_at=now)
    OutboxMessage.objects.create(
        topic="lots",
        subject_key=accepted.project_no or "",
        version=2,
        reference_id=2,
        idempotency_key="second",
        enqueued_at=now,
        due_at=now,
    )

    assert lots_push(accepted).title == "标段正在推送"


def test_a_project_without_a_plan_has_nothing_to_send(clerk: User, now: datetime) -> None:
    project = start_project(agency=clerk.organisation, user=clerk, actor=Actor.person(clerk), now=now)

    assert lots_push(project).title == "无需推送"


def test_a_cancelled_project_waits_for_nothing(draft: Project) -> None:
    Project.objects.update(status="cancelled")

    assert lots_push(Project.objects.get()).title == "不推送"


def test_an_obligation_that_got_lost_is_not_hidden(accepted: Project) -> None:
    OutboxMessage.objects.all().delete()

    assert lots_push(accepted).step == "blocked"


def test_many_projects_cost_one_query(accepted: Project, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    projects = list(Project.objects.all()) * 5

    with django_assert_num_queries(1):
        lots_pushes(projects)


class TestStages:
    @pytest.mark.parametrize(
        ("status", "states"),
        [
            ("draft", ["current", "waiting", "waiting", "waiting"]),
            ("submitted", ["done", "done", "current", "waiting"]),
            ("returned", ["done", "blocked", "waiting", "waiting"]),
            ("cancelled", ["blocked", "waiting", "waiting", "waiting"]),
        ],
    )
    def test_show_where_the_project_stands(
        self, draft: Project, now: datetime, status: str, states: list[str]
    ) -> None:
        draft.status = status
        draft.submitted_at = now if status in {"submitted", "returned"} else None

        steps = stages(draft, lots_push(draft))

        assert [step.label for step in steps[:4]] == ["登记", "提交审核", "中心受理", "标段推送"]
        assert [step.state for step in steps[:4]] == states

    def test_go_on_to_the_push_once_accepted(self, accepted: Project, now: datetime) -> None:
        steps = {step.label: step for step in stages(accepted, lots_push(accepted))}

        assert (steps["中心受理"].state, steps["中心受理"].at) == ("done", now)
        assert steps["标段推送"].state == "current"
        assert steps["采购公告"].state == "waiting"

    def test_a_later_stage_is_told_by_the_app_that_knows_it(
        self, accepted: Project, now: datetime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(stages_module, "_later_steps", dict(stages_module._later_steps))

        @later_step("采购公告")
        def tell(project: Project) -> Step:
            return Step("采购公告", "done", now, project.project_no or "")

        steps = stages(accepted, lots_push(accepted))

        assert Step("采购公告", "done", now, "方财公开采购-2026-1") in steps
        assert [step.label for step in steps].index("采购公告") == 4

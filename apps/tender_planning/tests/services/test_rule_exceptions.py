"""A named person answers for a breach where the law lets them, and nowhere else."""

from datetime import datetime

import pytest
from django.utils import timezone

from apps.acceptance.models import Project
from apps.accounts.models import User
from apps.core.actors import Actor
from apps.core.exceptions import Refused, StaleState
from apps.core.models import AuditEntry
from apps.tender_planning.exceptions import NotOpen
from apps.tender_planning.findings import Finding
from apps.tender_planning.inspections import inspect_planning
from apps.tender_planning.models import EvaluationSettings, Planning, PlanningVersion, RuleException
from apps.tender_planning.rules.book import load_rule_book
from apps.tender_planning.selectors.rule_exceptions import apply_exceptions, exception_rows
from apps.tender_planning.services.rule_exceptions import enter_exception, take_back_exception
from apps.tender_planning.services.schedule import save_schedule


@pytest.fixture
def consultation(planning: Planning, clerk: User, now: datetime) -> Planning:
    """A preparation of 竞争性磋商 with two candidates: fewer than three can be answered for."""
    Project.objects.update(method="competitive_consultation")
    planning.project.refresh_from_db()
    save_schedule(
        planning=planning,
        revision=0,
        opening={},
        evaluation={"candidate_count": 2},
        user=clerk,
        actor=Actor.person(clerk),
        now=now,
    )
    return planning


BREACH = "推荐候选人不少于 3 人，现为 2 人。"


def enter(
    planning: Planning, clerk: User, now: datetime, code: str = "candidates", breach: str = BREACH
) -> RuleException:
    return enter_exception(
        planning=planning,
        rules=load_rule_book(timezone.localdate(now)),
        code=code,
        place="candidate_count",
        breach=breach,
        responsible_name="陈局长",
        ground="方财购〔2026〕5号",
        reason="科研项目，市场竞争不充分。",
        user=clerk,
        actor=Actor.person(clerk),
        now=now,
    )


def test_an_exception_is_kept_with_its_words_and_in_the_trail(
    consultation: Planning, clerk: User, now: datetime
) -> None:
    exception = enter(consultation, clerk, now)

    assert (exception.entered_by, exception.entered_at) == (clerk, now)
    entry = AuditEntry.objects.get(act="exception.entered")
    assert entry.details["responsible_name"] == "陈局长"


def test_a_rule_without_exceptions_is_not_excused(planning: Planning, clerk: User, now: datetime) -> None:
    with pytest.raises(Refused, match="法律没有规定这一事项可以例外"):
        enter(planning, clerk, now, code="documents_to_deadline")

    assert not RuleException.objects.exists()


def test_nobody_answers_beforehand_for_what_is_no_breach(consultation: Planning, clerk: User, now: datetime) -> None:
    EvaluationSettings.objects.update(candidate_count=3)

    with pytest.raises(Refused, match="目前没有这一不符合要求的事项"):
        enter(consultation, clerk, now)

    assert not RuleException.objects.exists()


def test_the_same_breach_is_answered_for_once(consultation: Planning, clerk: User, now: datetime) -> None:
    enter(consultation, clerk, now)

    with pytest.raises(Refused, match="已填写过例外说明"):
        enter(consultation, clerk, now)

    assert RuleException.objects.count() == 1


def test_nobody_answers_for_figures_that_were_not_shown(consultation: Planning, clerk: User, now: datetime) -> None:
    EvaluationSettings.objects.update(candidate_count=1)

    with pytest.raises(Refused, match="这一事项的内容刚刚有变化"):
        enter(consultation, clerk, now)

    assert not RuleException.objects.exists()


def test_a_breach_that_comes_back_with_other_figures_is_answered_for_anew(
    consultation: Planning, clerk: User, now: datetime
) -> None:
    old = enter(consultation, clerk, now)
    EvaluationSettings.objects.update(candidate_count=1)

    rows = exception_rows(consultation, inspect_planning(consultation, now))
    new = enter(consultation, clerk, now, breach="推荐候选人不少于 3 人，现为 1 人。")

    assert [(row.exception, row.is_needed) for row in rows] == [(old, False)]
    rows = exception_rows(consultation, inspect_planning(consultation, now))
    assert [(row.exception, row.is_needed) for row in rows] == [(old, False), (new, True)]


def test_with_the_old_figures_the_old_exception_covers_again(
    consultation: Planning, clerk: User, now: datetime
) -> None:
    old = enter(consultation, clerk, now)
    EvaluationSettings.objects.update(candidate_count=3)
    assert [row.is_needed for row in exception_rows(consultation, inspect_planning(consultation, now))] == [False]
    EvaluationSettings.objects.update(candidate_count=2)

    rows = exception_rows(consultation, inspect_planning(consultation, now))

    assert [(row.exception, row.is_needed) for row in rows] == [(old, True)]


def test_taken_back_it_is_gone_and_the_trail_has_its_words(consultation: Planning, clerk: User, now: datetime) -> None:
    exception = enter(consultation, clerk, now)

    take_back_exception(planning=consultation, exception_pk=exception.pk, actor=Actor.person(clerk), now=now)

    assert not RuleException.objects.exists()
    assert AuditEntry.objects.get(act="exception.taken_back").details["reason"] == "科研项目，市场竞争不充分。"


def test_taking_back_twice_is_told(consultation: Planning, clerk: User, now: datetime) -> None:
    exception_pk = enter(consultation, clerk, now).pk
    take_back_exception(planning=consultation, exception_pk=exception_pk, actor=Actor.person(clerk), now=now)

    with pytest.raises(StaleState, match="已经撤回"):
        take_back_exception(planning=consultation, exception_pk=exception_pk, actor=Actor.person(clerk), now=now)


def test_what_was_issued_takes_no_exception(issued: PlanningVersion, clerk: User, now: datetime) -> None:
    with pytest.raises(NotOpen, match="招标文件已发出"):
        enter(issued.planning, clerk, now)

    assert not RuleException.objects.exists()


def test_an_exception_answers_for_its_own_breach_alone(consultation: Planning, clerk: User, now: datetime) -> None:
    exception = enter(consultation, clerk, now)
    excusable = Finding("error", "candidate_count", BREACH, "", "candidates", is_excusable=True)
    elsewhere = Finding("error", "expert_count", BREACH, "", "candidates", is_excusable=True)
    otherwise = Finding("error", "candidate_count", BREACH.replace("2", "1"), "", "candidates", is_excusable=True)
    rigid = Finding("error", "candidate_count", BREACH, "", "candidates")

    applied = apply_exceptions([excusable, elsewhere, otherwise, rigid], [exception])

    assert applied == [(excusable, exception), (elsewhere, None), (otherwise, None), (rigid, None)]

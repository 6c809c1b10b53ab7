import hashlib
import json
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from unittest.mock import Mock

import pytest
from celery import Celery
from django.db import DatabaseError, connection, transaction

from apps.acceptance.codes import Method
from apps.acceptance.models import Project
from apps.acceptance.tests.conftest import at_once
from apps.accounts.models import Notification, User
from apps.core.actors import Actor
from apps.core.models import AuditEntry, StatusChange
from apps.tender_planning.exceptions import NotOpen, NotReady
from apps.tender_planning.findings import Finding
from apps.tender_planning.models import (
    DocumentBuild,
    DocumentTemplate,
    Planning,
    PlanningVersion,
    RuleException,
    Sheet,
)
from apps.tender_planning.services.issuing import issue_planning
from apps.tender_planning.snapshots.freezing import content_of

Findings = dict[Sheet.Kind, list[Finding]]

BREACH = Finding("error", "candidate_count", "推荐候选人应不少于3名。", "财库〔2014〕214号", "candidates", True)


def issue(planning: Planning, clerk: User, at: datetime) -> PlanningVersion:
    return issue_planning(planning=planning, user=clerk, actor=Actor.person(clerk), now=at)


def excuse(planning: Planning, clerk: User, at: datetime) -> RuleException:
    return RuleException.objects.create(
        planning=planning,
        code=BREACH.code,
        place=BREACH.place,
        breach=BREACH.text,
        responsible_name="陈局长",
        ground="方财购〔2026〕5号",
        reason="科研项目，市场竞争不充分。",
        entered_by=clerk,
        entered_at=at,
    )


def test_issuing_freezes_a_version_and_puts_it_in_force(ready: Planning, clerk: User, now: datetime) -> None:
    version = issue(ready, clerk, now)

    ready.refresh_from_db()
    assert (ready.status, ready.issued_at) == (Planning.Status.ISSUED, now)
    assert (version.version, version.issued_at, version.issued_by) == (1, now, clerk)
    assert version.content["project"]["name"] == ready.project.name
    assert [lot["lot_no"] for lot in version.content["lots"]] == ["1", "2"]
    assert version.content["announced"]["opening_place"] == "方城县公共资源交易中心开标一室"
    assert version.content["document"]["chapters"]


def test_the_digest_is_that_of_the_content_as_canonical_json(issued: PlanningVersion) -> None:
    stored = PlanningVersion.objects.get()

    canonical = json.dumps(stored.content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert stored.sm3 == hashlib.new("sm3", canonical.encode()).hexdigest()


def test_the_act_is_in_the_history_and_in_the_trail(issued: PlanningVersion) -> None:
    move = StatusChange.objects.get(subject_type="tender_planning.planning", new_status="issued")
    entry = AuditEntry.objects.get(act="planning.issued")

    assert (move.actor_name, move.reason) == ("李经办（河南宛诚工程咨询有限公司）", "第1版")
    assert entry.details == {"version": 1, "sm3": issued.sm3}


def test_the_print_of_the_version_is_asked_for(issued: PlanningVersion, clerk: User) -> None:
    build = DocumentBuild.objects.get()

    assert (build.version, build.status, build.requested_by) == (issued, DocumentBuild.Status.WAITING, clerk)


@pytest.mark.usefixtures("colleague", "stranger", "supervisor")
def test_agency_and_reviewers_are_told_and_nobody_else(
    ready: Planning, clerk: User, reviewer: User, now: datetime
) -> None:
    Notification.objects.all().delete()

    version = issue(ready, clerk, now)

    told = dict(Notification.objects.values_list("user__username", "url"))
    page = f"/agency/projects/{ready.project_id}/planning/versions/1/"
    assert told == {
        "clerk": page,
        "colleague": page,
        "reviewer": f"/center/tender_planning/planningversion/{version.pk}/change/",
    }
    assert "招标文件第 1 版已由李经办发出。" in Notification.objects.filter(user=reviewer).get().text


def test_an_error_refuses_and_changes_nothing(ready: Planning, clerk: User, findings: Findings, now: datetime) -> None:
    findings[Sheet.Kind.SCHEDULE].append(BREACH)
    Notification.objects.all().delete()
    entries = AuditEntry.objects.count()

    with pytest.raises(NotReady) as refusal:
        issue(ready, clerk, now)

    assert refusal.value.findings == [BREACH]
    assert str(refusal.value) == "还有 1 处不符合要求，不能发出。"
    ready.refresh_from_db()
    assert ready.status == Planning.Status.EDITABLE
    assert not PlanningVersion.objects.exists()
    assert not DocumentBuild.objects.exists()
    assert not Notification.objects.exists()
    assert AuditEntry.objects.count() == entries


def test_a_warning_does_not_refuse(ready: Planning, clerk: User, findings: Findings, now: datetime) -> None:
    findings[Sheet.Kind.SCHEDULE].append(Finding("warning", "bid_deadline", "建议满20日后开标。"))

    assert issue(ready, clerk, now).version == 1


def test_a_breach_that_somebody_answers_for_does_not_refuse_and_is_frozen(
    ready: Planning, clerk: User, findings: Findings, now: datetime
) -> None:
    findings[Sheet.Kind.SCHEDULE].append(BREACH)
    excuse(ready, clerk, now)

    version = issue(ready, clerk, now)

    assert version.content["exceptions"] == [
        {
            "key": "candidates candidate_count",
            "code": "candidates",
            "place": "candidate_count",
            "breach": "推荐候选人应不少于3名。",
            "responsible_name": "陈局长",
            "ground": "方财购〔2026〕5号",
            "reason": "科研项目，市场竞争不充分。",
        }
    ]


def test_an_exception_that_nothing_needs_is_dropped_and_stays_in_the_trail(
    ready: Planning, clerk: User, now: datetime
) -> None:
    excuse(ready, clerk, now)

    version = issue(ready, clerk, now)

    assert version.content["exceptions"] == []
    assert not RuleException.objects.exists()
    dropped = AuditEntry.objects.get(act="exception.dropped")
    assert (dropped.subject_id, dropped.details["breach"]) == (ready.pk, "推荐候选人应不少于3名。")


def test_a_breach_with_other_figures_is_not_covered_by_the_exception_for_the_old_ones(
    ready: Planning, clerk: User, findings: Findings, now: datetime
) -> None:
    worse = replace(BREACH, text="推荐候选人应不少于3名，现为1名。")
    findings[Sheet.Kind.SCHEDULE].append(worse)
    excuse(ready, clerk, now)

    with pytest.raises(NotReady) as refusal:
        issue(ready, clerk, now)

    assert refusal.value.findings == [worse]
    assert RuleException.objects.count() == 1


def test_an_exception_for_what_the_law_does_not_excuse_counts_for_nothing(
    ready: Planning, clerk: User, findings: Findings, now: datetime
) -> None:
    findings[Sheet.Kind.SCHEDULE].append(Finding("error", BREACH.place, BREACH.text, code=BREACH.code))
    excuse(ready, clerk, now)

    with pytest.raises(NotReady):
        issue(ready, clerk, now)


def test_the_second_press_is_told_that_a_version_is_in_force(
    issued: PlanningVersion, clerk: User, now: datetime
) -> None:
    with pytest.raises(NotOpen, match="招标文件已发出"):
        issue(issued.planning, clerk, now + timedelta(minutes=1))

    assert PlanningVersion.objects.count() == 1


def test_before_the_announcement_nothing_is_issued(
    locked: Planning, clerk: User, findings: Findings, now: datetime
) -> None:
    with pytest.raises(NotOpen, match="采购公告到达本平台后"):
        issue(locked, clerk, now)

    assert not PlanningVersion.objects.exists()


def test_a_project_that_has_ended_is_not_issued(ready: Planning, clerk: User, now: datetime) -> None:
    Project.objects.update(status=Project.Status.TERMINATED)

    with pytest.raises(NotOpen, match="项目已终止"):
        issue(ready, clerk, now)

    assert not PlanningVersion.objects.exists()


@pytest.fixture
def template_in_use(transactional_db: None) -> None:
    """A template for 公开招标: a test with real transactions leaves empty what migrations filled."""
    template, is_new = DocumentTemplate.objects.get_or_create(
        method=Method.OPEN_TENDER, kind="", is_active=True, defaults={"name": "公开招标", "document_title": "招标文件"}
    )
    if is_new:
        template.chapters.create(position=0, title="招标公告", body_html="<p>招标公告</p>")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("template_in_use")
def test_of_two_at_once_one_issues_and_the_other_is_told(
    ready: Planning, clerk: User, colleague: User, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Celery, "send_task", Mock())

    results = at_once(
        *(partial(issue, Planning.objects.get(), person, now) for person in (clerk, colleague)),
    )

    assert sorted(type(result).__name__ for result in results) == ["NotOpen", "PlanningVersion"]
    assert PlanningVersion.objects.count() == 1
    assert DocumentBuild.objects.count() == 1


@pytest.mark.parametrize(
    "statement", ["UPDATE tender_planning_planningversion SET sm3 = ''", "DELETE FROM tender_planning_planningversion"]
)
def test_what_was_issued_cannot_be_changed(issued: PlanningVersion, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert PlanningVersion.objects.get().sm3 == issued.sm3


def test_the_content_is_the_same_in_whatever_order_the_database_keeps_its_rows(ready: Planning) -> None:
    before = content_of(ready)

    with connection.cursor() as cursor:
        # A row that is written again moves to the end of its table.
        cursor.execute("UPDATE acceptance_lot SET id = id WHERE lot_no = '1'")
        cursor.execute("UPDATE tender_planning_documentchapter SET id = id WHERE position = 0")

    assert content_of(ready) == before

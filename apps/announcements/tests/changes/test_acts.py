"""A change from its arrival to the moment in which its times hold."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from apps.accounts.models import Notification, User
from apps.announcements.exceptions import ChangeClosed, ChangeNotReady
from apps.announcements.models import Announcement, ChangeReview, ChangeTimes
from apps.announcements.services.changes import confirm_and_submit
from apps.announcements.tests.changes.conftest import FIRST, MOVED, Change, Decide, seen
from apps.announcements.tests.conftest import Approve
from apps.core.actors import Actor
from apps.core.exceptions import Refused, StaleState, UnlawfulMove
from apps.core.models import AuditEntry, OutboxMessage, StatusChange
from apps.tender_planning.models import AnnouncedTerms

Confirm = Callable[..., int]

pytestmark = pytest.mark.django_db


def deadline() -> datetime:
    return AnnouncedTerms.objects.get().bid_deadline


def told() -> dict[str, list[str]]:
    words: dict[str, list[str]] = {}
    for name, text in Notification.objects.order_by("pk").values_list("user__username", "text"):
        words.setdefault(name, []).append(text)
    return words


def test_a_change_waits_with_its_times_filled_in(change: Announcement) -> None:
    times = ChangeTimes.objects.get()

    assert (change.status, change.published_at) == ("awaiting_times", None)
    assert (times.bid_deadline, times.opening_at, times.documents_until) == (MOVED, MOVED, None)
    assert (times.is_postponed, times.alters_documents, times.version) == (True, False, change.versions.get())
    assert times.suggested["opening_at"]["sources"] == [
        "公告要素",
        "更正项 开标时间：2026年04月07日09时00分",
        "公告正文 原开标时间 2026年03月23日09时00分 更正为 2026年04月07日09时00分；",
    ]
    assert deadline() == FIRST
    assert not Announcement.objects.public().filter(pk=change.pk).exists()


def test_its_agency_is_told_and_nobody_else(clerk: User, stranger: User, reviewer: User, make_change: Change) -> None:
    Notification.objects.all().delete()

    change = make_change()

    assert list(told()) == ["clerk"]
    assert Notification.objects.get().url == f"/agency/changes/{change.pk}/"
    assert "时间已按公告自动填写" in told()["clerk"][-1]


@pytest.mark.usefixtures("clerk")
def test_a_submission_is_told_to_the_reviewers(change: Announcement, submit: Approve, reviewer: User) -> None:
    Notification.objects.all().delete()

    submit(change)

    times = ChangeTimes.objects.get()
    assert change.status == "awaiting_review"
    assert (times.submitted_by and times.submitted_by.username) == "clerk"
    note = Notification.objects.get()
    assert (note.user, note.url) == (reviewer, f"/center/announcements/changetimes/{times.pk}/change/")


@pytest.mark.usefixtures("clerk", "reviewer")
def test_an_approval_does_everything_in_one_act(
    tender: Announcement, change: Announcement, submit: Approve, decide: Decide
) -> None:
    submit(change)
    Notification.objects.all().delete()

    review = decide(change)

    change.refresh_from_db()
    tender.refresh_from_db()
    assert (change.status, change.published_at) == ("published", review.decided_at)
    assert (change.bid_deadline, tender.bid_deadline, deadline()) == (MOVED, MOVED, MOVED)
    assert AnnouncedTerms.objects.get().opening_at == MOVED
    assert list(told()) == ["clerk", "reviewer"]
    assert told()["clerk"][0].endswith("已审核通过并公开，时间已调整。招标文件尚未发出，编制中的时间已一并调整。")
    message = OutboxMessage.objects.get(topic="schedules")
    assert (message.subject_key, message.version, message.reference_id) == (tender.project.project_no, 1, review.pk)
    acts = AuditEntry.objects.filter(subject_id=change.pk, act__startswith="change.").order_by("pk")
    assert [entry.act for entry in acts] == ["change.filled", "change.submitted", "change.approved"]


def test_what_was_decided_on_is_frozen(change: Announcement, submit: Approve, decide: Decide) -> None:
    submit(change)

    review = decide(change)

    assert review.content["moved"] == ["bid_deadline", "opening_at"]
    assert review.content["before"]["bid_deadline"] == "2026-03-23T01:00:00Z"
    assert review.content["after"]["bid_deadline"] == "2026-04-07T01:00:00Z"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE announcements_changereview SET reason = 'x'")


def test_a_return_names_its_reason_and_the_agency_submits_again(
    change: Announcement, submit: Approve, decide: Decide, confirm: Confirm, clerk: User
) -> None:
    submit(change)
    Notification.objects.all().delete()

    decide(change, reason="请核对评标时间。")

    assert change.status == "returned"
    assert told() == {"clerk": [f"{change.project.project_no}的变更公告“{change.title}”被退回：请核对评标时间。"]}
    assert deadline() == FIRST
    assert not OutboxMessage.objects.filter(topic="schedules").exists()
    confirm(change, opening_place="方城县公共资源交易中心开标二室")
    submit(change)
    decide(change)
    assert change.status == "published"
    assert AnnouncedTerms.objects.get().opening_place == "方城县公共资源交易中心开标二室"
    assert list(ChangeReview.objects.values_list("decision", "revision")) == [("returned", 2), ("approved", 4)]


def test_what_was_returned_may_be_submitted_as_it_is(change: Announcement, submit: Approve, decide: Decide) -> None:
    submit(change)
    decide(change, reason="请核对。")

    submit(change)
    decide(change)

    assert Announcement.objects.get(pk=change.pk).status == "published"


def test_a_return_without_a_reason_is_refused(change: Announcement, submit: Approve, decide: Decide) -> None:
    submit(change)

    with pytest.raises(Refused, match="请写明"):
        decide(change, reason="  ")

    assert Announcement.objects.get(pk=change.pk).status == "awaiting_review"


def test_times_under_review_are_not_edited(change: Announcement, submit: Approve, confirm: Confirm) -> None:
    submit(change)

    with pytest.raises(ChangeClosed, match="审核期间不能修改"):
        confirm(change, bid_deadline=MOVED + timedelta(days=1))

    assert ChangeTimes.objects.get().bid_deadline == MOVED


def test_the_second_of_two_clerks_is_told(
    change: Announcement, confirm: Confirm, clerk: User, colleague: User
) -> None:
    confirm(change, user=clerk, revision=1, opening_place="开标二室")

    with pytest.raises(StaleState, match="李经办刚刚保存过"):
        confirm(change, user=colleague, revision=1, opening_place="开标三室")

    assert ChangeTimes.objects.get().opening_place == "开标二室"


def test_what_was_entered_stays_when_the_submission_is_refused(
    change: Announcement, clerk: User, now: datetime
) -> None:
    wrong = MOVED + timedelta(days=1)

    with pytest.raises(ChangeNotReady, match="与变更公告不一致"):
        confirm_and_submit(
            announcement=change,
            revision=1,
            facts={"bid_deadline": wrong, "opening_at": wrong},
            user=clerk,
            actor=Actor.person(clerk),
            now=now + timedelta(days=2, hours=1),
        )

    assert ChangeTimes.objects.get().bid_deadline == wrong
    assert Announcement.objects.get(pk=change.pk).status == "awaiting_times"


def test_a_reviewer_decides_on_what_was_seen(
    change: Announcement, submit: Approve, decide: Decide, confirm: Confirm, now: datetime
) -> None:
    submit(change)
    before = seen(change, now)
    decide(change, reason="请核对。")
    confirm(change, opening_place="开标二室")
    submit(change)

    with pytest.raises(StaleState, match="内容有变化"):
        decide(change, sm3=before)

    assert Announcement.objects.get(pk=change.pk).status == "awaiting_review"
    assert deadline() == FIRST


def test_the_second_of_two_reviewers_is_told(
    change: Announcement, submit: Approve, decide: Decide, second_reviewer: User, now: datetime
) -> None:
    submit(change)
    sm3 = seen(change, now)
    decide(change)
    same = Announcement.objects.get(pk=change.pk)

    with pytest.raises(UnlawfulMove, match="不在待审核状态"):
        decide(same, user=second_reviewer, sm3=sm3, reason="退回")

    assert ChangeReview.objects.get().decision == "approved"
    assert StatusChange.objects.filter(subject_id=change.pk, new_status="returned").count() == 0


def test_a_change_without_a_plan_is_not_told_to_the_province(
    change: Announcement, submit: Approve, decide: Decide
) -> None:
    type(change.project).objects.filter(pk=change.project_id).update(plan=None, plan_version=None)
    submit(change)

    decide(change)

    assert not OutboxMessage.objects.filter(topic="schedules").exists()

"""What becomes of changes that follow, correct, overtake and contradict each other, or come at the wrong time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from apps.accounts.models import Notification, User
from apps.announcements.exceptions import ChangeClosed, ChangeNotReady, PredecessorMissing
from apps.announcements.models import Announcement, ChangeReview, ChangeTimes
from apps.announcements.services.changes import submit_change
from apps.announcements.services.receiving import receive_announcement
from apps.announcements.tests.changes.conftest import FIRST, MOVED, Change, Decide
from apps.announcements.tests.conftest import Approve, ArrivalFactory, Receive
from apps.core.actors import Actor
from apps.core.exceptions import UnlawfulMove
from apps.core.models import OutboxMessage
from apps.tender_planning.models import AnnouncedTerms

Confirm = Callable[..., int]

LATER = datetime.fromisoformat("2026-04-10T09:00:00+08:00")
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def settle(submit: Approve, decide: Decide) -> Approve:
    """Return a function that submits a change as it was filled in and approves it."""

    def act(change: Announcement) -> Announcement:
        submit(change)
        decide(change)
        return Announcement.objects.get(pk=change.pk)

    return act


def deadline() -> datetime:
    return AnnouncedTerms.objects.get().bid_deadline


def versions_told() -> list[int]:
    return list(OutboxMessage.objects.filter(topic="schedules").order_by("pk").values_list("version", flat=True))


def status_of(change: Announcement) -> str:
    return Announcement.objects.get(pk=change.pk).status


# One after the other.


def test_two_changes_move_the_times_one_after_the_other(make_change: Change, settle: Approve, now: datetime) -> None:
    first, second = make_change("C1"), make_change("C2", to=LATER, first_published_at=now + 3 * DAY)

    settle(first)
    settle(second)

    assert deadline() == LATER
    assert versions_told() == [1, 2]
    assert [review.content["before"]["bid_deadline"] for review in ChangeReview.objects.all()] == [
        "2026-03-23T01:00:00Z",
        "2026-04-07T01:00:00Z",
    ]


def test_the_later_of_two_waits_until_the_earlier_is_settled(
    make_change: Change, submit: Approve, settle: Approve, now: datetime
) -> None:
    first, second = make_change("C1"), make_change("C2", to=LATER, first_published_at=now + 3 * DAY)

    with pytest.raises(ChangeNotReady, match=r"更早的变更公告.*（C1）待填时间，请先办理"):
        submit(second)

    assert status_of(second) == "awaiting_times"
    settle(first)
    submit(second)
    assert status_of(second) == "awaiting_review"


def test_the_withdrawal_of_the_earlier_frees_the_later(make_change: Change, settle: Approve, now: datetime) -> None:
    make_change("C1")
    second = make_change("C2", to=LATER, first_published_at=now + 3 * DAY)

    make_change("C1", 2, is_withdrawn=True)
    settle(second)

    assert deadline() == LATER


def test_one_that_comes_late_is_public_and_leaves_what_a_later_one_has_set(
    make_change: Change, settle: Approve, confirm: Confirm, now: datetime
) -> None:
    settle(make_change("C2", to=LATER, first_published_at=now + 3 * DAY))
    late = make_change("C1")

    with pytest.raises(ChangeNotReady, match="已由此后发布的变更公告调整"):
        settle(late)
    confirm(late, bid_deadline=None, opening_at=None)
    late = settle(late)

    assert late.status == "published"
    assert deadline() == LATER


# A change of a change.


def test_a_change_of_an_approved_change_moves_what_that_one_has_set(
    make_change: Change, settle: Approve, now: datetime
) -> None:
    settle(make_change("C1"))

    settle(make_change("C2", to=LATER, corrects_no="C1", first_published_at=now + 3 * DAY))

    assert deadline() == LATER
    assert [one.status for one in Announcement.objects.of_type("change")] == ["published", "published"]


def test_a_change_of_one_that_nobody_reviewed_takes_it_along(
    make_change: Change, settle: Approve, now: datetime
) -> None:
    wrong = make_change("C1", to=FIRST - 10 * DAY)
    right = make_change("C2", to=LATER, corrects_no="C1", first_published_at=now + 3 * DAY)

    settle(right)

    assert (status_of(wrong), status_of(right)) == ("published", "published")
    assert deadline() == LATER
    assert versions_told() == [1]
    assert ChangeReview.objects.get().content["corrected"] == ["C1"]


def test_what_only_the_corrected_change_says_is_filled_in_too(
    make_change: Change, settle: Approve, now: datetime
) -> None:
    make_change("C1", text="<p>获取招标文件截止时间延长至2026年03月13日17时00分。</p>")

    right = make_change("C2", to=LATER, corrects_no="C1", first_published_at=now + 3 * DAY)

    until = datetime.fromisoformat("2026-03-13T17:00:00+08:00")
    times = ChangeTimes.objects.get(announcement=right)
    assert (times.documents_until, times.bid_deadline) == (until, LATER)
    settle(right)
    assert AnnouncedTerms.objects.get().documents_until == until


# Before its tender, after the deadline.


def test_a_change_before_its_tender_waits_at_the_door(
    make_arrival: ArrivalFactory, receive: Receive, now: datetime
) -> None:
    arrival = make_arrival("C", type="change")

    with pytest.raises(PredecessorMissing):
        receive_announcement(arrival=arrival, now=now)
    assert not Announcement.objects.exists()

    receive("T")
    receive_announcement(arrival=arrival, now=now)
    assert ChangeTimes.objects.get().bid_deadline == MOVED


def test_after_the_deadline_nothing_is_changed_any_more(change: Announcement, submit: Approve, decide: Decide) -> None:
    submit(change)

    with pytest.raises(ChangeNotReady, match="投标（响应）截止时间 2026年3月23日 09:00 已过，不能再变更"):
        decide(change, at=FIRST)

    assert (status_of(change), deadline()) == ("awaiting_review", FIRST)
    decide(change, at=FIRST, reason="已过截止时间。")
    assert status_of(change) == "returned"


def test_a_change_that_comes_after_the_opening_is_kept_and_never_public(make_change: Change, clerk: User) -> None:
    change = make_change(first_published_at=FIRST + DAY, at=FIRST + DAY)

    with pytest.raises(ChangeNotReady, match="已过，不能再变更"):
        submit_change(announcement=change, revision=1, user=clerk, actor=Actor.person(clerk), now=FIRST + DAY)

    assert status_of(change) == "awaiting_times"
    assert not Announcement.objects.public().filter(pk=change.pk).exists()


def test_while_the_tender_is_withdrawn_its_change_waits(
    receive: Receive, change: Announcement, submit: Approve, settle: Approve
) -> None:
    receive("T", 2, is_withdrawn=True)

    with pytest.raises(ChangeNotReady, match="没有生效的采购公告"):
        submit(change)

    receive("T", 3)
    settle(change)
    assert deadline() == MOVED


def test_a_closed_project_is_not_changed(change: Announcement, submit: Approve) -> None:
    type(change.project).objects.filter(pk=change.project_id).update(status="terminated")

    with pytest.raises(ChangeNotReady, match="不能再变更"):
        submit(change)


# Withdrawn.


def test_withdrawn_before_the_approval_it_comes_to_nothing(
    make_change: Change, submit: Approve, decide: Decide, clerk: User, reviewer: User
) -> None:
    change = make_change()
    submit(change)
    Notification.objects.all().delete()

    make_change(version=2, is_withdrawn=True)

    with pytest.raises(UnlawfulMove, match="已撤回"):
        decide(change, sm3="0" * 64)
    assert deadline() == FIRST
    assert versions_told() == []
    told = {note.user.username: note.text for note in Notification.objects.all()}
    assert set(told) == {"clerk", "reviewer"}
    assert told["clerk"] == f"省采购系统撤回了{change.project.project_no}的变更公告“{change.title}”。"


def test_withdrawn_after_the_approval_its_times_still_hold_and_everybody_is_told(
    tender: Announcement, make_change: Change, settle: Approve, clerk: User, reviewer: User
) -> None:
    change = settle(make_change())
    Notification.objects.all().delete()

    make_change(version=2, is_withdrawn=True)

    tender.refresh_from_db()
    assert Announcement.objects.get(pk=change.pk).is_withdrawn
    assert (deadline(), tender.bid_deadline) == (MOVED, MOVED)
    assert versions_told() == [1]
    assert set(Notification.objects.values_list("user__username", flat=True)) == {"clerk", "reviewer"}
    assert "已调整的时间继续有效" in Notification.objects.filter(user=clerk).get().text


def test_after_a_withdrawal_another_change_may_set_the_old_times_again(
    make_change: Change, settle: Approve, now: datetime
) -> None:
    settle(make_change("C1"))
    make_change("C1", 2, is_withdrawn=True)

    settle(make_change("C2", to=FIRST, first_published_at=now + 3 * DAY, facts={"postponed": False}))

    assert deadline() == FIRST


# Newer versions.


def test_a_newer_version_while_it_waits_fills_the_times_in_anew(make_change: Change, confirm: Confirm) -> None:
    change = make_change()
    confirm(change, opening_place="开标二室")
    Notification.objects.all().delete()

    make_change(version=2, to=LATER)

    times = ChangeTimes.objects.get()
    assert (times.bid_deadline, times.opening_place, times.revision) == (LATER, "", 3)
    assert times.version.version == 2
    assert "新版本，时间已重新填写" in Notification.objects.get().text


def test_a_newer_version_under_review_ends_the_review(
    make_change: Change, submit: Approve, decide: Decide, settle: Approve
) -> None:
    change = make_change()
    submit(change)

    make_change(version=2, to=LATER)

    assert status_of(change) == "awaiting_times"
    with pytest.raises(UnlawfulMove):
        decide(change, sm3="0" * 64)
    settle(change)
    assert deadline() == LATER


def test_a_newer_version_of_a_returned_one_waits_for_the_agency(
    make_change: Change, submit: Approve, decide: Decide
) -> None:
    change = make_change()
    submit(change)
    decide(change, reason="请核对。")

    make_change(version=2, to=LATER)

    assert status_of(change) == "awaiting_times"
    assert ChangeTimes.objects.get().submitted_at is None


def test_a_newer_version_of_an_approved_one_moves_on_from_what_that_one_set(
    tender: Announcement, make_change: Change, settle: Approve
) -> None:
    change = settle(make_change())

    make_change(version=2, to=LATER)

    assert (status_of(change), deadline()) == ("awaiting_times", MOVED)
    assert Announcement.objects.published().filter(pk=change.pk).exists()
    settle(change)
    tender.refresh_from_db()
    assert (deadline(), tender.bid_deadline) == (LATER, LATER)
    assert versions_told() == [1, 2]


def test_a_newer_version_that_repeats_the_times_moves_nothing(make_change: Change, settle: Approve) -> None:
    settle(make_change())

    change = settle(make_change(version=2, title="改了标题"))

    assert (change.title, deadline()) == ("改了标题", MOVED)
    assert ChangeReview.objects.last().content["moved"] == []  # type: ignore[union-attr]


def test_a_newer_version_that_moves_nothing_any_more_puts_the_times_back(make_change: Change, settle: Approve) -> None:
    settle(make_change())

    nothing: dict[str, Any] = {"items": [], "bid_deadline": None, "opening_at": None, "postponed": False}
    change = make_change(version=2, text="<p>联系电话变更为0377-60000003。</p>", facts=nothing)

    times = ChangeTimes.objects.get()
    assert (times.bid_deadline, times.opening_at, times.is_postponed) == (FIRST, FIRST, False)
    settle(change)
    assert deadline() == FIRST


def test_a_newer_version_of_the_tender_keeps_what_a_change_has_moved(
    receive: Receive, tender: Announcement, make_change: Change, settle: Approve
) -> None:
    settle(make_change())

    receive("T", 2, title="招标公告（第二版）")

    tender.refresh_from_db()
    assert (tender.title, tender.bid_deadline, deadline()) == ("招标公告（第二版）", MOVED, MOVED)


def test_another_tender_announcement_begins_with_its_own_times(
    receive: Receive, make_change: Change, settle: Approve, now: datetime
) -> None:
    settle(make_change())

    again = receive("T2", first_published_at=now + 30 * DAY, bid_deadline=now + 60 * DAY, at=now + 30 * DAY)

    assert (again.bid_deadline, deadline()) == (now + 60 * DAY, now + 60 * DAY)


# What the law and the text ask.


def test_a_change_too_close_to_the_deadline_must_postpone_it(
    make_change: Change, submit: Approve, now: datetime
) -> None:
    # 13 days before the deadline, which moves by one.
    change = make_change(to=FIRST + DAY, first_published_at=now + 8 * DAY)

    with pytest.raises(ChangeNotReady, match="须将截止时间顺延至2026年3月25日（周三）或以后"):
        submit(change)

    assert status_of(change) == "awaiting_times"


def test_unless_somebody_says_why_the_bids_are_not_affected(
    make_change: Change, settle: Approve, confirm: Confirm, now: datetime
) -> None:
    change = make_change(to=FIRST + DAY, first_published_at=now + 8 * DAY)
    confirm(change, unaffected_reason="只因开标室设备检修推后一天。")

    settle(change)

    assert deadline() == FIRST + DAY
    assert ChangeReview.objects.get().content["unaffected_reason"] == "只因开标室设备检修推后一天。"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"facts": {"bid_deadline": LATER.isoformat()}}, "开标须与投标截止为同一时间"),
        ({"facts": {"postponed": False}}, "公告要素为“不延期”"),
        (
            {"facts": {"items": [], "bid_deadline": None, "opening_at": None}, "text": "<p>延期，另行通知。</p>"},
            "请填写延期后",
        ),
        ({"text": "<p>开标时间延期至2026年4月8日9时00分。</p>"}, "说法不一致"),
    ],
)
def test_what_contradicts_itself_cannot_be_submitted(
    make_change: Change, submit: Approve, changes: dict[str, Any], words: str
) -> None:
    change = make_change(**changes)

    with pytest.raises(ChangeNotReady, match=words):
        submit(change)

    assert status_of(change) == "awaiting_times"


def test_where_the_text_leaves_the_times_open_the_agency_sets_them(
    make_change: Change, confirm: Confirm, settle: Approve
) -> None:
    change = make_change(text="<p>延期，另行通知。</p>", facts={"items": [], "bid_deadline": None, "opening_at": None})
    confirm(change, bid_deadline=LATER, opening_at=LATER)

    settle(change)

    assert deadline() == LATER
    assert Announcement.objects.get(pk=change.pk).bid_deadline == LATER


def test_an_approved_change_is_settled(change: Announcement, settle: Approve, confirm: Confirm) -> None:
    settled = settle(change)

    with pytest.raises(ChangeClosed, match="已审核通过"):
        confirm(settled, bid_deadline=LATER)

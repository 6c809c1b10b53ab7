"""What becomes of the announcements that follow a tender: results, corrections, terminations, contracts, changes."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from apps.acceptance.codes import Method
from apps.acceptance.models import Project
from apps.announcements.exceptions import Misplaced, PredecessorMissing
from apps.announcements.facts import TerminatedLot, TerminationTable
from apps.announcements.models import Announcement
from apps.announcements.services.receiving import receive_announcement, withdraw_announcement
from apps.announcements.signals import announcement_published, announcement_withdrawn
from apps.announcements.tests.conftest import Approve, ArrivalFactory, Receive
from apps.conftest import PlanFactory
from apps.core.actors import PLATFORM
from apps.core.models import AuditEntry, StatusChange
from apps.core.status import move
from apps.tender_planning.models import Planning

pytestmark = pytest.mark.django_db

FOLLOWING = ("result", "result_correction", "termination", "contract")


@pytest.fixture
def tender(receive: Receive) -> Announcement:
    return receive("T")


@pytest.fixture
def result(tender: Announcement, receive: Receive) -> Announcement:
    return receive("R", type="result")


def public_versions(announcement: Announcement) -> list[int]:
    return [version.version for version in announcement.versions.public().order_by("version")]


# Public at once


@pytest.mark.parametrize("announcement_type", FOLLOWING)
def test_it_is_public_in_the_moment_it_arrives(
    result: Announcement, receive: Receive, now: datetime, announcement_type: str
) -> None:
    first = now - timedelta(hours=2)

    announcement = receive("X", type=announcement_type, first_published_at=first, at=now + timedelta(minutes=1))

    assert (announcement.status, announcement.type) == ("published", announcement_type)
    assert (announcement.first_published_at, announcement.published_at) == (first, now + timedelta(minutes=1))
    assert announcement in Announcement.objects.published().of_type(announcement_type)
    assert public_versions(announcement) == [1]


@pytest.mark.parametrize(
    ("announcement_type", "amount"),
    [
        ("result", Decimal(4750000)),
        ("result_correction", Decimal(3040000)),
        ("termination", None),
        ("contract", Decimal(3040000)),
    ],
)
def test_lists_know_its_amount_and_no_budget_or_deadline(
    result: Announcement, receive: Receive, announcement_type: str, amount: Decimal | None
) -> None:
    announcement = receive("X", type=announcement_type)

    assert (announcement.amount, announcement.budget, announcement.bid_deadline) == (amount, None, None)
    assert (announcement.method, announcement.kind) == ("open_tender", "goods")
    assert (announcement.purchaser_name, announcement.agency_name) == (
        "方城县教育体育局",
        "河南宛诚工程咨询有限公司",
    )


def test_a_result_by_rates_alone_has_no_amount(tender: Announcement, receive: Receive, make_arrival: Any) -> None:
    lots = [lot | {"amount": None, "rate": "下浮率 12%"} for lot in make_arrival("R", type="result").facts["lots"]]

    assert receive("R", type="result", facts={"lots": lots}).amount is None


@pytest.mark.parametrize("announcement_type", FOLLOWING)
def test_every_version_is_kept_and_the_newest_is_shown(
    result: Announcement, receive: Receive, now: datetime, announcement_type: str
) -> None:
    receive("X", type=announcement_type, title="第一版")

    announcement = receive("X", 4, type=announcement_type, title="第四版", at=now + timedelta(days=1))

    assert (announcement.title, announcement.version, announcement.published_at) == ("第四版", 4, now)
    assert public_versions(announcement) == [1, 4]


@pytest.mark.parametrize("announcement_type", FOLLOWING)
def test_the_same_or_an_older_version_changes_nothing(
    result: Announcement, receive: Receive, make_arrival: ArrivalFactory, now: datetime, announcement_type: str
) -> None:
    receive("X", 3, type=announcement_type)

    answers = [
        receive_announcement(arrival=make_arrival("X", version, type=announcement_type, title="旧"), now=now)
        for version in (3, 2)
    ]

    assert answers == [None, None]
    announcement = Announcement.objects.get(announcement_no="X")
    assert (announcement.version, public_versions(announcement)) == (3, [3])


@pytest.mark.parametrize("announcement_type", FOLLOWING)
def test_a_withdrawal_takes_it_down_and_a_later_version_puts_it_back(
    result: Announcement, receive: Receive, now: datetime, announcement_type: str
) -> None:
    receive("X", type=announcement_type)

    withdrawn = receive("X", 2, type=announcement_type, is_withdrawn=True, at=now + timedelta(hours=1))
    again = receive("X", 3, type=announcement_type, at=now + timedelta(hours=2))

    assert (withdrawn.status, withdrawn.withdrawn_at) == ("withdrawn", now + timedelta(hours=1))
    assert (again.status, again.withdrawn_at, again.published_at) == ("published", None, now)
    assert public_versions(again) == [1, 2, 3]


def test_withdrawing_a_result_leaves_the_preparation_of_the_tender_alone(
    result: Announcement, receive: Receive, accepted: Project
) -> None:
    receive("R", 2, type="result", is_withdrawn=True)

    assert Planning.objects.get(project=accepted).status == Planning.Status.EDITABLE


def test_lots_that_are_not_ours_are_kept_and_noted(tender: Announcement, receive: Receive, make_arrival: Any) -> None:
    first, second = make_arrival("R", type="result").facts["lots"]

    announcement = receive("R", type="result", lot_nos=["1", "8"], facts={"lots": [first, second | {"lot_no": "9"}]})

    assert [lot["lot_no"] for lot in announcement.versions.get().facts["lots"]] == ["1", "9"]
    entry = AuditEntry.objects.get(
        subject_type="announcements.announcement", subject_id=announcement.pk, act="announcement.published"
    )
    assert entry.summary == f"已发布结果公告第1版：{announcement.title}"
    assert entry.details["未受理的标段"] == ["8", "9"]


def test_a_termination_ends_single_lots(tender: Announcement, receive: Receive) -> None:
    announcement = receive("X", type="termination", lot_nos=["2"])

    assert announcement.versions.get().table == TerminationTable((TerminatedLot("2", "提交投标文件的供应商不足3家"),))


# What it belongs to


@pytest.mark.parametrize("announcement_type", ["change", "result", "termination"])
def test_before_its_tender_announcement_it_waits(
    make_arrival: ArrivalFactory, now: datetime, announcement_type: str
) -> None:
    with pytest.raises(PredecessorMissing, match="采购公告尚未到达本平台"):
        receive_announcement(arrival=make_arrival("X", type=announcement_type), now=now)

    assert not Announcement.objects.exists()


def test_a_correction_waits_for_a_result(tender: Announcement, make_arrival: ArrivalFactory, now: datetime) -> None:
    with pytest.raises(PredecessorMissing, match="结果公告尚未到达本平台"):
        receive_announcement(arrival=make_arrival("RC", type="result_correction"), now=now)


@pytest.mark.parametrize("announcement_type", ["change", "result_correction"])
def test_it_waits_for_the_announcement_that_it_names(
    result: Announcement, make_arrival: ArrivalFactory, now: datetime, announcement_type: str
) -> None:
    with pytest.raises(PredecessorMissing, match="“HN-404”尚未到达本平台"):
        receive_announcement(arrival=make_arrival("X", type=announcement_type, corrects_no="HN-404"), now=now)

    assert not Announcement.objects.filter(announcement_no="X").exists()


def test_a_contract_stands_by_itself(receive: Receive) -> None:
    contract = receive("K", type="contract")

    assert (contract.status, contract.follows) == ("published", None)


def test_a_single_source_has_a_result_without_a_tender_announcement(accepted: Project, receive: Receive) -> None:
    Project.objects.filter(pk=accepted.pk).update(method=Method.SINGLE_SOURCE)

    announcement = receive("R", type="result")

    assert (announcement.status, announcement.method) == ("published", "single_source")


def test_what_corrects_itself_is_refused(result: Announcement, make_arrival: ArrivalFactory, now: datetime) -> None:
    arrival = make_arrival("RC", type="result_correction", corrects_no="RC")

    with pytest.raises(Misplaced, match="更正的是它本身"):
        receive_announcement(arrival=arrival, now=now)


def test_what_corrects_an_announcement_of_another_project_is_refused(
    result: Announcement, make_arrival: ArrivalFactory, make_plan: PlanFactory, accepted: Project, now: datetime
) -> None:
    other = Project.objects.create(
        plan=make_plan("411322-2026-00077"),
        plan_version=1,
        agency=accepted.agency,
        project_no="方财公开采购-2026-77",
        status=Project.Status.ACCEPTED,
        accepted_at=now,
        created_at=now,
        created_by=accepted.created_by,
        changed_at=now,
    )
    arrival = make_arrival("RC", type="result_correction", corrects_no="R", project_no=other.project_no)

    with pytest.raises(Misplaced, match="属于另一个项目"):
        receive_announcement(arrival=arrival, now=now)


def test_a_version_of_another_type_is_refused(
    tender: Announcement, make_arrival: ArrivalFactory, now: datetime
) -> None:
    with pytest.raises(Misplaced, match="此前是采购公告"):
        receive_announcement(arrival=make_arrival("T", 2, type="result"), now=now)

    tender.refresh_from_db()
    assert (tender.type, tender.version) == ("tender", 1)


# Changes


def test_a_change_is_kept_and_not_public_before_its_review(tender: Announcement, receive: Receive) -> None:
    change = receive("C", type="change")

    assert (change.status, change.published_at, change.follows) == ("awaiting_times", None, tender)
    assert change.bid_deadline == datetime.fromisoformat("2026-04-07T09:00:00+08:00")
    assert public_versions(change) == []
    assert list(Announcement.objects.public()) == [tender]


@pytest.mark.parametrize("way", [(), ("awaiting_review",), ("awaiting_review", "returned")])
def test_a_newer_version_replaces_a_waiting_change_whose_times_are_settled_again(
    tender: Announcement, receive: Receive, now: datetime, way: tuple[str, ...]
) -> None:
    change = receive("C", type="change", title="第一版")
    for status in way:
        move(change, status, actor=PLATFORM, now=now)

    change = receive("C", 2, type="change", title="第二版", facts={"bid_deadline": "2026-04-08T09:00:00+08:00"})

    assert (change.status, change.title, change.version) == ("awaiting_times", "第二版", 2)
    assert change.bid_deadline == datetime.fromisoformat("2026-04-08T09:00:00+08:00")
    assert [version.version for version in change.versions.all()] == [1, 2]
    last = StatusChange.objects.filter(subject_type="announcements.announcement", subject_id=change.pk).last()
    assert last is not None
    assert last.reason == ("省采购系统发来新版本" if way else "")


def test_a_newer_version_of_an_approved_change_waits_while_the_approved_one_holds(
    tender: Announcement, receive: Receive, approve: Approve
) -> None:
    approve(receive("C", type="change", title="已审核"))

    change = receive("C", 2, type="change", title="未审核")

    assert (change.status, change.title, change.version) == ("awaiting_times", "已审核", 2)
    assert change in Announcement.objects.published()
    assert public_versions(change) == [1]

    change = approve(change)

    assert (change.status, change.title, public_versions(change)) == ("published", "未审核", [1, 2])


@pytest.mark.parametrize("way", [(), ("awaiting_review",), ("awaiting_review", "returned")])
def test_a_change_that_nobody_approved_is_withdrawn_unseen(
    tender: Announcement, receive: Receive, now: datetime, way: tuple[str, ...]
) -> None:
    change = receive("C", type="change")
    for status in way:
        move(change, status, actor=PLATFORM, now=now)

    change = receive("C", 2, type="change", is_withdrawn=True)

    assert (change.status, change.published_at) == ("withdrawn", None)
    assert change not in Announcement.objects.public()


def test_a_withdrawn_change_shows_what_was_approved_and_not_what_came_with_the_withdrawal(
    tender: Announcement, receive: Receive, approve: Approve, now: datetime
) -> None:
    approve(receive("C", type="change", title="已审核"))

    change = receive("C", 2, type="change", title="最后状态", is_withdrawn=True, at=now + timedelta(hours=1))

    assert (change.status, change.title, change.withdrawn_at) == ("withdrawn", "已审核", now + timedelta(hours=1))
    assert public_versions(change) == [1]


def test_a_change_that_comes_again_after_its_withdrawal_stays_withdrawn_to_the_public(
    tender: Announcement, receive: Receive, approve: Approve, now: datetime
) -> None:
    approve(receive("C", type="change"))
    receive("C", 2, type="change", is_withdrawn=True)

    change = receive("C", 3, type="change")

    assert (change.status, change.is_withdrawn) == ("awaiting_times", True)
    assert change not in Announcement.objects.published()
    assert approve(change) in Announcement.objects.published()


def test_a_change_whose_withdrawal_waits_in_the_inbox_asks_nobody_for_times(
    tender: Announcement, make_arrival: ArrivalFactory, now: datetime
) -> None:
    change = receive_announcement(arrival=make_arrival("C", type="change"), now=now, is_outdated=True)

    assert change is not None
    assert change.status == "received"


def test_a_change_of_a_change_follows_it(tender: Announcement, receive: Receive) -> None:
    first = receive("C", type="change", corrects_no="T")

    second = receive("C2", type="change", corrects_no="C")

    assert (first.follows, second.follows, second.corrects_no) == (tender, first, "C")


# Whoever listens


@pytest.fixture
def heard() -> Iterator[list[tuple[str, str, int | None]]]:
    """What the signals say, as (what, announcement number, version)."""
    said: list[tuple[str, str, int | None]] = []

    def on_published(sender: Any, *, announcement: Announcement, version: Any, now: datetime, **rest: Any) -> None:
        assert announcement.follows_id == Announcement.objects.get(pk=announcement.pk).follows_id
        assert announcement.type == "tender" or announcement.follows_id is not None
        said.append(("published", announcement.announcement_no, version.version))

    def on_withdrawn(sender: Any, *, announcement: Announcement, now: datetime, **rest: Any) -> None:
        said.append(("withdrawn", announcement.announcement_no, None))

    announcement_published.connect(on_published)
    announcement_withdrawn.connect(on_withdrawn)
    yield said
    announcement_published.disconnect(on_published)
    announcement_withdrawn.disconnect(on_withdrawn)


def test_the_apps_above_hear_of_every_version_and_of_the_withdrawal(
    heard: list[Any], tender: Announcement, receive: Receive, now: datetime
) -> None:
    receive("R", type="result")
    receive("R", 2, type="result")
    receive("R", 2, type="result")
    withdraw_announcement(announcement_no="R", version=3, now=now)
    withdraw_announcement(announcement_no="R", version=4, now=now)

    assert heard == [("published", "T", 1), ("published", "R", 1), ("published", "R", 2), ("withdrawn", "R", None)]


def test_they_hear_nothing_of_what_is_not_public(
    heard: list[Any], tender: Announcement, receive: Receive, approve: Approve
) -> None:
    change = receive("C", type="change")
    receive("C2", type="change")
    receive("C2", 2, type="change", is_withdrawn=True)
    silent = list(heard)

    approve(change)

    assert silent == [("published", "T", 1)]
    assert heard[1:] == [("published", "C", 1)]


def test_a_listener_that_fails_undoes_the_arrival(
    tender: Announcement, make_arrival: ArrivalFactory, now: datetime
) -> None:
    def refuse(sender: Any, **rest: Any) -> None:
        raise ZeroDivisionError

    announcement_published.connect(refuse)
    try:
        with pytest.raises(ZeroDivisionError):
            receive_announcement(arrival=make_arrival("R", type="result"), now=now)
    finally:
        announcement_published.disconnect(refuse)

    assert not Announcement.objects.filter(announcement_no="R").exists()

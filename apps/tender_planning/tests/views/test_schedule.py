"""The page of 开评标配置: proofs that follow what is typed, and rooms for the stored times."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.acceptance.models import Project
from apps.accounts.models import User
from apps.conftest import signed_in
from apps.tender_planning.models import (
    AnnouncedTerms,
    EvaluationSettings,
    OpeningSettings,
    Planning,
    Room,
    RoomBooking,
    RuleException,
)
from apps.tender_planning.services.beginning import lock_planning

AUTOSAVE = {"X-Autosave": "1"}


@pytest.fixture
def client(clerk: User) -> Client:
    return signed_in(clerk)


@pytest.fixture
def typed() -> dict[str, Any]:
    """What a browser sends for the announced times, in a year that lies ahead."""
    return {
        "revision": 0,
        "documents_from": "2099-03-02T09:00",
        "documents_until": "2099-03-09T17:00",
        "bid_deadline": "2099-03-24T09:00",
        "opening_at": "2099-03-24T09:00",
        "opening_place": "开标一室",
        "opening_minutes": "120",
        "price_reader": "王唱",
        "evaluation_at": "2099-03-24T11:00",
        "evaluation_hours": "8",
        "expert_count": "4",
        "representative_count": "1",
        "candidate_count": "3",
    }


def address(planning: Planning, act: str = "") -> str:
    return f"/agency/projects/{planning.project_id}/planning/{act or 'schedule/'}"


def test_the_page_suggests_what_was_announced_and_writes_nothing(client: Client, planning: Planning) -> None:
    response = client.get(address(planning))

    assert 'value="2026-03-24T09:00"' in response.text
    assert "公告所载：2026年3月24日 09:00" in response.text
    assert not OpeningSettings.objects.exists()


def test_each_date_has_its_proof_with_the_days_that_were_skipped(client: Client, planning: Planning) -> None:
    response = client.get(address(planning))

    assert "政府采购法第三十五条" in response.text
    assert "2026年3月7日（周六）" in response.text


def test_the_page_costs_a_fixed_number_of_queries(
    client: Client, planning: Planning, rooms: dict[str, Room], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(address(planning))

    with django_assert_num_queries(19):
        client.get(address(planning))


def test_a_year_without_a_calendar_is_provisional(client: Client, planning: Planning, typed: dict[str, Any]) -> None:
    response = client.post(address(planning), typed, headers=AUTOSAVE)

    assert "2099 年的节假日安排尚未录入" in response.json()["panels"]["proof-documents_until"]


def test_saving_itself_brings_proofs_and_the_earliest_lawful_moment(
    client: Client, planning: Planning, typed: dict[str, Any]
) -> None:
    times = {"documents_from": "2026-03-02T09:00", "documents_until": "2026-03-09T17:00"}
    data = typed | times | {"bid_deadline": "2026-03-20T09:00"}

    response = client.post(address(planning), data, headers=AUTOSAVE)

    panels = response.json()["panels"]
    assert response.json()["revision"] == 1
    assert "少于 20 日" in panels["proof-bid_deadline"]
    # 22 March is the twentieth day and a Sunday.
    assert 'data-fill-value="2026-03-23T09:00"' in panels["proof-bid_deadline"]
    assert "与采购公告不一致" in panels["findings"]


def test_impossible_moments_are_told_at_their_fields_and_nothing_is_stored(
    client: Client, planning: Planning, typed: dict[str, Any]
) -> None:
    data = typed | {"opening_at": "9999-12-31T23:59", "bid_deadline": "昨天", "opening_minutes": "5"}

    response = client.post(address(planning), data, headers=AUTOSAVE)

    assert response.status_code == 422
    assert set(response.json()["errors"]) == {"id_opening_at", "id_bid_deadline", "id_opening_minutes"}
    assert not OpeningSettings.objects.exists()


def test_what_was_typed_wrong_is_still_on_the_page(client: Client, planning: Planning, typed: dict[str, Any]) -> None:
    response = client.post(address(planning), typed | {"expert_count": "-1", "price_reader": "赵唱"})

    assert 'value="赵唱"' in response.text
    assert "field--invalid" in response.text


def test_the_second_of_two_clerks_gets_409_with_the_differences(
    client: Client, planning: Planning, typed: dict[str, Any], colleague: User
) -> None:
    signed_in(colleague).post(address(planning), typed)

    pressed = client.post(address(planning), typed | {"price_reader": "赵唱"})
    itself = client.post(address(planning), typed | {"price_reader": "赵唱"}, headers=AUTOSAVE)

    assert (pressed.status_code, itself.status_code) == (409, 409)
    assert "周经办刚刚保存过" in pressed.text
    assert "<ins>赵唱</ins>" in pressed.text
    assert OpeningSettings.objects.get().price_reader == "王唱"


def test_a_closed_sheet_refuses(
    client: Client, planning: Planning, typed: dict[str, Any], rooms: dict[str, Room], now: datetime
) -> None:
    lock_planning(project=planning.project, now=now)
    booking = {"revision": 0, "opening": rooms["不见面开标大厅"].pk}

    itself = client.post(address(planning), typed, headers=AUTOSAVE)
    pressed = client.post(address(planning), typed | {"price_reader": "孙唱标"})
    unreadable = client.post(address(planning), typed | {"candidate_count": "三个"})
    booked = client.post(address(planning, "schedule/rooms/"), booking, follow=True)

    assert itself.json()["outcome"] == "refused"
    assert pressed.status_code == 409
    assert "采购公告到达本平台后" in pressed.text
    assert "<dd>孙唱标</dd>" in pressed.text
    assert unreadable.status_code == 409
    assert "<dd>三个</dd>" in unreadable.text
    assert "采购公告到达本平台后" in booked.text
    assert not OpeningSettings.objects.exists()
    assert not RoomBooking.objects.exists()


def test_rooms_are_booked_and_booked_anew(
    client: Client, planning: Planning, typed: dict[str, Any], rooms: dict[str, Room]
) -> None:
    client.post(address(planning), typed)
    wishes = {"revision": 1, "opening": rooms["不见面开标大厅"].pk, "evaluation": rooms["评标一室"].pk}
    client.post(address(planning, "schedule/rooms/"), wishes)

    client.post(address(planning), typed | {"revision": 1, "opening_minutes": "180"})
    stale = client.get(address(planning))
    client.post(address(planning, "schedule/rooms/"), wishes | {"revision": 2})

    assert "时段不符，请改约" in stale.text
    assert [booking.room.name for booking in planning.bookings.filter(released_at=None)] == [
        "不见面开标大厅",
        "评标一室",
    ]
    assert planning.bookings.exclude(released_at=None).get().release_reason == "开评标时间或者场所调整"


def test_a_room_that_is_taken_is_shown_and_refused(
    client: Client, planning: Planning, typed: dict[str, Any], rooms: dict[str, Room], now: datetime
) -> None:
    clerk = planning.project.created_by
    client.post(address(planning), typed)
    other = Planning.objects.create(
        project=Project.objects.create(
            agency=planning.project.agency,
            name="保密的项目",
            status="accepted",
            project_no="方财公开采购-2026-99",
            accepted_at=now,
            created_at=now,
            created_by=clerk,
            changed_at=now,
        ),
        begun_at=now,
    )
    opening = OpeningSettings.objects.get()
    assert opening.opening_at is not None
    RoomBooking.objects.create(
        room=rooms["不见面开标大厅"],
        planning=other,
        purpose="opening",
        period=(opening.opening_at, opening.opening_at + timedelta(hours=1)),
        booked_at=now,
        booked_by=clerk,
    )

    page = client.get(address(planning))
    wish = {"revision": 1, "opening": rooms["不见面开标大厅"].pk}
    refused = client.post(address(planning, "schedule/rooms/"), wish, follow=True)

    assert "已被预约：2099年3月24日 09:00—10:00" in page.text
    assert "不见面开标大厅在 2099年3月24日 09:00—10:00 已被预约" in refused.text
    assert "保密的项目" not in page.text + refused.text
    assert not planning.bookings.exists()


def test_another_agency_finds_nothing_and_changes_nothing(
    planning: Planning, typed: dict[str, Any], rooms: dict[str, Room], stranger: User
) -> None:
    client = signed_in(stranger)

    assert client.get(address(planning)).status_code == 404
    assert client.post(address(planning), typed).status_code == 404
    wish = {"revision": 0, "opening": rooms["不见面开标大厅"].pk}
    assert client.post(address(planning, "schedule/rooms/"), wish).status_code == 404
    assert not OpeningSettings.objects.exists()
    assert not RoomBooking.objects.exists()


def test_without_an_announcement_nothing_is_suggested(client: Client, locked: Planning) -> None:
    response = client.get(address(locked))

    assert response.status_code == 200
    assert not AnnouncedTerms.objects.exists()
    assert "公告所载" not in response.text


EXCEPTION = {
    "code": "candidates",
    "place": "candidate_count",
    "breach": "推荐候选人不少于 3 人，现为 2 人。",
    "responsible_name": "陈局长",
    "ground": "方财购〔2026〕5号",
    "reason": "科研项目，市场竞争不充分。",
}


@pytest.fixture
def consultation(planning: Planning) -> Planning:
    Project.objects.update(method="competitive_consultation")
    return planning


@pytest.fixture
def breach(client: Client, consultation: Planning, typed: dict[str, Any]) -> Planning:
    """A consultation with two candidates: somebody must answer for that."""
    client.post(address(consultation), typed | {"candidate_count": "2"})
    return consultation


def test_a_breach_leads_to_the_page_where_it_is_answered_for(client: Client, breach: Planning) -> None:
    page = client.get(address(breach))

    assert "exceptions/?code=candidates&amp;place=candidate_count" in page.text
    form = client.get(address(breach, "exceptions/"), {"code": "candidates", "place": "candidate_count"})
    assert "市场竞争不充分的科研、科技成果转化项目" in form.text
    assert EXCEPTION["breach"] in form.text
    client.post(address(breach, "exceptions/"), EXCEPTION)
    answered = client.get(address(breach))
    assert "已作例外说明" in answered.text
    assert "陈局长 负责：科研项目，市场竞争不充分。" in answered.text


def test_an_exception_without_its_words_is_told_at_the_fields(client: Client, consultation: Planning) -> None:
    response = client.post(address(consultation, "exceptions/"), EXCEPTION | {"reason": "", "ground": " "})

    assert "请写明理由。" in response.text
    assert "请填写依据或批准文号。" in response.text
    assert 'value="陈局长"' in response.text
    assert not RuleException.objects.exists()


def test_words_for_a_breach_that_changed_meanwhile_come_back_beside_the_new_one(
    client: Client, breach: Planning
) -> None:
    EvaluationSettings.objects.update(candidate_count=1)

    response = client.post(address(breach, "exceptions/"), EXCEPTION)

    assert "这一事项的内容刚刚有变化" in response.text
    assert 'name="breach" value="推荐候选人不少于 3 人，现为 1 人。"' in response.text
    assert 'value="陈局长"' in response.text
    assert not RuleException.objects.exists()


def test_an_exception_that_nothing_needs_is_shown_as_such(client: Client, breach: Planning) -> None:
    client.post(address(breach, "exceptions/"), EXCEPTION)
    assert "不再需要" not in client.get(address(breach, "exceptions/")).text

    EvaluationSettings.objects.update(candidate_count=3)

    assert "不再需要" in client.get(address(breach, "exceptions/")).text


def test_what_somebody_answers_for_already_is_not_asked_again(client: Client, breach: Planning) -> None:
    client.post(address(breach, "exceptions/"), EXCEPTION)

    page = client.get(address(breach, "exceptions/"), {"code": "candidates", "place": "candidate_count"})

    assert "现在不需要例外说明" in page.text
    assert "保存例外说明" not in page.text


def test_an_exception_is_taken_back(client: Client, breach: Planning) -> None:
    client.post(address(breach, "exceptions/"), EXCEPTION)
    exception = RuleException.objects.get()

    response = client.post(address(breach, f"exceptions/{exception.pk}/take-back/"), follow=True)

    assert "例外说明已撤回。" in response.text
    assert not RuleException.objects.exists()


def test_another_agency_neither_enters_nor_takes_back(client: Client, breach: Planning, stranger: User) -> None:
    client.post(address(breach, "exceptions/"), EXCEPTION)
    exception = RuleException.objects.get()
    other = signed_in(stranger)

    assert other.get(address(breach, "exceptions/")).status_code == 404
    assert other.post(address(breach, "exceptions/"), EXCEPTION).status_code == 404
    assert other.post(address(breach, f"exceptions/{exception.pk}/take-back/")).status_code == 404
    assert RuleException.objects.get() == exception

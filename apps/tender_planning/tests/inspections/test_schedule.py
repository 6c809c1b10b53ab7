"""Times, committee and rooms held against the law, the announcement and each other."""

from datetime import datetime, timedelta

import pytest

from apps.acceptance.models import Project
from apps.accounts.models import User
from apps.core.actors import Actor
from apps.core.working_days import load_calendar
from apps.tender_planning.inspections.context import Context
from apps.tender_planning.inspections.schedule import inspect
from apps.tender_planning.models import AnnouncedTerms, EvaluationSettings, OpeningSettings, Planning, Room
from apps.tender_planning.rules.book import load_rule_book
from apps.tender_planning.services.schedule import book_for_schedule


@pytest.fixture
def context(planning: Planning, now: datetime) -> Context:
    return Context(planning=planning, lots=(), rules=load_rule_book(now.date()), calendar=load_calendar(), now=now)


@pytest.fixture
def complete(context: Context, rooms: dict[str, Room], clerk: User, now: datetime) -> Context:
    """Settings to which nothing is wrong: the announced times, five members, both rooms."""
    planning, told = context.planning, AnnouncedTerms.objects.get()
    OpeningSettings.objects.create(
        planning=planning,
        documents_from=told.documents_from,
        documents_until=told.documents_until,
        bid_deadline=told.bid_deadline,
        opening_at=told.opening_at,
        opening_place=told.opening_place,
        price_reader="王唱",
    )
    EvaluationSettings.objects.create(
        planning=planning,
        evaluation_at=told.opening_at + timedelta(hours=2),
        expert_count=4,
        representative_count=1,
        candidate_count=3,
    )
    book_for_schedule(
        planning=planning,
        revision=0,
        rooms={"opening": rooms["不见面开标大厅"], "evaluation": rooms["评标一室"]},
        user=clerk,
        actor=Actor.person(clerk),
        now=now,
    )
    return context


def told_by(context: Context) -> list[tuple[str, str]]:
    return [(finding.level, finding.place) for finding in inspect(context)]


def test_complete_settings_have_nothing_against_them(complete: Context) -> None:
    assert inspect(complete) == []


def test_what_nobody_saved_is_one_error(context: Context) -> None:
    assert [finding.text for finding in inspect(context)] == ["还没有保存开评标配置。"]


def test_every_field_that_is_missing_is_named(complete: Context) -> None:
    OpeningSettings.objects.update(price_reader="")
    EvaluationSettings.objects.update(candidate_count=None)

    assert told_by(complete) == [("error", "price_reader"), ("error", "candidate_count")]


def test_another_deadline_than_the_announced_one_is_a_breach(complete: Context) -> None:
    later = AnnouncedTerms.objects.get().bid_deadline + timedelta(days=1)
    OpeningSettings.objects.update(bid_deadline=later, opening_at=later)

    found = inspect(complete)

    assert ("error", "bid_deadline") in [(finding.level, finding.place) for finding in found]
    assert found[0].text == (
        "投标（响应）截止时间与采购公告不一致：公告载明 2026年3月24日 09:00。需要调整的，须先发布变更公告。"
    )
    assert not found[0].is_excusable


def test_a_deadline_before_twenty_days_is_proved_wrong(complete: Context) -> None:
    early = AnnouncedTerms.objects.get().bid_deadline - timedelta(days=3)
    AnnouncedTerms.objects.update(bid_deadline=early, opening_at=early)
    OpeningSettings.objects.update(bid_deadline=early, opening_at=early)

    found = [finding for finding in inspect(complete) if finding.code == "documents_to_deadline"]

    assert [(finding.level, finding.place, finding.article) for finding in found] == [
        ("error", "bid_deadline", "政府采购法第三十五条")
    ]


def test_ten_million_ask_for_seven_members(complete: Context) -> None:
    Project.objects.update(budget=10_000_000)
    complete.planning.project.refresh_from_db()

    found = inspect(complete)

    assert [(finding.place, finding.code) for finding in found] == [("expert_count", "committee_large_size")]
    assert "不得少于 7 人" in found[0].text


def test_too_few_candidates_of_a_consultation_can_be_answered_for(complete: Context) -> None:
    Project.objects.update(method="competitive_consultation")
    complete.planning.project.refresh_from_db()
    EvaluationSettings.objects.update(candidate_count=2)

    found = [finding for finding in inspect(complete) if finding.code == "candidates"]

    assert [(finding.place, finding.is_excusable) for finding in found] == [("candidate_count", True)]


def test_single_source_asks_for_no_committee(complete: Context) -> None:
    Project.objects.update(method="single_source")
    complete.planning.project.refresh_from_db()
    EvaluationSettings.objects.update(expert_count=None, representative_count=None, candidate_count=None)

    assert inspect(complete) == []


def test_rooms_must_be_had_for_just_the_time_that_is_needed(complete: Context) -> None:
    EvaluationSettings.objects.update(evaluation_hours=6)

    found = inspect(complete)

    assert [(finding.level, finding.place) for finding in found] == [("error", "room-evaluation")]
    assert "2026年3月24日 11:00—19:00" in found[0].text


def test_an_opening_on_site_needs_a_room_and_no_hall(complete: Context) -> None:
    Project.objects.update(is_remote_opening=False)
    complete.planning.project.refresh_from_db()

    assert [finding.text for finding in inspect(complete)] == [
        "本项目应使用开标室，现预约的不见面开标大厅是不见面开标大厅，请改约。"
    ]


def test_an_opening_shorter_than_the_decryption_is_warned_of(complete: Context) -> None:
    complete.planning.setup.decryption_minutes = 180
    complete.planning.setup.save()

    assert told_by(complete) == [("warning", "opening_minutes")]

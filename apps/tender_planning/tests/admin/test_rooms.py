"""Rooms and templates are kept by administrators; the calendar is read by business."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import User
from apps.conftest import signed_in
from apps.core.actors import Actor
from apps.tender_planning.models import CheckTemplate, Planning, Room
from apps.tender_planning.services.rooms import Wish, book_rooms

pytestmark = pytest.mark.django_db

CALENDAR = "/center/tender_planning/roombooking/"
NINE = datetime(2026, 3, 24, 1, 0, tzinfo=UTC)


@pytest.fixture
def booked(planning: Planning, rooms: dict[str, Room], clerk: User, now: datetime) -> Planning:
    """The project has the first opening room on Tuesday, 24 March, and an evaluation over midnight."""
    wishes = {
        "opening": Wish(rooms["开标一室"], NINE, NINE + timedelta(hours=2)),
        "evaluation": Wish(rooms["评标一室"], NINE + timedelta(hours=2), NINE + timedelta(hours=20)),
    }
    book_rooms(planning=planning, wishes=wishes, reason="", user=clerk, actor=Actor.person(clerk), now=now)
    return planning


def test_a_reviewer_sees_which_room_is_had_when_and_by_which_project(booked: Planning, reviewer: User) -> None:
    response = signed_in(reviewer).get(CALENDAR, {"week": "2026-03-26"})

    assert "2026年3月23日起一周" in response.text
    assert "09:00—11:00" in response.text
    assert booked.project.name in response.text


def test_a_booking_over_midnight_stands_on_both_days(booked: Planning, reviewer: User) -> None:
    response = signed_in(reviewer).get(CALENDAR, {"week": "2026-03-23"})

    assert "11:00—24:00" in response.text
    assert "00:00—05:00" in response.text


def test_a_booking_says_from_when_and_until_when(booked: Planning, reviewer: User) -> None:
    booking = booked.bookings.get(purpose="opening")

    page = signed_in(reviewer).get(f"{CALENDAR}{booking.pk}/change/").text

    assert "2026年3月24日 09:00" in page
    assert "2026年3月24日 11:00" in page


@pytest.mark.parametrize("week", ["", "下周", "9999-12-31", "2026-02-30"])
def test_an_address_without_a_week_shows_this_one(rooms: dict[str, Room], reviewer: User, week: str) -> None:
    response = signed_in(reviewer).get(CALENDAR, {"week": week})

    assert response.status_code == 200
    assert 'aria-current="date"' in response.text


def test_the_calendar_costs_the_same_however_full_it_is(
    booked: Planning, reviewer: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(reviewer)
    client.get(CALENDAR, {"week": "2026-03-23"})

    with django_assert_num_queries(5):
        client.get(CALENDAR, {"week": "2026-03-23"})


def test_administrators_and_agencies_do_not_read_the_calendar(
    booked: Planning, administrator: User, clerk: User
) -> None:
    assert signed_in(administrator).get(CALENDAR).status_code == 403
    assert signed_in(clerk).get(CALENDAR).status_code == 302


def test_administrators_alone_keep_rooms_and_templates(
    rooms: dict[str, Room], administrator: User, reviewer: User
) -> None:
    entered = {"name": "开标三室", "kind": "opening", "address": "三楼", "seats": "20", "is_active": "on"}
    template = CheckTemplate.objects.get(name="信用记录")

    refused = signed_in(reviewer).post("/center/tender_planning/room/add/", entered)
    added = signed_in(administrator).post("/center/tender_planning/room/add/", entered)
    page = signed_in(administrator).get(f"/center/tender_planning/checktemplate/{template.pk}/change/")

    assert (refused.status_code, added.status_code, page.status_code) == (403, 302, 200)
    assert Room.objects.filter(name="开标三室").count() == 1


def test_the_demo_s_rooms_are_loaded_once() -> None:
    call_command("load_demo_rooms", stdout=StringIO())
    call_command("load_demo_rooms", stdout=StringIO())

    assert sorted(Room.objects.values_list("kind", flat=True)) == [
        "evaluation",
        "evaluation",
        "opening",
        "opening",
        "remote_hall",
    ]


def test_outside_the_demonstration_no_room_is_made_up(settings: LazySettings) -> None:
    settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"demo": "0"})

    with pytest.raises(CommandError, match="只能载入演示环境"):
        call_command("load_demo_rooms", stdout=StringIO())

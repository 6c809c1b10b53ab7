from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from apps.accounts.models import Notification, Organisation, User
from apps.accounts.notifying import agency_staff, center_reviewers, mark_all_read, mark_read, notify
from apps.conftest import signed_in

pytestmark = pytest.mark.django_db

LIST = reverse("accounts:notifications")
CENTER_LIST = reverse("admin:notifications")

Tell = Callable[..., Notification]


@pytest.fixture
def tell(now: datetime) -> Tell:
    """Return a function that tells a person something."""

    def make(person: User, text: str = "项目开放编制。", *, at: datetime = now) -> Notification:
        notify([person], text=text, url="/agency/projects/", now=at)
        return Notification.objects.latest("pk")

    return make


class TestPeople:
    def test_the_staff_of_an_agency_are_its_clerks_who_may_sign_in(
        self, clerk: User, colleague: User, stranger: User, agency: Organisation
    ) -> None:
        colleague.is_active = False
        colleague.save(update_fields=["is_active"])

        assert list(agency_staff(agency)) == [clerk]

    def test_reviewers_are_those_of_the_center_and_neither_supervisors_nor_administrators(
        self, reviewer: User, second_reviewer: User, supervisor: User, administrator: User
    ) -> None:
        assert list(center_reviewers()) == [reviewer, second_reviewer]


class TestReading:
    def test_the_first_look_counts(self, clerk: User, tell: Tell, now: datetime) -> None:
        told = tell(clerk)

        mark_read(notification=told, now=now + timedelta(minutes=1))
        mark_read(notification=told, now=now + timedelta(minutes=2))

        told.refresh_from_db()
        assert told.read_at == now + timedelta(minutes=1)

    def test_reading_all_leaves_what_came_meanwhile_and_what_others_were_told(
        self, clerk: User, colleague: User, tell: Tell, now: datetime
    ) -> None:
        seen, later, others = tell(clerk), tell(clerk, at=now + timedelta(minutes=5)), tell(colleague)

        mark_all_read(user=clerk, now=now + timedelta(minutes=1))

        unread = Notification.objects.filter(read_at=None).order_by("pk")
        assert list(unread) == [later, others]
        seen.refresh_from_db()
        assert seen.read_at == now + timedelta(minutes=1)


class TestBell:
    def test_counts_what_is_unread(self, clerk: User, tell: Tell) -> None:
        tell(clerk)
        tell(clerk)

        page = signed_in(clerk).get("/agency/projects/").content.decode()

        assert '<span class="notification-bell__count">2<span class="visually-hidden"> 条未读</span></span>' in page

    def test_shows_no_number_when_everything_is_read(self, clerk: User, tell: Tell, now: datetime) -> None:
        mark_read(notification=tell(clerk), now=now)

        page = signed_in(clerk).get("/agency/projects/").content.decode()

        assert "notification-bell" in page
        assert "notification-bell__count" not in page

    def test_the_first_page_of_the_center_counts_too(self, reviewer: User, tell: Tell) -> None:
        tell(reviewer)

        page = signed_in(reviewer).get(reverse("admin:index")).content.decode()

        assert f'<a href="{CENTER_LIST}"><strong>1</strong> 条未读</a>' in page


class TestPage:
    def test_shows_ones_own_newest_first(self, clerk: User, colleague: User, tell: Tell, now: datetime) -> None:
        tell(clerk, "先来的")
        tell(clerk, "后来的", at=now + timedelta(minutes=1))
        tell(colleague, "别人的")

        page = signed_in(clerk).get(LIST).content.decode()

        assert page.index("后来的") < page.index("先来的")
        assert "别人的" not in page

    def test_costs_the_same_for_one_and_for_twenty(
        self, clerk: User, tell: Tell, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        client = signed_in(clerk)
        tell(clerk)

        for _ in range(2):
            # Session, person, roles, rows, whether any is unread, the bell.
            with django_assert_num_queries(6):
                client.get(LIST)
            for _ in range(20):
                tell(clerk)

    def test_turns_by_key(self, clerk: User, tell: Tell, now: datetime) -> None:
        for minute in range(21):
            tell(clerk, f"第{minute}条", at=now + timedelta(minutes=minute))
        client = signed_in(clerk)

        first = client.get(LIST)
        second = client.get(f"{LIST}?{first.context['page'].next_query}")

        assert [row.text for row in second.context["page"].rows] == ["第0条"]

    def test_a_page_mark_that_is_not_ours_leads_to_the_first_page(self, clerk: User) -> None:
        response = signed_in(clerk).get(f"{LIST}?after=x")

        assert (response.status_code, response["Location"]) == (302, LIST)

    def test_a_stranger_is_sent_to_sign_in(self, client: Client) -> None:
        assert client.get(LIST).status_code == 302

    def test_text_is_shown_as_text(self, clerk: User, tell: Tell) -> None:
        tell(clerk, "<script>x()</script>")

        assert "&lt;script&gt;x()&lt;/script&gt;" in signed_in(clerk).get(LIST).content.decode()


class TestOpening:
    def test_opening_one_goes_to_what_it_is_about_and_reads_it(self, clerk: User, tell: Tell, now: datetime) -> None:
        told = tell(clerk)

        with time_machine.travel(now, tick=False):
            response = signed_in(clerk).post(reverse("accounts:notification-open", args=[told.pk]))

        assert (response.status_code, response["Location"]) == (302, "/agency/projects/")
        told.refresh_from_db()
        assert told.read_at == now

    def test_looking_at_the_address_reads_nothing(self, clerk: User, tell: Tell) -> None:
        told = tell(clerk)

        response = signed_in(clerk).get(reverse("accounts:notification-open", args=[told.pk]))

        assert response["Location"] == LIST
        told.refresh_from_db()
        assert told.read_at is None

    def test_another_persons_is_unknown(self, clerk: User, colleague: User, tell: Tell) -> None:
        told = tell(clerk)

        response = signed_in(colleague).post(reverse("accounts:notification-open", args=[told.pk]))

        assert response.status_code == 404
        told.refresh_from_db()
        assert told.read_at is None

    def test_all_are_read_at_once(self, clerk: User, colleague: User, tell: Tell) -> None:
        tell(clerk)
        others = tell(colleague)

        response = signed_in(clerk).post(reverse("accounts:notifications-read"))

        assert response["Location"] == LIST
        assert list(Notification.objects.filter(read_at=None)) == [others]


class TestCenter:
    def test_reviewers_have_the_same_page_at_their_own_door(self, reviewer: User, tell: Tell) -> None:
        told = tell(reviewer, "招标文件第 1 版已发出。")
        client = signed_in(reviewer)

        page = client.get(CENTER_LIST).content.decode()
        response = client.post(reverse("admin:notification_open", args=[told.pk]))

        assert "招标文件第 1 版已发出。" in page
        assert response["Location"] == "/agency/projects/"
        told.refresh_from_db()
        assert told.read_at is not None

    def test_another_persons_is_unknown(self, reviewer: User, second_reviewer: User, tell: Tell) -> None:
        told = tell(reviewer)

        response = signed_in(second_reviewer).post(reverse("admin:notification_open", args=[told.pk]))

        assert response.status_code == 404

    def test_all_are_read_at_once(self, reviewer: User, tell: Tell) -> None:
        tell(reviewer)

        response = signed_in(reviewer).post(reverse("admin:notifications_read"))

        assert response["Location"] == CENTER_LIST
        assert not Notification.objects.filter(read_at=None).exists()

    def test_a_clerk_does_not_get_in(self, clerk: User) -> None:
        assert signed_in(clerk).get(CENTER_LIST).status_code == 302

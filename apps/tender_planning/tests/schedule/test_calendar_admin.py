"""The official calendar at the center's site: typed by administrators, counted at once, missed in November."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from apps.accounts.models import User
from apps.conftest import NOW, signed_in
from apps.core.actors import Actor
from apps.core.calendar_notices import read_days, store_notice
from apps.core.models import AuditEntry, CalendarNotice
from apps.core.tests.test_calendar_notices import LINES
from apps.core.working_days import load_calendar

pytestmark = pytest.mark.django_db

ADDRESS = "/center/core/calendarnotice/"
NOVEMBER = datetime(2026, 11, 1, 1, 0, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 31, 1, 0, tzinfo=UTC)


def entered(**changes: object) -> dict[str, object]:
    return {
        "year": 2027,
        "title": "关于2027年部分节假日安排的通知",
        "document_no": "国办发明电〔2026〕1号",
        "source_url": "https://www.example.gov.cn/notice",
        "lines": LINES,
        "revision": "",
    } | changes


@pytest.fixture
def notice(administrator: User) -> CalendarNotice:
    return store_notice(
        year=2027,
        title="关于2027年部分节假日安排的通知",
        document_no="国办发明电〔2026〕1号",
        source_url="",
        days=read_days(LINES, year=2027),
        revision=None,
        actor=Actor.person(administrator),
        now=NOW,
    )


@pytest.fixture
def client(administrator: User) -> Client:
    return signed_in(administrator)


def page_of(response: Any) -> str:
    return str(response.content.decode())


class TestLoading:
    def test_a_year_is_loaded_and_its_working_days_are_shown(self, client: Client, administrator: User) -> None:
        response = client.post(f"{ADDRESS}add/", entered(), follow=True)

        notice = CalendarNotice.objects.get()
        assert response.redirect_chain == [(f"{ADDRESS}{notice.pk}/change/", 302)]
        assert "已保存。2027 年共 246 个工作日，放假 29 天，调休上班 5 天，请与通知核对。" in page_of(response)
        assert "1月 20，2月 16，" in page_of(response)
        assert load_calendar().knows(2027)
        entry = AuditEntry.objects.get(act="calendar.loaded")
        assert entry.actor_name == str(administrator)
        assert notice.loaded_by == str(administrator)

    def test_a_line_that_is_wrong_comes_back_with_its_number_and_everything_typed(self, client: Client) -> None:
        response = client.post(f"{ADDRESS}add/", entered(lines=f"{LINES}\n2027-13-01 放假 元旦"))

        assert response.context["adminform"].form.errors == {"lines": ["第 13 行：没有 2027 年 13 月 1 日这一天。"]}
        assert "2027-13-01 放假 元旦" in page_of(response)
        assert not CalendarNotice.objects.exists()

    def test_a_year_that_is_there_already_is_not_loaded_again(self, client: Client, notice: CalendarNotice) -> None:
        response = client.post(f"{ADDRESS}add/", entered())

        assert response.status_code == 200
        assert "该年份的节假日安排刚刚已被他人保存" in page_of(response)
        assert CalendarNotice.objects.get().revision == 1

    @pytest.mark.parametrize("year", ["", "1999", "二〇二七", "2101", "99999999999"])
    def test_a_year_that_is_none_is_refused_at_its_field(self, client: Client, year: str) -> None:
        response = client.post(f"{ADDRESS}add/", entered(year=year))

        assert "year" in response.context["adminform"].form.errors
        assert not CalendarNotice.objects.exists()

    def test_an_address_that_is_no_web_page_is_refused(self, client: Client) -> None:
        response = client.post(f"{ADDRESS}add/", entered(source_url="javascript:alert(1)"))

        assert list(response.context["adminform"].form.errors) == ["source_url"]


class TestCorrecting:
    def test_the_stored_lines_stand_in_the_form(self, client: Client, notice: CalendarNotice) -> None:
        response = client.get(f"{ADDRESS}{notice.pk}/change/")

        assert response.context["adminform"].form["lines"].value() == LINES
        assert 'name="seen_revision" value="1"' in page_of(response)

    def test_a_correction_replaces_the_days(self, client: Client, notice: CalendarNotice) -> None:
        corrected = LINES.replace("2027-10-09 上班", "2027-10-10 上班")

        response = client.post(f"{ADDRESS}{notice.pk}/change/", entered(lines=corrected, seen_revision=1))

        assert response.headers["Location"] == f"{ADDRESS}{notice.pk}/change/"
        assert CalendarNotice.objects.get().revision == 2
        assert AuditEntry.objects.filter(act="calendar.replaced").count() == 1

    def test_the_second_of_two_is_told_and_keeps_what_was_typed(self, client: Client, notice: CalendarNotice) -> None:
        client.post(f"{ADDRESS}{notice.pk}/change/", entered(title="先保存的", seen_revision=1))

        response = client.post(f"{ADDRESS}{notice.pk}/change/", entered(title="后保存的", seen_revision=1))

        assert "您的修改没有保存，填写的内容没有丢失" in page_of(response)
        assert "后保存的" in page_of(response)
        assert CalendarNotice.objects.get().title == "先保存的"

    def test_the_year_of_a_notice_stays(self, client: Client, notice: CalendarNotice) -> None:
        client.post(f"{ADDRESS}{notice.pk}/change/", entered(year=2028, seen_revision=1))

        assert CalendarNotice.objects.get().year == 2027


class TestReading:
    @pytest.mark.parametrize("reader", ["reviewer", "supervisor"])
    def test_others_at_the_center_read_and_change_nothing(
        self, request: pytest.FixtureRequest, reader: str, notice: CalendarNotice
    ) -> None:
        client = signed_in(request.getfixturevalue(reader))

        response = client.get(f"{ADDRESS}{notice.pk}/change/")
        refused = client.post(f"{ADDRESS}{notice.pk}/change/", entered(title="改过的", seen_revision=1))

        assert "2027-10-01 至 2027-10-07 放假 国庆节" in page_of(response)
        assert "<textarea" not in page_of(response)
        assert refused.status_code == 403
        assert client.post(f"{ADDRESS}add/", entered(year=2028)).status_code == 403
        assert CalendarNotice.objects.get().title != "改过的"

    def test_an_agency_sees_nothing_of_it(self, clerk: User, notice: CalendarNotice) -> None:
        assert signed_in(clerk).get(ADDRESS).status_code == 302

    def test_the_list_counts_with_a_fixed_number_of_queries(
        self, client: Client, notice: CalendarNotice, django_assert_max_num_queries: Any
    ) -> None:
        with django_assert_max_num_queries(8):
            response = client.get(ADDRESS)

        assert "29 天" in page_of(response)


class TestTheDesk:
    def desks(self, user: User, now: datetime) -> list[tuple[str, str]]:
        with time_machine.travel(now, tick=False):
            response = signed_in(user).get("/center/")
        return [(desk.note, desk.tone) for desk in response.context["desks"] if desk.title == "未录入的节假日安排"]

    def test_from_november_on_the_next_year_is_missed(self, administrator: User) -> None:
        assert self.desks(administrator, OCTOBER) == []
        assert self.desks(administrator, NOVEMBER) == [
            ("2027 年的工作日暂按周一至周五推算，期限核对结果不能作准", "warning")
        ]

    def test_a_year_that_has_begun_unknown_is_missed_at_any_time(self, administrator: User) -> None:
        ((note, tone),) = self.desks(administrator, datetime(2028, 1, 3, tzinfo=UTC))

        assert note.startswith("2028 年")
        assert tone == "danger"

    def test_a_loaded_year_is_not_missed(self, administrator: User, notice: CalendarNotice) -> None:
        assert self.desks(administrator, NOVEMBER) == []

    def test_whoever_cannot_load_it_is_not_asked(self, reviewer: User) -> None:
        assert self.desks(reviewer, NOVEMBER) == []

"""变更公告 at the agencies' and the center's work places."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.announcements.models import Announcement, ChangeReview, ChangeTimes
from apps.announcements.tests.changes.conftest import MOVED, Change, Decide, seen
from apps.announcements.tests.conftest import Approve
from apps.announcements.tests.pages import read
from apps.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("two_days_later")]

LIST = "/agency/changes/"
QUEUE = "/center/announcements/changetimes/"


@pytest.fixture
def two_days_later(now: datetime, time_machine: Any) -> None:
    """The moment after the change of `make_change` arrived."""
    time_machine.move_to(now + timedelta(days=2, hours=3), tick=False)


@pytest.fixture
def at_work(clerk: User) -> Client:
    return signed_in(clerk)


@pytest.fixture
def in_review(reviewer: User) -> Client:
    return signed_in(reviewer)


def page_of(change: Announcement) -> str:
    return f"{LIST}{change.pk}/"


def review_of(change: Announcement) -> str:
    return f"{QUEUE}{change.change_times.pk}/change/"


def typed(**changes: str) -> dict[str, str]:
    return {
        "revision": "1",
        "documents_until": "",
        "bid_deadline": "2026-04-07T09:00",
        "opening_at": "2026-04-07T09:00",
        "opening_place": "",
        "unaffected_reason": "",
    } | changes


class TestAgency:
    def test_the_change_is_on_the_desk_and_in_the_list(self, at_work: Client, change: Announcement) -> None:
        desk = read(at_work.get("/agency/projects/"))
        listed = read(at_work.get(LIST))

        assert "待办理的变更公告1请核对自动填写的时间并提交审核" in desk.words.replace(" ", "")
        assert LIST in desk.links()
        assert page_of(change) in listed.links()

    def test_the_page_shows_the_sentence_that_each_time_was_read_from(
        self, at_work: Client, change: Announcement
    ) -> None:
        response = at_work.get(page_of(change))

        page = read(response)
        (mark,) = page.all("mark")
        assert f"#{mark['id']}" in page.links()
        assert "原开标时间 2026年03月23日09时00分 更正为 2026年04月07日09时00分；" in page.words
        values = {field["name"]: field.get("value") for field in page.all("input") if "name" in field}
        assert (values["bid_deadline"], values["opening_at"]) == ("2026-04-07T09:00", "2026-04-07T09:00")
        assert values.get("documents_until") in (None, "")
        assert "现为：2026年3月23日 09:00 → 2026年4月7日 09:00" in page.words

    def test_it_is_submitted_with_one_press(self, at_work: Client, change: Announcement) -> None:
        response = at_work.post(page_of(change), typed(submit="1"), follow=True)

        change.refresh_from_db()
        assert change.status == "awaiting_review"
        words = read(response).words
        assert "已提交审核" in words
        assert "审核期间不能修改" in words
        assert 'name="bid_deadline"' not in response.content.decode()

    def test_what_contradicts_the_text_is_stored_and_not_submitted(
        self, at_work: Client, change: Announcement
    ) -> None:
        wrong = typed(bid_deadline="2026-04-08T09:00", opening_at="2026-04-08T09:00", submit="1")

        response = at_work.post(page_of(change), wrong, follow=True)

        change.refresh_from_db()
        assert change.status == "awaiting_times"
        words = read(response).words
        assert "已保存，但还有 2 处须改正，没有提交" in words
        assert (
            "投标（响应）截止时间与变更公告不一致：公告要素载明 2026年4月7日 09:00，确认的是 2026年4月8日 09:00"
            in words
        )
        assert ChangeTimes.objects.get().bid_deadline == MOVED + timedelta(days=1)

    def test_a_date_that_is_none_is_told_at_its_field_and_nothing_is_lost(
        self, at_work: Client, change: Announcement
    ) -> None:
        response = at_work.post(page_of(change), typed(bid_deadline="明天", opening_place="开标二室"))

        assert response.status_code == 200
        page = read(response)
        assert "请填写完整的日期和时间" in page.words
        assert {field.get("value") for field in page.all("input") if field.get("name") == "opening_place"} == {
            "开标二室"
        }
        assert ChangeTimes.objects.get().revision == 1

    def test_the_page_saves_by_itself(self, at_work: Client, change: Announcement) -> None:
        answer = at_work.post(page_of(change), typed(opening_place="开标二室"), headers={"X-Autosave": "1"}).json()

        assert (answer["outcome"], answer["revision"]) == ("saved", 2)
        assert set(answer["panels"]) == {
            "findings",
            "moves",
            "time-documents_until",
            "time-question_deadline",
            "time-bid_deadline",
            "time-opening_at",
            "time-evaluation_at",
            "time-opening_place",
        }
        assert "开标二室" in answer["panels"]["moves"]

    def test_a_colleague_who_was_faster_is_not_overwritten(
        self, at_work: Client, change: Announcement, colleague: User
    ) -> None:
        signed_in(colleague).post(page_of(change), typed(opening_place="开标三室"))

        response = at_work.post(page_of(change), typed(opening_place="开标二室"))

        assert response.status_code == 409
        words = read(response).words
        assert "尚未保存：周经办刚刚保存过这些时间" in words
        assert "开标三室" in words
        assert ChangeTimes.objects.get().opening_place == "开标三室"
        again = typed(opening_place="开标二室", revision="2")
        assert at_work.post(page_of(change), again).status_code == 302
        assert ChangeTimes.objects.get().opening_place == "开标二室"

    def test_a_new_version_meanwhile_is_told(self, at_work: Client, make_change: Change) -> None:
        change = make_change()
        make_change(version=2, to=MOVED + timedelta(days=3))

        response = at_work.post(page_of(change), typed())

        assert response.status_code == 409
        assert "省采购系统刚刚发来本公告的新版本" in read(response).words
        assert ChangeTimes.objects.get().bid_deadline == MOVED + timedelta(days=3)

    def test_a_returned_change_shows_the_reason(
        self, at_work: Client, change: Announcement, submit: Approve, decide: Decide
    ) -> None:
        submit(change)
        decide(change, reason="评标时间太早。")

        words = read(at_work.get(page_of(change))).words

        assert "中心已退回，请修改后重新提交 评标时间太早。" in words

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_another_agency_finds_nothing(self, change: Announcement, stranger: User, method: str) -> None:
        other = signed_in(stranger)

        response = getattr(other, method)(page_of(change), typed(submit="1"))

        assert response.status_code == 404
        assert page_of(change) not in read(other.get(f"{LIST}?show=all")).links()
        change.refresh_from_db()
        assert change.status == "awaiting_times"

    def test_the_center_does_not_enter_by_this_door(self, in_review: Client, change: Announcement) -> None:
        assert in_review.get(page_of(change)).status_code == 403

    def test_a_tender_is_no_change(self, at_work: Client, tender: Announcement) -> None:
        assert at_work.get(page_of(tender)).status_code == 404

    def test_the_list_costs_the_same_for_one_and_for_ten(
        self, at_work: Client, make_change: Change, django_assert_num_queries: Any
    ) -> None:
        for number in range(10):
            if number in (1, 9):
                # Session, user, roles, unread notifications; the changes.
                with django_assert_num_queries(5):
                    at_work.get(LIST)
            make_change(f"C{number}")

    def test_the_text_is_shown_as_text(self, at_work: Client, make_change: Change) -> None:
        change = make_change(text="<p>开标时间延期至2026年04月07日09时00分&lt;script&gt;alert(1)&lt;/script&gt;</p>")

        markup = at_work.get(page_of(change)).content.decode()

        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in markup
        assert "<script>alert" not in markup


class TestCenter:
    def test_the_queue_and_the_desk_show_what_waits(
        self, in_review: Client, change: Announcement, submit: Approve
    ) -> None:
        submit(change)

        assert "待审核变更公告 1" in read(in_review.get("/center/")).words
        page = read(in_review.get(f"{QUEUE}?tab=waiting"))
        assert change.title in page.words
        assert any(link.startswith(review_of(change)) for link in page.links())

    def test_the_page_shows_before_and_after_and_the_text(
        self, in_review: Client, change: Announcement, submit: Approve
    ) -> None:
        submit(change)

        page = read(in_review.get(review_of(change)))

        assert "投标（响应）截止时间 2026年3月23日 09:00 2026年4月7日 09:00" in page.words
        assert "文件获取截止时间 2026年3月9日 23:59 不变" in page.words
        assert len(page.all("mark")) == 1
        assert "符合法定时限" in page.words or "可以通过" in page.words

    def test_an_approval_leads_back_to_the_queue(
        self, in_review: Client, change: Announcement, submit: Approve, now: datetime
    ) -> None:
        submit(change)
        sm3 = seen(change, now)

        response = in_review.post(f"{QUEUE}{change.change_times.pk}/approve/", {"sm3": sm3})

        change.refresh_from_db()
        assert (response.status_code, response["Location"]) == (302, f"{QUEUE}?tab=waiting")
        assert change.status == "published"

    def test_a_decision_on_something_else_is_refused_with_409(
        self, in_review: Client, change: Announcement, submit: Approve
    ) -> None:
        submit(change)

        response = in_review.post(
            f"{QUEUE}{change.change_times.pk}/return/", {"sm3": "0" * 64, "reason": "请核对评标时间。"}
        )

        assert response.status_code == 409
        assert "页面打开后内容有变化" in read(response).words
        assert "请核对评标时间。" in response.content.decode()
        assert not ChangeReview.objects.exists()

    def test_the_second_of_two_reviewers_sees_who_decided(  # noqa: PLR0917  the cast
        self,
        in_review: Client,
        change: Announcement,
        submit: Approve,
        decide: Decide,
        second_reviewer: User,
        now: datetime,
    ) -> None:
        submit(change)
        sm3 = seen(change, now)
        decide(change, user=second_reviewer, reason="请核对。")

        response = in_review.post(f"{QUEUE}{change.change_times.pk}/approve/", {"sm3": sm3})

        assert response.status_code == 409
        assert "最近一次由 赵审核" in read(response).words

    def test_a_return_without_a_reason_is_told(self, in_review: Client, change: Announcement, submit: Approve) -> None:
        submit(change)

        response = in_review.post(f"{QUEUE}{change.change_times.pk}/return/", {"sm3": "0" * 64, "reason": ""})

        assert response.status_code == 400
        assert "请写明退回的原因" in read(response).words

    @pytest.mark.parametrize("role", ["supervisor", "administrator"])
    def test_nobody_but_reviewers_decides(
        self, request: pytest.FixtureRequest, change: Announcement, submit: Approve, now: datetime, role: str
    ) -> None:
        person = request.getfixturevalue(role)
        submit(change)

        response = signed_in(person).post(f"{QUEUE}{change.change_times.pk}/approve/", {"sm3": seen(change, now)})

        assert response.status_code == 403
        change.refresh_from_db()
        assert change.status == "awaiting_review"

    def test_the_queue_costs_the_same_for_one_and_for_five(
        self, in_review: Client, make_change: Change, django_assert_num_queries: Any
    ) -> None:
        for number in range(6):
            if number in (1, 5):
                # Session, user, roles; the changes and their number.
                with django_assert_num_queries(4):
                    in_review.get(f"{QUEUE}?tab=agency")
            make_change(f"C{number}")


def test_the_public_page_of_a_change_says_what_holds(
    client: Client, change: Announcement, submit: Approve, decide: Decide, tender: Announcement
) -> None:
    assert client.get(f"/announcements/{change.pk}/").status_code == 404
    submit(change)
    decide(change)

    words = read(client.get(f"/announcements/{change.pk}/")).words

    assert "变更后的时间和地点经代理机构核对、交易中心审核" in words
    assert "投标（响应）截止时间 2026年3月23日 09:00 2026年4月7日 09:00" in words
    tender_words = read(client.get(f"/announcements/{tender.pk}/")).words
    assert "开标时间 2026年3月23日 09:00 已由变更公告改为 2026年4月7日 09:00" in tender_words
    assert "2026年4月7日 09:00" in read(client.get("/announcements/tender/")).words


def test_the_preparation_names_the_change_that_moved_what_was_announced(
    at_work: Client, change: Announcement, submit: Approve, decide: Decide
) -> None:
    submit(change)
    decide(change)

    page = at_work.get(f"/agency/projects/{change.project_id}/planning/")

    rows = {row.label: row.before for row in page.context["page"].announced.rows}
    assert rows["开标（开启）时间"] == "2026年4月7日 09:00（变更公告 C）"
    assert rows["文件获取截止时间"] == "2026年3月9日 23:59"

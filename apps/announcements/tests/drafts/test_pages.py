"""Local announcements at the agency's and the center's work places, and before the public."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from apps.acceptance.models import Project
from apps.accounts.models import User
from apps.announcements.models import Announcement, AnnouncementDraft
from apps.announcements.services.drafts import begin_draft
from apps.announcements.tests.drafts.conftest import Act, Publish, Write, seen
from apps.announcements.tests.pages import read
from apps.conftest import signed_in
from apps.core.actors import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

QUEUE = "/center/announcements/announcementdraft/"
PROVINCE = "河南省"


@pytest.fixture
def at_work(clerk: User) -> Client:
    return signed_in(clerk)


@pytest.fixture
def in_review(reviewer: User) -> Client:
    return signed_in(reviewer)


def home_of(project: Project) -> str:
    return f"/agency/projects/{project.pk}/announcements/"


def page_of(draft: AnnouncementDraft) -> str:
    return f"{home_of(draft.project)}{draft.pk}/"


def review_of(draft: AnnouncementDraft) -> str:
    return f"{QUEUE}{draft.pk}/change/"


def sent(client: Client, draft: AnnouncementDraft, **changes: Any) -> dict[str, Any]:
    """Return what the page of a draft would send, with some fields changed."""
    page = client.get(page_of(draft))
    sheet = page.context["sheet"]
    data: dict[str, Any] = {"revision": page.context["shown_revision"]}
    for form in (sheet.form, *[row for table in sheet.all_tables for row in table.forms]):
        for field in form:
            value = field.subwidgets[0].data["value"] if field.is_hidden else field.value()
            shown = field.field.widget.format_value(value) if not isinstance(value, list | bool) else value
            if shown not in (None, False):
                data[field.html_name] = shown
    for table in sheet.all_tables:
        data |= {f"{table.prefix}-{name}": value for name, value in table.management_form.initial.items()}
    return data | changes


class TestAgency:
    def test_the_next_step_leads_from_the_project_to_the_announcement(self, at_work: Client, project: Project) -> None:
        detail = read(at_work.get(f"/agency/projects/{project.pk}/"))
        planning = read(at_work.get(f"/agency/projects/{project.pk}/planning/"))

        assert home_of(project) in detail.links()
        assert "待拟定" in detail.words
        assert "下一步：拟定采购公告" in planning.words
        assert home_of(project) in planning.links()

    def test_a_project_with_a_plan_has_no_such_way(self, at_work: Client, accepted: Project) -> None:
        detail = read(at_work.get(f"/agency/projects/{accepted.pk}/"))

        assert home_of(accepted) not in detail.links()
        assert "待省系统发布" in detail.words

    def test_the_list_says_what_may_be_drafted_and_why_the_rest_may_not(
        self, at_work: Client, project: Project
    ) -> None:
        page = read(at_work.get(home_of(project)))

        assert [button["value"] for button in page.all("input") if button.get("name") == "type"] == ["tender"]
        assert "结果公告 没有生效的采购公告。" in page.words

    def test_a_draft_begins_filled_in(self, at_work: Client, project: Project) -> None:
        response = at_work.post(f"{home_of(project)}begin/", {"type": "tender"}, follow=True)

        page = read(response)
        values = {field["name"]: field.get("value") for field in page.all("input") if "name" in field}
        assert values["title"] == "方城县第一高级中学教学设备采购项目招标公告"
        assert values["bid_deadline"] == "2026-03-24T09:00"
        assert "请填写合同履行期限。" in page.words

    def test_what_is_typed_is_stored_by_the_page_itself(self, at_work: Client, write: Write) -> None:
        draft = write()
        data = sent(at_work, draft, contract_term="一年")

        answer = at_work.post(page_of(draft), data, headers={"X-Autosave": "1"})

        assert answer.status_code == 200
        assert AnnouncementDraft.objects.get().content["contract_term"] == "一年"
        assert set(answer.json()["panels"]) >= {"findings", "beside-bid_deadline"}

    def test_a_time_that_is_too_early_is_told_beside_its_field(self, at_work: Client, write: Write) -> None:
        draft = write()
        data = sent(at_work, draft, bid_deadline="2026-03-20T09:00", opening_at="2026-03-20T09:00")

        answer = at_work.post(page_of(draft), data, headers={"X-Autosave": "1"})

        beside = answer.json()["panels"]["beside-bid_deadline"]
        assert "少于 20 日" in beside
        assert "政府采购法第三十五条" in beside

    def test_a_shape_that_cannot_be_stored_is_told_and_changes_nothing(self, at_work: Client, write: Write) -> None:
        draft = write()
        data = sent(at_work, draft, documents_price="三百元", title="另一个标题")

        answer = at_work.post(page_of(draft), data)

        assert "请只填写数字" in read(answer).words
        assert "另一个标题" in answer.content.decode()
        assert AnnouncementDraft.objects.get().title == draft.title

    def test_a_table_survives_the_round_trip(
        self, clerk: User, write: Write, after_deadline: datetime, time_machine: Any
    ) -> None:
        time_machine.move_to(after_deadline, tick=False)
        at_work = signed_in(clerk)
        draft = write("result", at=after_deadline)
        before = draft.content["awards"]

        at_work.post(page_of(draft), sent(at_work, draft))

        after = AnnouncementDraft.objects.get(pk=draft.pk).content["awards"]
        assert [(row["lot_no"], row["supplier_name"]) for row in after] == [
            (row["lot_no"], row["supplier_name"]) for row in before
        ]

    def test_the_second_clerk_is_told_and_sees_both(self, at_work: Client, write: Write) -> None:
        draft = write()
        data = sent(at_work, draft, title="先到的标题")
        at_work.post(page_of(draft), data)

        answer = at_work.post(page_of(draft), data | {"title": "后到的标题"})

        assert answer.status_code == 409
        words = read(answer).words
        assert "先到的标题" in words
        assert "后到的标题" in words
        assert AnnouncementDraft.objects.get().title == "先到的标题"

    def test_it_is_submitted_and_taken_back(self, at_work: Client, write: Write) -> None:
        draft = write()

        submitted = at_work.post(page_of(draft), sent(at_work, draft, submit="1"), follow=True)
        taken_back = at_work.post(f"{page_of(draft)}take-back/", follow=True)

        assert "已提交中心审核，通过后立即发布。" in read(submitted).words
        assert "已撤回，可以修改后重新提交。" in read(taken_back).words

    def test_the_preview_is_the_public_page(self, at_work: Client, write: Write) -> None:
        draft = write()

        page = read(at_work.get(f"{page_of(draft)}preview/"))

        assert "预览，尚未发布" in page.words
        assert "七、凡对本次招标提出询问，请按以下方式联系" in page.words
        assert "来源：本平台，由河南宛诚工程咨询有限公司拟定" in page.words

    def test_the_preview_of_what_is_incomplete_shows_its_text(self, at_work: Client, write: Write) -> None:
        draft = write(bid_deadline=None, opening_at=None)

        page = read(at_work.get(f"{page_of(draft)}preview/"))

        assert "（未填写）（北京时间）前递交投标文件" in page.words

    def test_it_is_given_up_with_a_reason(self, at_work: Client, write: Write) -> None:
        draft = write()

        without = at_work.post(f"{page_of(draft)}cancel/", {"reason": ""})
        at_work.post(f"{page_of(draft)}cancel/", {"reason": "项目调整"})

        assert without.status_code == 400
        assert AnnouncementDraft.objects.get().status == "cancelled"

    def test_the_list_costs_the_same_for_many(
        self,
        *,
        tender: Announcement,
        clerk: User,
        after_deadline: datetime,
        django_assert_num_queries: Callable[[int], Any],
        time_machine: Any,
    ) -> None:
        time_machine.move_to(after_deadline, tick=False)
        at_work, actor = signed_in(clerk), Actor.person(clerk)
        by: dict[str, Any] = {"user": clerk, "actor": actor, "now": after_deadline}
        for _ in range(8):
            begin_draft(project=tender.project, announcement_type="termination", **by)

        with django_assert_num_queries(12):
            at_work.get(home_of(tender.project))


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", ""),
        ("post", "begin/"),
        ("get", "{draft}/"),
        ("post", "{draft}/"),
        ("get", "{draft}/preview/"),
        ("post", "{draft}/take-back/"),
        ("post", "{draft}/cancel/"),
    ],
)
def test_what_belongs_to_another_agency_is_not_there(stranger: User, write: Write, method: str, path: str) -> None:
    draft = write()
    address = home_of(draft.project) + path.format(draft=draft.pk)

    answer = getattr(signed_in(stranger), method)(address, {"type": "tender", "reason": "x"})

    assert answer.status_code == 404
    assert AnnouncementDraft.objects.get().status == "draft"


class TestCenter:
    def test_the_queue_counts_and_lists_what_waits(self, in_review: Client, write: Write, submit: Act) -> None:
        draft = submit(write())

        desk = read(in_review.get("/center/"))
        queue = read(in_review.get(f"{QUEUE}?tab=waiting"))

        assert "待审核公告" in desk.words
        assert review_of(draft) in [link.partition("?")[0] for link in queue.links()]

    def test_what_was_never_submitted_is_the_agency_s_own(self, in_review: Client, write: Write) -> None:
        assert in_review.get(review_of(write())).status_code == 404

    def test_it_is_approved_with_one_press(self, in_review: Client, write: Write, submit: Act, now: datetime) -> None:
        draft = submit(write())
        page = read(in_review.get(review_of(draft)))

        answer = in_review.post(f"{QUEUE}{draft.pk}/approve/", {"sm3": seen(draft, now)}, follow=True)

        assert "五、公告期限" in page.words
        assert "内容完整，符合法定时限。" in page.words
        assert "审核通过，已发布。" in read(answer).words
        assert Announcement.objects.get().status == "published"

    def test_it_is_returned_with_the_reason(self, in_review: Client, write: Write, submit: Act, now: datetime) -> None:
        draft = submit(write())
        by = {"sm3": seen(draft, now)}

        without = in_review.post(f"{QUEUE}{draft.pk}/return/", by | {"reason": ""})
        in_review.post(f"{QUEUE}{draft.pk}/return/", by | {"reason": "请补充。"})

        assert without.status_code == 400
        assert AnnouncementDraft.objects.get().status == "returned"

    def test_who_may_only_read_decides_nothing(
        self, supervisor: User, administrator: User, write: Write, submit: Act, now: datetime
    ) -> None:
        draft = submit(write())
        address, by = f"{QUEUE}{draft.pk}/approve/", {"sm3": seen(draft, now)}

        answers = [signed_in(user).post(address, by).status_code for user in (supervisor, administrator)]

        assert answers == [403, 403]
        assert Announcement.objects.count() == 0

    def test_a_public_one_is_withdrawn_from_its_page(self, in_review: Client, tender: Announcement) -> None:
        address = f"/center/announcements/announcement/{tender.pk}/"

        page = read(in_review.get(f"{address}change/"))
        without = in_review.post(f"{address}withdraw/", {"reason": ""})
        answer = in_review.post(f"{address}withdraw/", {"reason": "误发"}, follow=True)

        assert "河南宛诚工程咨询有限公司在本平台拟定" in page.words
        assert "公告页面、项目办理过程和开放数据向公众显示全文" in page.words
        assert without.status_code == 400
        assert "已撤回。" in read(answer).words
        tender.refresh_from_db()
        assert tender.status == "withdrawn"


class TestPublic:
    def test_no_page_of_it_names_the_province(
        self, client: Client, tender: Announcement, publish: Publish, after_deadline: datetime, time_machine: Any
    ) -> None:
        time_machine.move_to(after_deadline, tick=False)
        result = publish("result", at=after_deadline)
        pages = [f"/announcements/{one.pk}/" for one in (tender, result)]

        words = [read(client.get(page)).words for page in [*pages, f"/projects/{tender.project.project_no}/"]]

        for each in words:
            assert PROVINCE not in each.replace("河南省南阳市方城县", "").replace("河南省招标代理服务收费", "")
            assert "省系统" not in each
        assert "来源：本平台，由河南宛诚工程咨询有限公司拟定" in words[0]
        assert "经本中心审核后首次在本平台发布" in words[0]
        assert "法定期限自本平台发布起计算" in words[2]
        assert "河南宛诚工程咨询有限公司，交易中心审核" in words[2]

    def test_a_withdrawn_one_says_that_the_platform_took_it_back(
        self, client: Client, in_review: Client, tender: Announcement
    ) -> None:
        in_review.post(f"/center/announcements/announcement/{tender.pk}/withdraw/", {"reason": "误发"})

        page = read(client.get(f"/announcements/{tender.pk}/"))

        assert "本公告已由方城县公共资源交易平台于 2026年3月2日 09:00 撤回，不再有效。" in page.words
        assert "撤回原因：误发" in page.words
        assert "撤回原因：误发" in read(client.get(f"/projects/{tender.project.project_no}/")).words
        assert "撤回原因：误发" in client.get("/feeds/all.atom").content.decode()
        answer = client.get(f"/api/v1/announcements/{tender.announcement_no}/").json()
        assert answer["announcement"]["withdrawal_reason"] == "误发"

    def test_it_stands_in_its_column_beside_those_of_the_province(self, client: Client, tender: Announcement) -> None:
        page = read(client.get("/announcements/tender/"))

        assert f"/announcements/{tender.pk}/" in page.links()

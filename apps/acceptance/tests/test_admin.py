"""The approval queue, plans and the catalogue at the center's site; and that nothing else can be changed there."""

import re
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from apps.acceptance.codes import Kind, Method
from apps.acceptance.models import Category, Project
from apps.acceptance.services.projects import LotFacts, pick_plan, save_draft, submit_project
from apps.acceptance.services.reviews import accept_project, return_project
from apps.accounts.models import Organisation, User
from apps.accounts.tests.test_admin import inline_code
from apps.conftest import NOW, PlanFactory, signed_in
from apps.core.actors import Actor
from apps.core.models import AuditEntry

QUEUE = "/center/acceptance/project/"
PLANS = "/center/acceptance/procurementplan/"
CATEGORIES = "/center/acceptance/category/"

Submit = Callable[..., Project]


@pytest.fixture
def submit(make_plan: PlanFactory, agency: Organisation, clerk: User) -> Submit:
    """Return a function that submits a project from a plan of its own, some hours after NOW."""

    def submit_one(number: int, *, hours: int = 0, **plan_facts: object) -> Project:
        plan = make_plan(f"411322-2026-1{number:04}", title=f"第{number}号采购项目", **plan_facts)
        at = NOW + timedelta(hours=hours)
        project = pick_plan(plan_no=plan.plan_no, agency=agency, user=clerk, actor=Actor.person(clerk), now=at)
        by: Any = {"actor": Actor.person(clerk), "now": at}
        facts = {"requirement_summary": "采购内容见标段。"}
        save_draft(project=project, revision=project.revision, facts=facts, lots=lots_of(project), **by)
        submit_project(project=project, revision=project.revision, user=clerk, **by)
        return project

    return submit_one


def lots_of(project: Project) -> list[LotFacts]:
    names = ("pk", "lot_no", "name", "category_code", "quantity", "unit", "budget", "ceiling_price")
    return [LotFacts(**{name: getattr(lot, name) for name in names}) for lot in project.lots.all()]


def plan_no(project: Project) -> str:
    assert project.plan is not None
    return project.plan.plan_no


def accept(project: Project, reviewer: User) -> None:
    accept_project(project=project, version=1, reviewer=reviewer, actor=Actor.person(reviewer), now=NOW)


def send_back(project: Project, reviewer: User) -> None:
    return_project(
        project=project, version=1, reason="请补充材料。", reviewer=reviewer, actor=Actor.person(reviewer), now=NOW
    )


def listed(client: Client, query: str = "") -> list[str]:
    return [project.name for project in client.get(QUEUE + query).context["cl"].result_list]


class TestQueue:
    def test_what_waits_longest_stands_first(self, reviewer: User, submit: Submit) -> None:
        submit(1, hours=5)
        submit(2, hours=1)
        submit(3, hours=3)

        assert listed(signed_in(reviewer)) == ["第2号采购项目", "第3号采购项目", "第1号采购项目"]

    def test_it_says_how_long_each_has_waited(self, reviewer: User, submit: Submit) -> None:
        submit(1)
        client = signed_in(reviewer)

        with time_machine.travel(NOW + timedelta(days=2, hours=3), tick=False):
            page = client.get(QUEUE).content.decode()

        assert "2 天 3 小时" in page
        assert "2026年3月2日 09:00 提交" in page

    def test_what_is_decided_is_under_its_own_tab(self, reviewer: User, submit: Submit) -> None:
        submit(1)
        accept(submit(2), reviewer)
        send_back(submit(3), reviewer)
        client = signed_in(reviewer)

        assert listed(client) == ["第1号采购项目"]
        assert listed(client, "?tab=accepted") == ["第2号采购项目"]
        assert listed(client, "?tab=returned") == ["第3号采购项目"]
        assert listed(client, "?tab=ended") == []
        assert set(listed(client, "?tab=all")) == {"第1号采购项目", "第2号采购项目", "第3号采购项目"}

    def test_a_draft_is_the_agency_s_own(self, reviewer: User, draft: Project) -> None:
        client = signed_in(reviewer)

        assert listed(client, "?tab=all") == []
        assert client.get(f"{QUEUE}{draft.pk}/change/").status_code == 404
        assert client.get(f"{QUEUE}{draft.pk}/history/").status_code == 404

    @pytest.mark.parametrize("words", ["方财公开采购-2026-1", "第1号", "教育体育局", "411322-2026-10001"])
    def test_a_search_finds_projects_whatever_their_status(self, reviewer: User, submit: Submit, words: str) -> None:
        accept(submit(1), reviewer)

        assert listed(signed_in(reviewer), f"?q={words}") == ["第1号采购项目"]

    def test_it_can_be_narrowed_by_method_agency_and_change_of_plan(
        self, reviewer: User, submit: Submit, agency: Organisation, other_agency: Organisation, make_plan: PlanFactory
    ) -> None:
        submit(1)
        submit(2, method=Method.INQUIRY)
        make_plan("411322-2026-10002", version=2, title="第2号采购项目", method=Method.INQUIRY)
        client = signed_in(reviewer)

        assert listed(client, "?method=inquiry") == ["第2号采购项目"]
        assert listed(client, f"?agency={agency.pk}") == ["第1号采购项目", "第2号采购项目"]
        assert listed(client, f"?agency={other_agency.pk}") == []
        assert listed(client, "?plan_change=unseen") == ["第2号采购项目"]

    def test_resubmissions_and_changed_plans_are_marked(
        self, reviewer: User, submit: Submit, clerk: User, make_plan: PlanFactory
    ) -> None:
        again, changed, withdrawn = submit(1), submit(2), submit(3)
        send_back(again, reviewer)
        submit_project(project=again, revision=again.revision, user=clerk, actor=Actor.person(clerk), now=NOW)
        make_plan(plan_no(changed), version=2, title="第2号采购项目", budget=Decimal(4900000))
        make_plan(plan_no(withdrawn), version=2, title="第3号采购项目", is_withdrawn=True)

        page = signed_in(reviewer).get(QUEUE).content.decode()

        assert re.findall(r'<span class="tag[^"]*">([^<]*)</span>', page) == [
            "第 2 次提交",
            "计划有变更",
            "计划已撤回",
        ]

    def test_the_list_costs_the_same_for_many_projects(
        self, reviewer: User, submit: Submit, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        client = signed_in(reviewer)
        for number in range(1, 13):
            submit(number)

        with django_assert_num_queries(5):
            assert len(listed(client)) == 12

    @pytest.mark.parametrize(
        "query",
        [
            "?tab=nonsense",
            "?agency=x",
            "?agency=999999",
            "?p=zzz",
            "?p=99",
            "?o=99",
            "?method=%00",
            "?q=%00",
        ],
    )
    def test_an_address_of_nonsense_is_no_error(self, reviewer: User, submit: Submit, query: str) -> None:
        submit(1)

        response = signed_in(reviewer).get(QUEUE + query, follow=True)

        assert response.status_code == 200

    @pytest.mark.parametrize("query", ["status=%00", "status__regex=(", "agency__users__password__startswith=a"])
    def test_an_address_cannot_probe_what_the_page_does_not_offer(
        self, reviewer: User, submit: Submit, query: str
    ) -> None:
        submit(1)

        response = signed_in(reviewer).get(f"{QUEUE}?{query}")

        assert response.status_code == 400

    def test_an_empty_queue_says_so(self, reviewer: User) -> None:
        client = signed_in(reviewer)

        for address in (QUEUE, f"{QUEUE}?tab=waiting", f"{QUEUE}?tab=waiting&method="):
            page = client.get(address).content.decode()
            assert "没有待审核的项目" in page
            assert "没有符合条件的项目" not in page
            assert "显示全部" not in page

    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ("tab=returned", "没有已退回的项目"),
            ("tab=ended", "没有已结束的项目"),
            ("tab=all", "没有提交过的项目"),
            ("tab=waiting&method=open_tender", "没有符合条件的项目"),
            ("plan_change=unseen", "没有符合条件的项目"),
            ("q=x", "没有符合条件的项目"),
        ],
    )
    def test_an_empty_list_says_what_there_is_none_of(self, reviewer: User, query: str, words: str) -> None:
        page = signed_in(reviewer).get(f"{QUEUE}?{query}").content.decode()

        assert words in page
        assert ("取消全部条件" in page) == (words == "没有符合条件的项目")


class TestDesks:
    @pytest.mark.parametrize("person", ["reviewer", "supervisor"])
    def test_they_count_what_waits_and_lead_there(
        self, request: pytest.FixtureRequest, person: str, submit: Submit, make_plan: PlanFactory
    ) -> None:
        submit(1, hours=2)
        submit(2, hours=1)
        make_plan("411322-2026-10001", version=2, title="第1号采购项目")
        client = signed_in(request.getfixturevalue(person))

        waiting, changed = client.get("/center/").context["desks"][:2]

        assert (waiting.title, waiting.count, waiting.oldest_at) == ("待审核项目", 2, NOW + timedelta(hours=1))
        assert (changed.title, changed.count) == ("计划有变更的项目", 1)
        assert len(client.get(waiting.url).context["cl"].result_list) == waiting.count
        assert len(client.get(changed.url).context["cl"].result_list) == changed.count

    def test_administrators_are_told_nothing_of_business(self, administrator: User, submit: Submit) -> None:
        submit(1)
        client = signed_in(administrator)

        titles = {desk.title for desk in client.get("/center/").context["desks"]}
        assert titles <= {"未录入的节假日安排"}
        assert client.get(QUEUE).status_code == 403
        assert client.get(PLANS).status_code == 403


class TestPlans:
    def test_a_plan_is_read_with_its_lines_and_its_project(self, supervisor: User, submitted: Project) -> None:
        client = signed_in(supervisor)

        assert plan_no(submitted) in client.get(PLANS).content.decode()
        page = client.get(f"{PLANS}{submitted.plan_id}/change/").content.decode()

        for words in ("电子白板", "100 台", "2,000 套", "4,860,000.00 元", str(submitted.project_no), "收到采购计划"):
            assert words in page

    def test_an_agency_s_draft_is_not_given_away(self, supervisor: User, draft: Project) -> None:
        page = signed_in(supervisor).get(f"{PLANS}{draft.plan_id}/change/").content.decode()

        assert "还没有据此提交的项目" in page


class TestCatalogue:
    entry = {"scheme": "CN-GPC-2022", "code": "A02019900", "name": "其他计算机", "kind": Kind.GOODS, "is_active": "on"}

    def test_an_administrator_adds_an_entry_and_the_trail_says_so(self, administrator: User) -> None:
        signed_in(administrator).post(f"{CATEGORIES}add/", self.entry)

        assert Category.objects.get(code="A02019900").name == "其他计算机"
        assert AuditEntry.objects.get(act="category.added").summary == "新增采购品目 A02019900 其他计算机"

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"code": "D02"}, "品目编码应为一个字母"),
            ({"code": "A0201990Z"}, "品目编码应为一个字母"),
            ({"kind": Kind.WORKS}, "编码以 A 开头的品目属于“货物”"),
            ({"code": "A02010104"}, "该品目编码已存在"),
        ],
    )
    def test_a_faulty_entry_is_refused(self, administrator: User, changes: dict[str, object], words: str) -> None:
        before = Category.objects.count()

        response = signed_in(administrator).post(f"{CATEGORIES}add/", self.entry | changes)

        assert words in response.content.decode()
        assert Category.objects.count() == before

    def test_the_code_of_an_entry_stays(self, administrator: User) -> None:
        category = Category.objects.get(code="A02010104")

        sent = self.entry | {"name": "服务器（新）", "seen_revision": category.revision}
        signed_in(administrator).post(f"{CATEGORIES}{category.pk}/change/", sent)

        category.refresh_from_db()
        assert (category.code, category.name) == ("A02010104", "服务器（新）")


EDITABLE = {
    "administrator": {
        "accounts.organisation",
        "accounts.user",
        "acceptance.category",
        "core.calendarnotice",
        "tender_planning.brandword",
        "tender_planning.checktemplate",
        "tender_planning.documenttemplate",
        "tender_planning.feetariff",
        "tender_planning.room",
        "tender_planning.statutoryrule",
        "tender_planning.templatechapter",
    },
}
PEOPLE = ["reviewer", "administrator", "supervisor", "clerk", None]
OWN_APPS = {"core", "accounts", "acceptance", "tender_planning", "announcements", "interconnection", "auth", "axes"}


def contents() -> dict[str, list[dict[str, object]]]:
    """Return every row of the platform; two equal answers mean that nothing was written in between."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in OWN_APPS
    }


@pytest.mark.parametrize("person", PEOPLE, ids=str)
@pytest.mark.parametrize("model", list(admin.site._registry), ids=lambda model: model._meta.label_lower)
def test_nothing_but_users_and_catalogues_is_changed_by_forms(
    request: pytest.FixtureRequest, person: str, model: type[Model], submitted: Project, reviewer: User
) -> None:
    client = signed_in(request.getfixturevalue(person)) if person else Client()
    send_back(submitted, reviewer)
    base = f"/center/{model._meta.app_label}/{model._meta.model_name}"
    record = model._base_manager.first()
    pk = record.pk if record else 1
    form = {"name": "changed", "status": "accepted", "is_active": "", "title": "changed", "summary": "changed"}
    ticked = {"action": "delete_selected", "_selected_action": [pk], "post": "yes", "index": 0}
    may_edit = model._meta.label_lower in EDITABLE.get(person, set())
    attempts = [
        (f"{base}/{pk}/delete/", {"post": "yes"}),
        (f"{base}/", ticked),
        (f"{base}/", {"form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 1, "form-0-id": pk, "_save": "1"} | form),
        *([] if may_edit else [(f"{base}/add/", form), (f"{base}/{pk}/change/", form)]),
    ]
    before = contents()

    answers = {address: client.post(address, data) for address, data in attempts}

    assert contents() == before
    for address, answer in answers.items():
        is_sent_to_sign_in = answer.status_code == 302 and answer.headers["Location"].startswith("/center/login/")
        is_list = address == f"{base}/"
        assert is_sent_to_sign_in or is_list or answer.status_code in (403, 404, 405), (address, answer.status_code)


@pytest.mark.parametrize("page", [QUEUE, f"{QUEUE}?tab=all", f"{QUEUE}?q=x", PLANS, f"{CATEGORIES}"])
def test_lists_obey_the_content_security_policy(page: str, reviewer: User, submitted: Project) -> None:
    response = signed_in(reviewer).get(page)

    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert inline_code(response.content.decode()) == []

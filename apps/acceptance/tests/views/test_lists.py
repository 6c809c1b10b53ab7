from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from apps.acceptance.models import ProcurementPlan, Project
from apps.acceptance.services.plans import PlanItemFacts
from apps.acceptance.services.projects import pick_plan
from apps.acceptance.services.reviews import accept_project, return_project
from apps.accounts.models import Organisation, User
from apps.conftest import NOW, PLAN_ITEMS, PlanFactory
from apps.core.actors import Actor

pytestmark = pytest.mark.django_db

LIST = reverse("acceptance:project-list")
PICKER = reverse("acceptance:plan-picker")


@pytest.fixture
def many(make_plan: PlanFactory, agency: Organisation, clerk: User, now: datetime) -> Callable[[int], None]:
    """Return a function that enters that many projects, one an hour."""

    def enter(count: int) -> None:
        for number in range(Project.objects.count(), count):
            make_plan(f"P-{number:03}", title=f"第{number}号项目")
            pick_plan(
                plan_no=f"P-{number:03}",
                agency=agency,
                user=clerk,
                actor=Actor.person(clerk),
                now=now + timedelta(hours=number),
            )

    return enter


class TestListOfProjects:
    def test_an_agency_that_begins_is_shown_the_way(self, agency_client: Client) -> None:
        page = agency_client.get(LIST).content.decode()

        assert "还没有登记项目" in page
        assert reverse("acceptance:project-start") in page

    def test_shows_number_purchaser_budget_and_status(self, agency_client: Client, submitted: Project) -> None:
        page = agency_client.get(LIST).content.decode()

        for words in ("方财公开采购-2026-1", "方城县教育体育局", "486 万元", "待审核", "公开招标"):
            assert words in page
        assert "计划 411322-2026-00017" in page

    def test_shows_nothing_of_another_agency(self, draft: Project, stranger: User, client: Client) -> None:
        client.force_login(stranger, backend="django.contrib.auth.backends.ModelBackend")

        response = client.get(LIST)

        assert draft.name not in response.content.decode()
        assert response.context["rows"] == []

    def test_what_needs_the_clerk_stands_on_top(
        self, agency_client: Client, submitted: Project, make_plan: PlanFactory, reviewer: User, now: datetime
    ) -> None:
        assert "需要办理" not in agency_client.get(LIST).content.decode()

        return_project(
            project=submitted, version=1, reason="补材料", reviewer=reviewer, actor=Actor.person(reviewer), now=now
        )
        make_plan(version=2, budget=Decimal(5000000))
        response = agency_client.get(LIST)

        assert (response.context["desk"].returned, response.context["desk"].plan_changed) == (1, 1)
        page = response.content.decode()
        assert "被退回的项目" in page
        assert "计划有变更的项目" in page

    def test_pages_follow_one_another(self, agency_client: Client, many: Callable[[int], None]) -> None:
        many(23)

        first = agency_client.get(LIST)
        second = agency_client.get(f"{LIST}?{first.context['page'].next_query}")

        assert [row.project.name for row in first.context["rows"]] == [f"第{n}号项目" for n in range(22, 2, -1)]
        assert [row.project.name for row in second.context["rows"]] == ["第2号项目", "第1号项目", "第0号项目"]
        assert f'href="?{first.context["page"].next_query}"' in first.content.decode().replace("&amp;", "&")

    def test_costs_the_same_for_one_project_and_for_twenty(
        self,
        agency_client: Client,
        many: Callable[[int], None],
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        for count in (1, 20):
            many(count)
            Project.objects.update(
                status="accepted", accepted_at=NOW, project_no=Concat(Value("N-"), Cast("pk", CharField()))
            )
            # Session, user, roles; what needs the clerk, in changes and drafts too, projects with plans, pushes.
            with django_assert_num_queries(9):
                agency_client.get(LIST)

    @pytest.mark.parametrize(
        ("query", "count"),
        [
            ("", 1),
            ("?status=submitted", 1),
            ("?status=draft", 0),
            ("?q=方财公开", 1),
            ("?q=警务", 0),
            ("?q=教学&status=submitted", 1),
            ("?plan=on", 0),
            ("?status=&q=", 1),
        ],
    )
    def test_search_and_filters(self, agency_client: Client, submitted: Project, query: str, count: int) -> None:
        response = agency_client.get(LIST, dict(pair.split("=") for pair in query[1:].split("&") if pair))

        assert len(response.context["rows"]) == count
        assert ("没有符合条件的项目" in response.content.decode()) == (count == 0)

    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ({"status": "gone"}, "没有“gone”这种状态"),
            ({"q": "长" * 101}, "100"),
            ({"q": "\x00"}, "空字符"),
        ],
    )
    def test_a_query_that_makes_no_sense_is_told_and_everything_shown(
        self, agency_client: Client, submitted: Project, query: dict[str, str], words: str
    ) -> None:
        response = agency_client.get(LIST, query)

        assert response.status_code == 200
        assert len(response.context["rows"]) == 1
        assert words in response.content.decode()

    @pytest.mark.parametrize("address", [LIST, PICKER])
    def test_a_bad_page_mark_leads_to_the_first_page(self, agency_client: Client, address: str) -> None:
        response = agency_client.get(address, {"after": "zzz"}, follow=True)

        assert response.redirect_chain == [(address, 302)]
        assert "页码无效" in response.content.decode()

    def test_an_accepted_project_tells_how_its_push_stands(
        self, agency_client: Client, submitted: Project, reviewer: User, now: datetime
    ) -> None:
        accept_project(project=submitted, version=1, reviewer=reviewer, actor=Actor.person(reviewer), now=now)

        assert "标段正在推送" in agency_client.get(LIST).content.decode()


class TestStarting:
    def test_yes_leads_to_the_picker(self, agency_client: Client) -> None:
        response = agency_client.post(reverse("acceptance:project-start"), {"from_plan": "yes"})

        assert response.headers["Location"] == PICKER
        assert not Project.objects.exists()

    def test_no_enters_a_project_by_hand(self, agency_client: Client, agency: Organisation) -> None:
        response = agency_client.post(reverse("acceptance:project-start"), {"from_plan": "no"})

        project = Project.objects.get()
        assert (project.agency, project.plan) == (agency, None)
        assert response.headers["Location"] == reverse("acceptance:project-edit", args=[project.pk])

    @pytest.mark.parametrize("sent", [{}, {"from_plan": "perhaps"}])
    def test_without_an_answer_it_asks_again(self, agency_client: Client, sent: dict[str, str]) -> None:
        response = agency_client.post(reverse("acceptance:project-start"), sent)

        assert response.status_code == 200
        assert not Project.objects.exists()
        assert response.context["form"].errors


class TestPicker:
    def test_shows_what_the_clerk_chooses_by(self, agency_client: Client, plan: ProcurementPlan) -> None:
        page = agency_client.get(PICKER).content.decode()

        assert plan.title in page
        for words in ("411322-2026-00017", "方城县教育体育局", "公开招标", "486 万元", "2026年3月2日 09:00"):
            assert words in page
        for words in ("电子白板", "A02020700", "100 台", "3,120,000.00 元"):
            assert words in page

    def test_shows_only_plans_that_can_be_picked(
        self, agency_client: Client, make_plan: PlanFactory, draft: Project, other_agency: Organisation
    ) -> None:
        make_plan("P-2", agency_credit_code=other_agency.credit_code)
        make_plan("P-3", is_withdrawn=True)
        make_plan("P-4")

        response = agency_client.get(PICKER)

        assert [row.plan.plan_no for row in response.context["rows"]] == ["P-4"]

    def test_costs_the_same_for_one_plan_and_for_ten(
        self, agency_client: Client, make_plan: PlanFactory, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for count in (1, 10):
            for number in range(count):
                make_plan(f"P-{number}", version=count)
            # Session, user, roles, plans, their lines.
            with django_assert_num_queries(6):
                agency_client.get(PICKER)

    def test_turns_pages_and_searches(self, agency_client: Client, make_plan: PlanFactory, now: datetime) -> None:
        for number in range(12):
            make_plan(f"P-{number}", filed_at=now + timedelta(days=number))

        first = agency_client.get(PICKER)
        second = agency_client.get(f"{PICKER}?{first.context['page'].next_query}")
        found = agency_client.get(PICKER, {"q": "P-11"})

        assert [row.plan.plan_no for row in first.context["rows"]] == [f"P-{n}" for n in range(11, 1, -1)]
        assert [row.plan.plan_no for row in second.context["rows"]] == ["P-1", "P-0"]
        assert [row.plan.plan_no for row in found.context["rows"]] == ["P-11"]

    def test_picking_opens_the_form(self, agency_client: Client, plan: ProcurementPlan) -> None:
        response = agency_client.post(reverse("acceptance:plan-pick"), {"plan_no": plan.plan_no})

        project = Project.objects.get()
        assert project.plan == plan
        assert response.headers["Location"] == reverse("acceptance:project-edit", args=[project.pk])

    @pytest.mark.parametrize("items", [[], [PLAN_ITEMS[0]] * 101])
    def test_picking_says_when_no_lots_were_brought_along(
        self, agency_client: Client, make_plan: PlanFactory, items: list[PlanItemFacts]
    ) -> None:
        plan = make_plan(items=items)

        response = agency_client.post(reverse("acceptance:plan-pick"), {"plan_no": plan.plan_no}, follow=True)

        assert "没有带入标段：计划没有明细，或明细超过 100 项" in response.content.decode()
        assert Project.objects.get().lots.count() == 0

    def test_pressing_twice_leads_to_the_project_of_the_first_press(
        self, agency_client: Client, plan: ProcurementPlan
    ) -> None:
        agency_client.post(reverse("acceptance:plan-pick"), {"plan_no": plan.plan_no})

        response = agency_client.post(reverse("acceptance:plan-pick"), {"plan_no": plan.plan_no})

        project = Project.objects.get()
        assert response.headers["Location"] == reverse("acceptance:project-detail", args=[project.pk])

    @pytest.mark.parametrize("plan_no", ["", "411322-2026-99999", "长" * 65, "a\x00"])
    def test_a_plan_that_is_not_there_is_told_at_the_picker(self, agency_client: Client, plan_no: str) -> None:
        response = agency_client.post(reverse("acceptance:plan-pick"), {"plan_no": plan_no}, follow=True)

        assert response.redirect_chain == [(PICKER, 302)]
        assert [message.level_tag for message in response.context["messages"]] == ["error"]
        assert not Project.objects.exists()

    def test_a_plan_that_was_withdrawn_meanwhile_is_told_at_the_picker(
        self, agency_client: Client, make_plan: PlanFactory
    ) -> None:
        make_plan(is_withdrawn=True)

        response = agency_client.post(reverse("acceptance:plan-pick"), {"plan_no": "411322-2026-00017"}, follow=True)

        assert "已撤回，不能再选择" in response.content.decode()
        assert not Project.objects.exists()

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from apps.acceptance.models import Project
from apps.accounts.center_site import Desk
from apps.accounts.models import User
from apps.conftest import NOW, signed_in
from apps.core.actors import PLATFORM, Actor
from apps.tender_planning.findings import Finding
from apps.tender_planning.models import OpeningSettings, Planning, PlanningVersion, RuleException, Sheet
from apps.tender_planning.services.issuing import issue_planning
from apps.tender_planning.services.reopening import reopen_planning

LIST = reverse("admin:tender_planning_planning_changelist")
CARD = "临近开标未发出文件"


@pytest.fixture
def client(reviewer: User) -> Client:
    return signed_in(reviewer)


def page_of(client: Client, planning: Planning) -> str:
    with time_machine.travel(NOW, tick=False):
        return client.get(reverse("admin:tender_planning_planning_change", args=[planning.pk])).content.decode()


def shown(client: Client, query: str = "") -> list[Planning]:
    return list(client.get(f"{LIST}{query}").context["cl"].result_list)


def desk(client: Client, at: datetime) -> Desk | None:
    with time_machine.travel(at, tick=False):
        desks = client.get(reverse("admin:index")).context["desks"]
    return next((made for made in desks if made.title == CARD), None)


class TestList:
    def test_tabs_part_the_preparations_by_where_they_stand(self, client: Client, planning: Planning) -> None:
        assert shown(client) == [planning]
        assert shown(client, "?tab=locked") == shown(client, "?tab=issued") == []
        assert shown(client, "?tab=all") == [planning]

    def test_shows_when_bids_are_opened_as_set_or_else_as_announced(
        self, client: Client, planning: Planning, now: datetime
    ) -> None:
        announced = client.get(LIST).content.decode()
        OpeningSettings.objects.create(planning=planning, opening_at=now + timedelta(days=30))

        page = client.get(LIST).content.decode()

        assert "2026年3月24日 09:00" in announced
        assert "2026年4月1日 09:00" in page

    def test_is_narrowed_by_agency_and_by_words(self, client: Client, planning: Planning) -> None:
        agency = planning.project.agency_id

        assert shown(client, f"?agency={agency}") == [planning]
        assert shown(client, "?q=教育体育局") == [planning]
        assert shown(client, "?q=不存在的项目") == []

    def test_costs_the_same_for_one_and_for_twenty(
        self, client: Client, planning: Planning, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        for _ in range(2):
            # Session, person, roles, agencies for the menu, rows.
            with django_assert_num_queries(5):
                client.get(LIST)
            for number in range(20):
                add_preparation(planning, number)

    @pytest.mark.parametrize("name", ["administrator", "clerk"])
    def test_is_not_for_administrators_and_agencies(
        self, request: pytest.FixtureRequest, planning: Planning, name: str
    ) -> None:
        response = signed_in(request.getfixturevalue(name)).get(LIST)

        assert response.status_code in (302, 403)


class TestPage:
    def test_a_supervisor_reads_state_findings_and_exceptions(
        self, supervisor: User, ready: Planning, findings: dict[Sheet.Kind, list[Finding]], clerk: User, now: datetime
    ) -> None:
        findings[Sheet.Kind.SCHEDULE].append(
            Finding(
                "error", "candidate_count", "候选人不足3名。", "财库〔2014〕214号", "candidates", is_excusable=True
            )
        )
        RuleException.objects.create(
            planning=ready,
            code="candidates",
            place="candidate_count",
            breach="候选人不足3名。",
            responsible_name="陈局长",
            ground="方财购〔2026〕5号",
            reason="市场竞争不充分。",
            entered_by=clerk,
            entered_at=now,
        )

        page = page_of(signed_in(supervisor), ready)

        for words in (
            "编制中",
            "候选人不足3名。",
            "财库〔2014〕214号",
            "陈局长",
            "市场竞争不充分。",
            "推荐候选人数量",
        ):
            assert words in page

    def test_nothing_on_it_leads_to_the_agencys_forms(
        self, client: Client, ready: Planning, findings: dict[Sheet.Kind, list[Finding]]
    ) -> None:
        findings[Sheet.Kind.SCHEDULE].append(
            Finding("error", "candidate_count", "候选人不足3名。", code="candidates", is_excusable=True)
        )

        page = page_of(client, ready)

        assert "候选人不足3名。" in page
        assert "/agency/" not in page

    def test_nobody_changes_it_there(self, client: Client, ready: Planning) -> None:
        response = client.post(reverse("admin:tender_planning_planning_change", args=[ready.pk]))

        assert response.status_code == 405

    def test_lists_the_versions(self, client: Client, issued: PlanningVersion) -> None:
        page = page_of(client, issued.planning)

        assert reverse("admin:tender_planning_planningversion_change", args=[issued.pk]) in page
        assert issued.sm3 in page


class TestVersion:
    def test_shows_everything_as_it_was_frozen(self, client: Client, issued: PlanningVersion) -> None:
        page = client.get(reverse("admin:tender_planning_planningversion_change", args=[issued.pk])).content.decode()

        assert issued.sm3 in page
        assert issued.content["document"]["chapters"][0]["name"] in page
        assert "相比" not in page

    def test_shows_what_it_changed(self, client: Client, issued: PlanningVersion, clerk: User, now: datetime) -> None:
        planning = issued.planning
        reopen_planning(planning=planning, reason="变更公告", actor=PLATFORM, now=now)
        planning.setup.remarks = "开标时间顺延"
        planning.setup.save(update_fields=["remarks"])
        second = issue_planning(
            planning=planning, user=clerk, actor=Actor.person(clerk), now=now + timedelta(minutes=1)
        )

        response = client.get(reverse("admin:tender_planning_planningversion_change", args=[second.pk]))

        (part,) = [part for part in response.context["page"].changes if part.title == "立项信息"]
        assert [(row.label, row.before, row.after) for row in part.rows] == [("备注", "—", "开标时间顺延")]

    def test_is_not_offered_in_the_menu(self, client: Client, issued: PlanningVersion) -> None:
        page = client.get(reverse("admin:index")).content.decode()

        assert reverse("admin:tender_planning_planningversion_changelist") not in page


class TestCard:
    """The opening is announced for 24 March, nine in the morning."""

    @pytest.mark.parametrize(("days", "count"), [(0, 0), (1, 1), (21, 1), (22, 0)])
    def test_counts_what_opens_within_three_weeks_and_is_not_issued(
        self, client: Client, planning: Planning, now: datetime, days: int, count: int
    ) -> None:
        card = desk(client, now + timedelta(days=days))

        assert card is not None
        assert (card.count, card.tone) == (count, "warning" if count else "quiet")

    def test_does_not_count_what_is_issued(self, client: Client, issued: PlanningVersion, now: datetime) -> None:
        card = desk(client, now + timedelta(days=10))

        assert card is not None
        assert card.count == 0

    def test_is_not_for_administrators(self, administrator: User, planning: Planning, now: datetime) -> None:
        assert desk(signed_in(administrator), now) is None


def add_preparation(planning: Planning, number: int) -> None:
    project = Project.objects.get(pk=planning.project_id)
    project.pk, project.plan, project.project_no = None, None, f"方财公开采购-2027-{Project.objects.count()}-{number}"
    project.save(force_insert=True)
    Planning.objects.create(project=project, status=Planning.Status.EDITABLE, begun_at=planning.begun_at)

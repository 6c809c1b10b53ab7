from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from unittest.mock import Mock

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from apps.acceptance.models import Category, Lot, Project
from apps.acceptance.services.projects import LotFacts, save_draft, start_project, submit_project
from apps.acceptance.services.reviews import accept_project
from apps.accounts.models import Organisation, User
from apps.conftest import NOW, signed_in
from apps.core.actors import PLATFORM, Actor
from apps.core.models import AuditEntry
from apps.tender_planning import urls, waiting
from apps.tender_planning.findings import Finding
from apps.tender_planning.models import OpeningSettings, Planning, PlanningVersion, RuleException, Sheet
from apps.tender_planning.selectors.overview import SectionCard
from apps.tender_planning.services.reopening import reopen_planning
from apps.tender_planning.tests.filling import fill_in_lots
from apps.tender_planning.waiting import ExchangeNote

Findings = dict[Sheet.Kind, list[Finding]]

CONFIRM = 'data-confirm="confirm-issue"'


def url(planning: Planning, name: str = "overview", *more: int) -> str:
    return reverse(f"tender_planning:{name}", args=[planning.project_id, *more])


def page_of(person: User, planning: Planning) -> str:
    with time_machine.travel(NOW, tick=False):
        return signed_in(person).get(url(planning)).content.decode()


def cards_of(person: User, planning: Planning) -> list[SectionCard]:
    with time_machine.travel(NOW, tick=False):
        cards: list[SectionCard] = signed_in(person).get(url(planning)).context["page"].cards
    return cards


def states(cards: Sequence[SectionCard]) -> dict[tuple[str, str], str]:
    return {(card.section.kind, card.section.lot_no): card.state for card in cards}


class TestWaiting:
    def test_says_what_it_waits_for_with_the_state_of_the_exchange(
        self, clerk: User, locked: Planning, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        note = ExchangeNote("采购公告已收到，未能处理", "采购方式不符。", "danger")
        monkeypatch.setattr(waiting, "_makers", [Mock(return_value=[note])])

        page = page_of(clerk, locked)

        assert "采购公告在省采购系统发布后自动传到本平台" in page
        assert "标段正在推送" in page
        assert "采购公告已收到，未能处理" in page
        assert "采购方式不符。" in page

    def test_the_track_leads_from_the_acceptance_to_the_issue(self, clerk: User, locked: Planning) -> None:
        with time_machine.travel(NOW, tick=False):
            steps = signed_in(clerk).get(url(locked)).context["page"].steps

        assert [(step.label, step.state) for step in steps] == [
            ("受理", "done"),
            ("标段推送", "current"),
            ("采购公告", "waiting"),
            ("编制", "waiting"),
            ("发出", "waiting"),
        ]

    def test_what_waits_is_not_open_and_what_does_not_is_to_be_filled_in(self, clerk: User, locked: Planning) -> None:
        found = states(cards_of(clerk, locked))

        assert found[Sheet.Kind.SETUP, ""] == found[Sheet.Kind.FEES, ""] == "empty"
        assert {state for (kind, _), state in found.items() if kind not in ("setup", "fees")} == {"closed"}

    def test_the_button_is_there_and_cannot_be_pressed(self, clerk: User, locked: Planning) -> None:
        page = page_of(clerk, locked)

        assert 'disabled aria-describedby="issue-refusal">发出' in page
        assert CONFIRM not in page

    def test_a_project_without_a_plan_waits_for_its_own_reviewed_announcement(
        self, clerk: User, agency: Organisation, reviewer: User
    ) -> None:
        planning = Planning.objects.get(project=accepted_without_plan(agency, clerk, reviewer))

        page = page_of(clerk, planning)

        assert "采购公告在本平台编制，经中心审核发布后开放编制" in page
        assert "标段推送" not in page


class TestOpen:
    def test_findings_stand_with_their_part_and_lead_to_the_field(
        self, clerk: User, ready: Planning, findings: Findings
    ) -> None:
        findings[Sheet.Kind.SCHEDULE].append(
            Finding("error", "bid_deadline", "自文件发出至投标截止不足20日。", "政府采购法第三十五条")
        )

        page = page_of(clerk, ready)

        assert f'<a href="{url(ready, "schedule")}#id_bid_deadline">自文件发出至投标截止不足20日。</a>' in page
        assert "依据：政府采购法第三十五条" in page
        assert "还有 1 处不符合要求，处理后才能发出。" in page
        assert CONFIRM not in page

    def test_a_finding_about_a_lot_stands_with_that_lot(
        self, clerk: User, ready: Planning, findings: Findings
    ) -> None:
        first, second = ready.project.lots.order_by("lot_no")
        findings[Sheet.Kind.CHECKS].append(Finding("error", f"{second.pk}/qualification", "标段 2 缺少法定必备项。"))

        cards = [card for card in cards_of(clerk, ready) if card.section.kind == Sheet.Kind.CHECKS]

        assert [[row.finding.text for row in card.rows] for card in cards] == [[], ["标段 2 缺少法定必备项。"]]
        assert cards[1].rows[0].url == f"{url(ready, 'checks', second.pk)}#qualification"
        assert first.lot_no == cards[0].section.lot_no

    def test_a_part_that_nobody_saved_is_empty_and_one_with_errors_says_how_many(
        self, clerk: User, ready: Planning, findings: Findings, now: datetime
    ) -> None:
        for kind in (Sheet.Kind.SLOTS, Sheet.Kind.SCHEDULE):
            findings[kind] += [Finding("error", "a", "甲"), Finding("error", "b", "乙")]
        Sheet.objects.create(planning=ready, kind=Sheet.Kind.SLOTS, changed_at=now, changed_by=clerk)

        labels = {card.section.kind: card.state_label for card in cards_of(clerk, ready)}

        shown = [labels[kind] for kind in (Sheet.Kind.SLOTS, Sheet.Kind.SCHEDULE, Sheet.Kind.SETUP)]
        assert shown == ["有 2 处问题", "未填写", "已完成"]

    def test_an_exception_is_shown_with_who_answers_for_it(
        self, clerk: User, ready: Planning, findings: Findings, now: datetime
    ) -> None:
        findings[Sheet.Kind.SCHEDULE].append(
            Finding("error", "candidate_count", "候选人不足3名。", code="candidates", is_excusable=True)
        )
        RuleException.objects.create(
            planning=ready,
            code="candidates",
            place="candidate_count",
            breach="候选人不足3名。",
            responsible_name="陈局长",
            ground="方财购〔2026〕5号",
            reason="市场竞争不充分的科研项目。",
            entered_by=clerk,
            entered_at=now,
        )

        page = page_of(clerk, ready)

        assert "陈局长" in page
        assert "市场竞争不充分的科研项目。" in page
        assert CONFIRM in page

    def test_what_the_announcement_says_stands_beside_what_is_set(
        self, clerk: User, ready: Planning, now: datetime
    ) -> None:
        OpeningSettings.objects.create(
            planning=ready, opening_at=now + timedelta(days=22), opening_place="开标二室", documents_from=now
        )

        with time_machine.travel(now, tick=False):
            rows = signed_in(clerk).get(url(ready)).context["page"].announced.rows

        assert [(row.label, row.after, row.differs) for row in rows] == [
            ("文件获取开始时间", "2026年3月2日 09:00", False),
            ("文件获取截止时间", "未填写", False),
            ("投标（响应）截止时间", "未填写", False),
            ("开标（开启）时间", "2026年3月24日 09:00", False),
            ("开标（开启）地点", "开标二室", True),
            ("接受联合体", "否", False),
        ]

    def test_costs_the_same_for_two_lots_and_for_five(
        self, clerk: User, filled: Planning, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        client = signed_in(clerk)

        with time_machine.travel(NOW, tick=False), django_assert_num_queries(62):
            client.get(url(filled))
        fill_in_lots(filled, add_lots(filled.project, 3), clerk, NOW)
        with time_machine.travel(NOW, tick=False), django_assert_num_queries(62):
            client.get(url(filled))


class TestIssuing:
    def test_a_press_issues_and_shows_the_version(self, clerk: User, ready: Planning) -> None:
        client = signed_in(clerk)

        response = client.post(url(ready, "issue"), follow=True)

        assert response.redirect_chain == [(url(ready, "version", 1), 302)]
        assert "第 1 版已发出，内容已经固定。" in response.content.decode()
        ready.refresh_from_db()
        assert ready.is_issued

    def test_a_refusal_comes_back_to_the_page_with_what_is_wrong(
        self, clerk: User, ready: Planning, findings: Findings
    ) -> None:
        findings[Sheet.Kind.SLOTS].append(Finding("error", "lot-1", "标段 1 还没有规划投标文件组成。"))

        page = signed_in(clerk).post(url(ready, "issue"), follow=True).content.decode()

        assert "还有 1 处不符合要求，不能发出。" in page
        assert "标段 1 还没有规划投标文件组成。" in page
        assert not PlanningVersion.objects.exists()

    def test_looking_at_the_address_issues_nothing(self, clerk: User, ready: Planning) -> None:
        response = signed_in(clerk).get(url(ready, "issue"))

        assert response["Location"] == url(ready)
        assert not PlanningVersion.objects.exists()

    def test_what_is_issued_has_no_button_and_leads_to_the_version(self, clerk: User, issued: PlanningVersion) -> None:
        page = page_of(clerk, issued.planning)

        assert "第 1 版已发出，内容已经固定" in page
        assert url(issued.planning, "version", 1) in page
        assert url(issued.planning, "issue") not in page

    def test_after_a_change_the_next_version_can_be_issued(
        self, clerk: User, issued: PlanningVersion, now: datetime
    ) -> None:
        reopen_planning(planning=issued.planning, reason="变更公告", actor=PLATFORM, now=now)

        page = page_of(clerk, issued.planning)

        assert "检查全部通过，可以发出第 2 版" in page
        assert CONFIRM in page


class TestAccess:
    def test_every_address_is_unknown_to_another_agency_and_changes_nothing(
        self, stranger: User, issued: PlanningVersion
    ) -> None:
        client = signed_in(stranger)
        entries, revisions = AuditEntry.objects.count(), list(Sheet.objects.values_list("pk", "revision"))

        answers = {
            (name, client.generic(method, address).status_code)
            for name, address in addresses(issued)
            for method in ("GET", "POST")
        }

        # A page refuses POST, and an act leads whoever reads its address to its page, which is unknown.
        assert {status for _, status in answers} <= {302, 404, 405}
        assert {name for name, status in answers if status == 404} == {name for name, _ in addresses(issued)}
        assert AuditEntry.objects.count() == entries
        assert list(Sheet.objects.values_list("pk", "revision")) == revisions
        assert PlanningVersion.objects.count() == 1

    def test_a_project_that_is_not_accepted_has_no_preparation(self, clerk: User, submitted: Project) -> None:
        response = signed_in(clerk).get(reverse("tender_planning:overview", args=[submitted.pk]))

        assert response.status_code == 404

    def test_a_stranger_is_sent_to_sign_in(self, client: Client, planning: Planning) -> None:
        assert client.get(url(planning))["Location"].startswith(reverse("accounts:sign-in"))

    def test_people_of_the_center_are_refused(self, reviewer: User, planning: Planning) -> None:
        assert signed_in(reviewer).get(url(planning)).status_code == 403


class TestWaysThere:
    def test_an_accepted_project_leads_to_its_preparation(self, clerk: User, locked: Planning) -> None:
        client = signed_in(clerk)

        detail = client.get(reverse("acceptance:project-detail", args=[locked.project_id])).content.decode()
        listed = client.get(reverse("acceptance:project-list")).content.decode()

        assert f'href="{url(locked)}"' in detail
        assert f'href="{url(locked)}"' in listed

    def test_a_draft_does_not(self, clerk: User, draft: Project) -> None:
        page = signed_in(clerk).get(reverse("acceptance:project-detail", args=[draft.pk])).content.decode()

        assert "招标准备" not in page


def addresses(version: PlanningVersion) -> list[tuple[str, str]]:
    """Return every address of a preparation, with its name."""
    planning = version.planning
    chapter = planning.document.chapters.all()[0]
    numbers = {
        "pk": planning.project_id,
        "lot_pk": planning.project.lots.all()[0].pk,
        "key": chapter.key,
        "number": version.version,
        "other": 2,
        "build_pk": planning.builds.all()[0].pk,
    }
    found = []
    for pattern in urls.urlpatterns:
        parts = {name: numbers.get(name, 1) for name in pattern.pattern.converters}
        found.append((str(pattern.name), reverse(f"tender_planning:{pattern.name}", kwargs=parts)))
    return found


def add_lots(project: Project, count: int) -> list[Lot]:
    """Give the project further lots like its first."""
    added = []
    for number in range(count):
        lot = project.lots.order_by("pk")[0]
        lot.pk, lot.lot_no, lot.unified_deal_code = None, str(10 + number), f"X{number}"
        lot.save(force_insert=True)
        added.append(lot)
    return added


def accepted_without_plan(agency: Organisation, clerk: User, reviewer: User) -> Project:
    Category.objects.get_or_create(code="A02021000", defaults={"name": "打印机", "kind": "goods"})
    actor = Actor.person(clerk)
    project = start_project(agency=agency, user=clerk, actor=actor, now=NOW)
    facts = {
        "name": "方城县档案馆打印机采购项目",
        "method": "inquiry",
        "organisation_form": "decentralised",
        "kind": "goods",
        "budget": Decimal("68000.00"),
        "fund_source": "财政资金",
        "purchaser_name": "方城县档案馆",
        "purchaser_credit_code": "1141132200600001XJ",
        "purchaser_contact": "陈老师",
        "purchaser_phone": "0377-60000002",
        "purchaser_address": "方城县文化路1号",
        "agency_contact": "李经办",
        "agency_phone": "0377-60000001",
        "requirement_summary": "采购打印机。",
    }
    lot = LotFacts(
        pk=None,
        lot_no="1",
        name="打印机",
        category_code="A02021000",
        quantity=Decimal(10),
        unit="台",
        budget=Decimal("68000.00"),
        ceiling_price=None,
    )
    save_draft(project=project, revision=project.revision, facts=facts, lots=[lot], actor=actor, now=NOW)
    submit_project(project=project, revision=project.revision, user=clerk, actor=actor, now=NOW)
    accept_project(project=project, version=1, reviewer=reviewer, actor=Actor.person(reviewer), now=NOW)
    return project

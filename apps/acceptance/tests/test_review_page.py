"""The page on which a project is judged, and the acts on it."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import DjangoAssertNumQueries

from apps.acceptance.codes import PaperKind
from apps.acceptance.frozen_facts import thaw
from apps.acceptance.models import Project, ProjectPaper, Review
from apps.acceptance.reviewing.checks import check_submission
from apps.acceptance.reviewing.project_page import review_page
from apps.acceptance.services.opening_manner import change_opening_manner
from apps.acceptance.services.papers import attach_paper, remove_paper
from apps.acceptance.services.projects import LotFacts, save_draft, start_project, submit_project
from apps.acceptance.services.reviews import accept_project, return_project
from apps.accounts.models import Organisation, User
from apps.accounts.tests.test_admin import inline_code
from apps.conftest import NOW, PlanFactory, signed_in
from apps.core.actors import Actor
from apps.core.models import AuditEntry, OutboxMessage, StatusChange

PDF = b"%PDF-1.4 made up"


def address(project: Project, act: str = "change") -> str:
    return f"/center/acceptance/project/{project.pk}/{act}/"


def edit(
    project: Project, clerk: User, *, lots: Callable[[list[LotFacts]], list[LotFacts]] | None = None, **facts: object
) -> None:
    names = ("pk", "lot_no", "name", "category_code", "quantity", "unit", "budget", "ceiling_price")
    present = [LotFacts(**{name: getattr(lot, name) for name in names}) for lot in project.lots.all()]
    save_draft(
        project=project,
        revision=project.revision,
        facts=facts,
        lots=lots(present) if lots else present,
        actor=Actor.person(clerk),
        now=NOW,
    )


def attach(project: Project, clerk: User, name: str = "备案表.pdf", content: bytes = PDF) -> ProjectPaper:
    upload = SimpleUploadedFile(name, content)
    return attach_paper(project=project, kind=PaperKind.FILING, upload=upload, actor=Actor.person(clerk), now=NOW)


def submit(project: Project, clerk: User) -> None:
    submit_project(project=project, revision=project.revision, user=clerk, actor=Actor.person(clerk), now=NOW)


def send_back(project: Project, reviewer: User, reason: str = "请补充备案表。") -> None:
    version = project.versions.count()
    return_project(
        project=project, version=version, reason=reason, reviewer=reviewer, actor=Actor.person(reviewer), now=NOW
    )


def facts_of(project: Project) -> tuple[object, ...]:
    """Return everything that a decision would change."""
    return (
        Project.objects.filter(pk=project.pk).values().get(),
        list(Review.objects.values()),
        list(OutboxMessage.objects.values()),
        list(StatusChange.objects.values()),
        list(AuditEntry.objects.exclude(act="user.signed_in").values()),
    )


class TestWhatIsShown:
    def test_the_frozen_version_and_not_what_the_agency_has_typed_since(
        self, reviewer: User, submitted: Project, clerk: User
    ) -> None:
        send_back(submitted, reviewer)
        edit(submitted, clerk, requirement_summary="改过的需求。")

        page = signed_in(reviewer).get(address(submitted)).content.decode()

        assert "采购电子白板和课桌椅。" in page
        assert "改过的需求。" not in page

    def test_where_the_submission_departs_from_the_plan(self, draft: Project, clerk: User) -> None:
        edit(draft, clerk, purchaser_phone="0377-61111111")
        submit(draft, clerk)

        page = review_page(draft)

        assert [(row.label, row.before, row.after) for row in page.differing_plan_rows] == [
            ("采购人联系电话", "0377-60000002", "0377-61111111")
        ]

    def test_a_change_of_the_plan_is_said_at_the_top_and_beside_the_facts(
        self, reviewer: User, submitted: Project, make_plan: PlanFactory
    ) -> None:
        make_plan(version=2, budget=Decimal("5000000.00"))
        project = Project.objects.get(pk=submitted.pk)

        page = review_page(project)

        assert [(row.label, row.before, row.after) for row in page.differing_plan_rows] == [
            ("预算金额", "5,000,000.00 元", "4,860,000.00 元")
        ]
        assert [check.problems for check in page.failed_checks] == [["采购计划已更新为第 2 版，提交时为第 1 版。"]]
        assert "采购计划在选用后有变更" in signed_in(reviewer).get(address(project)).content.decode()

    def test_a_plan_that_commissions_another_agency_is_a_broken_rule(
        self, reviewer: User, submitted: Project, recommission: PlanFactory
    ) -> None:
        recommission()

        page = review_page(Project.objects.get(pk=submitted.pk))

        assert [(check.title, check.problems) for check in page.failed_checks] == [
            (
                "采购计划仍委托提交的代理机构",
                ["采购计划已改为委托中原信达招标代理有限公司，提交的是河南宛诚工程咨询有限公司。"],
            ),
            ("采购计划自送审以来没有变化", ["采购计划已更新为第 2 版，提交时为第 1 版。"]),
        ]
        assert "由提交的代理机构取消项目" in signed_in(reviewer).get(address(submitted)).content.decode()

    def test_a_withdrawn_plan_is_said_at_the_top(
        self, reviewer: User, submitted: Project, make_plan: PlanFactory
    ) -> None:
        make_plan(version=2, is_withdrawn=True)

        page = signed_in(reviewer).get(address(submitted)).content.decode()

        assert "采购计划已被省采购系统撤回" in page

    def test_it_can_be_accepted_while_the_plan_is_as_it_was(self, reviewer: User, submitted: Project) -> None:
        page = signed_in(reviewer).get(address(submitted)).content.decode()

        assert 'data-confirm="confirm-approval"' in page
        assert "不能受理" not in page

    @pytest.mark.parametrize(
        ("version", "reason"),
        [
            ({"version": 2}, "采购计划在提交后有变更"),
            ({"version": 2, "is_withdrawn": True}, "采购计划已被省采购系统撤回"),
            ({"version": 2, "agency_credit_code": "91410100MA9F00023L"}, "采购计划已改为委托其他代理机构"),
        ],
    )
    def test_what_the_plan_forbids_to_accept_cannot_be_pressed(
        self, reviewer: User, submitted: Project, make_plan: PlanFactory, version: dict[str, Any], reason: str
    ) -> None:
        make_plan(**version)

        page = signed_in(reviewer).get(address(submitted)).content.decode()

        assert re.search(r'disabled aria-describedby="approval-hint">受理</button>', page)
        assert f"不能受理：{reason}，请退回。" in page
        assert 'data-confirm="confirm-approval"' not in page
        assert 'data-confirm="confirm-return"' in page

    def test_lots_stand_beside_the_lines_of_the_plan_with_their_sums(self, draft: Project, clerk: User) -> None:
        edit(
            draft,
            clerk,
            lots=lambda lots: [replace(lots[0], budget=Decimal("3000000.00"), ceiling_price=Decimal("3000000.00"))],
        )
        submit(draft, clerk)

        table = review_page(draft).lots

        assert [(row.lot.lot_no, row.quantity, row.differences) for row in table.rows] == [
            ("1", "100 台", ["预算金额：计划为 3,120,000.00 元"])
        ]
        assert [line.item.name for line in table.left_over] == ["课桌椅"]
        assert (table.total, table.limit, table.remainder) == (
            Decimal(3_000_000),
            Decimal(4_860_000),
            Decimal(1_860_000),
        )

    def test_what_changed_since_the_last_return_fact_by_fact_and_lot_by_lot(
        self, submitted: Project, reviewer: User, clerk: User
    ) -> None:
        send_back(submitted, reviewer)
        new_lot = LotFacts(
            pk=None,
            lot_no="3",
            name="安装调试",
            category_code="A02020700",
            quantity=Decimal(1),
            unit="项",
            budget=Decimal("10000.00"),
        )
        edit(
            submitted,
            clerk,
            lots=lambda lots: [replace(lots[0], quantity=Decimal(99)), new_lot],
            requirement_summary="补充后的需求。",
        )
        attach(submitted, clerk)
        submit(submitted, clerk)

        changes = review_page(submitted).changes

        assert [(row.label, row.before, row.after) for row in changes] == [
            ("采购需求概况", "采购电子白板和课桌椅。", "补充后的需求。"),
            ("标段 2", "课桌椅，预算 1,740,000.00 元", "（已删除）"),
            ("标段 1 · 数量", "100", "99"),
            ("标段 3", "（新增）", "安装调试，预算 10,000.00 元"),
            ("材料 · 采购计划备案表", "（新增）", "备案表.pdf"),
        ]

    def test_earlier_returns_with_reason_and_reviewer(
        self, submitted: Project, reviewer: User, second_reviewer: User, clerk: User
    ) -> None:
        send_back(submitted, reviewer, "第一次的原因。")
        submit(submitted, clerk)
        send_back(submitted, second_reviewer, "第二次的原因。")
        submit(submitted, clerk)

        earlier = review_page(submitted).earlier

        assert [(review.reason, review.reviewer.full_name) for review in earlier] == [
            ("第二次的原因。", "赵审核"),
            ("第一次的原因。", "张审核"),
        ]

    def test_a_change_after_the_acceptance_stands_beside_what_was_reviewed(
        self, reviewer: User, submitted: Project, clerk: User
    ) -> None:
        accept_project(project=submitted, version=1, reviewer=reviewer, actor=Actor.person(reviewer), now=NOW)
        change_opening_manner(
            project=submitted,
            is_encrypted=True,
            is_remote_opening=False,
            user=clerk,
            actor=Actor.person(clerk),
            now=NOW + timedelta(hours=1),
        )
        client = signed_in(reviewer)

        page = review_page(submitted)

        assert page.version.version == 1
        assert page.decision is not None
        assert [
            (later.version.version, [(row.label, row.before, row.after) for row in later.changes])
            for later in page.later
        ] == [(2, [("不见面开标", "是", "否")])]
        words = client.get(address(submitted)).content.decode()
        assert words.index("受理后变更：立项信息变更") < words.index("审核结论")
        assert "次提交</span>" not in client.get("/center/acceptance/project/?tab=all").content.decode()

    def test_every_rule_that_is_kept_is_ticked(self, submitted: Project) -> None:
        page = review_page(submitted)

        assert len(page.checks) == 7
        assert page.failed_checks == []

    def test_a_version_that_was_tampered_with_is_found_out(self, submitted: Project) -> None:
        version = submitted.versions.get()
        version.content["project"]["budget"] = "1.00"

        failed = [check.title for check in check_submission(version, *thaw(version)) if not check.is_passed]

        assert failed == ["标段预算合计不超过项目预算", "提交内容与存证一致（SM3）"]

    def test_history_and_trail_stand_on_the_page(self, supervisor: User, submitted: Project) -> None:
        response = signed_in(supervisor).get(address(submitted))

        assert [item.title for item in response.context["page"].history] == ["待审核"]
        trail = [entry.act for entry in response.context["trail"]]
        assert trail == ["project.submitted", "project.saved", "project.started"]
        assert "提交受理审核（第1版）" in response.content.decode()

    def test_the_push_is_shown_with_the_receipt_or_the_reason(self, reviewer: User, submitted: Project) -> None:
        accept_project(project=submitted, version=1, reviewer=reviewer, actor=Actor.person(reviewer), now=NOW)
        client = signed_in(reviewer)
        message = OutboxMessage.objects.all()

        message.update(status="parked", last_error="品目编码不在目录中")
        assert "品目编码不在目录中" in client.get(address(submitted)).content.decode()

        message.update(status="delivered", delivered_at=NOW, receipt="LOTS-20260302-0001")
        assert "LOTS-20260302-0001" in client.get(address(submitted)).content.decode()

    def test_a_project_without_a_plan_has_a_page_too(self, reviewer: User, agency: Organisation, clerk: User) -> None:
        actor = Actor.person(clerk)
        project = start_project(agency=agency, user=clerk, actor=actor, now=NOW)
        lot = LotFacts(None, "1", "垃圾清运", "C21040000", Decimal(1), "年", Decimal(680000), Decimal(680000))
        facts = {
            "name": "垃圾清运服务项目",
            "method": "inquiry",
            "organisation_form": "decentralised",
            "kind": "services",
            "budget": Decimal(680000),
            "purchaser_name": "方城县教育体育局",
            "purchaser_credit_code": "1141132200600001XJ",
            "purchaser_contact": "刘老师",
            "purchaser_phone": "0377-60000009",
            "purchaser_address": "方城县",
            "requirement_summary": "清运一年。",
        }
        edit(project, clerk, lots=lambda _: [lot], **facts)
        submit(project, clerk)

        page = signed_in(reviewer).get(address(project)).content.decode()

        assert "受理后不向省采购系统推送" in page
        assert "采购计划对照" not in page

    def test_the_page_costs_the_same_for_many_versions(
        self, reviewer: User, submitted: Project, clerk: User, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        for _ in range(4):
            send_back(submitted, reviewer)
            submit(submitted, clerk)
        client = signed_in(reviewer)

        with django_assert_max_num_queries(20):
            client.get(address(submitted))

    def test_it_obeys_the_content_security_policy(self, reviewer: User, submitted: Project) -> None:
        response = signed_in(reviewer).get(address(submitted))

        assert "unsafe" not in response.headers["Content-Security-Policy"]
        assert inline_code(response.content.decode()) == []

    @pytest.mark.parametrize("person", ["supervisor"])
    def test_whoever_may_not_decide_is_offered_nothing(
        self, request: pytest.FixtureRequest, person: str, submitted: Project
    ) -> None:
        page = signed_in(request.getfixturevalue(person)).get(address(submitted)).content.decode()

        assert re.findall(r'<form[^>]*action="([^"]*)"', page) == ["/center/logout/"]


class TestPapers:
    def test_a_reviewer_opens_one_and_the_trail_says_so(self, draft: Project, clerk: User, reviewer: User) -> None:
        paper = attach(draft, clerk)
        submit(draft, clerk)

        response: Any = signed_in(reviewer).get(address(draft, f"papers/{paper.sm3}"))

        assert b"".join(response.streaming_content) == PDF
        assert response.headers["Content-Type"] == "application/pdf"
        assert response.headers["Content-Disposition"].startswith("attachment")
        entry = AuditEntry.objects.get(act="project.paper_opened")
        assert (entry.actor_name, entry.summary) == (str(reviewer), "查看采购计划备案表：备案表.pdf")

    def test_what_was_judged_can_be_opened_after_the_agency_removed_it(
        self, draft: Project, clerk: User, reviewer: User
    ) -> None:
        paper = attach(draft, clerk)
        submit(draft, clerk)
        send_back(draft, reviewer)
        remove_paper(paper=draft.papers.get(), actor=Actor.person(clerk), now=NOW)

        response: Any = signed_in(reviewer).get(address(draft, f"papers/{paper.sm3}"))

        assert b"".join(response.streaming_content) == PDF

    def test_what_was_not_submitted_is_not_there(self, submitted: Project, clerk: User, reviewer: User) -> None:
        send_back(submitted, reviewer)
        paper = attach(submitted, clerk)
        client = signed_in(reviewer)

        assert client.get(address(submitted, f"papers/{paper.sm3}")).status_code == 404
        assert client.get(address(submitted, "papers/nonsense")).status_code == 404
        assert not AuditEntry.objects.filter(act="project.paper_opened").exists()

    @pytest.mark.parametrize(("person", "status"), [("administrator", 403), ("clerk", 302)])
    def test_others_open_none(
        self, request: pytest.FixtureRequest, person: str, status: int, draft: Project, clerk: User
    ) -> None:
        paper = attach(draft, clerk)
        submit(draft, clerk)

        response = signed_in(request.getfixturevalue(person)).get(address(draft, f"papers/{paper.sm3}"))

        assert response.status_code == status
        assert not AuditEntry.objects.filter(act="project.paper_opened").exists()


class TestDeciding:
    def test_accepting_owes_the_province_the_lots_and_goes_back_to_the_queue(
        self, reviewer: User, submitted: Project
    ) -> None:
        response = signed_in(reviewer).post(address(submitted, "accept"), {"version": 1}, follow=True)

        assert response.redirect_chain == [("/center/acceptance/project/?tab=waiting", 302)]
        assert f"{submitted}：已受理。" in response.content.decode()
        assert Project.objects.get(pk=submitted.pk).status == "accepted"
        assert Review.objects.get().reviewer == reviewer
        assert OutboxMessage.objects.get().subject_key == submitted.project_no

    def test_returning_needs_a_reason(self, reviewer: User, submitted: Project) -> None:
        client = signed_in(reviewer)
        before = facts_of(submitted)

        for reason in ("", "  \n "):
            response = client.post(address(submitted, "return"), {"version": 1, "reason": reason})

            assert response.status_code == 400
            assert "请写明退回的原因" in response.content.decode()
            assert facts_of(submitted) == before

    def test_returning_tells_the_agency_why(self, reviewer: User, submitted: Project) -> None:
        client = signed_in(reviewer)

        client.post(address(submitted, "return"), {"version": 1, "reason": "未上传委托代理协议。\n请补充。"})

        assert Project.objects.get(pk=submitted.pk).status == "returned"
        assert Review.objects.get().reason.splitlines() == ["未上传委托代理协议。", "请补充。"]
        assert not OutboxMessage.objects.exists()

    def test_pressing_twice_decides_once(self, reviewer: User, submitted: Project) -> None:
        client = signed_in(reviewer)
        client.post(address(submitted, "accept"), {"version": 1})
        before = facts_of(submitted)

        response = client.post(address(submitted, "accept"), {"version": 1})

        assert response.status_code == 409
        assert facts_of(submitted) == before

    @pytest.mark.parametrize("act", ["accept", "return"])
    def test_of_two_reviewers_the_slower_is_told_who_decided_and_when(
        self, reviewer: User, second_reviewer: User, submitted: Project, act: str
    ) -> None:
        with time_machine.travel(NOW + timedelta(hours=1), tick=False):
            signed_in(reviewer).post(address(submitted, "accept"), {"version": 1})
        before = facts_of(submitted)

        response = signed_in(second_reviewer).post(address(submitted, act), {"version": 1, "reason": "不同意。"})

        assert response.status_code == 409
        page = response.content.decode()
        assert "最近一次由 <strong>张审核</strong> 于 2026年3月2日 10:00 受理。" in page
        assert facts_of(submitted) == before

    def test_a_page_that_shows_an_older_submission_decides_nothing(
        self, reviewer: User, submitted: Project, clerk: User
    ) -> None:
        send_back(submitted, reviewer)
        submit(submitted, clerk)
        client = signed_in(reviewer)
        before = facts_of(submitted)

        accepted = client.post(address(submitted, "accept"), {"version": 1})
        returned = client.post(address(submitted, "return"), {"version": 1, "reason": "写了一半的原因。"})

        assert (accepted.status_code, returned.status_code) == (409, 409)
        assert "代理机构已提交新的版本" in accepted.content.decode()
        assert "写了一半的原因。" in returned.content.decode()
        assert '<input type="hidden" name="version" value="2"' in returned.content.decode()
        assert facts_of(submitted) == before

    def test_a_plan_that_changed_under_the_review_stops_the_acceptance(
        self, reviewer: User, submitted: Project, make_plan: PlanFactory
    ) -> None:
        make_plan(version=2, budget=Decimal("5000000.00"))
        client = signed_in(reviewer)
        before = facts_of(submitted)

        response = client.post(address(submitted, "accept"), {"version": 1})

        assert response.status_code == 409
        assert "采购计划在送审后有变更或已撤回，不能受理" in response.content.decode()
        assert facts_of(submitted) == before

    @pytest.mark.parametrize("version", ["", "x", "0", "-1", "99999999999999999999"])
    def test_a_request_without_a_sound_version_decides_nothing(
        self, reviewer: User, submitted: Project, version: str
    ) -> None:
        client = signed_in(reviewer)
        before = facts_of(submitted)

        response = client.post(address(submitted, "accept"), {"version": version})

        assert response.status_code in (400, 409)
        assert facts_of(submitted) == before

    @pytest.mark.parametrize("person", ["administrator", "supervisor", "clerk", "colleague", "stranger"])
    @pytest.mark.parametrize("act", ["accept", "return", "plan-change"])
    def test_nobody_else_decides(
        self, request: pytest.FixtureRequest, person: str, act: str, submitted: Project
    ) -> None:
        client = signed_in(request.getfixturevalue(person))
        before = facts_of(submitted)

        response = client.post(address(submitted, act), {"version": 1, "reason": "原因。", "plan_version": 1})

        assert response.status_code in (302, 403)
        assert facts_of(submitted) == before

    @pytest.mark.parametrize("loss", ["role", "account", "organisation"])
    def test_a_right_that_was_taken_away_is_gone_at_the_next_request(
        self, loss: str, reviewer: User, center: Organisation, submitted: Project
    ) -> None:
        client = signed_in(reviewer)
        assert client.get(address(submitted)).status_code == 200
        if loss == "role":
            reviewer.groups.clear()
        else:
            record = reviewer if loss == "account" else center
            type(record).objects.filter(pk=record.pk).update(is_active=False)
        before = facts_of(submitted)

        response = client.post(address(submitted, "accept"), {"version": 1})

        assert response.headers["Location"].startswith("/center/login/")
        assert facts_of(submitted) == before

    @pytest.mark.parametrize("act", ["accept", "return", "plan-change"])
    def test_following_a_link_decides_nothing(self, reviewer: User, submitted: Project, act: str) -> None:
        client = signed_in(reviewer)
        before = facts_of(submitted)

        response = client.get(address(submitted, act), {"version": "1", "reason": "原因。"}, follow=True)

        assert response.redirect_chain == [(address(submitted), 302)]
        assert "操作尚未办理，请重新点击。" in response.content.decode()
        assert facts_of(submitted) == before

    def test_a_form_from_elsewhere_decides_nothing(self, reviewer: User, submitted: Project) -> None:
        client = signed_in(reviewer)
        client.handler.enforce_csrf_checks = True
        before = facts_of(submitted)

        response = client.post(address(submitted, "accept"), {"version": 1})

        assert response.status_code == 403
        assert facts_of(submitted) == before

    def test_a_project_that_is_not_there_is_a_404(self, reviewer: User, draft: Project) -> None:
        client = signed_in(reviewer)

        assert client.post(address(draft, "accept"), {"version": 1}).status_code == 404
        assert client.post("/center/acceptance/project/999999/accept/", {"version": 1}).status_code == 404


class TestChangeOfAnAcceptedPlan:
    @pytest.fixture
    def accepted(self, submitted: Project, reviewer: User, make_plan: PlanFactory) -> Project:
        accept_project(project=submitted, version=1, reviewer=reviewer, actor=Actor.person(reviewer), now=NOW)
        make_plan(version=2, budget=Decimal("5000000.00"))
        return submitted

    def test_it_is_shown_until_a_reviewer_has_looked(self, reviewer: User, accepted: Project) -> None:
        client = signed_in(reviewer)
        assert "已核对计划变更" in client.get(address(accepted)).content.decode()

        client.post(address(accepted, "plan-change"), {"plan_version": 2})

        assert Project.objects.get(pk=accepted.pk).plan_version == 2
        assert AuditEntry.objects.get(act="project.plan_change_acknowledged").actor_name == str(reviewer)
        assert "已核对计划变更" not in client.get(address(accepted)).content.decode()

    def test_a_page_that_shows_an_older_plan_notes_nothing(
        self, reviewer: User, accepted: Project, make_plan: PlanFactory
    ) -> None:
        make_plan(version=3, budget=Decimal("5100000.00"))
        client = signed_in(reviewer)
        before = facts_of(accepted)

        response = client.post(address(accepted, "plan-change"), {"plan_version": 2})

        assert response.status_code == 409
        assert facts_of(accepted) == before

    def test_looking_twice_is_noted_once(self, reviewer: User, accepted: Project) -> None:
        client = signed_in(reviewer)
        client.post(address(accepted, "plan-change"), {"plan_version": 2})
        before = facts_of(accepted)

        response = client.post(address(accepted, "plan-change"), {"plan_version": 2})

        assert response.status_code == 409
        assert facts_of(accepted) == before

    def test_there_is_nothing_to_note_before_the_acceptance(
        self, reviewer: User, submitted: Project, make_plan: PlanFactory
    ) -> None:
        make_plan(version=2, budget=Decimal("5000000.00"))
        client = signed_in(reviewer)
        before = facts_of(submitted)

        response = client.post(address(submitted, "plan-change"), {"plan_version": 2})

        assert response.status_code == 409
        assert facts_of(submitted) == before

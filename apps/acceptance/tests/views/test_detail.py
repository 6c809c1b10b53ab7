from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from apps.acceptance import stages
from apps.acceptance.codes import PaperKind
from apps.acceptance.models import Category, ProcurementPlan, Project, ProjectPaper
from apps.acceptance.services.opening_manner import change_opening_manner
from apps.acceptance.services.papers import attach_paper
from apps.acceptance.services.reviews import accept_project, return_project
from apps.acceptance.tests.conftest import PDF, pdf
from apps.accounts.models import User
from apps.conftest import PlanFactory
from apps.core.actors import Actor
from apps.core.models import OutboxMessage
from apps.core.uploads import LARGEST_BYTES

pytestmark = pytest.mark.django_db


def to(name: str, project: Project, *more: int) -> str:
    return reverse(f"acceptance:{name}", args=[project.pk, *more])


def page_of(client: Client, project: Project) -> str:
    return client.get(to("project-detail", project)).content.decode()


class TestPage:
    def test_shows_a_complete_draft_with_its_lots(self, agency_client: Client, draft: Project) -> None:
        page = page_of(agency_client, draft)

        for words in ("电子白板", "A02020700 电子白板", "100 台", "3,120,000.00 元", "共 2 个标段", "4,860,000.00 元"):
            assert words in page
        assert "内容已经完整" in page
        assert "统一交易标识码在提交时生成" in page

    def test_names_a_category_of_the_catalogue_that_is_no_longer_in_use(
        self, agency_client: Client, draft: Project
    ) -> None:
        Category.objects.create(code="C99", name="停用的", kind="services", is_active=False)
        draft.lots.filter(lot_no="2").update(category_code="C99")

        page = page_of(agency_client, draft)

        assert "C99 停用的" in page

    def test_lists_what_is_missing_with_a_link_to_the_field(self, agency_client: Client, draft: Project) -> None:
        Project.objects.update(agency_phone="")
        draft.lots.filter(lot_no="2").update(name="")

        response = agency_client.get(to("project-detail", draft))

        edit = to("project-edit", draft)
        assert [(item.text, item.url) for item in response.context["page"].missing] == [
            ("请填写项目联系电话。", f"{edit}?check=1#id_agency_phone"),
            ("标段 2：请填写标段名称。", f"{edit}?check=1#id_lots-1-name"),
        ]
        form = agency_client.get(f"{edit}?check=1").content.decode()
        assert 'id="id_agency_phone"' in form
        assert 'id="id_lots-1-name"' in form

    def test_shows_the_codes_and_the_frozen_version_once_submitted(
        self, agency_client: Client, submitted: Project
    ) -> None:
        page = page_of(agency_client, submitted)

        for lot in submitted.lots.all():
            assert str(lot.unified_deal_code) in page
        assert submitted.versions.get().sm3 in page
        assert "第 1 版" in page
        assert to("project-edit", submitted) not in page
        assert to("project-cancel", submitted) not in page
        assert to("paper-attach", submitted) not in page

    def test_says_of_a_version_after_the_acceptance_why_it_is_there(
        self, agency_client: Client, submitted: Project, clerk: User, reviewer: User, now: datetime
    ) -> None:
        accept_project(project=submitted, version=1, reviewer=reviewer, actor=Actor.person(reviewer), now=now)
        change_opening_manner(
            project=submitted,
            is_encrypted=True,
            is_remote_opening=False,
            user=clerk,
            actor=Actor.person(clerk),
            now=now + timedelta(hours=1),
        )

        page = page_of(agency_client, submitted)

        versions = page[page.index("项目版本") :]
        assert versions.index("第 2 版") < versions.index("立项信息变更") < versions.index("李经办 变更于")
        assert versions.index("第 1 版") < versions.index("受理") < versions.index("李经办 提交于")

    def test_a_return_is_the_first_thing_to_be_seen(
        self, agency_client: Client, submitted: Project, reviewer: User, now: datetime
    ) -> None:
        return_project(
            project=submitted,
            version=1,
            reason="请补充预算批复。",
            reviewer=reviewer,
            actor=Actor.person(reviewer),
            now=now,
        )

        page = page_of(agency_client, submitted)

        assert page.index("中心已退回") < page.index("请补充预算批复。") < page.index("共 2 个标段")
        assert "方城县公共资源交易中心" in page

    def test_tells_the_history_from_the_last_to_the_first(
        self, agency_client: Client, submitted: Project, reviewer: User, now: datetime
    ) -> None:
        later = now + timedelta(hours=1)
        accept_project(project=submitted, version=1, reviewer=reviewer, actor=Actor.person(reviewer), now=later)

        history = agency_client.get(to("project-detail", submitted)).context["page"].history

        assert [(item.title, item.by.partition("（")[0]) for item in history] == [
            ("中心受理", "张审核"),
            ("提交审核", "李经办"),
            ("登记", "李经办"),
        ]

    def test_shows_the_receipt_of_the_push(
        self, agency_client: Client, submitted: Project, reviewer: User, now: datetime
    ) -> None:
        accept_project(project=submitted, version=1, reviewer=reviewer, actor=Actor.person(reviewer), now=now)
        OutboxMessage.objects.update(status="delivered", receipt="HN-R-0001", delivered_at=now)

        page = page_of(agency_client, submitted)

        assert "标段已推送" in page
        assert "HN-R-0001" in page
        assert "2026年3月2日 09:00" in page

    def test_shows_why_the_push_has_not_arrived(
        self, agency_client: Client, submitted: Project, reviewer: User, now: datetime
    ) -> None:
        accept_project(project=submitted, version=1, reviewer=reviewer, actor=Actor.person(reviewer), now=now)
        OutboxMessage.objects.update(attempts=2, last_error="<b>计划不存在</b>", due_at=now + timedelta(minutes=10))

        page = page_of(agency_client, submitted)

        assert "推送暂未成功，系统将自动重试" in page
        assert "&lt;b&gt;计划不存在&lt;/b&gt;" in page
        assert "2026年3月2日 09:10" in page

    def test_costs_a_fixed_number_of_queries(
        self,
        agency_client: Client,
        submitted: Project,
        reviewer: User,
        monkeypatch: pytest.MonkeyPatch,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        # What the later stages cost is counted by the apps that tell them.
        monkeypatch.setattr(stages, "_later_steps", {})
        now = submitted.changed_at
        accept_project(project=submitted, version=1, reviewer=reviewer, actor=Actor.person(reviewer), now=now)

        # Session, user, roles; project, push, lots, catalogue, lines of the plan, versions, papers, history.
        with django_assert_num_queries(12):
            agency_client.get(to("project-detail", submitted))


class TestChangeOfThePlan:
    def test_plan_and_project_stand_beside_each_other(
        self, agency_client: Client, draft: Project, make_plan: PlanFactory
    ) -> None:
        make_plan(version=2, budget=Decimal(5000000))

        response = agency_client.get(to("project-detail", draft))

        change = response.context["page"].plan_change
        assert [(row.label, row.before, row.after) for row in change.differences if row.differs] == [
            ("预算金额", "4,860,000.00 元", "5,000,000.00 元")
        ]
        assert "采用新版计划" in response.content.decode()
        assert [item.text for item in response.context["page"].missing] == [
            "采购计划有变更，请核对差异并采用新版计划。"
        ]
        assert "到项目页核对" in agency_client.get(to("project-edit", draft)).content.decode()

    def test_adopting_takes_the_new_version_over(
        self, agency_client: Client, draft: Project, make_plan: PlanFactory
    ) -> None:
        make_plan(version=2, budget=Decimal(5000000))

        response = agency_client.post(
            to("plan-adopt", draft), {"revision": draft.revision, "plan_version": 2}, follow=True
        )

        assert response.redirect_chain == [(to("project-detail", draft), 302)]
        assert "已采用新版计划" in response.content.decode()
        assert Project.objects.get().budget == Decimal(5000000)
        assert response.context["page"].plan_change is None

    def test_adopting_what_was_not_shown_is_refused(
        self, agency_client: Client, draft: Project, make_plan: PlanFactory
    ) -> None:
        make_plan(version=3, budget=Decimal(1))

        response = agency_client.post(
            to("plan-adopt", draft), {"revision": draft.revision, "plan_version": 2}, follow=True
        )

        assert "又有变更" in response.content.decode()
        assert Project.objects.get().budget == Decimal(4860000)

    @pytest.mark.parametrize("sent", [{}, {"revision": "x", "plan_version": "2"}])
    def test_a_broken_request_changes_nothing(
        self, agency_client: Client, draft: Project, make_plan: PlanFactory, sent: dict[str, str]
    ) -> None:
        make_plan(version=2, budget=Decimal(1))

        response = agency_client.post(to("plan-adopt", draft), sent, follow=True)

        assert "请刷新页面后重试" in response.content.decode()
        assert Project.objects.get().plan_version == 1

    def test_a_withdrawn_plan_offers_to_cancel(
        self, agency_client: Client, draft: Project, make_plan: PlanFactory
    ) -> None:
        make_plan(version=2, is_withdrawn=True)

        page = page_of(agency_client, draft)

        assert "采购计划已被撤回" in page
        assert "内容已经完整" not in page
        assert 'href="#cancel"' in page
        assert to("plan-adopt", draft) not in page

    def test_a_project_under_review_is_told_to_wait_for_the_center(
        self, agency_client: Client, submitted: Project, make_plan: PlanFactory
    ) -> None:
        make_plan(version=2, budget=Decimal(1))

        page = page_of(agency_client, submitted)

        assert "中心将退回本项目" in page
        assert to("plan-adopt", submitted) not in page


class TestEndOfTheCommission:
    @pytest.fixture
    def of_another(self, draft: Project, recommission: PlanFactory) -> ProcurementPlan:
        return recommission()

    def test_the_page_says_so_and_offers_to_cancel(
        self, agency_client: Client, draft: Project, of_another: ProcurementPlan
    ) -> None:
        page = page_of(agency_client, draft)

        assert "采购计划已不再委托本机构代理" in page
        assert to("project-cancel", draft) in page
        assert to("plan-adopt", draft) not in page
        assert to("project-submit", draft) not in page
        assert "所选计划可以重新选择" not in page
        assert "提交前检查" not in page

    @pytest.mark.parametrize("status", ["draft", "submitted", "returned", "accepted", "cancelled"])
    @pytest.mark.parametrize("is_withdrawn", [False, True])
    def test_nothing_of_the_new_version_is_told(
        self,
        agency_client: Client,
        draft: Project,
        recommission: PlanFactory,
        *,
        status: str,
        is_withdrawn: bool,
    ) -> None:
        plan = recommission(is_withdrawn=is_withdrawn)
        # The names of the plan's lines would stand in for those that the catalogue lacks.
        Category.objects.all().delete()
        Project.objects.update(status=status, project_no="方财公开采购-2026-1", accepted_at=draft.changed_at)
        sent = {"revision": draft.revision, "plan_version": 2, "plan_no": plan.plan_no, "reason": "委托终止"}
        edit, listed = to("project-edit", draft), reverse("acceptance:project-list")
        picker, pick = reverse("acceptance:plan-picker"), reverse("acceptance:plan-pick")
        acts = [to(act, draft) for act in ("plan-adopt", "project-submit", "project-cancel")]

        pages = [
            *(agency_client.get(it, follow=True) for it in (to("project-detail", draft), edit, listed, picker)),
            agency_client.get(f"{edit}?check=1", follow=True),
            *(agency_client.post(it, sent, follow=True) for it in (*acts, pick)),
        ]

        secrets = (plan.title, plan.agency_name, plan.agency_credit_code, "7,654,321", "765.43", "新联系人")
        for page in pages:
            assert page.status_code == 200
            for secret in (*secrets, "保密的新明细", "第 2 版", "第2版"):
                assert secret not in page.content.decode()

    def test_the_form_leads_to_the_page_where_it_is_cancelled(
        self, agency_client: Client, draft: Project, of_another: ProcurementPlan
    ) -> None:
        page = agency_client.get(to("project-edit", draft)).content.decode()

        assert "采购计划已不再委托本机构代理" in page
        assert "到项目页取消" in page

    def test_cancelling_does_not_promise_the_plan(
        self, agency_client: Client, draft: Project, of_another: ProcurementPlan
    ) -> None:
        response = agency_client.post(to("project-cancel", draft), {"reason": "委托终止"}, follow=True)

        page = response.content.decode()
        assert "项目已取消。" in page
        assert "重新选择" not in page
        assert ProcurementPlan.objects.get().status == "available"


class TestActs:
    def test_the_stored_draft_can_be_submitted_from_its_page(self, agency_client: Client, draft: Project) -> None:
        response = agency_client.post(to("project-submit", draft), {"revision": draft.revision})

        assert response.headers["Location"] == to("project-detail", draft)
        assert Project.objects.get().status == "submitted"

    def test_an_incomplete_draft_leads_to_the_form_with_everything_marked(
        self, agency_client: Client, draft: Project
    ) -> None:
        Project.objects.update(agency_phone="")

        response = agency_client.post(to("project-submit", draft), {"revision": draft.revision})

        assert response.headers["Location"] == f"{to('project-edit', draft)}?check=1"
        assert Project.objects.get().status == "draft"

    @pytest.mark.parametrize("revision", ["", "x", "1"])
    def test_a_page_that_is_out_of_date_submits_nothing(
        self, agency_client: Client, draft: Project, revision: str
    ) -> None:
        response = agency_client.post(to("project-submit", draft), {"revision": revision}, follow=True)

        assert [message.level_tag for message in response.context["messages"]] == ["error"]
        assert Project.objects.get().status == "draft"

    def test_cancelling_needs_a_reason_and_says_so_at_the_field(self, agency_client: Client, draft: Project) -> None:
        response = agency_client.post(to("project-cancel", draft), {"reason": "  "})

        assert response.status_code == 200
        assert response.context["cancel_form"]["reason"].errors == ["请写明取消的原因。"]
        assert '<details class="cancel-project" id="cancel" open>' in response.content.decode()
        assert Project.objects.get().status == "draft"

    def test_cancelling_frees_the_plan(self, agency_client: Client, draft: Project) -> None:
        response = agency_client.post(to("project-cancel", draft), {"reason": "采购人调整"}, follow=True)

        assert response.redirect_chain == [(to("project-detail", draft), 302)]
        stored = Project.objects.get()
        assert (stored.status, stored.plan and stored.plan.status) == ("cancelled", "available")
        assert "采购人调整" in response.content.decode()

    def test_cancelling_twice_is_harmless(self, agency_client: Client, draft: Project) -> None:
        agency_client.post(to("project-cancel", draft), {"reason": "采购人调整"}, follow=True)

        response = agency_client.post(to("project-cancel", draft), {"reason": "又按一次"}, follow=True)

        assert [message.level_tag for message in response.context["messages"]] == ["error"]
        assert Project.objects.get().status == "cancelled"


class TestPapers:
    @pytest.fixture
    def paper(self, draft: Project, clerk: User, now: datetime) -> ProjectPaper:
        return attach_paper(project=draft, kind=PaperKind.COMMISSION, upload=pdf(), actor=Actor.person(clerk), now=now)

    def test_a_paper_is_attached_and_shown(self, agency_client: Client, draft: Project) -> None:
        response = agency_client.post(
            to("paper-attach", draft), {"kind": "commission", "file": pdf("委托 <协议>.pdf")}, follow=True
        )

        assert response.redirect_chain == [(to("project-detail", draft), 302)]
        page = response.content.decode()
        assert "委托 &lt;协议&gt;.pdf" in page
        assert to("paper-download", draft, ProjectPaper.objects.get().pk) in page

    @pytest.mark.parametrize(
        ("sent", "field", "words"),
        [
            ({"kind": "commission"}, "file", "请选择要上传的文件"),
            ({"file": pdf()}, "kind", "请选择材料类别"),
            ({"kind": "bribe", "file": pdf()}, "kind", "bribe"),
            ({"kind": "commission", "file": pdf(content=b"")}, "file", "文件是空的"),
            ({"kind": "commission", "file": pdf(content=b"MZ program")}, "file", "文件内容与后缀“.pdf”不符"),
            ({"kind": "commission", "file": pdf("协议.exe")}, "file", "不接受“.exe”类型"),
        ],
    )
    def test_what_cannot_be_taken_is_said_at_the_field(
        self, agency_client: Client, draft: Project, sent: dict[str, object], field: str, words: str
    ) -> None:
        if "file" in sent:
            sent["file"].seek(0)  # type: ignore[attr-defined]

        response = agency_client.post(to("paper-attach", draft), sent)

        assert response.status_code == 200
        assert words in str(response.context["paper_form"].errors[field])
        assert not ProjectPaper.objects.exists()

    def test_a_file_that_is_too_big_is_said_at_the_field(
        self, agency_client: Client, draft: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("apps.core.uploads.LARGEST_BYTES", 10)

        response = agency_client.post(to("paper-attach", draft), {"kind": "commission", "file": pdf()})

        assert "文件超过" in str(response.context["paper_form"].errors["file"])
        assert LARGEST_BYTES == 50 * 1024 * 1024
        assert not ProjectPaper.objects.exists()

    def test_the_same_file_twice_is_one_paper(self, agency_client: Client, draft: Project) -> None:
        for _ in range(2):
            agency_client.post(to("paper-attach", draft), {"kind": "commission", "file": pdf()})

        assert ProjectPaper.objects.count() == 1

    def test_a_paper_comes_back_as_a_download_and_never_as_a_page(
        self, agency_client: Client, draft: Project, paper: ProjectPaper
    ) -> None:
        response = agency_client.get(to("paper-download", draft, paper.pk))

        assert response.getvalue() == PDF
        assert response.headers["Content-Type"] == "application/pdf"
        assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in response.headers["Content-Security-Policy"]

    def test_a_paper_whose_file_is_gone_is_told(
        self, agency_client: Client, draft: Project, paper: ProjectPaper
    ) -> None:
        Path(paper.file.path).unlink()

        response = agency_client.get(to("paper-download", draft, paper.pk), follow=True)

        assert "没有找到“委托代理协议.pdf”的文件" in response.content.decode()

    def test_a_paper_is_removed_once(self, agency_client: Client, draft: Project, paper: ProjectPaper) -> None:
        first = agency_client.post(to("paper-remove", draft, paper.pk), follow=True)
        second = agency_client.post(to("paper-remove", draft, paper.pk), follow=True)

        assert "已移除：委托代理协议.pdf" in first.content.decode()
        assert "这份材料已经移除" in second.content.decode()
        assert not ProjectPaper.objects.exists()

    def test_a_paper_under_review_stays(self, agency_client: Client, draft: Project, paper: ProjectPaper) -> None:
        Project.objects.update(status="submitted", project_no="1")

        agency_client.post(to("paper-remove", draft, paper.pk))
        response = agency_client.post(
            to("paper-attach", draft), {"kind": "other", "file": pdf(content=PDF + b"2")}, follow=True
        )

        assert "不能修改附件材料" in response.content.decode()
        assert list(ProjectPaper.objects.all()) == [paper]

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from apps.acceptance.models import Project
from apps.acceptance.services.projects import LotFacts, save_draft, start_project
from apps.acceptance.tests.conftest import all_lots, form_data
from apps.accounts.models import Organisation, User
from apps.conftest import PlanFactory
from apps.core.actors import Actor

pytestmark = pytest.mark.django_db


@pytest.fixture
def address(draft: Project) -> str:
    return reverse("acceptance:project-edit", args=[draft.pk])


def test_what_the_plan_rules_is_read_and_not_typed(agency_client: Client, draft: Project, address: str) -> None:
    response = agency_client.get(address)

    page = response.content.decode()
    assert "由计划带入，不可修改" in page
    assert {fact.label: fact.value for fact in response.context["ruled"]}["预算金额"] == "4,860,000.00 元"
    assert 'name="budget"' not in page
    assert 'name="purchaser_contact" value="陈老师"' in page


def test_lots_are_shown_as_clerks_write_them(agency_client: Client, address: str) -> None:
    page = agency_client.get(address).content.decode()

    assert 'name="lots-0-budget" value="3,120,000.00"' in page
    assert 'name="lots-0-quantity" value="100"' in page
    assert 'name="lots-2-lot_no"' in page  # one row more, for those without JavaScript
    assert 'name="lots-3-lot_no"' not in page


def test_the_plans_own_categories_are_offered_and_the_catalogue_is_searched(
    agency_client: Client, draft: Project, address: str
) -> None:
    response = agency_client.get(address)

    page = response.content.decode()
    assert response.context["categories"] == {"A02020700": "电子白板", "A05010203": "课桌椅"}
    assert '<datalist id="category-codes" data-category-search="/agency/projects/categories/">' in page
    assert "C23090000" not in page


def test_showing_the_form_costs_a_fixed_number_of_queries(
    agency_client: Client, draft: Project, address: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    # Session, user, roles; project, lots, sum of the lots, lines of the plan.
    with django_assert_num_queries(8):
        agency_client.get(address)


class TestSaving:
    def test_stores_the_draft_and_shows_it_again(self, agency_client: Client, draft: Project, address: str) -> None:
        data = form_data(
            draft,
            remarks="分期付款",
            planned_announcement_date="2026-03-20",
            **{
                "lots-0-budget": "３，０００，０００．００",
                "lots-0-ceiling_price": "",
                "lots-2-lot_no": "3",
                "lots-2-name": "安装",
            },
        )

        response = agency_client.post(address, data, follow=True)

        assert response.redirect_chain == [(address, 302)]
        assert "草稿已保存" in response.content.decode()
        stored = Project.objects.get()
        assert (stored.remarks, str(stored.planned_announcement_date)) == ("分期付款", "2026-03-20")
        assert (stored.status, stored.revision) == ("draft", draft.revision + 1)
        first, _, third = stored.lots.all()
        assert (first.budget, first.ceiling_price) == (Decimal(3000000), None)
        assert (third.lot_no, third.name) == ("3", "安装")

    def test_an_unticked_box_is_no(self, agency_client: Client, draft: Project, address: str) -> None:
        data = form_data(draft)
        del data["is_remote_opening"]

        agency_client.post(address, data)

        stored = Project.objects.get()
        assert (stored.is_encrypted, stored.is_remote_opening) == (True, False)

    def test_what_is_malformed_is_shown_at_its_field_and_nothing_is_stored(
        self, agency_client: Client, draft: Project, address: str
    ) -> None:
        data = form_data(draft, remarks="不应保存", **{"lots-0-budget": "三百万", "lots-1-lot_no": "1"})

        response = agency_client.post(address, data)

        assert response.status_code == 200
        page = response.content.decode()
        assert "第 1 个标段，预算金额（元）：请只填写数字" in page
        assert "标段号“1”与前面的标段重复" in page
        assert 'value="三百万"' in page
        assert 'data-unsaved="changed"' in page
        assert Project.objects.get().remarks == ""

    def test_what_the_plan_rules_cannot_be_smuggled_in(
        self, agency_client: Client, draft: Project, address: str
    ) -> None:
        agency_client.post(
            address, form_data(draft, budget="1", name="别的", status="accepted", project_no="X", agency="2")
        )

        stored = Project.objects.get()
        assert (stored.budget, stored.status, stored.project_no) == (Decimal(4860000), "draft", None)
        assert stored.name == "方城县教育体育局义务教育学校教学设备采购项目"

    def test_a_lot_of_another_project_cannot_be_taken(
        self, agency_client: Client, draft: Project, address: str, clerk: User, now: datetime
    ) -> None:
        other = start_project(agency=draft.agency, user=clerk, actor=Actor.person(clerk), now=now)
        foreign = other.lots.create(lot_no="1", name="别人的标段")

        response = agency_client.post(address, form_data(draft, **{"lots-0-id": foreign.pk}))

        assert response.status_code == 409
        foreign.refresh_from_db()
        assert (foreign.project, foreign.name) == (other, "别人的标段")
        assert Project.objects.get(pk=draft.pk).revision == draft.revision

    def test_a_project_by_hand_takes_everything(
        self, agency_client: Client, agency: Organisation, clerk: User, now: datetime
    ) -> None:
        project = start_project(agency=agency, user=clerk, actor=Actor.person(clerk), now=now)
        data = form_data(
            project,
            name="方城县档案馆档案数字化服务项目",
            method="competitive_consultation",
            kind="services",
            budget="965,000",
            purchaser_credit_code="1141132200600001xj",
        )

        response = agency_client.post(reverse("acceptance:project-edit", args=[project.pk]), data)

        assert response.status_code == 302
        stored = Project.objects.get()
        assert (stored.method, stored.budget) == ("competitive_consultation", Decimal(965000))
        assert stored.purchaser_credit_code == "1141132200600001XJ"

    @pytest.mark.parametrize("revision", ["", "x", "-1"])
    def test_a_page_without_its_revision_is_refused(
        self, agency_client: Client, draft: Project, address: str, revision: str
    ) -> None:
        response = agency_client.post(address, form_data(draft, revision=revision, remarks="不应保存"))

        assert response.status_code == 200
        assert "修订号" in response.content.decode()
        assert Project.objects.get().remarks == ""

    def test_a_project_under_review_is_shown_instead_of_the_form(
        self, agency_client: Client, submitted: Project
    ) -> None:
        detail = reverse("acceptance:project-detail", args=[submitted.pk])
        address = reverse("acceptance:project-edit", args=[submitted.pk])
        data = form_data(submitted, remarks="迟了")

        assert agency_client.get(address).headers["Location"] == detail
        response = agency_client.post(address, data, follow=True)

        assert response.redirect_chain == [(detail, 302)]
        assert "项目待审核，不能修改" in response.content.decode()
        assert Project.objects.get().remarks == ""


class TestSubmitting:
    def test_stores_and_submits_what_was_typed(self, agency_client: Client, draft: Project, address: str) -> None:
        response = agency_client.post(address, form_data(draft, remarks="已填", submit="1"), follow=True)

        assert response.redirect_chain == [(reverse("acceptance:project-detail", args=[draft.pk]), 302)]
        assert "已提交中心审核，项目编号 方财公开采购-2026-1。" in response.content.decode().replace(
            str(Project.objects.get().project_no), "方财公开采购-2026-1"
        )
        stored = Project.objects.get()
        assert (stored.status, stored.remarks) == ("submitted", "已填")

    def test_pressing_twice_submits_once(self, agency_client: Client, draft: Project, address: str) -> None:
        data = form_data(draft, submit="1")
        agency_client.post(address, data)

        response = agency_client.post(address, data)

        assert response.headers["Location"] == reverse("acceptance:project-detail", args=[draft.pk])
        assert Project.objects.get().versions.count() == 1

    def test_everything_that_is_missing_is_shown_at_once_and_the_typing_is_kept(
        self, agency_client: Client, draft: Project, address: str
    ) -> None:
        data = form_data(
            draft,
            agency_phone="",
            requirement_summary="",
            remarks="留着",
            submit="1",
            **{"lots-0-unit": "", "lots-0-budget": "9,000,000", "lots-1-category_code": "Z1"},
        )

        response = agency_client.post(address, data, follow=True)

        assert response.redirect_chain == [(f"{address}?check=1", 302)]
        page = response.content.decode()
        for words in (
            "项目联系电话：请填写项目联系电话。",
            "采购需求概况：请填写采购需求概况。",
            "第 1 个标段，单位：请填写单位。",
            "第 2 个标段，品目编码：品目编码不在政府采购品目分类目录中。",
            "各标段预算合计 10,740,000.00 元，超过项目预算 4,860,000.00 元，超出 5,880,000.00 元。",
            "已存为草稿",
        ):
            assert words in page
        assert response.context["form"]["agency_phone"].errors == ["请填写项目联系电话。"]
        assert response.context["lots"].forms[0]["unit"].errors == ["请填写单位。"]
        stored = Project.objects.get()
        assert (stored.status, stored.remarks, stored.project_no) == ("draft", "留着", None)

    def test_a_plan_that_changed_meanwhile_leads_to_the_comparison(
        self, agency_client: Client, draft: Project, address: str, make_plan: PlanFactory
    ) -> None:
        make_plan(version=2, budget=Decimal(5000000))

        response = agency_client.post(address, form_data(draft, remarks="留着", submit="1"), follow=True)

        assert response.redirect_chain == [(reverse("acceptance:project-detail", args=[draft.pk]), 302)]
        assert "采购计划有变更" in response.content.decode()
        stored = Project.objects.get()
        assert (stored.status, stored.remarks) == ("draft", "留着")


class TestOvertaking:
    @pytest.fixture
    def overtake(self, draft: Project, colleague: User, now: datetime) -> Callable[..., None]:
        """Return a function with which a colleague saves first."""

        def save(lots: list[LotFacts] | None = None, **facts: object) -> None:
            save_draft(
                project=Project.objects.get(),
                revision=draft.revision,
                facts=facts,
                lots=all_lots(draft) if lots is None else lots,
                actor=Actor.person(colleague),
                now=now,
            )

        return save

    def test_what_was_typed_stays_beside_what_is_stored_now(
        self, agency_client: Client, draft: Project, address: str, overtake: Callable[..., None]
    ) -> None:
        data = form_data(draft, remarks="我的备注", **{"lots-0-name": "我的标段"})
        overtake(remarks="同事的备注")

        response = agency_client.post(address, data)

        assert response.status_code == 409
        page = response.content.decode()
        assert "周经办（河南宛诚工程咨询有限公司） 在 2026年3月2日 09:00 保存过本项目" in page
        assert ">\r\n我的备注</textarea>" in page or "我的备注</textarea>" in page
        assert 'value="我的标段"' in page
        rows = {row.label: (row.before, row.after) for row in response.context["differences"]}
        assert rows["备注"] == ("同事的备注", "我的备注")
        assert "电子白板" in rows["标段 1"][0]
        assert "我的标段" in rows["标段 1"][1]
        assert set(rows) == {"备注", "标段 1"}
        assert response.context["form"]["remarks"].help_text == "现存内容：同事的备注"
        assert response.context["lots"].forms[0]["name"].help_text == "现存内容：电子白板"
        assert response.context["lots"].forms[1]["name"].help_text == ""
        assert Project.objects.get().remarks == "同事的备注"

    def test_saving_again_replaces_it_knowingly(
        self, agency_client: Client, draft: Project, address: str, overtake: Callable[..., None]
    ) -> None:
        data = form_data(draft, remarks="我的备注")
        overtake(remarks="同事的备注")
        shown = agency_client.post(address, data).context["form"]["revision"].value()

        response = agency_client.post(address, data | {"revision": shown})

        assert response.status_code == 302
        assert Project.objects.get().remarks == "我的备注"

    def test_a_lot_that_a_colleague_removed_is_entered_anew(
        self, agency_client: Client, draft: Project, address: str, overtake: Callable[..., None]
    ) -> None:
        data = form_data(draft)
        overtake(lots=all_lots(draft)[1:])

        response = agency_client.post(address, data)

        assert {row.label: row.before for row in response.context["differences"]} == {"标段 1": "没有这个标段"}
        formset = response.context["lots"]
        again = data | {
            "revision": response.context["form"]["revision"].value(),
            "lots-0-id": formset.forms[0]["id"].value(),
        }
        assert agency_client.post(address, again).status_code == 302
        assert sorted(lot.name for lot in Project.objects.get().lots.all()) == ["电子白板", "课桌椅"]

    def test_a_lot_that_a_colleague_added_is_named_before_it_is_dropped(
        self, agency_client: Client, draft: Project, address: str, overtake: Callable[..., None]
    ) -> None:
        data = form_data(draft)
        overtake(lots=[*all_lots(draft), LotFacts(pk=None, lot_no="3", name="同事的标段")])

        response = agency_client.post(address, data)

        assert {row.label: (row.before, row.after) for row in response.context["differences"]} == {
            "标段 3": ("同事的标段", "没有这个标段")
        }

    def test_two_windows_with_the_same_content_say_so(
        self, agency_client: Client, draft: Project, address: str, overtake: Callable[..., None]
    ) -> None:
        data = form_data(draft)
        overtake()

        response = agency_client.post(address, data)

        assert response.status_code == 409
        assert "与现存内容一致" in response.content.decode()

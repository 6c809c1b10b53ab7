"""What agency and center see of results, and what nobody else does."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from apps.acceptance.models import Project
from apps.accounts.models import User
from apps.announcements.models import Announcement
from apps.announcements.tests.facts import OTHER_SUPPLIER, SUPPLIER, awarded_lot
from apps.conftest import NOW, signed_in
from apps.results.models import LotResult
from apps.results.selectors.suppliers import awards_of
from apps.results.tests.conftest import DAY, Arrive

pytestmark = pytest.mark.django_db

LIST = "/center/results/lotresult/"
# Wednesday 1 April 2026: results are published on that day.
RESULT_DAY = NOW + 30 * DAY


@pytest.fixture(autouse=True)
def on_the_day_of_the_result() -> Iterator[None]:
    with time_machine.travel(RESULT_DAY, tick=False):
        yield


def page_of(client: Client, project: Project) -> str:
    return client.get(reverse("results:overview", args=[project.pk])).content.decode()


def text_of(client: Client, address: str) -> str:
    return client.get(address).content.decode()


class TestAgencyPage:
    def test_says_why_a_correction_without_its_result_decides_nothing(
        self, agency_client: Client, accepted: Project, result: Announcement, arrive: Arrive
    ) -> None:
        arrive("C-1", "result_correction", corrects_no="R-1", first_published_at=RESULT_DAY)

        arrive("R-1", "result", version=2, is_withdrawn=True)

        page = page_of(agency_client, accepted)
        assert page.count("没有现行的结果，在结果公告重新发布之前，本标段不定标。") == 1
        assert "未生效" in page

    def test_shows_who_won_what_for_how_much_and_what_is_saved(
        self, agency_client: Client, accepted: Project, result: Announcement
    ) -> None:
        page = page_of(agency_client, accepted)

        for words in (
            "方城县示例商贸有限公司",
            "91411322MA9G000162",
            "3,050,000.00 元",
            "92.5",
            "电子白板",
            "B-86",
            "30,500.00 元",
            "节约 70,000.00 元，节约率 2.24%",
            "张某（组长）",
            "王某（采购人代表）",
            "豫招协〔2023〕002号",
        ):
            assert words in page
        # 4,860,000 against 4,750,000.
        assert "2.26%" in page

    def test_shows_every_period_with_its_sheet_and_what_is_next(
        self, agency_client: Client, accepted: Project, result: Announcement
    ) -> None:
        response = agency_client.get(reverse("results:overview", args=[accepted.pk]))

        following = response.context["page"].next_due
        assert (following.clock.proof.title, following.clock.due.isoformat()) == ("结果公告期限", "2026-04-02")
        page = response.content.decode()
        assert "截至 2026年4月2日" in page
        assert "财政部令第94号第十条" in page
        # 清明节 lies in the seven working days.
        assert "2026年4月6日（清明节）" in page
        assert page.count("截至 2026年5月6日") == 2

    def test_says_what_is_overdue_first(self, clerk: User, accepted: Project, result: Announcement) -> None:
        with time_machine.travel(RESULT_DAY + 60 * DAY, tick=False):
            page = page_of(signed_in(clerk), accepted)

        assert "有 2 项已逾期" in page
        assert page.count("没有收到合同公告") == 2

    def test_before_any_result_says_what_it_waits_for(self, agency_client: Client, accepted: Project) -> None:
        page = page_of(agency_client, accepted)

        assert page.count("未定标") == 2
        assert "还没有结果、终止或者合同公告。" in page

    def test_of_a_terminated_lot_shows_the_reason(
        self, agency_client: Client, announced: Project, arrive: Arrive
    ) -> None:
        arrive("E-1", "termination")

        page = page_of(agency_client, announced)

        assert "提交投标文件的供应商不足3家" in page
        assert "终止采购后投标保证金退还期限" in page

    def test_what_a_correction_replaced_stands_in_the_list_of_what_was_said(
        self, agency_client: Client, accepted: Project, result: Announcement, arrive: Arrive
    ) -> None:
        arrive("C-1", "result_correction", corrects_no="R-1", first_published_at=RESULT_DAY + 2 * DAY)

        response = agency_client.get(reverse("results:overview", args=[accepted.pk]))

        first = response.context["page"].lots[0]
        assert [(row.words, row.standing) for row in first.said] == [
            ("方城县示例商贸有限公司，3,040,000.00 元", "现行"),
            ("方城县示例商贸有限公司，3,050,000.00 元", "已被替代"),
        ]
        assert "结果已由更正公告更正" in response.content.decode()
        assert "<del>305万元</del> 更正为 <ins>304万元</ins>" in response.content.decode()

    def test_main_items_stay_with_their_supplier_only(
        self, agency_client: Client, accepted: Project, result: Announcement, arrive: Arrive
    ) -> None:
        other = OTHER_SUPPLIER | {"uscc": "91410100MA9F00023L"}
        bare = awarded_lot("1", supplier=other, main_items=[])
        later = RESULT_DAY + 2 * DAY
        arrive("C-1", "result_correction", corrects_no="R-1", first_published_at=later, facts={"lots": [bare]})

        page = agency_client.get(reverse("results:overview", args=[accepted.pk])).context["page"]

        assert page.lots[0].awards[0].items == []

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"supplier": SUPPLIER | {"uscc": "坏代码"}}, "统一社会信用代码校验不通过"),
            ({"amount": "9990000.00"}, "的金额高于标段预算"),
            ({"amount": None, "rate": ""}, "公告未载明"),
            ({"amount": None, "rate": "下浮率 12.5%"}, "下浮率 12.5%"),
        ],
    )
    def test_what_somebody_should_look_at_is_said(
        self, agency_client: Client, announced: Project, arrive: Arrive, changes: dict[str, object], words: str
    ) -> None:
        arrive("R-1", "result", facts={"lots": [awarded_lot("1", **changes)]})

        assert words in page_of(agency_client, announced)

    def test_a_contract_of_another_supplier_is_pointed_out(
        self, agency_client: Client, accepted: Project, result: Announcement, arrive: Arrive
    ) -> None:
        stranger = SUPPLIER | {"uscc": "91410100MA9F00023L"}
        later = RESULT_DAY + 20 * DAY
        arrive("K-1", "contract", lot_nos=["1", "2"], first_published_at=later, facts={"supplier": stranger})

        page = page_of(agency_client, accepted)

        assert page.count("合同公告的供应商与结果公告不一致") == 2
        assert page.count("合同金额为各标段合计") == 2

    def test_a_supplier_that_writes_mark_up_is_shown_as_text(
        self, agency_client: Client, announced: Project, arrive: Arrive
    ) -> None:
        supplier = SUPPLIER | {"name": "<script>alert(1)</script>"}
        arrive("R-1", "result", facts={"lots": [awarded_lot("1", supplier=supplier)]})

        page = page_of(agency_client, announced)

        assert "<script>alert(1)</script>" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page

    def test_is_unknown_to_another_agency(self, stranger: User, accepted: Project, result: Announcement) -> None:
        response = signed_in(stranger).get(reverse("results:overview", args=[accepted.pk]))

        assert response.status_code == 404
        assert "方城县示例商贸有限公司" not in response.content.decode()

    def test_is_not_there_before_the_acceptance(self, agency_client: Client, submitted: Project) -> None:
        assert agency_client.get(reverse("results:overview", args=[submitted.pk])).status_code == 404

    def test_is_only_read(self, agency_client: Client, accepted: Project) -> None:
        assert agency_client.post(reverse("results:overview", args=[accepted.pk])).status_code == 405

    def test_costs_the_same_for_many_announcements(
        self,
        agency_client: Client,
        accepted: Project,
        result: Announcement,
        arrive: Arrive,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        for number in range(5):
            later = RESULT_DAY + timedelta(hours=number + 1)
            arrive(f"C-{number}", "result_correction", corrects_no="R-1", first_published_at=later)
        arrive("K-1", "contract", first_published_at=RESULT_DAY + 20 * DAY)

        # Session, user, roles, bell, project; announcements, versions, calendar, results, awards, items, failures,
        # contracts, rules of the day, fees, names.
        with django_assert_num_queries(16):
            page_of(agency_client, accepted)


class TestWayThere:
    def test_the_project_page_leads_to_the_results_and_tells_the_stage(
        self, agency_client: Client, accepted: Project, result: Announcement
    ) -> None:
        page = text_of(agency_client, reverse("acceptance:project-detail", args=[accepted.pk]))

        assert f'href="{reverse("results:overview", args=[accepted.pk])}"' in page
        assert "已公告" in page

    def test_a_project_that_is_not_accepted_has_no_way_there(self, agency_client: Client, submitted: Project) -> None:
        page = text_of(agency_client, reverse("acceptance:project-detail", args=[submitted.pk]))

        assert "结果与合同" not in page

    @pytest.mark.parametrize(
        ("lots", "note"),
        [(["1"], "1／2 个标段已定标"), (["1", "2"], "已终止")],
    )
    def test_the_stage_tells_how_many_lots_are_decided(
        self, agency_client: Client, announced: Project, arrive: Arrive, lots: list[str], note: str
    ) -> None:
        arrive("E-1", "termination", facts={"lots": [{"lot_no": lot, "reason": "不足3家"} for lot in lots]})

        assert note in text_of(agency_client, reverse("acceptance:project-detail", args=[announced.pk]))


class TestCenter:
    @pytest.fixture
    def half(self, announced: Project, arrive: Arrive) -> Project:
        """Lot 1 is awarded, lot 2 terminated."""
        arrive("R-1", "result", facts={"lots": [awarded_lot("1")]})
        arrive("E-1", "termination")
        return announced

    @pytest.mark.parametrize(
        ("tab", "shown"),
        [
            ("pending", set()),
            ("awarded", {"标段 1 电子白板"}),
            ("failed", {"标段 2 课桌椅"}),
            ("overdue", set()),
            ("all", {"标段 1 电子白板", "标段 2 课桌椅"}),
        ],
    )
    def test_tabs_narrow_the_list(self, reviewer: User, half: Project, tab: str, shown: set[str]) -> None:
        page = text_of(signed_in(reviewer), f"{LIST}?tab={tab}")

        assert {lot for lot in ("标段 1 电子白板", "标段 2 课桌椅") if lot in page} == shown

    @pytest.mark.parametrize(("days", "count"), [(34, 0), (35, 0), (36, 1)])
    def test_a_contract_is_overdue_once_its_last_day_is_over(
        self, reviewer: User, half: Project, days: int, count: int
    ) -> None:
        # 30 days from 1 April end on 1 May, in a holiday: 6 May is the first day after it.
        with time_machine.travel(RESULT_DAY + days * DAY, tick=False):
            client = signed_in(reviewer)
            overdue = text_of(client, f"{LIST}?tab=overdue")
            (desk,) = [each for each in client.get("/center/").context["desks"] if each.title == "合同逾期"]

        assert ("标段 1 电子白板" in overdue) == bool(count)
        assert (desk.count, desk.tone) == (count, "danger" if count else "quiet")

    def test_a_public_contract_ends_the_delay(self, reviewer: User, half: Project, arrive: Arrive) -> None:
        arrive("K-1", "contract", lot_nos=["1"], first_published_at=RESULT_DAY + 50 * DAY)

        with time_machine.travel(RESULT_DAY + 60 * DAY, tick=False):
            page = text_of(signed_in(reviewer), f"{LIST}?tab=overdue")

        assert "没有符合条件的记录" in page

    def test_the_page_of_a_lot_shows_result_periods_and_history(self, supervisor: User, half: Project) -> None:
        lot = LotResult.objects.get(status="awarded")

        page = text_of(signed_in(supervisor), f"{LIST}{lot.pk}/change/")

        for words in ("方城县示例商贸有限公司", "3,050,000.00 元", "采购合同签订期限", "结果公告 R-1 第1版"):
            assert words in page
        assert "/agency/" not in page

    def test_nobody_changes_anything_there(self, reviewer: User, half: Project) -> None:
        lot = LotResult.objects.get(status="awarded")
        client = signed_in(reviewer)

        assert client.post(f"{LIST}{lot.pk}/change/", {"status": "failed"}).status_code == 405
        assert client.get(f"{LIST}add/").status_code == 403
        assert LotResult.objects.get(pk=lot.pk).status == "awarded"

    def test_administrators_take_no_part(self, administrator: User, half: Project) -> None:
        client = signed_in(administrator)

        assert client.get(LIST).status_code == 403
        assert "合同逾期" not in text_of(client, "/center/")

    def test_a_supplier_is_found_by_name(self, reviewer: User, half: Project) -> None:
        page = text_of(signed_in(reviewer), f"{LIST}?q=示例商贸")

        assert "标段 1 电子白板" in page
        assert "标段 2 课桌椅" not in page

    def test_the_list_costs_the_same_for_many_lots(
        self, reviewer: User, half: Project, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        client = signed_in(reviewer)

        # Session, user, roles; agencies of the filter, lots, awards.
        for tab in ("all", "awarded"):
            with django_assert_num_queries(6):
                client.get(f"{LIST}?tab={tab}")
        with time_machine.travel(RESULT_DAY + 60 * DAY, tick=False):
            client = signed_in(reviewer)
            # The rules of the day and the calendar besides.
            with django_assert_num_queries(6 + 2):
                client.get(f"{LIST}?tab=overdue")


class TestSupplierHistory:
    def test_lists_what_a_supplier_holds_and_nothing_that_was_corrected(
        self, result: Announcement, arrive: Arrive, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        other = OTHER_SUPPLIER | {"uscc": "91410100MA9F00023L"}
        later = RESULT_DAY + 2 * DAY
        lots = [awarded_lot("1", supplier=other)]
        arrive("C-1", "result_correction", corrects_no="R-1", first_published_at=later, facts={"lots": lots})

        with django_assert_num_queries(1):
            rows = [(award.lot.lot_no, award.lot.project.project_no) for award in awards_of("91410100MA9F00023L")]

        assert rows == [("1", "方财公开采购-2026-1")]
        assert [award.lot.lot_no for award in awards_of(SUPPLIER["uscc"])] == ["2"]

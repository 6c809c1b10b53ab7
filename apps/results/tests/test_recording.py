"""What every announcement does to the lots, and what stays readable."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from apps.acceptance.models import Project
from apps.announcements.models import Announcement, AnnouncementVersion
from apps.announcements.tests.facts import OTHER_SUPPLIER, SUPPLIER, awarded_lot
from apps.core.actors import PLATFORM
from apps.core.models import AuditEntry, StatusChange
from apps.results.models import AgencyFee, Award, CommitteeName, LotContract, LotFailure, LotResult, PriceForm
from apps.results.services.recording import record_result
from apps.results.tests.conftest import DAY, Arrive

pytestmark = pytest.mark.django_db

Status = LotResult.Status
Lots = Callable[[], tuple[LotResult, LotResult]]


def holders(lot: LotResult) -> list[tuple[str, Decimal | None]]:
    awards = Award.objects.in_force().filter(lot=lot.lot)
    return [(award.supplier_name, award.amount) for award in awards]


class TestAcceptance:
    def test_every_lot_of_an_accepted_project_is_not_decided_yet(self, lots: Lots) -> None:
        assert [lot.status for lot in lots()] == [Status.PENDING, Status.PENDING]

    def test_a_tender_announcement_decides_nothing(self, announced: Project, lots: Lots) -> None:
        assert [lot.status for lot in lots()] == [Status.PENDING, Status.PENDING]


class TestResult:
    def test_lots_go_to_their_suppliers_from_the_first_publication_in_the_province(
        self, result: Announcement, lots: Lots, now: datetime
    ) -> None:
        first, second = lots()

        assert [lot.status for lot in (first, second)] == [Status.AWARDED, Status.AWARDED]
        assert first.first_published_at == now + 30 * DAY
        assert holders(first) == [("方城县示例商贸有限公司", Decimal("3050000.00"))]
        assert holders(second) == [("南阳示例教学设备有限公司", Decimal("1700000.00"))]

    def test_price_score_contact_and_main_items_are_kept(self, result: Announcement) -> None:
        award = Award.objects.get(lot__lot_no="1")

        assert (award.price_form, award.score, award.contact, award.phone, award.address) == (
            PriceForm.AMOUNT,
            Decimal("92.50"),
            "钱经理",
            "0377-60000009",
            "方城县释之路9号",
        )
        (item,) = award.items.all()
        assert (item.name, item.brand, item.model, item.quantity, item.unit_price) == (
            "电子白板",
            "示例牌",
            "B-86",
            "100台",
            Decimal("30500.00"),
        )

    def test_the_committee_becomes_known_by_name_and_the_fee_by_amount(self, result: Announcement) -> None:
        names = CommitteeName.objects.values_list("name", "role", "is_chair")
        fee = AgencyFee.objects.get()

        assert list(names) == [("张某", "expert", True), ("王某", "purchaser_representative", False)]
        assert (fee.standard, fee.amount) == ("豫招协〔2023〕002号", Decimal("41000.00"))

    @pytest.mark.parametrize(
        ("price", "expected"),
        [
            ({"amount": None, "rate": "下浮率 12.5%"}, (PriceForm.RATE, None, "下浮率 12.5%")),
            ({"amount": None, "rate": ""}, (PriceForm.OTHER, None, "")),
            ({"amount": "100.00", "rate": "按年结算"}, (PriceForm.AMOUNT, Decimal("100.00"), "按年结算")),
        ],
    )
    def test_a_price_is_what_the_announcement_says_and_nothing_else(
        self,
        arrive: Arrive,
        announced: Project,
        price: dict[str, str | None],
        expected: tuple[str, Decimal | None, str],
    ) -> None:
        arrive("R-1", "result", facts={"lots": [awarded_lot("1", **price)]})

        award = Award.objects.get()
        assert (award.price_form, award.amount, award.rate) == expected

    def test_suppliers_may_share_a_lot(self, arrive: Arrive, announced: Project, lots: Lots) -> None:
        both = [awarded_lot("1"), awarded_lot("1", supplier=OTHER_SUPPLIER, amount=None, rate="九折")]
        arrive("R-1", "result", facts={"lots": both})

        assert holders(lots()[0]) == [
            ("方城县示例商贸有限公司", Decimal("3050000.00")),
            ("南阳示例教学设备有限公司", None),
        ]

    def test_unknown_lots_and_wrong_codes_are_noted_and_the_rest_goes_on(
        self, arrive: Arrive, announced: Project, lots: Lots
    ) -> None:
        wrong = SUPPLIER | {"uscc": "91411322MA9G000163"}
        arrive("R-1", "result", facts={"lots": [awarded_lot("1", supplier=wrong), awarded_lot("9")]})

        first, second = lots()
        assert (first.status, second.status) == (Status.AWARDED, Status.PENDING)
        award = Award.objects.get()
        assert award.credit_code == "91411322MA9G000163"
        assert not award.has_valid_credit_code
        note = AuditEntry.objects.get(act="result.doubtful")
        assert note.details == {
            "version": 1,
            "未受理的标段": ["9"],
            "有误的统一社会信用代码": ["91411322MA9G000163"],
        }

    def test_a_second_time_changes_nothing(self, result: Announcement, lots: Lots, now: datetime) -> None:
        before = [(lot.status, lot.changed_at) for lot in lots()]

        changed = record_result(version=AnnouncementVersion.objects.get(announcement=result), actor=PLATFORM, now=now)

        assert changed == []
        assert [(lot.status, lot.changed_at) for lot in lots()] == before
        assert (Award.objects.count(), CommitteeName.objects.count(), AgencyFee.objects.count()) == (2, 2, 1)

    def test_a_newer_version_that_leaves_a_lot_out_gives_it_back(
        self, arrive: Arrive, result: Announcement, lots: Lots
    ) -> None:
        arrive("R-1", "result", version=2, facts={"lots": [awarded_lot("1", amount="3040000.00")]})

        first, second = lots()
        assert holders(first) == [("方城县示例商贸有限公司", Decimal("3040000.00"))]
        assert (second.status, second.first_published_at) == (Status.PENDING, None)
        assert Award.objects.filter(lot=second.lot).count() == 1

    def test_every_change_leaves_history_and_audit(self, result: Announcement, lots: Lots) -> None:
        first, _ = lots()

        (change,) = StatusChange.objects.filter(subject_type="results.lotresult", subject_id=first.pk)
        assert (change.new_status_label, change.reason) == ("已中标（成交）", "结果公告 R-1 第1版")
        entry = AuditEntry.objects.get(act="lot_result.changed", subject_id=first.pk)
        assert entry.summary == "已中标（成交）：标段 1（结果公告 R-1 第1版）"

    def test_what_was_said_cannot_be_changed(self, result: Announcement) -> None:
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            Award.objects.update(amount=1)
        with (
            pytest.raises(IntegrityError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("DELETE FROM results_agencyfee")


class TestCorrection:
    def test_replaces_the_lots_that_it_names_and_leaves_the_day_from_which_periods_run(
        self, arrive: Arrive, result: Announcement, lots: Lots, now: datetime
    ) -> None:
        arrive("C-1", "result_correction", corrects_no="R-1", first_published_at=now + 32 * DAY)

        first, second = lots()
        assert holders(first) == [("方城县示例商贸有限公司", Decimal("3040000.00"))]
        assert first.first_published_at == now + 30 * DAY
        assert holders(second) == [("南阳示例教学设备有限公司", Decimal("1700000.00"))]

    def test_what_it_replaced_stays_readable(
        self, arrive: Arrive, result: Announcement, now: datetime, lots: Lots
    ) -> None:
        arrive("C-1", "result_correction", corrects_no="R-1", first_published_at=now + 32 * DAY)

        said = Award.objects.filter(lot=lots()[0].lot).order_by("version__received_at")
        assert [(award.version.announcement.announcement_no, award.amount) for award in said] == [
            ("R-1", Decimal("3050000.00")),
            ("C-1", Decimal("3040000.00")),
        ]

    def test_main_items_that_it_does_not_list_are_those_listed_before(
        self, arrive: Arrive, result: Announcement, now: datetime, lots: Lots
    ) -> None:
        bare = awarded_lot("1", amount="3040000.00", main_items=[])
        arrive("C-1", "result_correction", first_published_at=now + 32 * DAY, facts={"lots": [bare]})

        first, _ = lots()
        assert first.items_by is not None
        assert first.awarded_by is not None
        assert first.items_by.announcement.announcement_no == "R-1"
        assert first.awarded_by.announcement.announcement_no == "C-1"

    def test_of_words_alone_leaves_every_lot(
        self, arrive: Arrive, result: Announcement, now: datetime, lots: Lots
    ) -> None:
        arrive("C-1", "result_correction", first_published_at=now + 32 * DAY, facts={"lots": None})

        assert [holders(lot) for lot in lots()] == [
            [("方城县示例商贸有限公司", Decimal("3050000.00"))],
            [("南阳示例教学设备有限公司", Decimal("1700000.00"))],
        ]

    def test_leaves_a_move_in_the_history_although_the_status_is_the_same(
        self, arrive: Arrive, result: Announcement, now: datetime, lots: Lots
    ) -> None:
        arrive("C-1", "result_correction", corrects_no="R-1", first_published_at=now + 32 * DAY)

        changes = StatusChange.objects.filter(subject_type="results.lotresult", subject_id=lots()[0].pk)
        assert [(change.old_status, change.new_status, change.reason) for change in changes] == [
            ("pending", "awarded", "结果公告 R-1 第1版"),
            ("awarded", "awarded", "结果更正公告 C-1 第1版"),
        ]


class TestTermination:
    def test_ends_the_lots_that_it_names(self, arrive: Arrive, announced: Project, lots: Lots) -> None:
        arrive("E-1", "termination")

        first, second = lots()
        assert (first.status, second.status) == (Status.PENDING, Status.FAILED)
        assert LotFailure.objects.get().reason == "提交投标文件的供应商不足3家"

    def test_an_award_that_is_ended_later_is_no_longer_in_force(
        self, arrive: Arrive, result: Announcement, lots: Lots, now: datetime
    ) -> None:
        arrive("E-1", "termination", first_published_at=now + 40 * DAY)

        _, second = lots()
        assert second.status == Status.FAILED
        assert holders(second) == []
        assert second.first_published_at == now + 40 * DAY


class TestContract:
    def test_stands_with_the_lots_that_it_names_and_moves_no_status(
        self, arrive: Arrive, result: Announcement, lots: Lots, now: datetime
    ) -> None:
        arrive("K-1", "contract", lot_nos=["1"], first_published_at=now + 50 * DAY)

        first, second = lots()
        assert (first.status, first.contracted_by is not None) == (Status.AWARDED, True)
        assert second.contracted_by is None
        contract = LotContract.objects.get()
        assert (contract.contract_no, contract.amount, contract.signed_on, contract.term) == (
            "方教采-2026-1",
            Decimal("3040000.00"),
            date(2026, 4, 20),
            "合同签订后90日",
        )
        assert StatusChange.objects.filter(subject_type="results.lotresult", subject_id=first.pk).count() == 1

    def test_that_names_no_lot_is_of_the_lots_that_its_supplier_won(
        self, arrive: Arrive, announced: Project, lots: Lots, now: datetime
    ) -> None:
        second_supplier = OTHER_SUPPLIER | {"uscc": "91410100MA9F00023L"}
        both = [awarded_lot("1"), awarded_lot("2", supplier=second_supplier)]
        arrive("R-1", "result", facts={"lots": both})

        arrive("K-1", "contract", lot_nos=[], first_published_at=now + 50 * DAY)

        first, second = lots()
        assert (first.contracted_by is not None, second.contracted_by is not None) == (True, False)


class TestWithdrawal:
    def test_of_the_result_leaves_the_lots_undecided(
        self, arrive: Arrive, result: Announcement, lots: Lots, now: datetime
    ) -> None:
        arrive("R-1", "result", version=2, is_withdrawn=True)

        assert [(lot.status, lot.first_published_at, lot.awarded_by) for lot in lots()] == [
            (Status.PENDING, None, None),
            (Status.PENDING, None, None),
        ]
        assert Award.objects.count() == 2

    def test_of_a_corrected_result_leaves_the_lots_undecided_until_another_result_comes(
        self, arrive: Arrive, result: Announcement, lots: Lots, now: datetime
    ) -> None:
        corrected, again = now + 32 * DAY, now + 36 * DAY
        arrive("C-1", "result_correction", corrects_no="R-1", first_published_at=corrected)

        arrive("R-1", "result", version=2, is_withdrawn=True)

        assert [(lot.status, lot.awarded_by) for lot in lots()] == [(Status.PENDING, None)] * 2
        arrive("R-2", "result", first_published_at=again)
        assert [(lot.status, lot.first_published_at) for lot in lots()] == [(Status.AWARDED, again)] * 2
        assert holders(lots()[0]) == [("方城县示例商贸有限公司", Decimal("3050000.00"))]

    def test_of_a_correction_in_between_leaves_the_ground_of_the_next(
        self, arrive: Arrive, result: Announcement, lots: Lots, now: datetime
    ) -> None:
        first, second = now + 32 * DAY, now + 34 * DAY
        arrive("C-1", "result_correction", corrects_no="R-1", first_published_at=first)
        fresh = awarded_lot("1", amount="3030000.00")
        arrive("C-2", "result_correction", corrects_no="C-1", first_published_at=second, facts={"lots": [fresh]})

        arrive("C-1", "result_correction", corrects_no="R-1", first_published_at=first, version=2, is_withdrawn=True)

        assert [amount for _, amount in holders(lots()[0])] == [Decimal("3030000.00")]

    def test_of_a_correction_brings_back_what_it_corrected(
        self, arrive: Arrive, result: Announcement, lots: Lots, now: datetime
    ) -> None:
        later = now + 32 * DAY
        arrive("C-1", "result_correction", corrects_no="R-1", first_published_at=later)
        arrive("C-1", "result_correction", corrects_no="R-1", first_published_at=later, version=2, is_withdrawn=True)

        assert holders(lots()[0]) == [("方城县示例商贸有限公司", Decimal("3050000.00"))]

    def test_of_a_termination_brings_back_the_award(
        self, arrive: Arrive, result: Announcement, lots: Lots, now: datetime
    ) -> None:
        later = now + 40 * DAY
        arrive("E-1", "termination", first_published_at=later)
        arrive("E-1", "termination", first_published_at=later, version=2, is_withdrawn=True)

        _, second = lots()
        assert (second.status, second.first_published_at) == (Status.AWARDED, now + 30 * DAY)

    def test_published_again_it_counts_again(self, arrive: Arrive, result: Announcement, lots: Lots) -> None:
        arrive("R-1", "result", version=2, is_withdrawn=True)
        arrive("R-1", "result", version=3)

        assert [lot.status for lot in lots()] == [Status.AWARDED, Status.AWARDED]

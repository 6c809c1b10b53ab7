"""Storing and copying the fees of a lot."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from apps.acceptance.models import Lot, Project
from apps.accounts.models import User
from apps.core.actors import Actor
from apps.core.exceptions import Refused, StaleState
from apps.core.models import AuditEntry
from apps.tender_planning.exceptions import NotOpen
from apps.tender_planning.fees_settling import FeeFacts
from apps.tender_planning.gates import revision_of
from apps.tender_planning.models import FeeItem, Planning, Sheet
from apps.tender_planning.models.fees import FeeKind, Manner
from apps.tender_planning.services.fees import copy_fees, save_fees
from apps.tender_planning.tests.fees import fee, free_documents

Save = Callable[..., int]
Copy = Callable[..., None]

BID, AGENCY = FeeKind.BID_SECURITY, FeeKind.AGENCY_SERVICE


def stored(lot: Lot) -> list[tuple[str, Decimal | None]]:
    return [(item.tariff.kind, item.amount) for item in lot.fees.order_by("position")]


def everything() -> tuple[Any, ...]:
    return (
        list(FeeItem.objects.order_by("pk").values()),
        list(Sheet.objects.order_by("pk").values()),
        AuditEntry.objects.count(),
    )


@pytest.fixture
def save(locked: Planning, clerk: User, now: datetime) -> Save:
    """Return a function that stores fees of a lot, by default as 李经办."""

    def act(lot: Lot, *fees: FeeFacts, revision: int = 0, user: User = clerk) -> int:
        return save_fees(
            planning=locked, lot=lot, revision=revision, fees=fees, user=user, actor=Actor.person(user), now=now
        )

    return act


@pytest.fixture
def copy(planning: Planning, clerk: User, now: datetime) -> Copy:
    """Return a function that copies the fees of a lot."""

    def act(lot: Lot, targets: dict[Lot, int], revision: int = 1) -> None:
        copy_fees(
            planning=planning,
            lot=lot,
            revision=revision,
            targets=targets,
            user=clerk,
            actor=Actor.person(clerk),
            now=now,
        )

    return act


@pytest.fixture
def second_lot(planning: Planning) -> Lot:
    """课桌椅, 1,740,000 元."""
    return planning.project.lots.order_by("pk")[1]


def test_fees_are_stored_in_order_with_their_amounts_and_noted(save: Save, lot: Lot) -> None:
    revision = save(lot, free_documents(), fee(AGENCY))

    assert revision == 1
    assert stored(lot) == [("document", Decimal(0)), ("agency_service", Decimal(42_440))]
    entry = AuditEntry.objects.get(act="fees.saved")
    assert entry.details["fees"] == ["文件费（电子采购文件）：免收 0", "代理服务费（货物标准）：差额定率累进 42440.00"]


def test_the_same_rows_again_are_the_same_rows_and_missing_ones_go(save: Save, lot: Lot) -> None:
    documents, agency = free_documents(), fee(AGENCY)
    save(lot, documents, agency)
    before = dict(lot.fees.values_list("key", "pk"))

    save(lot, fee(AGENCY, key=agency.key, discount=Decimal(50)), revision=1)

    assert list(lot.fees.values_list("pk", "position", "amount")) == [(before[agency.key], 0, Decimal(21_220))]


def test_everything_that_is_wrong_is_named_at_once_and_nothing_is_stored(save: Save, lot: Lot) -> None:
    save(lot, free_documents())
    before = everything()

    with pytest.raises(Refused) as refusal:
        save(
            lot,
            fee(BID, manner=Manner.FIXED),
            fee(FeeKind.PERFORMANCE_SECURITY, manner=Manner.PERCENTAGE),
            revision=1,
        )

    assert refusal.value.problems == {"fees-0-amount": ["请填写金额。"], "fees-1-rate": ["请填写比例。"]}
    assert everything() == before


def test_a_broken_limit_is_refused_at_its_row(save: Save, lot: Lot) -> None:
    with pytest.raises(Refused) as refusal:
        save(lot, free_documents(), fee(BID, manner=Manner.FIXED, amount=Decimal(70_000)))

    (message,) = refusal.value.problems["fees-1-amount"]
    assert message.endswith("（政府采购法实施条例第三十三条）")
    assert not FeeItem.objects.exists()


def test_the_second_of_two_clerks_is_told_and_nothing_is_overwritten(save: Save, lot: Lot, colleague: User) -> None:
    save(lot, free_documents())
    before = everything()

    with pytest.raises(StaleState, match="李经办刚刚保存过"):
        save(lot, fee(AGENCY), user=colleague)

    assert everything() == before


def test_two_lots_are_edited_apart(save: Save, lot: Lot, second_lot: Lot, colleague: User) -> None:
    save(lot, free_documents())
    save(second_lot, free_documents(), user=colleague)

    assert (stored(lot), stored(second_lot)) == ([("document", Decimal(0))], [("document", Decimal(0))])


def test_a_row_of_another_lot_is_not_taken_over(save: Save, lot: Lot, second_lot: Lot) -> None:
    documents = free_documents()
    save(lot, documents)

    with pytest.raises(Refused, match="不完整"):
        save(second_lot, documents)

    assert stored(lot) == [("document", Decimal(0))]


def test_fees_may_be_set_before_the_announcement_is_here(save: Save, locked: Planning) -> None:
    lot = locked.project.lots.order_by("pk")[0]

    save(lot, free_documents())

    assert stored(lot) == [("document", Decimal(0))]


def test_a_closed_sheet_refuses(save: Save, lot: Lot) -> None:
    Project.objects.update(status="terminated")
    before = everything()

    with pytest.raises(NotOpen):
        save(lot, free_documents())

    assert everything() == before


class TestCopying:
    def test_amounts_follow_the_budget_of_each_lot(
        self, save: Save, copy: Copy, planning: Planning, lot: Lot, second_lot: Lot
    ) -> None:
        facts = fee(AGENCY, base_amount=Decimal(3_000_000), note="含税")
        save(lot, free_documents(), facts)
        save(second_lot, fee(BID, manner=Manner.FIXED, amount=Decimal(1)))

        copy(lot, {second_lot: 1})

        assert stored(second_lot) == [("document", Decimal(0)), ("agency_service", Decimal(25_880))]
        copied = second_lot.fees.get(tariff__kind=AGENCY)
        assert (copied.base_amount, copied.note, copied.key == facts.key) == (Decimal(1_740_000), "含税", False)
        assert revision_of(planning, Sheet.Kind.FEES, str(second_lot.pk)) == 2
        assert AuditEntry.objects.get(act="fees.copied").details == {"from": "1", "to": ["2"]}

    def test_a_lot_with_lower_limits_stops_the_whole_copy_and_is_named(
        self, save: Save, copy: Copy, lot: Lot, second_lot: Lot
    ) -> None:
        save(lot, fee(BID, manner=Manner.FIXED, amount=Decimal(62_400)))
        before = everything()

        with pytest.raises(Refused, match="标段 2：投标保证金超过标段预算"):
            copy(lot, {second_lot: 0})

        assert everything() == before

    @pytest.mark.parametrize("seen", [(0, 0), (1, 1)])
    def test_what_was_saved_since_is_not_overwritten(
        self, save: Save, copy: Copy, lot: Lot, second_lot: Lot, seen: tuple[int, int]
    ) -> None:
        save(lot, free_documents())
        before = everything()

        with pytest.raises(StaleState):
            copy(lot, {second_lot: seen[1]}, revision=seen[0])

        assert everything() == before

    def test_nothing_stored_is_nothing_to_copy(self, copy: Copy, lot: Lot, second_lot: Lot) -> None:
        with pytest.raises(Refused, match="请先保存再复制"):
            copy(lot, {second_lot: 0}, revision=0)


def test_keys_are_given_by_the_page(save: Save, lot: Lot) -> None:
    key = uuid4()

    save(lot, fee(FeeKind.DOCUMENT, key=key))

    assert lot.fees.get().key == key

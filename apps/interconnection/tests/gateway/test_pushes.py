import datetime
from decimal import Decimal

import pytest
from pydantic import ValidationError

from apps.interconnection.gateway.documents import Party
from apps.interconnection.gateway.pushes import LotsDocument, PushedLot, ScheduleDocument
from apps.interconnection.gateway.wire_json import decode_json

AGENCY = Party(name="河南宛诚工程咨询有限公司", uscc="91411300MA9F00015G")
PURCHASER = Party(name="方城县教育体育局", uscc="1141132200600001XJ", phone="0377-60000001")


def lot(**changes: object) -> PushedLot:
    values: dict[str, object] = {
        "lot_no": "方财公开采购-2026-11-1",
        "name": "电子白板",
        "budget": Decimal("3120000.000000"),
        "category_code": "A02020700",
        "quantity": Decimal("120.000000"),
        "unit": "台",
        "unified_deal_code": "D01-12411322AEBA000110-20260315-000001-E",
    }
    return PushedLot.model_validate(values | changes)


def lots_document(*lots: PushedLot) -> LotsDocument:
    return LotsDocument(
        version=1,
        project_no="方财公开采购-2026-11",
        project_name="方城县教育体育局义务教育学校教学设备采购项目",
        plan_nos=("411322-2026-00017",),
        agency=AGENCY,
        purchaser=PURCHASER,
        method="open_tender",
        kind="goods",
        lots=lots,
        encrypted=True,
        remote_opening=False,
        accepted_at=datetime.datetime(2026, 3, 1, 1, 30, 15, 123456, tzinfo=datetime.UTC),
    )


def test_lots_are_encoded_as_the_contract_has_them() -> None:
    body = lots_document(lot()).encode()

    assert decode_json(body) == {
        "version": 1,
        "project_no": "方财公开采购-2026-11",
        "project_name": "方城县教育体育局义务教育学校教学设备采购项目",
        "plan_nos": ["411322-2026-00017"],
        "agency": {"name": "河南宛诚工程咨询有限公司", "uscc": "91411300MA9F00015G"},
        "purchaser": {"name": "方城县教育体育局", "uscc": "1141132200600001XJ", "phone": "0377-60000001"},
        "method": "open_tender",
        "kind": "goods",
        "lots": [
            {
                "lot_no": "方财公开采购-2026-11-1",
                "name": "电子白板",
                "budget": "3120000.00",
                "category_code": "A02020700",
                "quantity": 120,
                "unit": "台",
                "unified_deal_code": "D01-12411322AEBA000110-20260315-000001-E",
            }
        ],
        "encrypted": True,
        "remote_opening": False,
        "accepted_at": "2026-03-01T09:30:15+08:00",
    }


def test_the_same_document_always_gives_the_same_bytes() -> None:
    assert lots_document(lot()).encode() == lots_document(lot(budget=Decimal("3.12E+6"))).encode()


@pytest.mark.parametrize(
    ("amount", "text"),
    [("0", "0.00"), ("1E+6", "1000000.00"), ("12.5", "12.50"), ("25416.666667", "25416.666667")],
)
def test_money_has_two_digits_after_the_point_and_more_only_where_needed(amount: str, text: str) -> None:
    body = lots_document(lot(ceiling_price=Decimal(amount))).encode()

    assert f'"ceiling_price":"{text}"'.encode() in body


@pytest.mark.parametrize(("quantity", "text"), [("1E+2", "100"), ("2.500000", "2.5"), ("0", "0")])
def test_a_quantity_is_a_plain_number(quantity: str, text: str) -> None:
    body = lots_document(lot(quantity=Decimal(quantity))).encode()

    assert f'"quantity":{text},'.encode() in body


@pytest.mark.parametrize(
    "changes",
    [
        {"budget": "3120000.00"},
        {"budget": Decimal(-1)},
        {"budget": Decimal("0.1234567")},
        {"unified_deal_code": "D01-12411322AEBA000110-20260315-000001-Y"},
        {"lot_no": "x" * 65},
    ],
)
def test_a_lot_that_the_contract_does_not_allow_cannot_be_made(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        lot(**changes)


def test_a_schedule_is_encoded_with_its_times_in_china() -> None:
    document = ScheduleDocument(
        version=2,
        project_no="方财磋商采购-2026-9",
        announcement_no="方财公告-2026-40",
        bid_deadline=datetime.datetime(2026, 4, 7, 1, tzinfo=datetime.UTC),
        opening_at=datetime.datetime(2026, 4, 7, 1, tzinfo=datetime.UTC),
        opening_place="第二开标室",
    )

    assert decode_json(document.encode()) == {
        "version": 2,
        "project_no": "方财磋商采购-2026-9",
        "announcement_no": "方财公告-2026-40",
        "bid_deadline": "2026-04-07T09:00:00+08:00",
        "opening_at": "2026-04-07T09:00:00+08:00",
        "opening_place": "第二开标室",
    }


def test_a_time_without_its_offset_cannot_be_sent() -> None:
    with pytest.raises(ValidationError):
        ScheduleDocument(
            version=2,
            project_no="方财磋商采购-2026-9",
            announcement_no="方财公告-2026-40",
            bid_deadline=datetime.datetime(2026, 4, 7, 9),  # noqa: DTZ001  # the naive time is what is tested
            opening_at=datetime.datetime(2026, 4, 7, 1, tzinfo=datetime.UTC),
            opening_place="第二开标室",
        )

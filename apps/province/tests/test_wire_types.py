"""Reading JSON and checking documents."""

from decimal import Decimal
from typing import Any

import pytest

from apps.province.choices import PushKind
from apps.province.exceptions import FieldError, InvalidDocument
from apps.province.money import to_wire
from apps.province.push_documents import read_push
from apps.province.tests.peer import SUPPLIER, lots
from apps.province.wire_types import parse_json


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"\xff",
        b'{"a": NaN}',
        b'{"a": 1e400}',
        b'"\\ud800"',
        b'"a\\u0000b"',
        b"[" * 100_000,
    ],
)
def test_what_could_not_be_stored_and_compared_is_no_document(raw: bytes) -> None:
    with pytest.raises(InvalidDocument):
        parse_json(raw)


def test_text_that_only_looks_like_an_escaped_nul_is_kept() -> None:
    assert parse_json(rb'"\\u0000"') == "\\u0000"


@pytest.mark.parametrize(
    ("amount", "text"),
    [("3120000", "3120000.00"), ("0.1", "0.10"), ("12.345678", "12.345678"), ("1E+3", "1000.00")],
)
def test_amounts_are_written_plainly_with_two_to_six_decimals(amount: str, text: str) -> None:
    assert to_wire(Decimal(amount)) == text


def test_valid_lots_are_read() -> None:
    document = read_push(PushKind.LOTS, "P-1", lots("P-1", "PLAN-1"))

    assert (document.project_no, document.version) == ("P-1", 1)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"project_no": "P-2"}, FieldError("project_no", "与请求地址中的项目编号不一致")),
        ({"version": "1"}, FieldError("version", "应为整数")),
        ({"version": 0}, FieldError("version", "不得小于 1")),
        ({"plan_nos": []}, FieldError("plan_nos", "至少 1 项")),
        ({"encrypted": 1}, FieldError("encrypted", "应为 true 或 false")),
        ({"project_name": "长" * 601}, FieldError("project_name", "超过 600 个字符")),
        (
            {"agency": {"name": "示例", "uscc": "91411300MA9F00015H"}},
            FieldError("agency.uscc", "统一社会信用代码不正确（GB 32100 校验未通过）"),
        ),
        ({"accepted_at": "2026-02-27T10:00:00"}, FieldError("accepted_at", "时间应为带时区的 RFC 3339 格式")),
        ({"accepted_at": "2026-02-30T10:00:00+08:00"}, FieldError("accepted_at", "没有这个时间")),
        ({"kind": "other"}, FieldError("kind", "不认识的代码，应为 goods、works、services 之一")),
        ({"lots": "none"}, FieldError("lots", "应为列表")),
    ],
)
def test_wrong_lots_are_refused_at_the_place_and_in_chinese(change: dict[str, Any], error: FieldError) -> None:
    with pytest.raises(InvalidDocument) as caught:
        read_push(PushKind.LOTS, "P-1", {**lots("P-1", "PLAN-1"), **change})

    assert caught.value.errors == [error]


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"budget": 1000000}, FieldError("lots[0].budget", "金额应为十进制数文本，整数至多 14 位，小数至多 6 位")),
        ({"budget": "1.1234567"}, FieldError("lots[0].budget", "金额应为十进制数文本，整数至多 14 位，小数至多 6 位")),
        ({"ceiling_price": "1000000.01"}, FieldError("lots[0]", "最高限价不得超过预算")),
        (
            {"unified_deal_code": "D01-12411322AEBA000110-20260315-000001-Y"},
            FieldError("lots[0].unified_deal_code", "统一交易标识码应为 40 位，且校验码须正确"),
        ),
    ],
)
def test_a_wrong_lot_is_refused_at_its_place(change: dict[str, Any], error: FieldError) -> None:
    document = lots("P-1", "PLAN-1")
    document["lots"][0].update(change)

    with pytest.raises(InvalidDocument) as caught:
        read_push(PushKind.LOTS, "P-1", document)

    assert caught.value.errors == [error]


def test_a_missing_field_and_a_repeated_lot_are_told() -> None:
    document = lots("P-1", "PLAN-1")
    document["lots"] *= 2
    del document["method"]

    with pytest.raises(InvalidDocument) as caught:
        read_push(PushKind.LOTS, "P-1", document)

    assert caught.value.errors == [FieldError("method", "缺少必填项"), FieldError("lots", "标段编号重复")]


def test_unknown_fields_are_ignored() -> None:
    read_push(PushKind.LOTS, "P-1", {**lots("P-1", "PLAN-1"), "colour": "red"})


def test_a_decrypted_bid_needs_a_price() -> None:
    bid: dict[str, Any] = {"supplier": SUPPLIER, "decrypted": True}
    record = {
        "version": 1,
        "project_no": "P-1",
        "opened_at": "2026-03-23T09:00:00+08:00",
        "lots": [{"lot_no": "1", "bids": [bid]}],
    }

    with pytest.raises(InvalidDocument) as caught:
        read_push(PushKind.OPENING_RECORDS, "P-1", record)

    assert caught.value.errors == [FieldError("lots[0].bids[0]", "已解密的投标须有报价")]

import datetime
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.interconnection.gateway.canonical import record_digest, sm3_hex
from apps.interconnection.gateway.exceptions import InvalidDocument, Problem, UnreadableJson
from apps.interconnection.gateway.feeds import Page, identify, read_digest_entry, read_item, read_page
from apps.interconnection.gateway.wire_json import WireNumber
from apps.interconnection.tests.gateway.payloads import decoded, plan


def feed_item(**changes: Any) -> bytes:
    item = {
        "id": "evt-000123",
        "key": "411322-2026-00017",
        "version": 3,
        "op": "upsert",
        "changed_at": "2026-03-02T09:00:00+08:00",
        "digest": record_digest(decoded(plan())),
        "payload": plan(),
    }
    return json.dumps(item | changes, ensure_ascii=False).encode()


def problems(raw: bytes) -> list[Problem]:
    with pytest.raises(InvalidDocument) as refusal:
        read_item(raw)
    return list(refusal.value.problems)


def test_a_page_is_cut_into_its_items() -> None:
    page = read_page(b'{"items":[{"a":1},{"b":2}],"next":"c-2","more":true,"total":9}')

    assert page == Page(items=(b'{"a":1}', b'{"b":2}'), next="c-2", more=True)


def test_an_empty_page_has_no_items() -> None:
    assert read_page(b'{"items":[],"next":"","more":false}') == Page(items=(), next="", more=False)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<html>",
        b"[]",
        b'{"items":[],"next":""}',
        b'{"items":[],"more":false}',
        b'{"next":"","more":false}',
        b'{"items":{},"next":"","more":false}',
        b'{"items":null,"next":"","more":false}',
        b'{"items":[],"next":null,"more":false}',
        b'{"items":[],"next":7,"more":false}',
        b'{"items":[],"next":"\\u0000","more":false}',
        b'{"items":[],"next":"%s","more":false}' % (b"x" * 2001),
        b'{"items":[],"next":"","more":0}',
        b'{"items":[],"next":"","next":"","more":false}',
        b'{"items":[{"a":1},{"b":2',
    ],
)
def test_a_page_that_cannot_be_relied_on_is_refused_whole(raw: bytes) -> None:
    with pytest.raises(UnreadableJson):
        read_page(raw)


def test_a_poisonous_item_does_not_take_its_neighbours_with_it() -> None:
    poisons = [
        b'{"key":"p1","version":1,"payload":{"a":1,"a":2}}',
        b'{"key":"p2","version":1,"payload":{"a":"\\u0000"}}',
        b'{"key":"p3","version":1,"payload":{"a":NaN}}',
        b'{"key":"p4","version":1,"payload":{"a":"\\ud800"}}',
        b'{"key":"p5","version":1,"payload":{"a":"\xb2\xc9\xb9\xba"}}',
        b'{"key":"p6","version":1,"payload":' + b"[" * 10_000 + b"]" * 10_000 + b"}",
        b'{"key":"p7","version":1,"payload":{"a":' + b"9" * 10_000 + b"}}",
        b'{"key":"p8","version":1,"payload":{"a":1e400}}',
        b'{"key":"p9","version":1,"payload":{oops}}',
    ]
    page = read_page(b'{"items":[' + b",".join([feed_item(), *poisons, feed_item()]) + b'],"next":"c","more":false}')

    identified = [identify(item) for item in page.items]

    assert [(item.key, item.version) for item in identified] == [
        ("411322-2026-00017", 3),
        *((f"p{number}", 1) for number in range(1, 10)),
        ("411322-2026-00017", 3),
    ]
    assert read_item(page.items[0]) == read_item(page.items[-1])
    for raw in page.items[1:-1]:
        assert [problem.path for problem in problems(raw)] == ["payload"]


def test_a_sound_item_is_read_whole() -> None:
    item = read_item(feed_item())

    assert item.id == "evt-000123"
    assert item.key == "411322-2026-00017"
    assert item.version == 3
    assert item.op == "upsert"
    assert item.changed_at == datetime.datetime(2026, 3, 2, 1, tzinfo=datetime.UTC)
    assert item.payload == plan()


def test_a_digest_in_capital_digits_is_the_same_digest() -> None:
    digest = record_digest(decoded(plan()))

    assert read_item(feed_item(digest=digest.upper())).digest == digest


def test_the_digest_is_over_the_numbers_as_the_province_wrote_them() -> None:
    payload = b'{"score":92.50}'
    raw = feed_item(digest=sm3_hex(payload), payload="?").replace(b'"?"', payload)

    assert read_item(raw).payload == {"score": WireNumber("92.50")}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"digest": "0" * 64}, Problem("digest", "摘要与内容不符")),
        ({"digest": "abc"}, Problem("digest", "应为 64 位十六进制 SM3 摘要")),
        ({"payload": []}, Problem("payload", "应为对象")),
        ({"op": "delete"}, Problem("op", "未知的操作代码“delete”")),
        ({"version": "3"}, Problem("version", "应为整数")),
        ({"version": True}, Problem("version", "应为整数")),
        ({"version": -1}, Problem("version", "数字过小")),
        ({"version": 2**63}, Problem("version", "数字过大")),
        ({"key": "k" * 65}, Problem("key", "超过 64 个字")),
        ({"key": None}, Problem("key", "应为文本")),
        ({"changed_at": "yesterday"}, Problem("changed_at", "应为带时区的时间，如 2026-03-02T09:00:00+08:00")),
        ({"id": ""}, Problem("id", "不能为空")),
    ],
)
def test_an_item_with_one_flaw_is_refused_with_place_and_reason(changes: dict[str, Any], expected: Problem) -> None:
    assert problems(feed_item(**changes)) == [expected]


def test_an_item_without_payload_is_refused() -> None:
    item = json.loads(feed_item())
    del item["payload"]

    assert problems(json.dumps(item).encode()) == [Problem("payload", "缺少必填项")]


@pytest.mark.parametrize("raw", [b"null", b"[]", b'"x"', b"{", b'{"key":"a","key":"b"}'])
def test_what_is_no_object_has_only_a_fingerprint(raw: bytes) -> None:
    item = identify(raw)

    assert (item.key, item.version, item.fingerprint) == (None, None, sm3_hex(raw))
    assert [problem.path for problem in problems(raw)] == [""]


@pytest.mark.parametrize(
    ("changes", "key", "version"),
    [
        ({"key": 7}, None, 3),
        ({"key": ""}, None, 3),
        ({"key": "a\nb"}, None, 3),
        ({"version": 1.0}, "411322-2026-00017", None),
        ({"version": True}, "411322-2026-00017", None),
        ({"version": -1}, "411322-2026-00017", None),
    ],
)
def test_only_a_lawful_key_and_version_identify_an_item(
    changes: dict[str, Any], key: str | None, version: int | None
) -> None:
    item = identify(feed_item(**changes))

    assert (item.key, item.version) == (key, version)


def test_nothing_that_is_printed_of_an_item_tells_its_content() -> None:
    assert "教育体育局" not in repr(identify(feed_item())) + repr(read_item(feed_item()))


def test_a_digest_entry_is_read() -> None:
    entry = read_digest_entry(b'{"key":"k","version":3,"digest":"%s","op":"withdraw"}' % (b"AB" * 32))

    assert (entry.key, entry.version, entry.digest, entry.op) == ("k", 3, "ab" * 32, "withdraw")


@pytest.mark.parametrize("raw", [b"{}", b"{", b'{"key":"k","version":3,"digest":"ab","op":"upsert"}'])
def test_a_digest_entry_with_a_flaw_is_refused(raw: bytes) -> None:
    with pytest.raises(InvalidDocument):
        read_digest_entry(raw)


@given(st.binary())
def test_arbitrary_bytes_are_identified_and_read_or_refused_and_never_crash(raw: bytes) -> None:
    assert identify(raw).raw == raw
    with pytest.raises(InvalidDocument):
        read_item(raw)
    with pytest.raises(UnreadableJson):
        read_page(raw)

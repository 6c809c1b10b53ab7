import io
import itertools
import json
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.interconnection.gateway.canonical import record_digest, sm3_hex
from apps.interconnection.gateway.client import ProvinceClient
from apps.interconnection.gateway.evidence import Verdict
from apps.interconnection.gateway.exceptions import (
    AttachmentMismatch,
    CursorExpired,
    PermanentGatewayError,
    PlanUnknown,
    TemporaryGatewayError,
)
from apps.interconnection.gateway.feeds import read_item
from apps.interconnection.gateway.signing import verify_request
from apps.interconnection.tests.gateway.conftest import ClientFactory
from apps.interconnection.tests.gateway.payloads import decoded, plan
from apps.interconnection.tests.gateway.scripted_province import (
    SECRET,
    ReceivedRequest,
    ScriptedProvince,
    answer,
    drip,
    head,
)

RECEIPT = b'{"receipt":"R-1","accepted_at":"2026-03-02T09:00:01+08:00"}'
ATTACHMENT = b"%PDF-1.7 " + b"x" * 200_000
EMPTY_PAGE = b'{"items":[],"next":"","more":false}'


def is_signed_as_it_arrived(request: ReceivedRequest) -> bool:
    return verify_request(
        SECRET,
        request.headers["x-exchange-signature"],
        method=request.method,
        path_and_query=request.target,
        timestamp=request.headers["x-exchange-timestamp"],
        nonce=request.headers["x-exchange-nonce"],
        body_sm3=sm3_hex(request.body),
    )


def test_a_page_of_a_feed_brings_its_items_and_where_to_go_on(
    province: ScriptedProvince, province_client: ProvinceClient
) -> None:
    item = {
        "id": "evt-1",
        "key": "411322-2026-00017",
        "version": 3,
        "op": "upsert",
        "changed_at": "2026-03-02T09:00:00+08:00",
        "digest": record_digest(decoded(plan())),
        "payload": plan(),
    }
    body = json.dumps({"items": [item, {"key": 1}], "next": "c-2", "more": True}).encode()
    province.script = answer(body=body)

    page = province_client.pull_feed("plans", "c 1/&=", 2)

    assert (page.next, page.more, page.raw) == ("c-2", True, body)
    assert [(raw_item.key, raw_item.version) for raw_item in page.items] == [("411322-2026-00017", 3), (None, None)]
    assert read_item(page.items[0].raw).payload == plan()
    assert province.requests[0].target == "/exchange/v1/feeds/plans?after=c%201%2F%26%3D&limit=2"
    assert is_signed_as_it_arrived(province.requests[0])


@pytest.mark.parametrize("body", [b"", b"<html></html>", b"[]", b'{"items":[]}', b"\xff"])
def test_a_signed_page_that_is_no_page_is_a_temporary_fault(
    province: ScriptedProvince, province_client: ProvinceClient, body: bytes
) -> None:
    province.script = answer(body=body)

    with pytest.raises(TemporaryGatewayError) as caught:
        province_client.pull_feed("plans", "", 100)

    assert caught.value.verdict == Verdict.UNREADABLE


def test_an_expired_cursor_is_told(province: ScriptedProvince, province_client: ProvinceClient) -> None:
    province.script = answer(410, b'{"code":"CURSOR_EXPIRED"}')

    with pytest.raises(CursorExpired):
        province_client.pull_feed("announcements", "old", 100)


@pytest.mark.parametrize("limit", [0, 501])
def test_a_page_size_that_the_contract_does_not_allow_is_not_asked_for(
    province: ScriptedProvince, province_client: ProvinceClient, limit: int
) -> None:
    with pytest.raises(ValueError, match="1 to 500"):
        province_client.pull_feed("plans", "", limit)

    assert province.requests == []


@pytest.mark.parametrize("status", [200, 201])
def test_a_push_gives_the_receipt_of_the_province(
    province: ScriptedProvince, province_client: ProvinceClient, status: int
) -> None:
    province.script = answer(status, RECEIPT)

    receipt = province_client.push("lots", "方财公开采购-2026-11", '{"name":"标段"}'.encode(), "key-1")

    [request] = province.requests
    assert receipt.receipt == "R-1"
    assert receipt.exchange.request_body_sm3 == sm3_hex(request.body)
    assert request.method == "PUT"
    assert request.target == ("/exchange/v1/lots/%E6%96%B9%E8%B4%A2%E5%85%AC%E5%BC%80%E9%87%87%E8%B4%AD-2026-11")
    assert request.body == '{"name":"标段"}'.encode()
    assert request.headers["idempotency-key"] == "key-1"
    assert request.headers["content-type"] == "application/json"
    assert is_signed_as_it_arrived(request)


@pytest.mark.parametrize("body", [b'{"receipt":"R-1"}', b'{"receipt":"R-1","accepted_at":"yesterday"}'])
def test_a_receipt_is_a_receipt_whatever_stands_beside_it(
    province: ScriptedProvince, province_client: ProvinceClient, body: bytes
) -> None:
    province.script = answer(200, body)

    assert province_client.push("lots", "1", b"{}", "key").receipt == "R-1"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'{"receipt":""}',
        b'{"receipt":1,"accepted_at":"2026-03-02T09:00:01+08:00"}',
    ],
)
def test_a_push_without_a_readable_receipt_may_have_been_taken_and_is_tried_again(
    province: ScriptedProvince, province_client: ProvinceClient, body: bytes
) -> None:
    province.script = answer(200, body)

    with pytest.raises(TemporaryGatewayError) as caught:
        province_client.push("lots", "1", b"{}", "key")

    assert caught.value.verdict == Verdict.UNREADABLE


def test_a_plan_that_the_province_does_not_know_yet_is_told(
    province: ScriptedProvince, province_client: ProvinceClient
) -> None:
    province.script = answer(404, b'{"code":"PLAN_UNKNOWN"}')

    with pytest.raises(PlanUnknown):
        province_client.push("schedules", "1", b"{}", "key")


@pytest.mark.parametrize("key", ["", "k" * 65, "键"])
def test_an_idempotency_key_that_the_contract_does_not_allow_is_not_sent(
    province: ScriptedProvince, province_client: ProvinceClient, key: str
) -> None:
    with pytest.raises(ValueError, match="idempotency key"):
        province_client.push("lots", "1", b"{}", key)

    assert province.requests == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=64).filter(lambda s: s not in (".", ".."))
)
def test_any_number_reaches_the_province_as_one_segment_and_is_signed_as_it_arrived(
    province: ScriptedProvince, province_client: ProvinceClient, project_no: str
) -> None:
    province.requests.clear()
    province.script = answer(200, RECEIPT)

    province_client.push("lots", project_no, b"{}", "key")

    [request] = province.requests
    prefix, _, segment = request.target.rpartition("/")
    assert prefix == "/exchange/v1/lots"
    assert unquote(segment) == project_no
    assert is_signed_as_it_arrived(request)


@pytest.mark.parametrize("key", ["", ".", ".."])
def test_a_number_that_a_path_would_swallow_is_not_asked_for(
    province: ScriptedProvince, province_client: ProvinceClient, key: str
) -> None:
    with pytest.raises(PermanentGatewayError) as caught:
        province_client.record("plans", key)

    assert caught.value.verdict == Verdict.UNADDRESSABLE
    assert caught.value.exchange is None
    assert province.requests == []


def test_the_lots_that_the_province_holds_are_brought(
    province: ScriptedProvince, province_client: ProvinceClient
) -> None:
    province.script = answer(200, b'{"version":2,"lots":[]}')

    held = province_client.lots("方财公开采购-2026-11")

    assert held is not None
    assert held.content == {"version": 2, "lots": []}
    assert held.raw == b'{"version":2,"lots":[]}'


def test_no_lots_and_no_record_are_none(province: ScriptedProvince, province_client: ProvinceClient) -> None:
    province.script = answer(404, b'{"code":"NOT_FOUND"}')

    assert province_client.lots("1") is None
    assert province_client.record("plans", "1") is None


@pytest.mark.parametrize("body", [b"", b"[]", b"{"])
def test_lots_that_cannot_be_read_are_a_temporary_fault(
    province: ScriptedProvince, province_client: ProvinceClient, body: bytes
) -> None:
    province.script = answer(200, body)

    with pytest.raises(TemporaryGatewayError) as caught:
        province_client.lots("1")

    assert caught.value.verdict == Verdict.UNREADABLE


def test_a_single_record_is_brought_as_the_province_wrote_it(
    province: ScriptedProvince, province_client: ProvinceClient
) -> None:
    province.script = answer(200, b'{"key":"a/b","version":4}')

    held = province_client.record("expert-draws", "a/b")

    assert held is not None
    assert (held.item.key, held.item.version, held.item.raw) == ("a/b", 4, b'{"key":"a/b","version":4}')
    assert province.requests[0].target == "/exchange/v1/records/expert-draws/a%2Fb"


def test_digests_are_paged_and_unreadable_ones_kept_apart(
    province: ScriptedProvince, province_client: ProvinceClient
) -> None:
    entry = b'{"key":"k","version":3,"digest":"%s","op":"upsert"}' % (b"ab" * 32)
    province.script = answer(200, b'{"items":[' + entry + b',{"key":"l"}],"next":"n","more":true}')

    page = province_client.digests("plans", "", 500)

    assert [(found.key, found.version, found.digest) for found in page.entries] == [("k", 3, "ab" * 32)]
    assert page.unreadable == (b'{"key":"l"}',)
    assert (page.next, page.more) == ("n", True)
    assert province.requests[0].target == "/exchange/v1/digests/plans?after=&limit=500"


def test_an_attachment_is_written_into_the_sink(province: ScriptedProvince, province_client: ProvinceClient) -> None:
    province.script = answer(200, ATTACHMENT)
    sink = io.BytesIO()

    exchange = province_client.fetch_attachment(
        "att/1", size=len(ATTACHMENT), sm3=sm3_hex(ATTACHMENT).upper(), sink=sink
    )

    assert sink.getvalue() == ATTACHMENT
    assert exchange.response_body_sm3 == sm3_hex(ATTACHMENT)
    assert province.requests[0].target == "/exchange/v1/attachments/att%2F1"


def test_an_attachment_has_a_deadline_of_its_own(province: ScriptedProvince, make_client: ClientFactory) -> None:
    province.script = drip(province, head(200, {"Content-Length": "100000"}), itertools.repeat(b"x"), pause=0.02)
    client = make_client(total_timeout=60, download_timeout=0.3)

    with pytest.raises(TemporaryGatewayError) as caught:
        client.fetch_attachment("a", size=100_000, sm3=sm3_hex(b""), sink=io.BytesIO())

    assert caught.value.verdict == Verdict.NO_ANSWER


def test_an_empty_attachment_is_an_attachment(province: ScriptedProvince, province_client: ProvinceClient) -> None:
    province.script = answer(200, b"")
    sink = io.BytesIO()

    province_client.fetch_attachment("a", size=0, sm3=sm3_hex(b""), sink=sink)

    assert sink.getvalue() == b""


@pytest.mark.parametrize(
    ("size", "sm3"),
    [
        (len(ATTACHMENT) - 1, sm3_hex(ATTACHMENT)),
        (len(ATTACHMENT) + 1, sm3_hex(ATTACHMENT)),
        (len(ATTACHMENT), sm3_hex(b"another")),
        (0, sm3_hex(b"")),
    ],
)
def test_bytes_other_than_announced_are_no_attachment_and_never_more_of_them_are_taken(
    province: ScriptedProvince, province_client: ProvinceClient, size: int, sm3: str
) -> None:
    province.script = answer(200, ATTACHMENT)
    sink = io.BytesIO()

    with pytest.raises(AttachmentMismatch) as caught:
        province_client.fetch_attachment("a", size=size, sm3=sm3, sink=sink)

    assert caught.value.verdict == Verdict.ATTACHMENT_MISMATCH
    assert len(sink.getvalue()) <= size


def test_an_unsigned_attachment_is_a_temporary_fault(
    province: ScriptedProvince, province_client: ProvinceClient
) -> None:
    province.script = answer(200, ATTACHMENT, secret=None)

    with pytest.raises(TemporaryGatewayError) as caught:
        province_client.fetch_attachment("a", size=len(ATTACHMENT), sm3=sm3_hex(ATTACHMENT), sink=io.BytesIO())

    assert caught.value.verdict == Verdict.BAD_SIGNATURE


def test_an_attachment_that_is_not_there_leaves_the_sink_empty(
    province: ScriptedProvince, province_client: ProvinceClient
) -> None:
    province.script = answer(404, b'{"code":"NOT_FOUND","message":"longer than the attachment"}')
    sink = io.BytesIO()

    with pytest.raises(TemporaryGatewayError) as caught:
        province_client.fetch_attachment("a", size=1, sm3=sm3_hex(b"x"), sink=sink)

    assert caught.value.verdict == Verdict.NOT_FOUND
    assert sink.getvalue() == b""

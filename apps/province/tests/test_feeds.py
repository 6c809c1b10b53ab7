"""The feeds, their digests and single records."""

import threading
import time
import zlib
from contextlib import closing
from typing import Any

import psycopg2
import pytest

from apps.province.canonical import payload_digest
from apps.province.services.locks import NAMESPACE
from apps.province.tests.peer import AGENCY, PURCHASER, Peer

WRITERS, CHANGES_EACH = 6, 12


def read_all(province: Peer, feed: str, *, limit: int = 100, after: str = "") -> list[Any]:
    """Return every item of a feed behind a cursor."""
    items = []
    while True:
        page = province.feed(feed, after=after, limit=limit)
        items += page["items"]
        if not page["more"]:
            return items
        after = page["next"]


def test_a_filed_plan_is_in_the_feed_as_the_contract_says(province: Peer) -> None:
    plan_no = province.file_plan(
        title="方城县示例设备采购项目",
        budget="4860000.00",
        items=[
            {
                "category_code": "A02020700",
                "name": "电子白板",
                "quantity": "120",
                "unit": "台",
                "budget": "3120000.00",
            },
            {"category_code": "A05010203", "name": "课桌椅", "quantity": 6000, "unit": "套", "budget": "1740000"},
        ],
        agency=AGENCY,
        purchaser=PURCHASER,
        filed_at="2026-02-20T09:00:00+08:00",
    )

    [item] = province.feed("plans")["items"]

    assert (item["key"], item["version"], item["op"]) == (plan_no, 1, "upsert")
    assert item["digest"] == payload_digest(item["payload"])
    assert item["payload"] == {
        "plan_no": plan_no,
        "title": "方城县示例设备采购项目",
        "purchaser": PURCHASER,
        "agency": AGENCY,
        "trading_center": "411322",
        "region_code": "411322",
        "method": "open_tender",
        "organisation_form": "decentralised",
        "kind": "goods",
        "budget": "4860000.00",
        "fund_source": "财政预算资金",
        "above_threshold": True,
        "sme_reserved": False,
        "items": [
            {
                "category_code": "A02020700",
                "name": "电子白板",
                "quantity": "120",
                "unit": "台",
                "budget": "3120000.00",
            },
            {"category_code": "A05010203", "name": "课桌椅", "quantity": "6000", "unit": "套", "budget": "1740000.00"},
        ],
        "filed_at": "2026-02-20T09:00:00+08:00",
        "handler": "采购经办岗（示例）",
    }


@pytest.mark.parametrize("fields", [{"above_threshold": False}, {"trading_center": "411300"}])
def test_a_plan_that_is_not_for_this_center_stays_out(province: Peer, fields: dict[str, Any]) -> None:
    province.file_plan(**fields)

    assert province.feed("plans")["items"] == []


def test_a_plan_that_leaves_the_center_is_withdrawn_and_comes_back_as_upsert(province: Peer) -> None:
    plan_no = province.file_plan()
    province.control("PUT", f"plans/{plan_no}", {"above_threshold": False})
    province.control("PUT", f"plans/{plan_no}", {"title": "改名，仍在限额以下"})
    province.control("PUT", f"plans/{plan_no}", {"above_threshold": True})

    items = province.feed("plans")["items"]

    assert [(item["version"], item["op"]) for item in items] == [(1, "upsert"), (2, "withdraw"), (4, "upsert")]
    assert items[1]["payload"]["above_threshold"] is False


def test_a_withdrawn_plan_comes_as_a_withdrawal_of_a_higher_version(province: Peer) -> None:
    plan_no = province.file_plan()

    answer = province.control("POST", f"plans/{plan_no}/withdraw", {})

    assert answer == {"plan_no": plan_no, "version": 2}
    assert [item["op"] for item in province.feed("plans")["items"]] == ["upsert", "withdraw"]


def test_a_wrong_budget_is_refused_at_its_field(province: Peer) -> None:
    line = {"category_code": "A02010105", "name": "台式计算机", "quantity": "1", "unit": "台", "budget": "99.99"}

    answer = province.control("POST", "plans", {"title": "示例", "budget": "100.00", "items": [line]}, status=422)

    assert answer["errors"] == [{"path": "", "message": "明细预算合计 99.99 元，与预算金额 100.00 元不一致"}]
    assert province.feed("plans")["items"] == []


def test_paging_goes_through_everything_once_and_an_empty_page_gives_the_cursor_back(province: Peer) -> None:
    plan_nos = [province.file_plan() for _ in range(5)]
    pages = [province.feed("plans", limit=2)]
    while pages[-1]["more"]:
        pages.append(province.feed("plans", after=pages[-1]["next"], limit=2))

    last = province.feed("plans", after=pages[-1]["next"], limit=2)

    assert [[item["key"] for item in page["items"]] for page in pages] == [plan_nos[:2], plan_nos[2:4], plan_nos[4:]]
    assert last == {"items": [], "next": pages[-1]["next"], "more": False}


@pytest.mark.parametrize("limit", ["0", "501", "-1", "ten", "1.0", "", "٣"])
def test_a_limit_outside_1_to_500_is_refused(province: Peer, limit: str) -> None:
    path = f"/exchange/v1/feeds/plans?after=&limit={limit.encode().hex() if not limit.isascii() else limit}"

    answer = province.send("GET", path)

    assert (answer.status, answer.json["code"]) == (400, "BAD_REQUEST")


def test_a_foreign_cursor_is_refused_as_expired(province: Peer) -> None:
    answer = province.send("GET", "/exchange/v1/feeds/plans?after=abc&limit=1")

    assert (answer.status, answer.json["code"]) == (410, "CURSOR_EXPIRED")


def test_a_cursor_from_before_a_reset_sees_what_comes_after_it(province: Peer) -> None:
    province.file_plan()
    cursor = province.feed("plans")["next"]
    province.control("POST", "reset", {})

    plan_no = province.file_plan()

    assert [item["key"] for item in province.feed("plans", after=cursor)["items"]] == [plan_no]


def test_a_reader_loses_nothing_while_many_write(province: Peer) -> None:
    """Fails with a cursor over numbers that are given out before their transactions commit."""
    plan_nos = [province.file_plan() for _ in range(WRITERS)]
    cursor = province.feed("plans")["next"]

    def write(plan_no: str) -> None:
        for turn in range(CHANGES_EACH):
            province.control("PUT", f"plans/{plan_no}", {"title": f"第 {turn} 次修改"})

    writers = [threading.Thread(target=write, args=[plan_no]) for plan_no in plan_nos]
    for writer in writers:
        writer.start()
    seen = []
    while any(writer.is_alive() for writer in writers):
        page = province.feed("plans", after=cursor)
        seen += [(item["key"], item["version"]) for item in page["items"]]
        cursor = page["next"]
    seen += [(item["key"], item["version"]) for item in read_all(province, "plans", after=cursor)]

    assert sorted(seen) == sorted((plan_no, 2 + turn) for plan_no in plan_nos for turn in range(CHANGES_EACH))


def test_a_writer_waits_until_the_one_before_it_has_committed(
    province: Peer, province_environment: dict[str, str]
) -> None:
    """The same promise without chance: numbers are given out one transaction after the other."""
    plan_no = province.file_plan()
    cursor = province.feed("plans")["next"]
    change = threading.Thread(target=province.control, args=("PUT", f"plans/{plan_no}", {"title": "改名"}))
    with closing(psycopg2.connect(province_environment["PROVINCE_DATABASE_URL"])) as connection:
        writer_before = connection.cursor()
        writer_before.execute("SELECT pg_advisory_xact_lock(%s, %s)", [NAMESPACE, zlib.crc32(b"changes") & 0x7FFFFFFF])

        change.start()
        deadline, is_waiting = time.monotonic() + 5, False
        while not is_waiting and time.monotonic() < deadline:
            writer_before.execute(
                "SELECT EXISTS (SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
                " WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted)"
            )
            [is_waiting] = writer_before.fetchone() or [False]

        assert is_waiting
        assert province.feed("plans", after=cursor)["items"] == []
        connection.rollback()
    change.join()
    assert [item["version"] for item in province.feed("plans", after=cursor)["items"]] == [2]


def test_digests_name_the_newest_version_of_every_record(province: Peer) -> None:
    first, second = province.file_plan(), province.file_plan()
    province.control("PUT", f"plans/{first}", {"title": "改名"})
    newest = {item["key"]: item["digest"] for item in province.feed("plans")["items"]}

    page = province.send("GET", "/exchange/v1/digests/plans?after=&limit=1").json
    rest = province.send("GET", f"/exchange/v1/digests/plans?after={page['next']}&limit=1").json

    assert (page["more"], rest["more"]) == (True, False)
    assert page["items"] == [{"key": second, "version": 1, "digest": newest[second], "op": "upsert"}]
    assert rest["items"] == [{"key": first, "version": 2, "digest": newest[first], "op": "upsert"}]


def test_a_single_record_is_the_newest_feed_item(province: Peer) -> None:
    plan_no = province.file_plan()
    province.control("PUT", f"plans/{plan_no}", {"title": "改名"})

    answer = province.send("GET", f"/exchange/v1/records/plans/{plan_no}")

    assert answer.json == province.feed("plans")["items"][1]


def test_an_unknown_record_is_not_found(province: Peer) -> None:
    assert province.send("GET", "/exchange/v1/records/plans/none").status == 404


def test_an_expert_draw_and_its_next_state_are_in_their_feed(province: Peer) -> None:
    draw = {
        "draw_no": "CQ-1",
        "project_no": "P-1",
        "lot_nos": ["1"],
        "drawn_at": "2026-03-20T09:00:00+08:00",
        "evaluation_at": "2026-03-23T09:30:00+08:00",
        "sealed_until": "2026-03-23T09:00:00+08:00",
        "required": 1,
        "experts": [
            {
                "expert_no": "E-1",
                "name": "示例专家",
                "id_card": "411322190001010000",
                "phone": "0377-60000000",
                "employer": "示例单位",
                "specialties": ["A0201"],
                "status": "confirmed",
                "is_chair": False,
            }
        ],
    }

    versions = [province.control("POST", "expert-draws", draw)["version"] for _ in range(2)]

    items = province.feed("expert-draws")["items"]
    assert versions == [1, 2]
    assert [(item["key"], item["version"], item["payload"]) for item in items] == [
        ("CQ-1", 1, draw),
        ("CQ-1", 2, draw),
    ]


def test_a_raw_record_goes_out_as_it_is(province: Peer) -> None:
    body = {"key": "X-1", "payload": {"method": "lottery"}, "digest": "f" * 64}

    province.control("POST", "raw/plans", body)

    [item] = province.feed("plans")["items"]
    assert (item["payload"], item["digest"]) == ({"method": "lottery"}, "f" * 64)

"""故障演练: each way of misbehaving, and that it ends."""

import base64
import http.client
import threading
import time
from typing import Any

import pytest

from apps.province.canonical import payload_digest, sm3_hex
from apps.province.tests.conftest import HintListener
from apps.province.tests.peer import Answer, BadSignature, Peer, lots
from apps.province.tests.test_announcements import TENDER

FEED = "/exchange/v1/feeds/plans?after=&limit=100"


def keys(page: Any) -> list[str]:
    """Return the keys of a page, in its order."""
    return [item["key"] for item in page["items"]]


def test_an_error_comes_before_anything_is_taken_and_ends_with_its_count(province: Peer) -> None:
    document = lots("P-1", province.file_plan())
    province.fault("error", "lots", times=2, status=429, seconds=7)

    answers = [province.push("lots", document, key="k-1") for _ in range(3)]

    assert [answer.status for answer in answers] == [429, 429, 201]
    assert answers[0].headers["Retry-After"] == "7"
    assert province.ledger("P-1")["lots"]["takings"] == 1
    assert province.ledger("P-1")["lots"]["attempts"] == 3


def test_a_rule_burns_down_exactly_under_concurrency(province: Peer) -> None:
    province.fault("error", "plans", times=5)
    answers: list[Answer] = []
    barrier = threading.Barrier(10)

    def read() -> None:
        barrier.wait()
        answers.append(province.send("GET", FEED))

    threads = [threading.Thread(target=read) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answer.status for answer in answers) == [200] * 5 + [503] * 5
    [rule] = province.control("GET", "faults")["rules"]
    assert (rule["remaining"], rule["hits"]) == (0, 5)


def test_a_rule_without_a_count_holds_until_it_is_removed(province: Peer) -> None:
    province.fault("error", "*")

    during = [province.send("GET", FEED).status for _ in range(3)]
    province.control("DELETE", "faults")

    assert during == [503, 503, 503]
    assert province.send("GET", FEED).status == 200


def test_a_rule_leaves_other_targets_and_other_keys_alone(province: Peer) -> None:
    province.fault("error", "plans")
    province.fault("error", "lots", key="P-2")
    plan_no = province.file_plan()

    assert province.send("GET", "/exchange/v1/feeds/announcements").status == 200
    assert province.push("lots", lots("P-1", plan_no), key="k-1").status == 201
    assert province.push("lots", lots("P-2", plan_no), key="k-2").status == 503


def test_a_dropped_answer_closes_the_connection_after_taking(province: Peer) -> None:
    document = lots("P-1", province.file_plan())
    province.fault("drop_answer", "lots", times=1)

    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        province.push("lots", document, key="k-1")
    again = province.push("lots", document, key="k-1")

    assert again.status == 200
    assert province.ledger("P-1")["lots"]["takings"] == 1


def test_a_timeout_after_taking_has_taken(province: Peer) -> None:
    document = lots("P-1", province.file_plan())
    province.fault("timeout_after_taking", "lots", times=1, seconds=2)

    with pytest.raises(TimeoutError):
        province.push("lots", document, key="k-1", timeout=0.5)

    assert province.push("lots", document, key="k-1").status == 200
    assert province.ledger("P-1")["lots"]["takings"] == 1


def test_a_delay_is_waited_before_answering(province: Peer) -> None:
    province.fault("delay", "plans", times=1, seconds=0.4)
    start = time.monotonic()

    status = province.send("GET", FEED).status

    assert status == 200
    assert time.monotonic() - start >= 0.4


def test_ignoring_keys_takes_twice_and_the_ledger_tells(province: Peer) -> None:
    document = lots("P-1", province.file_plan())
    province.fault("ignore_idempotency", "lots", times=1)

    receipts = [province.push("lots", document, key="k-1").json["receipt"] for _ in range(3)]

    entry = province.ledger("P-1")["lots"]
    assert receipts[0] != receipts[1]
    assert receipts[2] == receipts[0]
    assert (entry["takings"], entry["versions"], entry["attempts"]) == (2, [1], 3)


def test_a_bad_signature_spoils_one_answer(province: Peer) -> None:
    province.fault("bad_signature", "plans", times=1)

    with pytest.raises(BadSignature):
        province.send("GET", FEED)

    assert province.send("GET", FEED).status == 200


def test_a_bad_digest_spoils_one_record_and_no_other(province: Peer) -> None:
    first, second = province.file_plan(), province.file_plan()
    province.fault("bad_digest", "plans", key=second)

    items = province.feed("plans")["items"]

    assert [item["key"] for item in items if item["digest"] != payload_digest(item["payload"])] == [second]
    assert keys({"items": items}) == [first, second]
    assert province.send("GET", f"/exchange/v1/records/plans/{second}").json["digest"] != "0" * 64


def test_a_duplicate_comes_twice_in_one_page(province: Peer) -> None:
    first, second = province.file_plan(), province.file_plan()
    province.fault("duplicate", "plans", times=1)

    assert keys(province.feed("plans")) == [first, first, second]


def test_reordering_turns_the_page_round(province: Peer) -> None:
    plan_nos = [province.file_plan() for _ in range(3)]
    province.fault("reorder", "plans", times=1)

    assert keys(province.feed("plans")) == plan_nos[::-1]
    assert keys(province.feed("plans")) == plan_nos


def test_reordering_with_a_seed_is_repeatable(province: Peer) -> None:
    plan_nos = [province.file_plan() for _ in range(6)]
    province.fault("reorder", "plans", seed=3)

    pages = [keys(province.feed("plans")) for _ in range(2)]

    assert pages[0] == pages[1]
    assert sorted(pages[0]) == plan_nos
    assert pages[0] != plan_nos


def test_a_withheld_record_comes_later_to_a_reader_that_went_on(province: Peer) -> None:
    first, second = province.file_plan(), province.file_plan()
    province.fault("withhold_record", "plans", key=first, times=1)

    page = province.feed("plans")
    later = province.feed("plans", after=page["next"])

    assert keys(page) == [second]
    assert keys(later) == [first]


def test_when_everything_is_withheld_the_cursor_does_not_move(province: Peer) -> None:
    plan_no = province.file_plan()
    province.fault("withhold_record", "plans", times=1)

    page = province.feed("plans")

    assert (page["items"], page["next"]) == ([], "")
    assert keys(province.feed("plans")) == [plan_no]


def test_an_expired_cursor_never_hits_the_beginning(province: Peer) -> None:
    province.file_plan()
    cursor = province.feed("plans")["next"]
    province.fault("cursor_expired", "plans", times=1)

    beginning = province.send("GET", FEED).status
    answer = province.send("GET", f"/exchange/v1/feeds/plans?after={cursor}&limit=100")

    assert beginning == 200
    assert (answer.status, answer.json["code"]) == (410, "CURSOR_EXPIRED")


def test_a_bad_attachment_is_not_what_the_payload_says(province: Peer) -> None:
    file = {"name": "文件.pdf", "content_base64": base64.b64encode(b"content").decode()}
    number = province.control("POST", "announcements", {**TENDER, "attachments": [file], "force": True})
    attachment = number["attachments"][0]
    province.fault("bad_attachment", "attachments", times=1)

    bad = province.send("GET", f"/exchange/v1/attachments/{attachment['id']}").content
    good = province.send("GET", f"/exchange/v1/attachments/{attachment['id']}").content

    assert sm3_hex(bad) != attachment["sm3"]
    assert sm3_hex(good) == attachment["sm3"]


def test_put_replaces_all_rules(province: Peer) -> None:
    province.fault("error", "plans")

    rules = province.control("PUT", "faults", {"rules": [{"kind": "delay", "target": "lots", "seconds": 1}]})["rules"]

    assert [(rule["kind"], rule["target"], rule["seconds"]) for rule in rules] == [("delay", "lots", 1.0)]


@pytest.mark.parametrize(
    ("rule", "path"),
    [
        ({"kind": "explode", "target": "plans"}, "rules[0].kind"),
        ({"kind": "delay", "target": "moon"}, "rules[0].target"),
        ({"kind": "delay", "target": "plans", "times": 0}, "rules[0].times"),
        ({"kind": "error", "target": "plans", "status": 200}, "rules[0].status"),
        ({"kind": "error", "target": "plans", "colour": "red"}, "rules[0].colour"),
    ],
)
def test_a_wrong_rule_is_refused_and_changes_nothing(province: Peer, rule: dict[str, Any], path: str) -> None:
    answer = province.control("PUT", "faults", [rule], status=422)

    assert [error["path"] for error in answer["errors"]] == [path]
    assert province.control("GET", "faults") == {"rules": []}


def test_a_lost_hint_is_not_sent(province: Peer, hint_listener: HintListener) -> None:
    province.fault("lose_hint", "hints", times=1)
    hint_listener.hints.clear()

    province.file_plan()
    _wait_for_hits(province, 1)
    province.file_plan()

    _wait_for_hints(hint_listener, 1)
    assert len(hint_listener.hints) == 1


def test_a_doubled_hint_is_sent_twice(province: Peer, hint_listener: HintListener) -> None:
    province.fault("duplicate", "hints", times=1)
    hint_listener.hints.clear()

    province.file_plan()

    _wait_for_hints(hint_listener, 2)
    assert len(hint_listener.hints) == 2


def _wait_for_hints(listener: HintListener, count: int) -> None:
    deadline = time.monotonic() + 5
    while len(listener.hints) < count and time.monotonic() < deadline:
        time.sleep(0.01)


def _wait_for_hits(province: Peer, count: int) -> None:
    deadline = time.monotonic() + 5
    while province.control("GET", "faults")["rules"][0]["hits"] < count and time.monotonic() < deadline:
        time.sleep(0.01)

"""Taking pushes: keys, versions, refusals."""

import json
import threading

import pytest

from apps.province.tests.peer import SUPPLIER, Answer, Peer, lots

AT_ONCE = 6


def test_lots_are_taken_with_a_receipt_and_can_be_read_back(province: Peer) -> None:
    document = lots("方财公开采购-2026-11", province.file_plan())

    answer = province.push("lots", document, key="k-1")

    assert answer.status == 201
    assert set(answer.json) == {"receipt", "accepted_at"}
    held = province.send("GET", "/exchange/v1/lots/%E6%96%B9%E8%B4%A2%E5%85%AC%E5%BC%80%E9%87%87%E8%B4%AD-2026-11")
    assert held.json == document


def test_a_project_number_may_hold_a_slash(province: Peer) -> None:
    assert province.push("lots", lots("方财/2026/1", province.file_plan()), key="k-1").status == 201


def test_the_same_key_and_body_gets_the_same_receipt_again(province: Peer) -> None:
    document = lots("P-1", province.file_plan())
    first = province.push("lots", document, key="k-1")

    second = province.push("lots", document, key="k-1")

    assert (first.status, second.status) == (201, 200)
    assert second.json == first.json
    assert province.ledger("P-1")["lots"] == {
        "versions": [1],
        "takings": 1,
        "receipts": [first.json["receipt"]],
        "attempts": 2,
        "answers": [{"status": 201, "code": ""}, {"status": 200, "code": ""}],
    }


def test_what_was_lost_is_put_back_by_the_same_push_under_the_same_receipt(province: Peer) -> None:
    document = lots("P-1", province.file_plan())
    first = province.push("lots", document, key="k-1")
    province.control("POST", "lots/P-1/lose", {"remembers_keys": True})
    gone = province.send("GET", "/exchange/v1/lots/P-1")

    second = province.push("lots", document, key="k-1")

    assert (gone.status, second.status) == (404, 200)
    assert second.json == first.json
    assert province.send("GET", "/exchange/v1/lots/P-1").json == document
    assert province.ledger("P-1")["lots"]["takings"] == 1


def test_a_repeated_push_never_puts_back_an_older_version(province: Peer) -> None:
    plan_no = province.file_plan()
    province.push("lots", lots("P-1", plan_no, version=1), key="k-1")
    newer = lots("P-1", plan_no, version=2)
    province.push("lots", newer, key="k-2")

    again = province.push("lots", lots("P-1", plan_no, version=1), key="k-1")

    assert again.status == 200
    assert province.send("GET", "/exchange/v1/lots/P-1").json == newer


def test_a_province_that_went_back_to_a_backup_takes_the_same_push_anew(province: Peer) -> None:
    document = lots("P-1", province.file_plan())
    first = province.push("lots", document, key="k-1")
    province.control("POST", "lots/P-1/lose", {"remembers_keys": False})

    second = province.push("lots", document, key="k-1")

    assert (second.status, second.json["receipt"] != first.json["receipt"]) == (201, True)
    assert province.ledger("P-1")["lots"]["takings"] == 1


def test_the_same_key_at_once_takes_effect_once(province: Peer) -> None:
    document = lots("P-1", province.file_plan())
    answers: list[Answer] = []
    barrier = threading.Barrier(AT_ONCE)

    def push() -> None:
        barrier.wait()
        answers.append(province.push("lots", document, key="k-1"))

    threads = [threading.Thread(target=push) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answer.status for answer in answers) == [200] * (AT_ONCE - 1) + [201]
    assert len({answer.json["receipt"] for answer in answers}) == 1
    assert province.ledger("P-1")["lots"]["takings"] == 1


@pytest.mark.parametrize("project_no", ["P-1", "P-2"])
def test_a_key_that_served_another_body_is_refused(province: Peer, project_no: str) -> None:
    plan_no = province.lots_of("P-1")

    answer = province.push("lots", lots(project_no, plan_no, version=2), key="lots-P-1")

    assert (answer.status, answer.json["code"]) == (409, "IDEMPOTENCY_MISMATCH")
    assert province.ledger("P-1")["lots"]["versions"] == [1]


@pytest.mark.parametrize("version", [3, 2])
def test_a_version_that_is_not_newer_is_stale(province: Peer, version: int) -> None:
    plan_no = province.file_plan()
    province.push("lots", lots("P-1", plan_no, version=3), key="k-3")

    answer = province.push("lots", lots("P-1", plan_no, version=version), key="k-other")

    assert (answer.status, answer.json["code"], answer.json["current"]) == (409, "STALE_VERSION", 3)


def test_a_higher_version_replaces_what_is_held(province: Peer) -> None:
    plan_no = province.lots_of("P-1")

    answer = province.push("lots", lots("P-1", plan_no, version=7), key="k-7")

    assert answer.status == 201
    assert province.send("GET", "/exchange/v1/lots/P-1").json["version"] == 7
    assert province.ledger("P-1")["lots"]["versions"] == [1, 7]


def test_invalid_lots_are_refused_with_every_fault_and_leave_the_key_free(province: Peer) -> None:
    plan_no = province.file_plan()
    wrong = {**lots("P-1", plan_no), "kind": "other", "encrypted": "yes"}

    refused = province.push("lots", wrong, key="k-1")

    assert (refused.status, refused.json["code"]) == (422, "INVALID")
    assert [error["path"] for error in refused.json["errors"]] == ["kind", "encrypted"]
    assert province.push("lots", lots("P-1", plan_no), key="k-1").status == 201


@pytest.mark.parametrize("key", ["", "k" * 65])
def test_a_missing_or_overlong_key_is_refused(province: Peer, key: str) -> None:
    answer = province.push("lots", lots("P-1", province.file_plan()), key=key)

    assert (answer.status, answer.json["errors"][0]["path"]) == (422, "Idempotency-Key")


def test_a_body_that_is_not_json_is_refused(province: Peer) -> None:
    answer = province.send("PUT", "/exchange/v1/lots/P-1", body=b"{", headers={"Idempotency-Key": "k-1"})

    assert (answer.status, answer.json["code"]) == (422, "INVALID")


def test_lots_of_an_unknown_plan_are_taken_once_the_plan_is_filed(province: Peer) -> None:
    document = lots("P-1", "411322-2026-77777")
    early = province.push("lots", document, key="k-1")
    province.file_plan(plan_no="411322-2026-77777")

    late = province.push("lots", document, key="k-1")

    assert (early.status, early.json["code"]) == (404, "PLAN_UNKNOWN")
    assert late.status == 201


def test_lots_of_a_withdrawn_plan_are_refused_for_good(province: Peer) -> None:
    plan_no = province.file_plan()
    province.control("POST", f"plans/{plan_no}/withdraw", {})

    answer = province.push("lots", lots("P-1", plan_no), key="k-1")

    assert (answer.status, answer.json["errors"]) == (
        422,
        [{"path": "plan_nos[0]", "message": f"采购计划 {plan_no} 已撤回"}],
    )


def test_lots_that_are_not_here_are_not_found(province: Peer) -> None:
    assert province.send("GET", "/exchange/v1/lots/P-1").status == 404


SCHEDULE = {
    "version": 1,
    "project_no": "P-1",
    "announcement_no": "GG-1",
    "bid_deadline": "2026-04-07T09:00:00+08:00",
    "opening_at": "2026-04-07T09:00:00+08:00",
    "opening_place": "第一开标室",
}
OPENING_RECORD = {
    "version": 1,
    "project_no": "P-1",
    "opened_at": "2026-04-07T09:00:00+08:00",
    "lots": [
        {
            "lot_no": "1",
            "bids": [
                {"supplier": SUPPLIER, "price": "980000.00", "decrypted": True},
                {"supplier": SUPPLIER, "decrypted": False, "remark": "解密失败"},
            ],
        }
    ],
}
EVALUATION = {
    "version": 1,
    "project_no": "P-1",
    "lots": [
        {
            "lot_no": "1",
            "candidates": [{"rank": 1, "supplier": SUPPLIER, "price": "980000.00", "score": "92.5"}],
        }
    ],
}


@pytest.mark.parametrize(
    ("kind", "document"),
    [("schedules", SCHEDULE), ("opening-records", OPENING_RECORD), ("evaluations", EVALUATION)],
)
def test_the_later_pushes_are_taken_once_the_lots_are_here(
    province: Peer, kind: str, document: dict[str, object]
) -> None:
    early = province.push(kind, document, key="k-1")
    province.lots_of("P-1")

    late = province.push(kind, document, key="k-1")

    assert (early.status, early.json["code"]) == (404, "PLAN_UNKNOWN")
    assert late.status == 201
    assert province.ledger("P-1")[kind]["takings"] == 1


def test_an_evaluation_without_candidates_needs_a_reason(province: Peer) -> None:
    province.lots_of("P-1")
    document = json.loads(json.dumps(EVALUATION))
    document["lots"][0]["candidates"] = []

    refused = province.push("evaluations", document, key="k-1")
    document["lots"][0]["failed_reason"] = "有效投标人不足三家"
    taken = province.push("evaluations", document, key="k-2")

    assert (refused.status, taken.status) == (422, 201)

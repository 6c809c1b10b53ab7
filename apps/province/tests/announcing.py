"""A project with two lots whose tender announcement is public, and the pages that go on from there."""

from collections.abc import Mapping
from typing import Any

import requests

from apps.province.choices import AnnouncementType
from apps.province.filings import FACTS
from apps.province.tests.peer import SUPPLIER, Peer, lots
from apps.province.tests.test_announcements import TENDER

PROJECT = "P-1"
WINNER = {"name": "南阳示例科技有限公司", "uscc": "91411300MA9G000241", "address": "南阳市示例路1号"}
PARTS = {"remarks": "", "contact_name": "王工", "contact_phone": "0377-60000011"}


def announced_project(province: Peer, *, kind: str = "goods", method: str = "open_tender") -> str:
    """Push two lots, publish their tender announcement (deadline 2026-03-23 09:00), and return the plan's number."""
    plan_no = province.file_plan()
    document = lots(PROJECT, plan_no)
    second = {
        **document["lots"][0],
        "lot_no": "2",
        "name": "第二标段",
        "unified_deal_code": "D01-12411322AEBA000110-20260315-000002-C",
    }
    document |= {"kind": kind, "method": method, "lots": [*document["lots"], second]}
    answer = province.push("lots", document, key="lots")
    assert answer.status == 201, answer.content
    publish(province, lot_nos=["1", "2"], published_at="2026-03-02T08:00:00+08:00")
    return plan_no


def publish(province: Peer, **fields: Any) -> str:
    """Publish through the driving API, by default the tender announcement, and return the number."""
    base = TENDER if fields.get("type", "tender") == "tender" else {"project_no": PROJECT}
    return str(province.control("POST", "announcements", {**base, **fields})["announcement_no"])


def publish_result(province: Peer, **lot: Any) -> str:
    """Publish a result of lot 1 through the driving API, which writes its text from the facts."""
    return publish(
        province,
        type="result",
        facts={
            "lots": [award(**lot)],
            "experts": [{"name": "陈示例", "role": "expert", "is_chair": True}],
            "agency_fee": {"standard": "示例标准", "amount": "9000.00"},
            "notice_working_days": 1,
        },
    )


def award(**fields: Any) -> dict[str, Any]:
    """Return the award of lot 1."""
    items = [{"name": "电子白板", "quantity": "100", "unit_price": "9000.00"}]
    return {"lot_no": "1", "supplier": WINNER, "amount": "900000.00", "main_items": items, **fields}


def evaluate(province: Peer) -> None:
    """Push the opening and the evaluation: lot 1 has a winner, lot 2 failed."""
    bids = [{"supplier": SUPPLIER, "price": "950000.00", "decrypted": True}]
    opening = {
        "version": 1,
        "project_no": PROJECT,
        "opened_at": "2026-03-23T09:00:00+08:00",
        "lots": [{"lot_no": "1", "bids": bids}, {"lot_no": "2", "bids": bids}],
    }
    second = {"rank": 2, "supplier": SUPPLIER, "price": "950000.00", "score": "80"}
    first = {"rank": 1, "supplier": WINNER, "price": "900000.00", "score": "92.5"}
    evaluation = {
        "version": 1,
        "project_no": PROJECT,
        "lots": [
            {"lot_no": "1", "candidates": [second, first]},
            {"lot_no": "2", "candidates": [], "failed_reason": "实质性响应的投标人不足3家"},
        ],
    }
    for kind, document in (("opening-records", opening), ("evaluations", evaluation)):
        assert province.push(kind, document, key=kind).status == 201


def table(prefix: str, *rows: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a table with these rows."""
    fields: dict[str, Any] = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        fields |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return fields


def new_page(plan_no: str, announcement_type: str) -> str:
    """Return where a new announcement of a type is drafted."""
    return f"/projects/{plan_no}/wizard/drafts/{announcement_type}/"


def compose(province: Peer, officer: requests.Session, path: str, form: Mapping[str, Any]) -> str:
    """Return the text that the page writes from the facts in the form."""
    response = province.post_form(officer, path, {**form, "act": "compose"})
    assert response.status_code == 200, response.text
    return str(response.json()["body_html"])


def write_and_publish(
    province: Peer, officer: requests.Session, path: str, form: Mapping[str, Any], **options: Any
) -> requests.Response:
    """Let the page write the text, then publish it."""
    body = compose(province, officer, path, form)
    return province.post_form(officer, path, {**form, "body_html": body, "act": "publish"}, **options)


def last_payload(province: Peer) -> Any:
    """Return the newest announcement of the feed, its facts checked as the exchange writes them."""
    payload = province.feed("announcements")["items"][-1]["payload"]
    FACTS[AnnouncementType(payload["type"])].model_validate(payload["facts"])
    return payload

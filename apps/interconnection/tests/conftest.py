"""The wire, played by recorded and scripted messages."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from apps.acceptance.models import Project
from apps.acceptance.services.reviews import accept_project
from apps.accounts.models import User
from apps.conftest import NOW
from apps.core.actors import Actor
from apps.core.models import OutboxMessage
from apps.interconnection.gateway.canonical import record_digest, sm3_hex
from apps.interconnection.gateway.client import Feed, FeedPage, ProvinceClient, PushKind, Receipt
from apps.interconnection.gateway.evidence import Exchange, Verdict
from apps.interconnection.gateway.exceptions import GatewayError
from apps.interconnection.gateway.feeds import identify
from apps.interconnection.gateway.wire_json import decode_json
from apps.interconnection.tests.gateway.payloads import FACTS

PURCHASER = {"name": "方城县教育体育局", "uscc": "1141132200600001XJ", "contact": "陈老师", "phone": "0377-1"}
AGENCY = {"name": "河南宛诚工程咨询有限公司", "uscc": "91411300MA9F00015G"}


@dataclass
class Clock:
    """A clock that tests turn."""

    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **duration: float) -> None:
        self.at += timedelta(**duration)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def exchange(body: bytes = b"", status: int | None = 200, verdict: Verdict = Verdict.ANSWERED) -> Exchange:
    return Exchange(
        method="GET",
        path="/exchange/v1/",
        request_headers={"X-Exchange-Nonce": "0" * 32},
        request_body_sm3=sm3_hex(b""),
        started_at=datetime(2026, 3, 2, tzinfo=UTC),
        duration_ms=3,
        status=status,
        response_headers={"x-exchange-signature": "f" * 64},
        response_excerpt=body,
        response_size=len(body),
        response_body_sm3=sm3_hex(body),
        verdict=verdict,
    )


def item(payload: dict[str, Any], *, key: str, version: int = 1, op: str = "upsert", **changes: Any) -> dict[str, Any]:
    """Return a feed item with a right digest; `changes` spoil it."""
    return {
        "id": f"evt-{key}-{version}",
        "key": key,
        "version": version,
        "op": op,
        "changed_at": "2026-03-02T09:00:00+08:00",
        "digest": record_digest(decode_json(json.dumps(payload).encode())),
        "payload": payload,
    } | changes


def plan_item(
    plan_no: str = "411322-2026-00017", *, version: int = 1, op: str = "upsert", **changes: Any
) -> dict[str, Any]:
    payload = {
        "plan_no": plan_no,
        "title": "方城县教育体育局义务教育学校教学设备采购项目",
        "purchaser": PURCHASER,
        "agency": AGENCY,
        "trading_center": "411322",
        "region_code": "411322",
        "method": "open_tender",
        "organisation_form": "decentralised",
        "kind": "goods",
        "budget": "4860000.00",
        "above_threshold": True,
        "sme_reserved": False,
        "items": [
            {"category_code": "A02020700", "name": "电子白板", "quantity": 100, "unit": "台", "budget": "4860000.00"}
        ],
        "filed_at": "2026-03-01T09:00:00+08:00",
        "handler": "采购经办岗",
    } | changes
    return item(payload, key=plan_no, version=version, op=op)


def announcement_item(
    project_no: str, *, announcement_no: str = "ann-1", version: int = 1, op: str = "upsert", **changes: Any
) -> dict[str, Any]:
    payload = {
        "announcement_no": announcement_no,
        "type": "tender",
        "project_no": project_no,
        "lot_nos": ["1", "2"],
        "title": "教学设备采购项目公开招标公告",
        "body_html": "<h2>一、项目基本情况</h2><p onclick='x()'>电子白板和课桌椅。</p><script>x()</script>",
        "published_at": "2026-03-02T08:30:00+08:00",
        "source_url": "https://province.example/announcements/ann-1",
        "attachments": [],
        "facts": {
            "method": "open_tender",
            "budget": "4860000.00",
            "documents_from": "2026-03-02T09:00:00+08:00",
            "documents_until": "2026-03-09T17:00:00+08:00",
            "documents_price": "0.00",
            "bid_deadline": "2026-03-23T09:00:00+08:00",
            "opening_at": "2026-03-23T09:00:00+08:00",
            "opening_place": "方城县公共资源交易中心开标一室",
            "notice_working_days": 5,
            "accepts_consortium": False,
            "purchaser": PURCHASER,
            "agency": AGENCY,
            "contact": {"name": "李经办", "phone": "0377-60000001"},
        },
    } | changes
    return item(payload, key=announcement_no, version=version, op=op)


def following_item(project_no: str, announcement_type: str, **changes: Any) -> dict[str, Any]:
    """Return an announcement that follows a tender, with sound facts of its type."""
    values = {"announcement_no": f"ann-{announcement_type}", "type": announcement_type}
    return announcement_item(project_no, **({"facts": FACTS[announcement_type]} | values | changes))


def page(items: Sequence[Any], *, next: str, more: bool = False) -> FeedPage:  # noqa: A002  the word of the wire
    raw_items = [one if isinstance(one, bytes) else json.dumps(one, ensure_ascii=False).encode() for one in items]
    raw = b'{"items":[' + b",".join(raw_items) + b'],"next":' + json.dumps(next).encode() + b"}"
    return FeedPage(
        raw=raw, items=tuple(identify(one) for one in raw_items), next=next, more=more, exchange=exchange(raw)
    )


@dataclass
class ScriptedProvince(ProvinceClient):
    """Stands where the client stands: answers feeds by cursor, pushes by a list of answers."""

    pages: dict[str, FeedPage | GatewayError] = field(default_factory=dict)
    answers: list[Receipt | GatewayError | Callable[[], Receipt]] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    pushed: list[tuple[str, bytes, str]] = field(default_factory=list)

    def pull_feed(self, feed: Feed, after: str, limit: int) -> FeedPage:
        self.asked.append((feed, after))
        found = self.pages.get(after, page([], next=after))
        if isinstance(found, GatewayError):
            raise found
        return found

    def push(self, kind: PushKind, project_no: str, body: bytes, idempotency_key: str) -> Receipt:
        self.pushed.append((f"{kind}/{project_no}", body, idempotency_key))
        answer = self.answers.pop(0)
        if isinstance(answer, GatewayError):
            raise answer
        return answer() if callable(answer) else answer


@pytest.fixture
def province() -> Any:
    return ScriptedProvince()


@pytest.fixture
def accepted(submitted: Project, reviewer: User) -> Project:
    """A project whose lots are owed to the province."""
    accept_project(project=submitted, version=1, reviewer=reviewer, actor=Actor.person(reviewer), now=NOW)
    return submitted


@pytest.fixture
def message(accepted: Project) -> OutboxMessage:
    return OutboxMessage.objects.get(subject_key=accepted.project_no)

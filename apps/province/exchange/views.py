"""The exchange itself: one view for each kind of request, each translating to and from one call.

The signature says who asks, so Django's protection of browsers' forms has no part in it.
"""

import random
import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from apps.province.choices import Feed, PushKind
from apps.province.exceptions import IdempotencyMismatch, InvalidDocument, PlanUnknown, StaleVersion
from apps.province.exchange.answers import json_answer, refusal
from apps.province.exchange.cursors import CursorExpired, decode_cursor, encode_cursor
from apps.province.models import Attachment, ChangeRecord, FaultRule, HeldDocument
from apps.province.services.changes import latest_change, latest_changes, put_off
from apps.province.services.faults import Drill, strike
from apps.province.services.pushes import take_push
from apps.province.times import to_wire_time

DEFAULT_LIMIT = 100
MAX_LIMIT = 500
LIMIT_PATTERN = re.compile(r"[1-9][0-9]{0,2}")


# Exempt, here and below: the caller is a machine with a signature, not a browser with cookies.
@csrf_exempt
@require_GET
def feed_page(request: HttpRequest, feed: Feed) -> HttpResponse:
    """Answer a page of a feed, as badly as the fault rules ask."""
    after = request.GET.get("after", "")
    if after and strike(FaultRule.Kind.CURSOR_EXPIRED, feed):
        return _cursor_expired()
    page = _read_page(request, f"feed-{feed}", ChangeRecord.objects.filter(feed=feed).order_by("pk"))
    if isinstance(page, HttpResponse):
        return page
    changes, next_cursor, has_more = page
    drill = Drill(feed)
    items = []
    for change in changes:
        if drill.strike(FaultRule.Kind.WITHHOLD_RECORD, key=change.key):
            put_off(change)
            continue
        item = _feed_item(change, drill)
        items.append(item)
        if drill.strike(FaultRule.Kind.DUPLICATE, key=change.key):
            items.append(item)
    if len(items) > 1 and (rule := drill.strike(FaultRule.Kind.REORDER)):
        if rule.seed is None:
            items.reverse()
        else:
            random.Random(rule.seed).shuffle(items)  # noqa: S311  (a drill must be repeatable)
    return json_answer({"items": items, "next": next_cursor if items else after, "more": has_more})


@csrf_exempt
@require_GET
def digest_page(request: HttpRequest, feed: Feed) -> HttpResponse:
    """Answer the newest version and digest of every record of a feed, a page at a time."""
    if request.GET.get("after") and strike(FaultRule.Kind.CURSOR_EXPIRED, "digests"):
        return _cursor_expired()
    page = _read_page(request, f"digests-{feed}", latest_changes(feed))
    if isinstance(page, HttpResponse):
        return page
    changes, next_cursor, has_more = page
    drill = Drill("digests")
    items = [
        {"key": change.key, "version": change.version, "digest": _digest(change, drill), "op": change.op}
        for change in changes
    ]
    return json_answer({"items": items, "next": next_cursor, "more": has_more})


@csrf_exempt
@require_GET
def record(request: HttpRequest, feed: Feed, key: str) -> HttpResponse:
    """Answer one record of a feed in its newest version."""
    change = latest_change(feed, key)
    if change is None:
        return refusal(404, "NOT_FOUND", "没有该记录")
    return json_answer(_feed_item(change, Drill("records")))


@csrf_exempt
@require_GET
def attachment(request: HttpRequest, attachment_id: str) -> HttpResponse:
    """Answer the bytes of an attachment of something that was published."""
    found = Attachment.objects.filter(attachment_id=attachment_id, announcement__published_at__isnull=False).first()
    if found is None:
        return refusal(404, "NOT_FOUND", "没有该附件")
    content = bytes(found.content)
    if strike(FaultRule.Kind.BAD_ATTACHMENT, "attachments", key=attachment_id):
        content = content[:-1] + bytes([content[-1] ^ 1]) if content else b"\0"
    response = HttpResponse(content, content_type=found.media_type)
    response.headers["Content-Disposition"] = "attachment"
    return response


@csrf_exempt
@require_http_methods(["GET", "PUT"])
def lots(request: HttpRequest, project_no: str) -> HttpResponse:
    """Take lots, or answer those that are held."""
    if request.method == "PUT":
        return _take(request, PushKind.LOTS, project_no)
    held = HeldDocument.objects.filter(kind=PushKind.LOTS, project_no=project_no).first()
    if held is None:
        return refusal(404, "NOT_FOUND", "尚未收到该项目的标段")
    return json_answer(held.body)


@csrf_exempt
@require_http_methods(["PUT"])
def push(request: HttpRequest, kind: PushKind, project_no: str) -> HttpResponse:
    """Take a schedule, an opening record or an evaluation."""
    return _take(request, kind, project_no)


@csrf_exempt
def not_found(request: HttpRequest, rest: str) -> HttpResponse:
    """Answer what the contract does not know, in the contract's form."""
    return refusal(404, "NOT_FOUND", "没有该接口")


def _take(request: HttpRequest, kind: PushKind, project_no: str) -> HttpResponse:
    try:
        receipt = take_push(
            kind=kind,
            project_no=project_no,
            idempotency_key=request.headers.get("Idempotency-Key", ""),
            raw_body=request.body,
            now=timezone.now(),
        )
    except InvalidDocument as error:
        errors = [{"path": fault.path, "message": fault.message} for fault in error.errors]
        return refusal(422, "INVALID", error.message, errors=errors)
    except IdempotencyMismatch as error:
        return refusal(409, "IDEMPOTENCY_MISMATCH", error.message)
    except StaleVersion as error:
        return refusal(409, "STALE_VERSION", error.message, current=error.current)
    except PlanUnknown as error:
        return refusal(404, "PLAN_UNKNOWN", error.message)
    return json_answer(
        {"receipt": receipt.number, "accepted_at": to_wire_time(receipt.accepted_at)},
        status=201 if receipt.is_new else 200,
    )


def _read_page(
    request: HttpRequest, listing: str, changes: Any
) -> tuple[list[ChangeRecord], str, bool] | HttpResponse:
    """Return the changes after the request's cursor, the cursor behind them, and whether more follow."""
    after, limit_text = request.GET.get("after", ""), request.GET.get("limit", str(DEFAULT_LIMIT))
    if not LIMIT_PATTERN.fullmatch(limit_text) or int(limit_text) > MAX_LIMIT:
        return refusal(400, "BAD_REQUEST", f"limit 应为 1 至 {MAX_LIMIT} 的整数")
    limit = int(limit_text)
    try:
        position = decode_cursor(listing, after)
    except CursorExpired:
        return _cursor_expired()
    found = list(changes.filter(pk__gt=position)[: limit + 1])
    page, has_more = found[:limit], len(found) > limit
    return page, encode_cursor(listing, page[-1].pk) if page else after, has_more


def _cursor_expired() -> HttpResponse:
    return refusal(410, "CURSOR_EXPIRED", "游标已失效，请从头开始")


def _feed_item(change: ChangeRecord, drill: Drill) -> dict[str, Any]:
    return {
        "id": f"evt-{change.pk:06d}",
        "key": change.key,
        "version": change.version,
        "op": change.op,
        "changed_at": to_wire_time(change.changed_at),
        "digest": _digest(change, drill),
        "payload": change.payload,
    }


def _digest(change: ChangeRecord, drill: Drill) -> str:
    if drill.strike(FaultRule.Kind.BAD_DIGEST, key=change.key):
        return "0" * 64
    return change.digest

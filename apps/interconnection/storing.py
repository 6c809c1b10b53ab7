"""Puts what came over the wire into the inbox: raw, with its proof, each content once."""

import zlib
from collections.abc import Sequence
from datetime import datetime

import structlog
from django.db import transaction

from apps.core.doorbell import ring
from apps.interconnection.gateway.canonical import sm3_hex
from apps.interconnection.gateway.evidence import Exchange
from apps.interconnection.gateway.exceptions import InvalidDocument
from apps.interconnection.gateway.feeds import RawItem, read_item
from apps.interconnection.models import Feed, InboundPage, InboundRecord

log = structlog.get_logger(__name__)


@transaction.atomic
def store_items(
    *,
    feed: Feed,
    items: Sequence[RawItem],
    body: bytes,
    exchange: Exchange,
    now: datetime,
    after: str = "",
    next_cursor: str = "",
    record_key: str = "",
) -> int:
    """Store what is not known yet of `items`, cut from the answer `body`, and return how many that were.

    Twice, or two at once: a content that is known already is left out, and of two who store the
    same one the database keeps the first.
    """
    # Two versions may have the same content: a change that was taken back.
    arrived = {(item.key or "", item.version or 0, fingerprint(item)): item for item in items}
    keys = {key for key, _, _ in arrived}
    known = set(InboundRecord.objects.filter(feed=feed, key__in=keys).values_list("key", "version", "fingerprint"))
    fresh = {identity: item for identity, item in arrived.items() if identity not in known}
    if not fresh:
        return 0
    page = InboundPage.objects.create(
        feed=feed,
        after=after,
        next=next_cursor,
        record_key=record_key,
        request_nonce=exchange.request_headers["X-Exchange-Nonce"],
        response_signature=exchange.response_headers["x-exchange-signature"],
        body_sm3=exchange.response_body_sm3,
        body_compressed=zlib.compress(body),
        fetched_at=now,
    )
    # Somebody else may have stored one of them since: the database has the last word.
    InboundRecord.objects.bulk_create(
        (
            InboundRecord(
                page=page,
                feed=feed,
                key=key,
                version=version,
                fingerprint=mark,
                raw=item.raw,
                due_at=now,
                received_at=now,
            )
            for (key, version, mark), item in fresh.items()
        ),
        ignore_conflicts=True,
    )
    ring("apps.interconnection.tasks.handle_inbox")
    log.info("records_received", feed=feed.value, count=len(fresh))
    return len(fresh)


def fingerprint(item: RawItem) -> str:
    """Return what tells two contents of one version apart, whatever envelope they came in."""
    try:
        sound = read_item(item.raw)
    except InvalidDocument:
        return item.fingerprint
    return fingerprint_of_sound(sound.op, sound.digest)


def fingerprint_of_sound(op: str, digest: str) -> str:
    """Return the fingerprint that a sound record with this operation and digest has."""
    return sm3_hex(f"{op}\n{digest}".encode())

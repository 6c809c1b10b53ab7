"""The change log behind the feeds: what was filed, in an order that a cursor can follow.

A sequence number is taken when a row is inserted but seen only when its transaction commits. Two
writers can therefore commit 8 before 7, and a reader that has passed 8 would never see 7. So every
writer first takes one lock that it keeps until its commit: the numbers of the log become visible
strictly in their order, and a plain `id > cursor` loses nothing.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from apps.province.canonical import canonical_json, payload_digest
from apps.province.choices import Feed, Operation
from apps.province.exceptions import FieldError, InvalidDocument
from apps.province.models import ChangeRecord
from apps.province.services import hints
from apps.province.services.locks import lock_until_commit


@transaction.atomic
def append_change(
    *,
    feed: Feed,
    key: str,
    version: int,
    op: Operation,
    payload: Any,
    now: datetime,
    digest: str | None = None,
) -> ChangeRecord:
    """Add a version of a record to a feed and hint at it after the commit.

    `digest` stands in for the true one where a test wants a record that is wrong for good.
    """
    lock_until_commit("changes")
    change = ChangeRecord.objects.create(
        feed=feed,
        key=key,
        version=version,
        op=op,
        changed_at=now,
        payload_text=canonical_json(payload).decode(),
        digest=digest or payload_digest(payload),
    )
    transaction.on_commit(lambda: hints.ring(feed))
    return change


@transaction.atomic
def append_next_version(
    *,
    feed: Feed,
    key: str,
    version: int | None,
    op: Operation,
    payload: Any,
    now: datetime,
    digest: str | None = None,
) -> ChangeRecord:
    """Add a record that no service made, by default as the next version of its key.

    Raises InvalidDocument if `version` is in the feed already.
    """
    lock_until_commit("changes")
    latest = latest_change(feed, key)
    if version is None:
        version = latest.version + 1 if latest else 1
    if ChangeRecord.objects.filter(feed=feed, key=key, version=version).exists():
        raise InvalidDocument([FieldError("version", f"版本 {version} 已在数据源中")])
    return append_change(feed=feed, key=key, version=version, op=op, payload=payload, now=now, digest=digest)


@transaction.atomic
def put_off(change: ChangeRecord) -> None:
    """Move a record to the end of its feed, so that it comes later than everything now there.

    Does nothing if another request put the same record off at the same moment.
    """
    lock_until_commit("changes")
    deleted, _ = ChangeRecord.objects.filter(pk=change.pk).delete()
    if deleted:
        change.pk = None
        change.save(force_insert=True)


def latest_changes(feed: Feed) -> QuerySet[ChangeRecord]:
    """Return the newest version of every record of a feed, in the order of the feed."""
    newer = ChangeRecord.objects.filter(feed=feed, key=OuterRef("key"), version__gt=OuterRef("version"))
    return ChangeRecord.objects.filter(~Exists(newer), feed=feed).order_by("pk")


def latest_change(feed: Feed, key: str) -> ChangeRecord | None:
    """Return the newest version of one record, or None if it never entered the feed."""
    return ChangeRecord.objects.filter(feed=feed, key=key).order_by("-version").first()

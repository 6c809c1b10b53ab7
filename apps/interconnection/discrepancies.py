"""Keeps the list of what differs between the two systems: one open row for each key."""

from collections.abc import Collection
from datetime import datetime

from apps.interconnection.models import Discrepancy


def note_discrepancy(
    *,
    record_type: Discrepancy.RecordType,
    key: str,
    kind: Discrepancy.Kind,
    our_version: int | None,
    province_version: int | None,
    province_digest: str = "",
    now: datetime,
) -> None:
    """Write down what differs.

    Twice: the open row of the key is brought up to date, and keeps the time at which it was found.
    Two at once: the database has room for one open row, the second brings it up to date.
    """
    facts = {
        "kind": kind,
        "our_version": our_version,
        "province_version": province_version,
        "province_digest": province_digest,
    }
    Discrepancy.objects.update_or_create(
        record_type=record_type,
        key=key,
        mended_at=None,
        defaults=facts,
        create_defaults=facts | {"found_at": now},
    )


def close_discrepancies(*, record_type: Discrepancy.RecordType, keys: Collection[str], now: datetime) -> None:
    """Note that both systems hold the same of `keys` again; keys without an open row are left alone."""
    Discrepancy.objects.filter(record_type=record_type, key__in=keys, mended_at=None).update(mended_at=now)

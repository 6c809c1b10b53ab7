"""What changed for the public since a reader last asked: nothing is left out and nothing comes twice.

Rows become visible when their transaction commits, and no number or time that a row is given before that tells in
which order this happens. So changes are read in the order of their transactions, and only up to the oldest one
that is still open: below it, nothing can appear any more.
"""

from dataclasses import dataclass

import structlog
from django.db.models import Func, Q, QuerySet

from apps.announcements.models import PublicEvent
from apps.announcements.models.events import TransactionIdField
from apps.announcements.open_data.cursors import Cursor
from apps.core.exceptions import DomainError

UNSETTLED = "数据库正在恢复，变更清单暂不可用，请稍后再试。"

log = structlog.get_logger(__name__)


class OrderUnsettled(DomainError):
    """The database was restored, and its old changes have not been put in order with the new ones yet."""


@dataclass(frozen=True)
class Changes:
    """Some changes in order, and where the next ones begin. With nothing new, `next_cursor` is where one stood."""

    rows: list[PublicEvent]
    next_cursor: Cursor
    has_more: bool


def _of_snapshot(function: str) -> Func:
    snapshot = Func(function="pg_current_snapshot", output_field=TransactionIdField())
    return Func(snapshot, function=function, output_field=TransactionIdField())


def settled_events() -> QuerySet[PublicEvent]:
    """Return the changes before which nothing can appear any more, in order."""
    settled = PublicEvent.objects.filter(transaction__lt=_of_snapshot("pg_snapshot_xmin"))
    return settled.order_by("transaction", "pk")


def unsettled_events() -> QuerySet[PublicEvent]:
    """Return the changes that carry transactions of the future: they were restored from another database.

    What can be seen was committed, and what was committed has a number below the end of the snapshot.
    """
    return PublicEvent.objects.filter(transaction__gte=_of_snapshot("pg_snapshot_xmax"))


def changes_after(cursor: Cursor, *, limit: int) -> Changes:
    """Return at most `limit` changes after `cursor`. Raises OrderUnsettled. Two queries."""
    if unsettled_events().exists():
        log.error("changes_unsettled", remedy="manage.py settle_restored_changes")
        raise OrderUnsettled(UNSETTLED)
    place = Q(transaction=cursor.transaction, pk__gt=cursor.event) | Q(transaction__gt=cursor.transaction)
    # Said once more plainly, so that the index is entered at the place and not read from its beginning.
    following = settled_events().filter(place, transaction__gte=cursor.transaction)
    found = list(following.select_related("announcement__project", "version")[: limit + 1])
    rows = found[:limit]
    last = Cursor(cursor.epoch, rows[-1].transaction, rows[-1].pk) if rows else cursor
    return Changes(rows, last, has_more=len(found) > limit)

"""Where a reader of the changes stands.

A cursor names the database besides the last change that was read: a database that was restored from a backup
numbers its transactions anew, and a place in the old numbering means nothing there.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from django.db import connection

from apps.core.exceptions import DomainError

LONGEST_CURSOR = 100
EPOCH_LENGTH = 12
MOST_TRANSACTION = 2**64 - 1
MOST_EVENT = 2**63 - 1
OF_ANOTHER_DATABASE = "数据库已从备份恢复或更换，这个游标不再有效。请不带 after 从头读取一次，按公告编号和版本去重。"

# The cluster, its timeline, which a recovery or a failover changes, and the database in it.
IDENTITY = """
SELECT (pg_control_system()).system_identifier, (pg_control_checkpoint()).timeline_id, oid
FROM pg_database WHERE datname = current_database()
"""


class BadCursor(DomainError):
    """The cursor is not one of ours."""


class CursorOfAnotherDatabase(DomainError):
    """The database was restored or replaced since the cursor was given."""


@dataclass(frozen=True)
class Cursor:
    """The last change that was read; everything that follows it is still to come."""

    epoch: str
    transaction: int = 0
    event: int = 0

    def __str__(self) -> str:
        plain = f"{self.epoch}.{self.transaction}.{self.event}"
        return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def present_epoch() -> str:
    """Return by what this database is told from every other, and from itself before a recovery."""
    with connection.cursor() as cursor:
        cursor.execute(IDENTITY)
        identity = cursor.fetchone()
    return hashlib.sha256(repr(identity).encode()).hexdigest()[:EPOCH_LENGTH]


def read_cursor(text: str) -> Cursor:
    """Read a cursor that was given before. Raises BadCursor; CursorOfAnotherDatabase when it is of no use here."""
    cursor = _decoded(text)
    if cursor.epoch != present_epoch():
        raise CursorOfAnotherDatabase(OF_ANOTHER_DATABASE)
    return cursor


def first_cursor() -> Cursor:
    """Return the cursor before the first change."""
    return Cursor(present_epoch())


def _decoded(text: str) -> Cursor:
    try:
        if len(text) > LONGEST_CURSOR:
            raise ValueError
        plain = base64.b64decode(text.encode("ascii") + b"=" * (-len(text) % 4), altchars=b"-_", validate=True)
        epoch, transaction, event = plain.decode("ascii").split(".")
        cursor = Cursor(epoch, int(transaction), int(event))
        is_ours = len(epoch) == EPOCH_LENGTH and str(cursor) == text
        # PostgreSQL reads a negative number as one of the far future, after which nothing would ever come.
        is_place = 0 <= cursor.transaction <= MOST_TRANSACTION and 0 <= cursor.event <= MOST_EVENT
        if not is_ours or not is_place:
            raise ValueError
    except (ValueError, binascii.Error):
        raise BadCursor("游标无效，请使用接口返回的 next_cursor 原样传回，或者不带 after 从头读取。") from None
    return cursor

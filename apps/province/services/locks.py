"""Transaction locks by name.

They end with the transaction, so a killed process leaves none behind.
"""

import zlib

from django.db import connection

# Keeps our locks apart from those of anything else in the same database.
NAMESPACE = 411322


def lock_until_commit(name: str) -> None:
    """Wait until no other transaction holds `name`, and hold it until this one ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [NAMESPACE, zlib.crc32(name.encode()) & 0x7FFFFFFF])

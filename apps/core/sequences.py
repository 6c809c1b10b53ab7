"""Numbers without gaps or doubles."""

from django.db import connection, transaction


def next_number(name: str) -> int:
    """Return the next number of the sequence `name`, starting at 1.

    The row stays locked until the surrounding transaction ends, so an act that fails gives
    its number back and two acts never get the same one. Must run inside a transaction.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("next_number needs the transaction of the act")
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_numbersequence (name, value) VALUES (%s, 1) "
            "ON CONFLICT (name) DO UPDATE SET value = core_numbersequence.value + 1 RETURNING value",
            [name],
        )
        (value,) = cursor.fetchone()
    return int(value)

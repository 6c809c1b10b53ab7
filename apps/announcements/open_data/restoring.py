"""After a database was restored from a dump, the changes in it are put before everything that is to come."""

from django.db import connection, transaction

from apps.announcements.models import PublicEvent
from apps.announcements.open_data.changes import unsettled_events

# The first transaction that PostgreSQL gives to anybody; rows of one transaction go by their keys.
FIRST_TRANSACTION = 3


@transaction.atomic
def settle_restored_changes() -> int:
    """Give restored changes a transaction before all those of this database; return how many they were.

    The table refuses changes to what was written, so its guard is put aside within the transaction. What readers
    had read of the database from which the dump was made they read once more: its cursors are refused here.
    Twice: the second time there is nothing to do.
    """
    table = connection.ops.quote_name(PublicEvent._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER append_only")
        count = unsettled_events().update(transaction=FIRST_TRANSACTION)
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER append_only")
    return count

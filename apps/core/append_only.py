"""Tables that only grow: the database itself refuses to change what has been written."""

from django.db.migrations import RunSQL

CREATE_GUARD = RunSQL(
    sql="""
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
        END $$
    """,
    reverse_sql="DROP FUNCTION refuse_change()",
)


def guard(table: str) -> RunSQL:
    """Return the migration operation that makes `table` append-only."""
    return RunSQL(
        sql=f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        reverse_sql=f"DROP TRIGGER append_only ON {table}",
    )

"""Rows into a table as fast as PostgreSQL takes them."""

import json
from collections.abc import Sequence
from io import StringIO
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import Field, JSONField, Model

# What COPY's text format reads otherwise than it stands there.
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
NULL = "\\N"


def reserve_keys(model: type[Model], count: int) -> range:
    """Return `count` primary keys that nobody else will be given."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [model._meta.db_table])
        (sequence,) = cursor.fetchone()
        cursor.execute("SELECT setval(%s::regclass, nextval(%s::regclass) + %s)", [sequence, sequence, count - 1])
        (last,) = cursor.fetchone()
    return range(last - count + 1, last + 1)


def copy_rows(rows: Sequence[Model]) -> None:
    """Store rows of one model, primary keys included, past validation and signals.

    What the database fills in by itself is left to it.
    """
    meta = rows[0]._meta
    fields = [field for field in meta.concrete_fields if not field.generated and not field.has_db_default()]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    lines = ("\t".join(_cell(field, getattr(row, field.attname)) for field in fields) for row in rows)
    with connection.cursor() as cursor:
        cursor.copy_expert(f'COPY "{meta.db_table}" ({columns}) FROM STDIN', StringIO("\n".join(lines)))


def _cell(field: Field[Any, Any], value: Any) -> str:
    if value is None:
        return NULL
    text = json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False) if isinstance(field, JSONField) else str(value)
    return text.translate(ESCAPES)

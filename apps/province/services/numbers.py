"""Numbers that people read: a prefix and a running serial."""

import re
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Length


def next_number(rows: QuerySet[Any], field: str, *, prefix: str, digits: int) -> str:
    """Return the number after the highest one with `prefix`; the caller holds the lock that keeps it free.

    Numbers that were chosen by hand in another style do not count.
    """
    ours = rows.filter(**{f"{field}__startswith": prefix, f"{field}__regex": rf"^{re.escape(prefix)}\d{{{digits},}}$"})
    highest = ours.order_by(Length(field).desc(), f"-{field}").values_list(field, flat=True).first()
    serial = int(highest.removeprefix(prefix)) if highest else 0
    return f"{prefix}{serial + 1:0{digits}d}"

"""What somebody typed beside what a colleague stored meanwhile."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from apps.acceptance.differences import Difference
from apps.announcements.drafts.forms.sheets import DraftSheet
from apps.announcements.formats.values import typed
from apps.announcements.models import AnnouncementDraft
from apps.core.templatetags.ui import ABSENT, date_cn, datetime_cn, quantity


def typed_differences(draft: AnnouncementDraft, sheet: DraftSheet) -> list[Difference]:
    """Return the fields that differ, and the tables that do, row by row in words; `draft` is as it is stored now."""
    stored = typed(draft.content)
    return [*_fields(stored, sheet), *_tables(stored, sheet)]


def _fields(stored: dict[str, Any], sheet: DraftSheet) -> Iterator[Difference]:
    for name, field in sheet.form.fields.items():
        before, after = stored.get(name), sheet.form.cleaned_data[name]
        if (before or None) != (after or None):
            yield Difference(str(field.label), _shown(before), _shown(after), differs=True)


def _tables(stored: dict[str, Any], sheet: DraftSheet) -> Iterator[Difference]:
    for name, table in sheet.tables.items():
        before, after = _rows(stored.get(name) or ()), _rows(table.rows())
        if before != after:
            yield Difference(f"{table.row_name[1:]}（表）", before or ABSENT, after or ABSENT, differs=True)


def _rows(rows: Sequence[dict[str, Any]]) -> str:
    return "；".join(
        "，".join(_shown(value) for name, value in row.items() if name != "key" and value not in ("", None))
        for row in rows
    )


def _shown(value: Any) -> str:
    match value:
        case bool():
            return "是" if value else "否"
        case datetime():
            return datetime_cn(value)
        case date():
            return date_cn(value)
        case Decimal():
            return quantity(value)
        case list():
            return "、".join(map(str, value)) or ABSENT
    return str(value) if value not in ("", None) else ABSENT

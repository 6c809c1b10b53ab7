"""更正内容: the items of a change or a correction, in its facts and in its text."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from apps.announcements.formats.common import error, missing
from apps.announcements.formats.values import Values
from apps.announcements.formats.words import said
from apps.tender_planning.findings import Finding

Item = dict[str, str]


def typed_items(values: Values) -> list[Item]:
    """Return the items that somebody wrote."""
    return [
        {"label": row.get("label") or "", "before": row.get("before") or "", "after": row.get("after") or ""}
        for row in values.get("items") or ()
    ]


def shown_items(items: Sequence[Mapping[str, str]]) -> list[dict[str, Any]]:
    """Return the items as the text says them."""
    return [{"label": said(item["label"]), "before": item["before"], "after": said(item["after"])} for item in items]


def inspect_items(values: Values) -> Iterator[Finding]:
    """Return what is missing of the items that somebody wrote."""
    for place, row in enumerate(typed_items(values)):
        yield from missing(row, {"label": "更正项", "after": "更正后的内容"}, f"items-{place}-")
        if row["after"] and row["before"] == row["after"]:
            yield error(f"items-{place}-after", "更正前后的内容相同。")

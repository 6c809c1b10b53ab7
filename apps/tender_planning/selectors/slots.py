"""What the pages and the document show of 投标文件组成."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.acceptance.differences import Difference
from apps.acceptance.models import Lot
from apps.core.templatetags.ui import ABSENT
from apps.tender_planning.models import BidSlot, Planning

NONE = "没有这一项"


def slots_by_lot(planning: Planning, lots: Iterable[Lot]) -> dict[int, list[BidSlot]]:
    """Return the slots of every lot in their order, by one query."""
    found: dict[int, list[BidSlot]] = {lot.pk: [] for lot in lots}
    for slot in planning.slots.all():
        found[slot.lot_id].append(slot)
    return found


def slots_html(slots: Sequence[BidSlot]) -> SafeString:
    """Return the slots of a lot as a plain table for the document; empty when there are none."""
    if not slots:
        return SafeString()
    rows = format_html_join(
        "",
        "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
        (
            (number, slot.get_category_display(), slot.name, slot.requirement, "是" if slot.is_required else "否")
            for number, slot in enumerate(slots, start=1)
        ),
    )
    return format_html(
        "<table><thead><tr><th>序号</th><th>类别</th><th>名称</th><th>要求</th><th>必须提交</th></tr></thead>"
        "<tbody>{}</tbody></table>",
        rows,
    )


def typed_differences(
    lots: Iterable[Lot], stored: Mapping[int, Sequence[BidSlot]], typed: Mapping[int, Sequence[Mapping[str, Any]]]
) -> list[Difference]:
    """Return where what was typed differs from what is stored, row by row."""
    found: list[Difference] = []
    for lot in lots:
        before = {slot.key: _in_words(vars(slot)) for slot in stored[lot.pk]}
        after = {row["key"]: _in_words(row) for row in typed[lot.pk]}
        names = {slot.key: slot.name for slot in stored[lot.pk]} | {row["key"]: row["name"] for row in typed[lot.pk]}
        found += [
            Difference(f"标段 {lot.lot_no} · {names[key]}", before.get(key, NONE), after.get(key, NONE), differs=True)
            for key in dict.fromkeys([*before, *after])
            if before.get(key) != after.get(key)
        ]
    return found


def _in_words(row: Mapping[str, Any]) -> str:
    required = "必须提交" if row["is_required"] else "可以不提交"
    category = BidSlot.Category(row["category"]).label
    return f"{category}，{row['requirement'] or ABSENT}，{required}，不超过 {row['most_megabytes']} MB"

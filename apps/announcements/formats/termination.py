"""终止公告: 废标 and 流标, lot by lot (财办库〔2020〕50号, format 7)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from apps.announcements.formats.about import About
from apps.announcements.formats.common import (
    begin_common,
    common_context,
    error,
    missing,
    missing_in_common,
    unknown_lots,
)
from apps.announcements.formats.lots import LotState
from apps.announcements.formats.result import announceable
from apps.announcements.formats.values import Values
from apps.announcements.formats.words import said
from apps.tender_planning.findings import Finding

SUFFIX = "终止公告"


def terminable(about: About) -> tuple[LotState, ...]:
    """Return the states of lots that may be terminated; an award may come to nothing too."""
    return (*announceable(about), LotState.AWARDED)


def begin(about: About) -> dict[str, Any]:
    """Return what is known: one row for each lot that may be terminated."""
    lots = about.lots_that_are(*terminable(about))
    return begin_common(about, SUFFIX) | {"lots": [{"lot_no": lot.lot_no, "reason": ""} for lot in lots]}


def facts(values: Values, about: About) -> dict[str, Any]:
    """Return the table of facts of a termination, as the exchange has it."""
    return {"lots": [{"lot_no": row["lot_no"], "reason": row["reason"]} for row in _rows(values)]}


def context(values: Values, about: About) -> dict[str, Any]:
    """Return what the text says."""
    return common_context(values, about) | {
        "lots": [
            {
                "lot": said(row.get("lot_no")),
                "lot_name": about.lot_name(row.get("lot_no") or ""),
                "reason": said(row.get("reason")),
            }
            for row in _rows(values)
        ]
    }


def lot_nos(values: Values) -> list[str]:
    """Return the lots that it ends."""
    return [row["lot_no"] for row in _rows(values) if row.get("lot_no")]


def inspect(values: Values, about: About) -> Iterator[Finding]:
    """Return what keeps it from being published."""
    yield from missing_in_common(values)
    if not _rows(values):
        yield error("", "请至少填写一个终止的标段。")
    allowed = [lot.lot_no for lot in about.lots_that_are(*terminable(about))]
    for place, row in enumerate(_rows(values)):
        yield from missing(row, {"lot_no": "标段", "reason": "终止的原因"}, f"lots-{place}-")
        chosen = [row["lot_no"]] if row.get("lot_no") else []
        yield from unknown_lots(chosen, allowed, f"lots-{place}-lot_no", "没有可以终止的采购。")
    if len(set(lot_nos(values))) < len(lot_nos(values)):
        yield error("", "同一标段只能写一次。")


def _rows(values: Values) -> Sequence[Mapping[str, Any]]:
    return values.get("lots") or ()

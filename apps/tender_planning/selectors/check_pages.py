"""What the page of the checks of a lot shows beside the tables themselves."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from apps.acceptance.differences import Difference
from apps.acceptance.models import Lot
from apps.core.templatetags.ui import ABSENT
from apps.tender_planning.check_catalogue import load_catalogue
from apps.tender_planning.gates import may_edit
from apps.tender_planning.inspections.checks import inspect_lot, lacks_statutory
from apps.tender_planning.models import Planning, Sheet
from apps.tender_planning.models.checks import Judging, Stage
from apps.tender_planning.rules.book import load_rule_book
from apps.tender_planning.selectors.checks import CheckTables
from apps.tender_planning.selectors.rule_exceptions import found_rows


def checks_page(planning: Planning, lot: Lot, tables: CheckTables, now: datetime) -> dict[str, Any]:
    """Return the lot, what the checks say of its stored tables, and what may be done with them."""
    catalogue = load_catalogue(planning.project)
    lot.project = planning.project
    rules = load_rule_book(timezone.localdate(now))
    rows = found_rows(planning, inspect_lot(lot, tables, catalogue, rules), anchor_of=anchor)
    return {
        "lot": lot,
        "planning": planning,
        "project": planning.project,
        "rows": rows,
        "is_begun": any(tables.values()),
        "lacks_statutory": lacks_statutory(lot, tables, catalogue),
        "may_edit": may_edit(planning, Sheet.Kind.CHECKS),
    }


def typed_differences(tables: CheckTables, typed: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[Difference]:
    """Return the items that differ between what is stored and what was typed, row by row."""
    differences = []
    for stage in Stage:
        stored = {item.key: item for item in tables[stage]}
        entered = {row["key"]: row for row in typed[stage]}
        for key in [*stored, *(key for key in entered if key not in stored)]:
            before = _item_text(vars(stored[key])) if key in stored else ABSENT
            after = _item_text(entered[key]) if key in entered else ABSENT
            if before != after:
                name = stored[key].name if key in stored else entered[key]["name"]
                differences.append(Difference(f"{stage.label} {name}", before, after, differs=True))
    return differences


def _item_text(words: Mapping[str, Any]) -> str:
    judging = str(dict(Judging.choices).get(words["judging"], ""))
    parts = [words["name"], words["requirement"], words["evidence"], judging, words["citation"]]
    return "；".join(part for part in parts if part)


def anchor(place: str) -> str:
    """Return the id on the page of `<lot>/<stage>/<row>`, or of the table where no row is named."""
    _, _, inside = place.partition("/")
    stage, _, key = inside.partition("/")
    return f"item-{key}" if key else stage

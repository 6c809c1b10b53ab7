"""A scheme as a browser sends it."""

from decimal import Decimal
from typing import Any

from apps.tender_planning.forms.scoring import LEVEL_PARTS
from apps.tender_planning.scoring.choices import SCORED
from apps.tender_planning.scoring.facts import SETTINGS, SchemeFacts


def scheme_data(scheme: SchemeFacts, revision: int, **changes: Any) -> dict[str, Any]:
    """Return what the page sends for a scheme; `changes` are what was typed."""
    data: dict[str, Any] = {"revision": revision}
    data |= {name: _typed(getattr(scheme, name)) for name in SETTINGS}
    if not scheme.is_price_fixed:
        del data["is_price_fixed"]
    for group in scheme.groups:
        data |= {f"{group.category}_name": group.name, f"{group.category}_points": _typed(group.points)}
    for category in SCORED:
        items = scheme.items_of(category)
        data |= {
            f"{category}-TOTAL_FORMS": len(items),
            f"{category}-INITIAL_FORMS": len(items),
            f"{category}-MIN_NUM_FORMS": 0,
            f"{category}-MAX_NUM_FORMS": 60,
        }
        for place, item in enumerate(items):
            row = {"key": item.key, "position": place, "name": item.name, "judging": item.judging.value}
            row |= {"least_points": _typed(item.least_points), "most_points": _typed(item.most_points)}
            row |= {"description": item.description, "evidence": item.evidence}
            for number, level in enumerate(item.levels):
                row |= {f"level_{number}_{part}": _typed(getattr(level, part)) for part in LEVEL_PARTS}
            data |= {f"{category}-{place}-{name}": value for name, value in row.items()}
    return data | changes


def _typed(value: Any) -> Any:
    if value is None:
        return ""
    return f"{value:f}" if isinstance(value, Decimal) else value

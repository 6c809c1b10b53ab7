"""The checks of a lot as an agency would enter them."""

from apps.acceptance.models import Lot
from apps.tender_planning.models.checks import WORDS, Stage
from apps.tender_planning.selectors.checks import check_tables
from apps.tender_planning.services.checks import CheckFacts


def as_entered(lot: Lot) -> dict[str, list[CheckFacts]]:
    """Return what is stored, as it would be entered again."""
    tables = check_tables([lot])[lot.pk]
    return {
        stage: [CheckFacts(key=item.key, **{name: getattr(item, name) for name in WORDS}) for item in tables[stage]]
        for stage in Stage
    }


def check_form(lot: Lot, revision: int) -> dict[str, object]:
    """Return what a browser would send for the stored tables."""
    data: dict[str, object] = {"revision": revision}
    for stage, rows in as_entered(lot).items():
        data |= {
            f"{stage}-TOTAL_FORMS": len(rows),
            f"{stage}-INITIAL_FORMS": len(rows),
            f"{stage}-MIN_NUM_FORMS": 0,
            f"{stage}-MAX_NUM_FORMS": 60,
        }
        for place, row in enumerate(rows):
            data[f"{stage}-{place}-key"] = str(row.key)
            data[f"{stage}-{place}-position"] = place
            data |= {f"{stage}-{place}-{name}": getattr(row, name) for name in WORDS}
    return data

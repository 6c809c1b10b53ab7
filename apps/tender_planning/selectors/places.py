"""Where on the page of its part a finding belongs."""

from collections.abc import Callable, Mapping

from apps.tender_planning.inspections import scoring
from apps.tender_planning.models import Sheet
from apps.tender_planning.selectors import check_pages, schedule_pages
from apps.tender_planning.selectors.sections import Section

# The id that a place has on its page.
ANCHORS: Mapping[Sheet.Kind, Callable[[str], str]] = {
    Sheet.Kind.SETUP: "id_{}".format,
    Sheet.Kind.SLOTS: str,
    Sheet.Kind.SCORING: scoring.anchor_of,
    Sheet.Kind.CHECKS: check_pages.anchor,
    Sheet.Kind.SCHEDULE: schedule_pages.anchor,
}


def place_url(section: Section, place: str) -> str:
    """Return the address of what a finding names; chapters and the fees of a lot have pages below that of the part."""
    if section.kind == Sheet.Kind.OUTLINE:
        return f"{section.url}{place}"
    if section.kind == Sheet.Kind.FEES:
        lot_pk = place.partition("/")[0]
        return f"{section.url}{lot_pk}/" if lot_pk else section.url
    anchor = ANCHORS[section.kind](place) if place and section.kind in ANCHORS else ""
    return f"{section.url}#{anchor}" if anchor else section.url

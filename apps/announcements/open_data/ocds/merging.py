"""The releases of a project as one: what holds now."""

from collections.abc import Sequence

from ocdsmerge import Merger

from apps.announcements.open_data.ocds.pieces import Piece

OMITTED, WHOLE = "omitWhenMerged", "wholeListMerge"

# What the schema of OCDS 1.1 says of merging, with our extensions, as far as it concerns what we publish. Said here
# because the library would fetch the schema for it; a test compares the two.
RULES: dict[tuple[str, ...], str] = {
    ("id",): OMITTED,
    ("date",): OMITTED,
    ("tag",): OMITTED,
    ("parties", "roles"): WHOLE,
    ("tender", "amendments", "changedItems"): WHOLE,
    ("awards", "relatedLots"): WHOLE,
    ("awards", "evaluators"): WHOLE,
    ("contracts", "relatedLots"): WHOLE,
}


def compiled(releases: Sequence[Piece]) -> Piece:
    """Return the compiled release of all releases of one project."""
    return dict(Merger(merge_rules=RULES).create_compiled_release([*releases]))

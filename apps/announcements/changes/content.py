"""What the center decides on: a change's times before and after, frozen, with a digest."""

from typing import Any

from apps.announcements.changes.approved import approved_times
from apps.announcements.changes.standing import Standing
from apps.announcements.changes.words import FIELDS
from apps.core.freezing import as_json


def content_of(standing: Standing) -> dict[str, Any]:
    """Return what a reviewer sees of a submission, as plain JSON.

    A decision names its digest: whatever changed since the page was shown makes it another one. `moved` is what this
    change moves, `moved_by` which of the approved changes of the same tender announcement has moved what.
    """
    times, case, announced = standing.times, standing.case, standing.settings.announced
    tender_no = announced.announcement_no if announced else ""
    earlier = approved_times(standing.planning.project, tender_no)
    moved_by = {**(earlier.moved_by if earlier else {}), **dict.fromkeys(case.moved, standing.announcement.pk)}
    return as_json(
        {
            "announcement_no": standing.announcement.announcement_no,
            "project_no": standing.planning.project.project_no,
            "tender_no": tender_no,
            "version": standing.version.version,
            "revision": times.revision,
            "body_sm3": standing.version.body_sm3,
            "attachments": [
                {"name": reference.name, "size": reference.attachment.size, "sm3": reference.attachment.sm3}
                for reference in standing.version.references.select_related("attachment")
            ],
            "corrected": [one.announcement_no for one in standing.corrected],
            "before": {name: getattr(case.present, name) for name in FIELDS},
            "after": {name: getattr(case.after, name) for name in FIELDS},
            "moved": list(case.moved),
            "moved_by": moved_by,
            "rooms": {purpose: wish.words for purpose, wish in standing.wishes().items()},
            "is_postponed": case.is_postponed,
            "alters_documents": times.alters_documents,
            "unaffected_reason": times.unaffected_reason,
        }
    )

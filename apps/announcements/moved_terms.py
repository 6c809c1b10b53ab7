"""Names, beside what a tender announced, the change that has set it since."""

from apps.announcements.changes.approved import approved_times
from apps.announcements.models import Announcement
from apps.tender_planning.models import AnnouncedTerms
from apps.tender_planning.moved_terms import moved_terms


@moved_terms
def by_changes(terms: AnnouncedTerms) -> dict[str, str]:
    """Return the number of the change that set each time or place, by its name."""
    moved = approved_times(terms.planning.project, terms.announcement_no)
    if moved is None:
        return {}
    numbers = dict(Announcement.objects.filter(pk__in=moved.moved_by.values()).values_list("pk", "announcement_no"))
    return {name: f"变更公告 {numbers[pk]}" for name, pk in moved.moved_by.items()}

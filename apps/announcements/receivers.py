"""What this app does when a lower one changes something that public pages show."""

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from apps.accounts.models import Organisation
from apps.announcements.models import Announcement
from apps.announcements.pages.marking import mark_projects_of


@receiver(post_save, sender=Organisation)
def mark_pages_of_agency(instance: Organisation, created: bool, **kwargs: Any) -> None:  # noqa: FBT001  Django's
    """Have the pages made anew that name an agency; runs in the transaction that stores it."""
    if not created and instance.kind == Organisation.Kind.AGENCY:
        mark_projects_of(Announcement.objects.filter(project__agency=instance))

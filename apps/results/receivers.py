"""What happens here when a project is accepted, and when an announcement becomes public or is taken back.

Every receiver runs in the transaction of the sender: when it fails, the act is undone.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.dispatch import receiver

from apps.acceptance.models import Project
from apps.acceptance.signals import project_accepted
from apps.announcements.models import Announcement, AnnouncementVersion
from apps.announcements.signals import announcement_published, announcement_withdrawn
from apps.core.actors import PLATFORM
from apps.results.services.recording import (
    begin_results,
    correct_result,
    record_contract,
    record_result,
    record_termination,
    take_back,
)

# Announcements of other types decide nothing about lots.
RECORDERS: Mapping[str, Callable[..., object]] = {
    Announcement.Type.RESULT: record_result,
    Announcement.Type.RESULT_CORRECTION: correct_result,
    Announcement.Type.TERMINATION: record_termination,
    Announcement.Type.CONTRACT: record_contract,
}


@receiver(project_accepted)
def begin_with_the_acceptance(sender: Any, *, project: Project, now: datetime, **kwargs: Any) -> None:
    """Give the lots their results."""
    begin_results(project=project, now=now)


@receiver(announcement_published)
def record_what_was_published(
    sender: Any, *, announcement: Announcement, version: AnnouncementVersion, now: datetime, **kwargs: Any
) -> None:
    """Record what the version says of lots."""
    if (record := RECORDERS.get(announcement.type)) is not None:
        record(version=version, actor=PLATFORM, now=now)


@receiver(announcement_withdrawn)
def take_back_what_was_withdrawn(sender: Any, *, announcement: Announcement, now: datetime, **kwargs: Any) -> None:
    """Let the lots be what the remaining announcements say."""
    if announcement.type in RECORDERS:
        take_back(announcement=announcement, actor=PLATFORM, now=now)

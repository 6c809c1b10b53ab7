"""What happens here when the center accepts a project."""

from datetime import datetime
from typing import Any

from django.dispatch import receiver

from apps.acceptance.models import Project
from apps.acceptance.signals import project_accepted
from apps.tender_planning.services.beginning import begin_planning


@receiver(project_accepted)
def begin_with_the_acceptance(sender: Any, *, project: Project, now: datetime, **kwargs: Any) -> None:
    """Begin the preparation in the transaction of the acceptance."""
    begin_planning(project=project, now=now)

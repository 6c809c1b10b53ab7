"""Forgetting everything between two tests."""

from django.db import transaction

from apps.province.models import (
    Announcement,
    Attachment,
    ChangeRecord,
    ExpertDraw,
    FaultRule,
    HeldDocument,
    HintAttempt,
    Plan,
    PlanItem,
    PushAttempt,
    PushTaking,
)
from apps.province.services.locks import lock_until_commit


@transaction.atomic
def forget_everything() -> None:
    """Empty every table but those of users, organisations and nonces.

    The order of the feeds goes on counting where it was, so that a cursor from before the reset still
    sees all that comes after it.
    """
    for name in ("announcement numbers", "plan numbers", "expert draws", "pushes", "changes"):
        lock_until_commit(name)
    for model in (
        Attachment,
        Announcement,
        PlanItem,
        Plan,
        ExpertDraw,
        ChangeRecord,
        PushTaking,
        HeldDocument,
        PushAttempt,
        HintAttempt,
        FaultRule,
    ):
        model.objects.all().delete()

"""What the province keeps, one module for each concern."""

from apps.province.models.announcements import Announcement, Attachment
from apps.province.models.exchange import (
    ChangeRecord,
    HeldDocument,
    HintAttempt,
    PushAttempt,
    PushTaking,
    UsedNonce,
)
from apps.province.models.expert_draws import ExpertDraw
from apps.province.models.faults import FaultRule
from apps.province.models.plans import Organisation, Plan, PlanItem

__all__ = [
    "Announcement",
    "Attachment",
    "ChangeRecord",
    "ExpertDraw",
    "FaultRule",
    "HeldDocument",
    "HintAttempt",
    "Organisation",
    "Plan",
    "PlanItem",
    "PushAttempt",
    "PushTaking",
    "UsedNonce",
]

"""What is stored about the preparation of a tender, one module for each part of it."""

from apps.tender_planning.models.checks import CheckTemplate, ComplianceItem, QualificationItem
from apps.tender_planning.models.documents import (
    BidSlot,
    DocumentBuild,
    DocumentChapter,
    DocumentFile,
    DocumentTemplate,
    TemplateChapter,
    TenderDocument,
)
from apps.tender_planning.models.fees import FeeBracket, FeeItem, FeeTariff
from apps.tender_planning.models.planning import AnnouncedTerms, Planning, PlanningVersion, RuleException, Sheet
from apps.tender_planning.models.rules import RuleCode, RuleUnit, StatutoryRule
from apps.tender_planning.models.schedule import EvaluationSettings, OpeningSettings
from apps.tender_planning.models.scoring import BrandWord, ScoringGroup, ScoringItem, ScoringScheme
from apps.tender_planning.models.setup import ProjectSetup
from apps.tender_planning.models.venues import Room, RoomBooking

__all__ = [
    "AnnouncedTerms",
    "BidSlot",
    "BrandWord",
    "CheckTemplate",
    "ComplianceItem",
    "DocumentBuild",
    "DocumentChapter",
    "DocumentFile",
    "DocumentTemplate",
    "EvaluationSettings",
    "FeeBracket",
    "FeeItem",
    "FeeTariff",
    "OpeningSettings",
    "Planning",
    "PlanningVersion",
    "ProjectSetup",
    "QualificationItem",
    "Room",
    "RoomBooking",
    "RuleCode",
    "RuleException",
    "RuleUnit",
    "ScoringGroup",
    "ScoringItem",
    "ScoringScheme",
    "Sheet",
    "StatutoryRule",
    "TemplateChapter",
    "TenderDocument",
]

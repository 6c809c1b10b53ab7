"""What is stored about plans, projects, their lots and papers, and the review of what is submitted."""

from apps.acceptance.models.categories import Category, CategoryQuerySet
from apps.acceptance.models.lots import Lot
from apps.acceptance.models.papers import ProjectPaper, paper_path
from apps.acceptance.models.plans import PlanItem, PlanQuerySet, ProcurementPlan
from apps.acceptance.models.projects import Project, ProjectQuerySet
from apps.acceptance.models.reviews import ProjectVersion, Review

__all__ = [
    "Category",
    "CategoryQuerySet",
    "Lot",
    "PlanItem",
    "PlanQuerySet",
    "ProcurementPlan",
    "Project",
    "ProjectPaper",
    "ProjectQuerySet",
    "ProjectVersion",
    "Review",
    "paper_path",
]

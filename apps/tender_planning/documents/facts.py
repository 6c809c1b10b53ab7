"""What is known of a tender, read once for all the fields of its document."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from django.db.models import Model

from apps.acceptance.models import Lot, Project
from apps.tender_planning.models import (
    AnnouncedTerms,
    EvaluationSettings,
    FeeItem,
    OpeningSettings,
    Planning,
    ProjectSetup,
    ScoringScheme,
)

Part = TypeVar("Part", bound=Model)


@dataclass(frozen=True)
class Facts:
    """A preparation with its parts; what was not entered yet is None or empty.

    Each part is one query, made when it is asked for.
    """

    planning: Planning

    @property
    def project(self) -> Project:
        """Return the project."""
        return self.planning.project

    @cached_property
    def lots(self) -> Sequence[Lot]:
        """Return the lots in their order."""
        return list(self.project.lots.all())

    @cached_property
    def announced(self) -> AnnouncedTerms | None:
        """Return what the tender announcement says."""
        return _part(self.planning, AnnouncedTerms)

    @cached_property
    def setup(self) -> ProjectSetup | None:
        """Return 立项信息."""
        return _part(self.planning, ProjectSetup)

    @cached_property
    def opening(self) -> OpeningSettings | None:
        """Return 开标配置."""
        return _part(self.planning, OpeningSettings)

    @cached_property
    def evaluation(self) -> EvaluationSettings | None:
        """Return 评标配置."""
        return _part(self.planning, EvaluationSettings)

    @cached_property
    def fees(self) -> Sequence[FeeItem]:
        """Return the fees of all lots."""
        return list(self.planning.fees.select_related("tariff", "lot"))

    @cached_property
    def schemes(self) -> Sequence[ScoringScheme]:
        """Return the scoring schemes of the lots that have one."""
        return list(self.planning.schemes.select_related("lot"))


def _part(planning: Planning, model: type[Part]) -> Part | None:
    return model._base_manager.filter(planning=planning).first()

"""What the pages of issued versions show."""

from dataclasses import dataclass

from django.db.models import QuerySet

from apps.tender_planning.differences import PartDifferences, between
from apps.tender_planning.frozen_blocks import FrozenBlock, blocks_of
from apps.tender_planning.models import DocumentBuild, Planning, PlanningVersion


@dataclass(frozen=True)
class VersionPage:
    """One version as it was frozen, with its print and its neighbours."""

    version: PlanningVersion
    blocks: list[FrozenBlock]
    build: DocumentBuild | None
    others: list[PlanningVersion]

    @property
    def is_print_missing(self) -> bool:
        """Tell whether the print has to be asked for again."""
        return self.build is None or self.build.status == DocumentBuild.Status.FAILED


@dataclass(frozen=True)
class DifferencesPage:
    """Two versions, the earlier first, and where they differ."""

    before: PlanningVersion
    after: PlanningVersion
    parts: list[PartDifferences]

    @property
    def count(self) -> int:
        """Return in how many places they differ."""
        return sum(len(part.rows) for part in self.parts)

    @property
    def versions(self) -> list[PlanningVersion]:
        """Return both, the earlier first."""
        return [self.before, self.after]

    @property
    def before_title(self) -> str:
        """Return what the earlier version's column is called."""
        return f"第 {self.before.version} 版"

    @property
    def after_title(self) -> str:
        """Return what the later version's column is called."""
        return f"第 {self.after.version} 版"


def versions_of(planning: Planning) -> QuerySet[PlanningVersion]:
    """Return the versions, newest first, without their content."""
    return planning.versions.select_related("issued_by").defer("content").order_by("-version")


def version_page(version: PlanningVersion) -> VersionPage:
    """Put together the page of a version."""
    others = version.planning.versions.exclude(pk=version.pk).defer("content").order_by("version")
    return VersionPage(
        version=version,
        blocks=blocks_of(version.content),
        build=version.builds.defer("content").order_by("-requested_at", "-pk").first(),
        others=list(others),
    )


def differences_page(before: PlanningVersion, after: PlanningVersion) -> DifferencesPage:
    """Compare two versions, whichever is named first."""
    earlier, later = sorted((before, after), key=lambda version: version.version)
    return DifferencesPage(earlier, later, between(earlier.content, later.content))

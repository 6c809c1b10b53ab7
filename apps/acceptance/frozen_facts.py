"""A submitted version, from the frozen document back to values that can be compared and shown."""

from typing import Any

from django.db.models import Model

from apps.acceptance.models import Lot, Project, ProjectVersion
from apps.acceptance.snapshots import LOT_FIELDS, PROJECT_FIELDS


def thaw(version: ProjectVersion) -> tuple[Project, list[Lot]]:
    """Return the project and its lots as they were submitted: to be read, never to be saved."""
    project = Project(
        plan=version.project.plan,
        agency=version.project.agency,
        **_values(Project, version.content["project"], PROJECT_FIELDS),
    )
    lots = [Lot(project=project, **_values(Lot, frozen, LOT_FIELDS)) for frozen in version.content["lots"]]
    return project, lots


def _values(model: type[Model], frozen: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    # Versions outlive the list of fields: one that was frozen before a field was added does not hold it.
    return {
        name: model._meta.get_field(name).to_python(frozen[name])  # type: ignore[union-attr]
        for name in names
        if name in frozen
    }

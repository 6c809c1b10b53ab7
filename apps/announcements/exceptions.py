"""Why an announcement cannot be taken yet."""

from apps.core.exceptions import DomainError


class ProjectMissing(DomainError):
    """The project that the announcement names is not accepted here (yet)."""

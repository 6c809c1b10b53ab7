"""Why a record cannot be handled now."""

from apps.core.exceptions import DomainError


class NotYetTaken(DomainError):
    """The contract knows this kind of record, the platform does not handle it yet."""

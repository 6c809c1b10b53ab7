"""Why an act of acceptance was refused."""

from apps.core.exceptions import DomainError, Refused


class PlanNotOpen(DomainError):
    """The plan cannot be picked: taken, withdrawn, or another agency's."""


class PlanChanged(DomainError):
    """The province changed or withdrew the plan after the project last looked at it."""


class Incomplete(Refused):
    """The draft is stored but is not yet what the center could look at; `problems` says what is missing."""


class NotEntitled(DomainError):
    """The province sent a plan that is not this center's to receive."""

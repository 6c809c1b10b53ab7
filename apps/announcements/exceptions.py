"""Why an announcement cannot be taken, or not yet; why an act upon a change was refused."""

from collections.abc import Sequence

from apps.core.exceptions import DomainError
from apps.tender_planning.findings import Finding


class ParentMissing(DomainError):
    """What the announcement belongs to or follows is not here yet; it is tried again when its project goes on."""


class ProjectMissing(ParentMissing):
    """The project that the announcement names is not accepted here (yet)."""


class PredecessorMissing(ParentMissing):
    """The announcement that this one corrects or follows has not arrived (yet)."""


class Misplaced(DomainError):
    """The announcement contradicts what is known of it or of the one that it corrects: a person must ask."""


class ChangeClosed(DomainError):
    """The times of the change cannot be edited now: they are under review, or it is settled."""


class ChangeNotReady(DomainError):
    """A change was neither submitted nor approved; `findings` says for what."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = list(findings)
        super().__init__("；".join(finding.text.rstrip("。") for finding in findings) + "。")


class DraftNotPossible(DomainError):
    """An announcement cannot be drafted (any more): what it would follow is not public, or there is nothing to say."""


class DraftClosed(DomainError):
    """The draft cannot be edited now: it is under review, or it is settled."""


class DraftNotReady(DomainError):
    """A draft was neither submitted nor approved; `findings` says for what."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = list(findings)
        super().__init__("；".join(finding.text.rstrip("。") for finding in findings) + "。")

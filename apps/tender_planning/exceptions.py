"""Why an act of planning was refused."""

from collections.abc import Sequence

from apps.core.exceptions import DomainError
from apps.tender_planning.findings import Finding


class NotOpen(DomainError):
    """The sheet cannot be edited now: the announcement is not here yet, or a version is in force."""


class NotReady(DomainError):
    """Issuing was refused; `findings` says for what."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = list(findings)
        super().__init__(f"还有 {len(self.findings)} 处不符合要求，不能发出。")

"""发出: the preparation becomes a version that bidders and the committee work from."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from apps.accounts.models import User
from apps.core import audit
from apps.core.actors import Actor
from apps.core.status import move
from apps.tender_planning.exceptions import NotReady
from apps.tender_planning.findings import Finding
from apps.tender_planning.gates import lock_open
from apps.tender_planning.inspections import inspect_planning
from apps.tender_planning.models import Planning, PlanningVersion, Sheet
from apps.tender_planning.selectors.rule_exceptions import apply_exceptions
from apps.tender_planning.services.builds import request_build
from apps.tender_planning.services.rule_exceptions import drop_unneeded
from apps.tender_planning.snapshots.freezing import freeze
from apps.tender_planning.telling import tell_issued

Status = Planning.Status


@transaction.atomic
def issue_planning(*, planning: Planning, user: User, actor: Actor, now: datetime) -> PlanningVersion:
    """Issue the preparation as it stands (发出): freeze a version, ask for its print, tell who must know.

    Exceptions that nothing needs any more are dropped before.

    Twice, or two at once: the row is locked, the first one issues and the other is told that a
    version is in force. Whatever a colleague has saved before the lock is in the version.

    Raises NotOpen, and NotReady with the errors that no exception excuses.
    """
    lock_open(planning, Sheet.Kind.SCHEDULE)
    findings = _findings(planning, now)
    errors = _unanswered(planning, findings)
    if errors:
        raise NotReady(errors)
    drop_unneeded(planning=planning, findings=findings, actor=actor, now=now)
    version = freeze(planning, user=user, now=now)
    move(planning, Status.ISSUED, actor=actor, now=now, reason=f"第{version.version}版", issued_at=now)
    audit.record(
        act="planning.issued",
        summary=f"发出招标文件第{version.version}版",
        subject=planning,
        actor=actor,
        now=now,
        details={"version": version.version, "sm3": version.sm3},
    )
    request_build(planning=planning, user=user, actor=actor, now=now, version=version)
    tell_issued(version, now)
    return version


def standing_errors(planning: Planning, now: datetime) -> list[Finding]:
    """Return what keeps the preparation from being issued: every error that nobody answers for."""
    return _unanswered(planning, _findings(planning, now))


def _findings(planning: Planning, now: datetime) -> list[Finding]:
    return [finding for found in inspect_planning(planning, now).values() for finding in found]


def _unanswered(planning: Planning, findings: Iterable[Finding]) -> list[Finding]:
    answered = apply_exceptions(findings, planning.exceptions.all())
    return [finding for finding, exception in answered if finding.level == "error" and exception is None]

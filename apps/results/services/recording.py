"""What a result, its correction, a termination, a contract or a withdrawal does to the lots.

Each act writes down what the version says and then derives every lot of the project anew from all announcements
in force: any order of arrival, and any withdrawal in between, ends in the same state.
"""

from datetime import datetime

from django.db import transaction

from apps.acceptance.models import Project
from apps.announcements.models import Announcement, AnnouncementVersion
from apps.core import audit
from apps.core.actors import Actor
from apps.results.models import Award, LotResult
from apps.results.services.keeping import keep_contract, keep_correction, keep_result, keep_termination
from apps.results.services.settling import settle_lots


@transaction.atomic
def begin_results(*, project: Project, now: datetime) -> None:
    """Give every lot of an accepted project its result, not decided yet. Twice: those that are there stay."""
    LotResult.objects.bulk_create(
        (LotResult(lot=lot, changed_at=now) for lot in project.lots.order_by("pk")), ignore_conflicts=True
    )


@transaction.atomic
def record_result(*, version: AnnouncementVersion, actor: Actor, now: datetime) -> list[LotResult]:
    """Record who got the lots, the committee's names and the agency's fee; return the lots that changed.

    Lots that are unknown here are left out, and a supplier's code that cannot be one is kept; the audit trail
    names both. Twice: the second time no lot changes. Two at once: see `settle_lots`.
    """
    return _settle(version, keep_result(version), actor, now)


@transaction.atomic
def correct_result(*, version: AnnouncementVersion, actor: Actor, now: datetime) -> list[LotResult]:
    """Record what a correction says of the lots that it names; the others, and main items that it does not list, stay.

    What it replaces stays readable. Twice and at once as with `record_result`.
    """
    return _settle(version, keep_correction(version), actor, now)


@transaction.atomic
def record_termination(*, version: AnnouncementVersion, actor: Actor, now: datetime) -> list[LotResult]:
    """Record which lots ended without an award, and why. Twice and at once as with `record_result`."""
    return _settle(version, keep_termination(version), actor, now)


@transaction.atomic
def record_contract(*, version: AnnouncementVersion, actor: Actor, now: datetime) -> list[LotResult]:
    """Record the contract that lots ended in. Twice and at once as with `record_result`."""
    return _settle(version, keep_contract(version), actor, now)


@transaction.atomic
def take_back(*, announcement: Announcement, actor: Actor, now: datetime) -> list[LotResult]:
    """Let the lots be what the remaining announcements say, after one was withdrawn; return those that changed.

    What the withdrawn one said stays readable. Twice: the second time nothing changes.
    """
    reason = f"撤回{announcement.get_type_display()} {announcement.announcement_no}"
    return settle_lots(project=announcement.project, reason=reason, actor=actor, now=now)


def _settle(version: AnnouncementVersion, unknown: list[str], actor: Actor, now: datetime) -> list[LotResult]:
    """Derive the lots anew, and note what somebody should look at: unknown lots, codes that cannot be one."""
    announcement = version.announcement
    reason = f"{announcement.get_type_display()} {announcement.announcement_no} 第{version.version}版"
    changed = settle_lots(project=announcement.project, reason=reason, actor=actor, now=now)
    doubtful = sorted(
        {award.credit_code for award in Award.objects.filter(version=version) if not award.has_valid_credit_code}
    )
    if unknown or doubtful:
        audit.record(
            act="result.doubtful",
            summary=f"{reason}有须核对的内容",
            subject=announcement,
            actor=actor,
            now=now,
            details={"version": version.version, "未受理的标段": unknown, "有误的统一社会信用代码": doubtful},
        )
    return changed

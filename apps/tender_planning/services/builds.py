"""Building PDF and DOCX in the background: asked for here, done by a worker (`documents/building.py`), swept by beat.

The row is the work. A worker takes it by moving it from waiting to building; one that dies leaves it
in building, and the sweep gives it back after the lease. The moment of the claim is the worker's token:
whoever lost the lease settles nothing.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.core import audit
from apps.core.actors import PLATFORM, Actor
from apps.core.doorbell import ring
from apps.core.exceptions import Refused, StaleState
from apps.core.status import move
from apps.tender_planning.documents.assembling import VERSION_PART, assemble
from apps.tender_planning.gates import lock, refuse_closed
from apps.tender_planning.models import DocumentBuild, Planning, PlanningVersion, Sheet

Status = DocumentBuild.Status

TASK = "apps.tender_planning.tasks.build_document"
# Above the time limit of a task, so that nobody is robbed of work that is still being done.
LEASE = timedelta(minutes=10)
MOST_ATTEMPTS = 3
# What a draft looked like at these last times can still be fetched; a version is kept for ever.
DRAFTS_KEPT = 3

GIVEN_UP = f"连续 {MOST_ATTEMPTS} 次没有生成成功，请稍后重新生成；仍不成功的，请联系交易中心。"


@dataclass(frozen=True)
class BuiltFiles:
    """Where the two files were stored, and their digests."""

    pdf: str
    pdf_sm3: str
    docx: str
    docx_sm3: str


@transaction.atomic
def request_build(
    *, planning: Planning, user: User, actor: Actor, now: datetime, version: PlanningVersion | None = None
) -> DocumentBuild:
    """Ask for PDF and DOCX of an issued version, or of the draft as it stands at this moment.

    Twice: of a version there is one build, unless it failed. Of the draft one is under way at a
    time; one that still waits takes the newest content, one that a worker has is returned as it is.

    Raises Refused when there is no document, NotOpen for the draft of a preparation that is closed.
    """
    lock(planning)
    if version is not None:
        return _of_version(planning, version, user, actor, now)
    refuse_closed(planning, Sheet.Kind.OUTLINE)
    content = assemble(planning)
    if not content:
        raise Refused({"": ["请先按模板建立文件。"]})
    drafts = planning.builds.filter(version=None)
    drafts.filter(status=Status.WAITING).update(content=content, requested_at=now, requested_by=user)
    underway = drafts.filter(status__in=[Status.WAITING, Status.BUILDING]).first()
    return underway or _request(planning, actor, now, content=content, requested_by=user)


def _of_version(
    planning: Planning, version: PlanningVersion, user: User, actor: Actor, now: datetime
) -> DocumentBuild:
    if not version.content.get(VERSION_PART):
        raise Refused({"": ["该版本没有招标文件。"]})
    known = planning.builds.filter(version=version).exclude(status=Status.FAILED).first()
    return known or _request(planning, actor, now, version=version, requested_by=user)


def _request(planning: Planning, actor: Actor, now: datetime, **facts: Any) -> DocumentBuild:
    build = DocumentBuild.objects.create(planning=planning, requested_at=now, **facts)
    audit.record(
        act="document.build_requested",
        summary=f"生成招标文件（{'草稿' if build.version is None else f'第{build.version.version}版'}）",
        subject=planning,
        actor=actor,
        now=now,
        details={"build": build.pk},
    )
    ring(TASK, build_pk=build.pk)
    return build


@transaction.atomic
def claim_build(*, build_pk: int, now: datetime) -> DocumentBuild | None:
    """Take a waiting build; None when it is gone or somebody else has it.

    Two workers at once: the move is compared and set, and one gets None.
    """
    build = DocumentBuild.objects.select_related("version").filter(pk=build_pk, status=Status.WAITING).first()
    if build is None:
        return None
    try:
        move(
            build,
            Status.BUILDING,
            actor=PLATFORM,
            now=now,
            claimed_at=now,
            attempts=build.attempts + 1,
            progress=0,
            stage="准备内容",
        )
    except StaleState:
        return None
    # The content may have been replaced by a newer request just before the row was ours.
    build.refresh_from_db(fields=["content"])
    return build


def report_progress(*, build: DocumentBuild, progress: int, stage: str) -> None:
    """Say how far the work is; from a worker that lost its lease nobody hears."""
    DocumentBuild.objects.filter(pk=build.pk, status=Status.BUILDING, claimed_at=build.claimed_at).update(
        progress=progress, stage=stage
    )


@transaction.atomic
def finish_build(*, build: DocumentBuild, files: BuiltFiles, now: datetime) -> bool:
    """Settle a build with its files. False when the lease was lost: another worker's files stand."""
    if not _lock_own(build):
        return False
    move(
        build,
        Status.DONE,
        actor=PLATFORM,
        now=now,
        progress=100,
        stage="",
        finished_at=now,
        **vars(files),
    )
    return True


@transaction.atomic
def fail_build(*, build: DocumentBuild, reason: str, is_final: bool, now: datetime) -> None:
    """Put a build back after a failure, or end it with the reason when it is final or was tried often enough."""
    if not _lock_own(build):
        return
    if is_final or build.attempts >= MOST_ATTEMPTS:
        _give_up(build, reason if is_final else GIVEN_UP, now)
    else:
        move(build, Status.WAITING, actor=PLATFORM, now=now, reason=reason, progress=0, stage="等待重试")


@transaction.atomic
def release_lapsed_builds(*, now: datetime) -> None:
    """Put back what a worker took and never finished, killed on the way; what was tried often enough is given up."""
    lapsed = DocumentBuild.objects.filter(status=Status.BUILDING, claimed_at__lte=now - LEASE)
    for build in lapsed.select_for_update(skip_locked=True, of=("self",)):
        if build.attempts >= MOST_ATTEMPTS:
            _give_up(build, GIVEN_UP, now)
        else:
            move(build, Status.WAITING, actor=PLATFORM, now=now, reason="生成中断", progress=0, stage="等待重试")


def ring_for_waiting_builds() -> None:
    """Send a message for each build that waits: the first may have been lost. One too many finds nothing to do."""
    waiting = DocumentBuild.objects.filter(status=Status.WAITING).order_by("requested_at")
    for pk in waiting.values_list("pk", flat=True):
        ring(TASK, build_pk=pk)


def remove_old_drafts() -> None:
    """Drop all but the last few finished builds of each draft, and their files."""
    finished = DocumentBuild.objects.filter(version=None, status__in=[Status.DONE, Status.FAILED])
    kept: dict[int, int] = {}
    for build in finished.order_by("planning_id", "-requested_at", "-pk").iterator():
        kept[build.planning_id] = kept.get(build.planning_id, 0) + 1
        if kept[build.planning_id] > DRAFTS_KEPT:
            _remove(build)


def _lock_own(build: DocumentBuild) -> bool:
    own = DocumentBuild.objects.filter(pk=build.pk, status=Status.BUILDING, claimed_at=build.claimed_at)
    return own.select_for_update(of=("self",)).first() is not None


def _give_up(build: DocumentBuild, reason: str, now: datetime) -> None:
    move(build, Status.FAILED, actor=PLATFORM, now=now, reason=reason, error=reason, stage="", finished_at=now)


@transaction.atomic
def _remove(build: DocumentBuild) -> None:
    for stored in (build.pdf, build.docx):
        if stored.name:
            transaction.on_commit(partial(stored.storage.delete, stored.name))
    build.delete()

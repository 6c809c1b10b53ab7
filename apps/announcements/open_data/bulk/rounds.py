"""One making of the files after the other: begun by night or by a person, gone on with part by part."""

from collections.abc import Callable
from datetime import datetime

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction

from apps.announcements.models import BulkMaking
from apps.announcements.open_data.bulk.making import Part, make_part, outdated_parts
from apps.announcements.open_data.bulk.together import put_together
from apps.core.actors import PLATFORM, Actor
from apps.core.doorbell import ring
from apps.core.status import move

Status = BulkMaking.Status

TASK = "apps.announcements.open_data.tasks.go_on_making_bulk_files"
# A part that has cost the worker its life this often is left out.
MOST_ATTEMPTS = 3
# What is not a year's: the files of all years.
TOGETHER = "all"

log = structlog.get_logger(__name__)


@transaction.atomic
def start_making(*, is_anew: bool, actor: Actor, now: datetime) -> BulkMaking:
    """Begin to make the files that are out of date, or all of them.

    While one making is under way no second one begins: it goes on, and makes everything if that is now asked for.
    Two at once: the database has room for one that runs.
    """
    running, is_new = BulkMaking.objects.select_for_update().get_or_create(
        status=Status.RUNNING, defaults={"is_anew": is_anew, "started_at": now, "started_by": actor.name}
    )
    if is_anew and not is_new:
        running.is_anew = True
        running.save(update_fields=["is_anew"])
    # Also for one that runs: its ring may have been lost.
    ring(TASK)
    return running


def go_on(clock: Callable[[], datetime]) -> bool:
    """Make the next part of the making that runs; tell whether something is left to do.

    For one worker at a time. Killed in the middle: the part is begun again, a few times; then it is left out. A part
    that cannot be made stops no other one, and its earlier files stand.
    """
    running = BulkMaking.objects.filter(status=Status.RUNNING).first()
    if running is None:
        return False
    failed = {name for name, _ in running.failures}
    outdated = outdated_parts(since=running.started_at if running.is_anew else None)
    parts = [part for part in outdated if str(part) not in failed]
    part = parts[0] if parts else None
    if part is None and TOGETHER in failed:
        return not _finish(running, clock())
    _begin(running, part, left=len(parts))
    if running.attempts > MOST_ATTEMPTS:
        _note_failure(running, "生成时后台任务多次意外中断")
        return True
    try:
        _make(running, part, clock)
    except SoftTimeLimitExceeded:
        _note_failure(running, "超过允许的生成时间")
    except Exception as error:
        # Whatever it is, the parts behind this one must go on.
        log.exception("bulk_part_failed", part=running.current, making=running.pk)
        _note_failure(running, f"{type(error).__name__}：{error}")
    else:
        if part is None:
            return not _finish(running, clock())
    return True


def _begin(running: BulkMaking, part: Part | None, *, left: int) -> None:
    """Write down what is begun, before it is."""
    name = str(part) if part else TOGETHER
    running.attempts = running.attempts + 1 if running.current == name else 1
    running.current, running.left = name, left
    running.save(update_fields=["current", "attempts", "left"])


def _make(running: BulkMaking, part: Part | None, clock: Callable[[], datetime]) -> None:
    if part is None:
        put_together(now=clock())
        return
    made = make_part(part, now=clock())
    running.done += 1
    running.left -= 1
    # Its formats hold the same rows.
    running.rows += made[0].rows
    running.size += sum(file.size for file in made)
    running.current = ""
    running.save(update_fields=["done", "left", "rows", "size", "current"])
    log.info("bulk_part_made", part=str(part), rows=made[0].rows, making=running.pk)


def _note_failure(running: BulkMaking, why: str) -> None:
    running.failures.append([running.current, why])
    running.left = max(0, running.left - 1)
    running.current = ""
    running.save(update_fields=["failures", "left", "current"])


@transaction.atomic
def _finish(running: BulkMaking, now: datetime) -> bool:
    """End it and tell so, unless everything was asked for since it was looked at: then all parts are out of date."""
    if BulkMaking.objects.select_for_update().get(pk=running.pk).is_anew != running.is_anew:
        return False
    status = Status.FAILED if running.failures else Status.FINISHED
    reason = "、".join(name for name, _ in running.failures)
    move(running, status, actor=PLATFORM, now=now, reason=reason, finished_at=now, current="")
    log.info("bulk_files_made", making=running.pk, parts=running.done, failed=len(running.failures))
    return True

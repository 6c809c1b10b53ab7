"""Goes round all pages in the background, a batch at a time, and mends what it finds; where it is stands stored."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import islice

import structlog

from apps.announcements.models import OF_PROJECT, PageFile, PageRound
from apps.announcements.pages import comparing, files
from apps.announcements.pages.comparing import SINGLE
from apps.announcements.pages.look import current_look
from apps.announcements.pages.places import marked, name_of
from apps.announcements.pages.rendering import Subject, render_now

Kind = PageRound.Kind

# A tick ends after this much of work, so that a worker is free for what is published meanwhile.
SECONDS_A_TICK = 20.0
# The stage of a round that a person asked for: every page, whatever its look.
ALL = "all"
SUBJECTS, ROWS, FILES = 100, 500, 1000
# A check rests many times as long as it took: on a small site a lost file is back within a minute or two, and of
# a million pages the disk is not read all day.
RESTS_TIMES = 20
SHORTEST_REST, LONGEST_REST = timedelta(seconds=30), timedelta(days=1)

log = structlog.get_logger(__name__)


def start_check(*, now: datetime) -> PageRound:
    """Begin the check anew, wherever it was."""
    return _begin(Kind.CHECK, now=now)


def start_look(*, now: datetime) -> PageRound:
    """Have all pages made anew, whatever they look like."""
    return _begin(Kind.LOOK, now=now, look=current_look(), stage=ALL)


def check(clock: Callable[[], datetime]) -> None:
    """Go on with the check, or begin the next one when it is time; return after a tick's work.

    For one worker at a time. Killed in the middle: the batch is gone through again.
    """
    round_, _ = PageRound.objects.get_or_create(kind=Kind.CHECK)
    if _is_time(round_, clock()):
        round_ = _begin(Kind.CHECK, now=clock())
    _work(round_, CHECK_STAGES, clock)


def renew_look(clock: Callable[[], datetime]) -> None:
    """Go on making pages of another look anew, the newest first; return after a tick's work.

    For one worker at a time. A look that changes in between is gone through from the beginning.
    """
    round_, _ = PageRound.objects.get_or_create(kind=Kind.LOOK)
    look = current_look()
    # Also when the look is the same: a worker that had not been started anew may have gone on with the old one.
    if _is_time(round_, clock()) or round_.look != look:
        round_ = _begin(Kind.LOOK, now=clock(), look=look)
    _work(round_, {round_.stage: LOOK_STAGES[round_.stage]}, clock)


def _begin(kind: str, *, now: datetime, look: str = "", stage: str = "") -> PageRound:
    fresh = {"stage": stage, "cursor": "", "look": look, "done": 0, "total": PageFile.objects.count(), "faults": 0}
    round_, _ = PageRound.objects.update_or_create(
        kind=kind, defaults={**fresh, "started_at": now, "finished_at": None}
    )
    return round_


def _is_time(round_: PageRound, now: datetime) -> bool:
    if round_.started_at is None:
        return True
    return round_.finished_at is not None and round_.finished_at + _rest(round_.finished_at - round_.started_at) <= now


def _rest(taken: timedelta) -> timedelta:
    return min(max(taken * RESTS_TIMES, SHORTEST_REST), LONGEST_REST)


# Looks at the next batch, moves the cursor, counts; tells whether there was anything.
Stage = Callable[[PageRound], bool]


def _work(round_: PageRound, stages: dict[str, Stage], clock: Callable[[], datetime]) -> None:
    until = time.monotonic() + SECONDS_A_TICK
    names = list(stages)
    while round_.finished_at is None and time.monotonic() < until:
        if not stages[round_.stage](round_):
            following = names[names.index(round_.stage) + 1 :]
            round_.cursor = ""
            if following:
                round_.stage = following[0]
            else:
                round_.finished_at = clock()
        round_.save(update_fields=["stage", "cursor", "done", "faults", "finished_at"])


def _missing(round_: PageRound) -> bool:
    """Find what is public and has no page, from the newest project down; then the pages of the site."""
    after = int(round_.cursor) if round_.cursor else None
    projects = comparing.projects_below(after, SUBJECTS)
    for key in projects:
        for subject in OF_PROJECT:
            _mend(round_, (subject.value, key))
    if projects:
        round_.cursor = str(projects[-1])
        return True
    for single in SINGLE:
        _mend(round_, single)
    return False


def _broken(round_: PageRound) -> bool:
    """Find files that are not what their rows say, and pages of what is public no longer."""
    rows = list(PageFile.objects.filter(pk__gt=int(round_.cursor or 0)).order_by("pk")[:ROWS])
    wrong = {(row.subject, row.key) for row, _ in comparing.of_rows(rows)}
    wrong |= {(row.subject, row.key) for row in comparing.without_subject(rows)}
    for subject in sorted(wrong):
        outcome = render_now(subject)
        # None: another is at these pages at this moment, and what was seen was the middle of it.
        if outcome is not None:
            round_.faults += 1
            log.warning("pages_mended", subject=subject, made=outcome.made, removed=outcome.removed)
    round_.done += len(rows)
    if rows:
        round_.cursor = str(rows[-1].pk)
    return bool(rows)


def _foreign(round_: PageRound) -> bool:
    """Remove files that are no page's."""
    places = list(islice(files.files_after(name_of(round_.cursor)), FILES))
    for place in comparing.foreign(places):
        round_.faults += 1
        try:
            files.remove(place)
        except PermissionError:
            # Of another user; the check goes on, else one such file would keep pages from being mended.
            log.error("foreign_file_stays", file=marked(place))
        else:
            log.warning("foreign_file_removed", file=marked(place))
    if places:
        round_.cursor = marked(places[-1])
    return bool(places)


def _renew_old(round_: PageRound) -> bool:
    """Make those anew that have another look, the newest first."""
    return _renew(round_, lambda row: row.look != round_.look)


def _renew_all(round_: PageRound) -> bool:
    """Make all anew that were not made since the round began, the newest first."""
    return _renew(round_, lambda row: round_.started_at is None or row.rendered_at < round_.started_at)


def _renew(round_: PageRound, is_old: Callable[[PageFile], bool]) -> bool:
    rows = PageFile.objects.order_by("-pk")
    if round_.cursor:
        rows = rows.filter(pk__lt=int(round_.cursor))
    batch = list(rows[:ROWS])
    for subject in dict.fromkeys((row.subject, row.key) for row in batch if is_old(row)):
        outcome = render_now(subject)
        round_.faults += len(outcome.faults) if outcome else 0
    round_.done += len(batch)
    if batch:
        round_.cursor = str(batch[-1].pk)
    return bool(batch)


def _mend(round_: PageRound, subject: Subject) -> None:
    if any(comparing.of_subject(subject)) and render_now(subject) is not None:
        round_.faults += 1
        log.warning("pages_were_missing", subject=subject)


# In this order; the first has no name, as a round that has just begun.
CHECK_STAGES: dict[str, Stage] = {"": _missing, "files": _broken, "foreign": _foreign}
LOOK_STAGES: dict[str, Stage] = {"": _renew_old, ALL: _renew_all}

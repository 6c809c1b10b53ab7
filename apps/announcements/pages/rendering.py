"""Makes the pages of what was marked; any number of workers at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import structlog
from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from apps.announcements.models import PageFile, PageOrder, PageSubject
from apps.announcements.pages import files
from apps.announcements.pages.kinds import Made, pages_of
from apps.announcements.pages.look import current_look
from apps.announcements.pages.places import place_of
from apps.core.single_flight import alone

FIRST_RETRY = timedelta(seconds=10)
LONGEST_RETRY = timedelta(hours=1)
# A day of trying, ever more slowly; then a person looks. A new mark is tried like any other.
MOST_ATTEMPTS = 30

# What a row says of its file.
TOLD = ("subject", "key", "sha256", "size", "rendered_at", "holds_until", "look")

# What is made first: what people read, what leads them there, what is typeset of it.
SITE_RANK = (PageSubject.SITE, PageSubject.MAP)
RANKS = ((PageSubject.PROJECT,), SITE_RANK, (PageSubject.PRINT,))

log = structlog.get_logger(__name__)

Subject = tuple[str, int]


@dataclass(frozen=True)
class Outcome:
    """What became of the pages of a subject: how many were made, how many removed, and why some could not be."""

    made: int
    removed: int
    faults: Mapping[str, str]

    @property
    def error(self) -> str:
        """Return what went wrong, page by page; empty when nothing did."""
        return "；".join(f"{path}：{reason}" for path, reason in self.faults.items())


def render_due() -> None:
    """Make the pages of every subject that is marked and due: projects first, then what links to them.

    Twice: what is made is no longer marked. Two at once: each takes subjects that no other is at; who is done
    looks again, and so finds what was marked meanwhile. Killed in the middle: the order stands and is due again
    a little later, with its attempt counted.
    """
    passed_by: set[Subject] = set()
    while (subject := _next_due(passed_by)) is not None:
        with alone(_lock(subject)) as is_alone:
            if not is_alone:
                passed_by.add(subject)
            elif taken := _take(subject):
                outcome = render(subject)
                _settle(subject, taken, outcome)
                log.info("pages_rendered", subject=subject, made=outcome.made, removed=outcome.removed)


def render_now(subject: Subject) -> Outcome | None:
    """Make the pages of a subject because of what was found out about them; None while another is at them.

    What could not be made is ordered, so that it is tried again and a person sees why.
    """
    with alone(_lock(subject)) as is_alone:
        if not is_alone:
            return None
        taken = _take(subject)
        outcome = render(subject)
        _settle(subject, taken, outcome)
    return outcome


@transaction.atomic
def render(subject: Subject) -> Outcome:
    """Make every page of a subject as it is committed now, and remove those that it has no longer.

    For whoever is `alone` with the subject: two at once might leave the older bytes behind the newer ones. The
    rows follow the files: killed in between, the file is newer than its row, and the order or the check makes both
    anew. A page that cannot be made keeps its file and stops no other one.
    """
    expected = pages_of(*subject)
    look = current_look()
    rows: list[PageFile] = []
    faults: dict[str, str] = {}
    for path, kind in expected.items():
        try:
            # An error of the database must not stop the others either.
            with transaction.atomic():
                made = kind.make(path)
            _put(path, made.content)
            rows.append(_row(path, subject, made, look))
        except SoftTimeLimitExceeded:
            raise
        except Exception as error:
            # Whatever it is, it is told, and the other pages come.
            log.exception("page_not_made", path=path, kind=kind.name)
            faults[path] = f"{type(error).__name__} {error}".strip()
    PageFile.objects.bulk_create(rows, update_conflicts=True, unique_fields=["path"], update_fields=TOLD)
    gone = PageFile.objects.filter(subject=subject[0], key=subject[1]).exclude(path__in=expected)
    for path in (removed := list(gone.values_list("path", flat=True))):
        files.remove(place_of(path))
    gone.delete()
    return Outcome(len(rows), len(removed), faults)


def orders_of(subject: Subject) -> QuerySet[PageOrder]:
    """Return what is ordered of a subject."""
    return PageOrder.objects.filter(subject=subject[0], key=subject[1])


def _lock(subject: Subject) -> str:
    return f"pages of {subject[0]} {subject[1]}"


def _put(path: str, content: bytes) -> None:
    place = place_of(path)
    # The same bytes are not written again: a mark says what may have changed, not what has.
    if files.content_of(place) != content:
        files.write(place, content)


def _row(path: str, subject: Subject, made: Made, look: str) -> PageFile:
    return PageFile(
        path=path,
        subject=subject[0],
        key=subject[1],
        sha256=files.digest(made.content),
        size=len(made.content),
        rendered_at=timezone.now(),
        holds_until=made.holds_until,
        look=look,
    )


def _next_due(passed_by: set[Subject]) -> Subject | None:
    """Return the subject that is due and waits longest, by rank; what links to projects waits for theirs."""
    due = PageOrder.objects.filter(due_at__lte=Now())
    for subject, key in passed_by:
        due = due.exclude(subject=subject, key=key)
    for rank in RANKS:
        if rank == SITE_RANK and _is_somebody_at_projects():
            continue
        ranked = due.filter(subject__in=rank).order_by("due_at", "pk")
        if (first := ranked.values_list("subject", "key").first()) is not None:
            return first
    return None


def _is_somebody_at_projects() -> bool:
    """Tell whether pages of a project are being made for the first time since it was marked; who does that goes on."""
    return PageOrder.objects.filter(subject=PageSubject.PROJECT, attempts__lte=1, last_error="").exists()


@transaction.atomic
def _take(subject: Subject) -> list[int]:
    """Count an attempt at everything that is ordered of a subject, due or not, and return it, the most tried first.

    It is due again after a while, should this be the attempt that kills its worker. What is ordered from here on
    is another row, and another round.
    """
    orders = list(orders_of(subject).order_by("-attempts", "pk").select_for_update())
    if not orders:
        return []
    attempts = orders[0].attempts
    wait = min(FIRST_RETRY * 2 ** min(attempts, 20), LONGEST_RETRY)
    pks = [order.pk for order in orders]
    PageOrder.objects.filter(pk__in=pks).update(attempts=attempts + 1, due_at=Now() + wait)
    return pks


def _settle(subject: Subject, taken: list[int], outcome: Outcome) -> None:
    """Strike out what was taken; where pages could not be made, one order stands for what is still to be done."""
    settled = PageOrder.objects.filter(pk__in=taken)
    if not outcome.faults:
        settled.delete()
        return
    if not taken:
        PageOrder.objects.create(
            subject=subject[0], key=subject[1], attempts=1, due_at=Now() + FIRST_RETRY, last_error=outcome.error
        )
        return
    settled.exclude(pk=taken[0]).delete()
    settled.update(last_error=outcome.error)
    settled.filter(attempts__gte=MOST_ATTEMPTS).update(due_at=None)

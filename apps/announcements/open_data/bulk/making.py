"""Makes the files of the open data, one part at a time.

A part is a year of one dataset. Which are out of date is found in the database each time: a worker that was killed
in the middle costs the part that it was at, and nothing has to be remembered.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path

from django.db.models import Count, Max, Prefetch
from django.db.models.functions import ExtractYear
from django.utils import timezone

from apps.announcements.days import midnight
from apps.announcements.models import Announcement, AnnouncementVersion, PublicEvent
from apps.announcements.open_data.bulk.shelf import (
    BulkFile,
    digest,
    files,
    forget_unfinished,
    put,
    take_away,
    writing,
)
from apps.announcements.open_data.bulk.writers import WRITERS, Lines, Writer
from apps.announcements.open_data.ocds.history import histories_of
from apps.announcements.open_data.ocds.releases import releases_of

# To be raised with every change of what is written, so that all files are made anew.
EDITION = 2
ROWS_AT_ONCE = 500
PROJECTS_AT_ONCE = 200
ANNOUNCEMENTS, OCDS = "announcements", "ocds"
# By which moment a row belongs to a year: when it was first published; when its release was.
YEAR_OF = {ANNOUNCEMENTS: "announcement__first_published_at", OCDS: "happened_at"}


@dataclass(frozen=True)
class Part:
    """A year of a dataset, and the state of the database that its files are to show."""

    dataset: str
    year: int
    source: str

    @property
    def suffixes(self) -> list[str]:
        """Return the formats that it is made in."""
        return [writer.suffix for writer in WRITERS] if self.dataset == ANNOUNCEMENTS else ["jsonl.gz"]

    @property
    def names(self) -> set[str]:
        """Return what its files are called."""
        return {self.name(suffix) for suffix in self.suffixes}

    def name(self, suffix: str) -> str:
        """Return what its file of a format is called."""
        return f"{self}.{suffix}"

    def __str__(self) -> str:
        return f"{self.dataset}-{self.year}"


def outdated_parts(*, since: datetime | None) -> list[Part]:
    """Return the parts whose content has changed since they were made, or that were made before `since`.

    Files of years in which nothing is public any more are taken away.
    """
    parts = list(_parts())
    known = files()
    wanted = {name for part in parts for name in part.names}
    gone = {name for name, file in known.items() if file.year is not None and name not in wanted}
    if gone:
        take_away(gone)

    def is_good(name: str, source: str) -> bool:
        return name in known and known[name].source == source and (since is None or known[name].made_at >= since)

    return [part for part in parts if not all(is_good(name, part.source) for name in part.names)]


def make_part(part: Part, *, now: datetime) -> list[BulkFile]:
    """Make the files of a part in all its formats and return them.

    Twice: the same files again. Two at once: the caller sees to it that there are not.
    """
    forget_unfinished()
    _MAKERS[part.dataset](part, now)
    return [file for name, file in files().items() if name in part.names]


def _parts() -> Iterator[Part]:
    for dataset, moment in YEAR_OF.items():
        year = ExtractYear(moment, tzinfo=timezone.get_default_timezone())
        told = PublicEvent.objects.annotate(year=year).values("year")
        for line in told.annotate(count=Count("pk"), last=Max("pk")).order_by("-year"):
            yield Part(dataset, line["year"], f"{EDITION}:{line['count']}:{line['last']}")


def _make_announcements(part: Part, now: datetime) -> None:
    with ExitStack() as places:
        paths = {writer: places.enter_context(writing()) for writer in WRITERS}
        opened: list[Writer] = [writer(path) for writer, path in paths.items()]  # type: ignore[call-arg]
        rows = 0
        for announcement, version in _announcements_of(part.year):
            rows += 1
            for writer in opened:
                writer.write(announcement, version)
        for writer in opened:
            writer.close()
        for writer_class, path in paths.items():
            _put(part, writer_class.suffix, path, rows, now)


def _announcements_of(year: int) -> Iterator[tuple[Announcement, AnnouncementVersion]]:
    """Yield every public announcement of a year with its newest public version, read through a server-side cursor."""
    newest = AnnouncementVersion.objects.public().order_by("announcement", "-version").distinct("announcement")
    readable = newest.select_related("publication").prefetch_related("references__attachment").defer("body_html")
    public = Announcement.objects.public().filter(
        first_published_at__gte=midnight(date(year, 1, 1)), first_published_at__lt=midnight(date(year + 1, 1, 1))
    )
    found = public.select_related("project").order_by("first_published_at", "pk")
    shown = found.prefetch_related(Prefetch("versions", queryset=readable, to_attr="newest"))
    for announcement in shown.iterator(chunk_size=ROWS_AT_ONCE):
        for version in announcement.newest:  # type: ignore[attr-defined]
            version.announcement = announcement
            yield announcement, version


def _make_ocds(part: Part, now: datetime) -> None:
    first, last = midnight(date(part.year, 1, 1)), midnight(date(part.year + 1, 1, 1))
    told = PublicEvent.objects.filter(happened_at__gte=first, happened_at__lt=last)
    projects = told.order_by("announcement__project").values_list("announcement__project", flat=True).distinct()
    with writing() as path:
        lines, rows = Lines(path), 0
        remaining = projects.iterator(chunk_size=PROJECTS_AT_ONCE)
        while some := list(islice(remaining, PROJECTS_AT_ONCE)):
            for history in histories_of(some).values():
                for act, release in releases_of(history):
                    if first <= act.at < last:
                        lines.write(release)
                        rows += 1
        lines.close()
        _put(part, "jsonl.gz", path, rows, now)


def _put(part: Part, suffix: str, path: Path, rows: int, now: datetime) -> None:
    put(
        BulkFile(
            name=part.name(suffix),
            dataset=part.dataset,
            year=part.year,
            rows=rows,
            size=path.stat().st_size,
            sha256=digest(path),
            made_at=now,
            source=part.source,
        ),
        path,
    )


_MAKERS: dict[str, Callable[[Part, datetime], None]] = {ANNOUNCEMENTS: _make_announcements, OCDS: _make_ocds}

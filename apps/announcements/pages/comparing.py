"""Tells whether what should stand, what is known to stand and what stands on the disk is the same."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from apps.announcements.models import OF_PROJECT, Announcement, PageFile, PageSubject
from apps.announcements.pages import files
from apps.announcements.pages.kinds import pages_of
from apps.announcements.pages.places import is_named_by_us, path_of, place_of
from apps.announcements.pages.rendering import Subject

# A file without a row may be one whose row is just being written.
SETTLED_AFTER_SECONDS = 900

SINGLE = ((PageSubject.MAP.value, 0), (PageSubject.SITE.value, 0))


@dataclass(frozen=True)
class Difference:
    """That a page is not as it should be."""

    path: str
    words: str


def projects_below(pk: int | None, limit: int) -> list[int]:
    """Return the projects that have something public, the newest first, those below `pk`; None: from the newest."""
    shown = Announcement.objects.public()
    if pk is not None:
        shown = shown.filter(project__lt=pk)
    return list(shown.order_by("-project").values_list("project", flat=True).distinct()[:limit])


def of_subject(subject: Subject, look: str | None = None) -> Iterator[Difference]:
    """Yield what differs between the pages that a subject should have and those that are known to stand.

    With `look`, one that was made by another look differs too.
    """
    expected = pages_of(*subject)
    known = dict(PageFile.objects.filter(subject=subject[0], key=subject[1]).values_list("path", "look"))
    for path in expected:
        if path not in known:
            yield Difference(path, "没有生成")
        elif look is not None and known[path] != look:
            yield Difference(path, "外观不是最新的")
    for path in known:
        if path not in expected:
            yield Difference(path, "不应再有")


def of_rows(rows: Iterable[PageFile]) -> Iterator[tuple[PageFile, Difference]]:
    """Yield the rows whose file is not what they say, byte for byte."""
    for row in rows:
        content = files.content_of(place_of(row.path))
        if content is None:
            yield row, Difference(row.path, "文件不存在")
        elif len(content) != row.size:
            yield row, Difference(row.path, f"文件是 {len(content)} 字节，应为 {row.size} 字节")
        elif files.digest(content) != row.sha256:
            yield row, Difference(row.path, "文件内容与登记的摘要不符")


def without_subject(rows: Sequence[PageFile]) -> list[PageFile]:
    """Return the rows of projects of which nothing is public."""
    keys = {row.key for row in rows if row.subject in OF_PROJECT}
    shown = set(Announcement.objects.public().filter(project__in=keys).values_list("project", flat=True))
    return [row for row in rows if row.subject in OF_PROJECT and row.key not in shown]


def foreign(places: Sequence[Path]) -> list[Path]:
    """Return the files that no row knows and that have been there for a while."""
    paths = map(path_of, filter(is_named_by_us, places))
    known = set(PageFile.objects.filter(path__in=paths).values_list("path", flat=True))
    return [place for place in places if path_of(place) not in known and _is_settled(place)]


def _is_settled(place: Path) -> bool:
    try:
        return time.time() - place.lstat().st_mtime > SETTLED_AFTER_SECONDS
    except FileNotFoundError:
        return False

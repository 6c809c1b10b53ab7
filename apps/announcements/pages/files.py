"""Writes, removes and proves the files; knows nothing of what is in them."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from django.conf import settings

# Anybody may read them: the web server is another user.
FILE_MODE, DIRECTORY_MODE = 0o644, 0o755
BEING_WRITTEN = "."


def digest(content: bytes) -> str:
    """Return the SHA-256 of a file's content."""
    return hashlib.sha256(content).hexdigest()


def content_of(place: Path) -> bytes | None:
    """Return what a file holds; None when there is none, or none that can be read."""
    try:
        # A pipe would be waited for without end.
        return place.read_bytes() if place.is_file() else None
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError):
        return None


def write(place: Path, content: bytes) -> None:
    """Put `content` in the place: whoever reads meanwhile gets all of the old or all of the new.

    When this returns it is on the disk, name and all. Killed in the middle: the old file stands, and what was
    begun lies beside it under a name with a dot until the next check removes it.
    """
    _make_directory(place.parent)
    beside = place.with_name(f"{BEING_WRITTEN}{uuid4().hex}")
    try:
        with beside.open("xb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), FILE_MODE)
            os.fsync(file.fileno())
        beside.replace(place)
    finally:
        # Where the directory is none, the error above says so.
        with suppress(NotADirectoryError):
            beside.unlink(missing_ok=True)
    _sync(place.parent)


def remove(place: Path) -> None:
    """Take a file away, and the directories that are empty without it. Not there: nothing happens."""
    with suppress(FileNotFoundError, NotADirectoryError):
        place.unlink()
    for directory in place.parents:
        # The first level is what the web server has been told to serve from.
        if settings.PAGES_ROOT in (directory, directory.parent):
            return
        try:
            directory.rmdir()
        except OSError:
            return


def files_after(cursor: str) -> Iterator[Path]:
    """Yield every file below the root in the order of their names, those after `cursor` (a relative name).

    A directory that goes while it is read is read as far as it was.
    """
    root = Path(settings.PAGES_ROOT)
    yield from _files(root, tuple(Path(cursor).parts))


def _files(directory: Path, after: tuple[str, ...]) -> Iterator[Path]:
    try:
        with os.scandir(directory) as found:
            entries = sorted((entry.name, entry.is_dir(follow_symlinks=False)) for entry in found)
    except (FileNotFoundError, NotADirectoryError):
        return
    for name, is_directory in entries:
        if after and name < after[0]:
            continue
        is_on_the_way = bool(after) and name == after[0]
        if is_directory:
            yield from _files(directory / name, after[1:] if is_on_the_way else ())
        elif not is_on_the_way:
            yield directory / name


def _make_directory(directory: Path) -> None:
    missing = []
    while not directory.is_dir():
        missing.append(directory)
        directory = directory.parent
    for new in reversed(missing):
        # Another renderer may have made it in this moment.
        with suppress(FileExistsError):
            new.mkdir()
        new.chmod(DIRECTORY_MODE)
        _sync(new.parent)


def _sync(directory: Path) -> None:
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

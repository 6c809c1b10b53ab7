"""Where the files of the open data stand, and which of them there are.

A file is written beside its place, brought to disk and only then told of in the list, under a name that holds its
digest. So whoever reads the list finds exactly the bytes that it tells of, also while new ones are being made, and
a download that has begun goes on reading the old ones.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from os import fsync
from pathlib import Path
from typing import IO
from uuid import uuid4

from django.conf import settings

LIST = "index.json"
UNFINISHED = ".part"
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class BulkFile:
    """One file. `source` says from which state of the database it was made."""

    name: str
    dataset: str
    year: int | None
    rows: int
    size: int
    sha256: str
    made_at: datetime
    source: str

    @property
    def path(self) -> Path:
        """Return where its bytes are."""
        return shelf() / f"{self.sha256}.{self.name}"


def shelf() -> Path:
    """Return the directory of the files. They lie beside the uploads, which every process of the platform reaches."""
    return Path(settings.MEDIA_ROOT) / "open-data"


def files() -> dict[str, BulkFile]:
    """Return the files by name; none while none was made."""
    try:
        listed = json.loads((shelf() / LIST).read_text("utf-8"))
    except FileNotFoundError:
        return {}
    return {line["name"]: BulkFile(**line | {"made_at": datetime.fromisoformat(line["made_at"])}) for line in listed}


def put(made: BulkFile, written: Path) -> None:
    """Put a file that was written on the shelf, in the place of the one of its name."""
    written.replace(made.path)
    _tell(files() | {made.name: made})


def take_away(names: set[str]) -> None:
    """Take files off the shelf."""
    _tell({name: file for name, file in files().items() if name not in names})


@contextmanager
def writing() -> Iterator[Path]:
    """Give a place to write to beside the files; what is left there at the end is thrown away."""
    shelf().mkdir(parents=True, exist_ok=True)
    place = shelf() / f"{uuid4().hex}{UNFINISHED}"
    try:
        yield place
    finally:
        place.unlink(missing_ok=True)


def forget_unfinished() -> None:
    """Delete what writers left that were killed; for the only one who writes, before he does."""
    for place in shelf().glob(f"*{UNFINISHED}"):
        place.unlink(missing_ok=True)


def digest(path: Path) -> str:
    """Bring a file to disk and return the SHA-256 of its bytes."""
    sha256 = hashlib.sha256()
    with path.open("rb") as file:
        fsync(file.fileno())
        for chunk in chunks(file):
            sha256.update(chunk)
    return sha256.hexdigest()


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """Yield the rest of a file piece by piece."""
    while chunk := file.read(CHUNK):
        yield chunk


def _tell(listed: dict[str, BulkFile]) -> None:
    """Write the list, then forget the bytes that it tells of no more."""
    lines = [asdict(listed[name]) | {"made_at": listed[name].made_at.isoformat()} for name in sorted(listed)]
    with writing() as place:
        place.write_text(json.dumps(lines, ensure_ascii=False, indent=1), "utf-8")
        digest(place)
        place.replace(shelf() / LIST)
    kept = {file.path for file in listed.values()} | {shelf() / LIST}
    for path in shelf().iterdir():
        if path not in kept and path.suffix != UNFINISHED:
            path.unlink(missing_ok=True)

"""Files on disk under names that say what is in them."""

import re
from os import fsync
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

_SM3 = re.compile(r"[0-9a-f]{64}")


def is_content_name(name: str) -> bool:
    """Tell whether a file of this name is named by the SM3 of its content."""
    return bool(_SM3.fullmatch(PurePosixPath(name).name))


class ContentNamedStorage(FileSystemStorage):
    """Keeps a file that is named by its content once and whole, however often it is saved.

    Under such a name there is either nothing or the whole file: it is written beside its place
    and moved there when it is on the disk. Twice: the second writes nothing. Two at once: both
    move the same bytes to the same place, and whoever is just reading keeps what was opened.
    A file of any other name is stored as Django does.
    """

    def is_name_available(self, name: str, max_length: int | None = None) -> bool:
        """Give a content its own name, also when it is stored already."""
        if is_content_name(name):
            return max_length is None or len(name) <= max_length
        return super().is_name_available(name, max_length)

    def _save(self, name: str, content: File[Any]) -> str:
        if not is_content_name(name):
            return str(super()._save(name, content))  # type: ignore[misc]  # the stubs leave it out
        place = Path(self.path(name))
        if not (place.is_file() and place.stat().st_size == content.size):
            place.parent.mkdir(parents=True, exist_ok=True)
            self._write(place, content)
        return name

    def _write(self, place: Path, content: File[Any]) -> None:
        beside = place.with_name(f"{place.name}.{uuid4().hex}")
        try:
            with beside.open("xb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                fsync(file.fileno())
            if self.file_permissions_mode is not None:
                beside.chmod(self.file_permissions_mode)
            beside.replace(place)
        finally:
            beside.unlink(missing_ok=True)

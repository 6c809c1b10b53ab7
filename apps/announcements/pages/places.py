"""Which file stands for which address."""

import os
from pathlib import Path
from urllib.parse import quote, unquote, unquote_to_bytes

from django.conf import settings

from apps.core.exceptions import DomainError

INDEX = "index.html"
# What a file system takes for one name, in bytes.
LONGEST_NAME = 255


class UnusableAddress(DomainError):
    """No file can stand under this address."""


def plain(address: str) -> str:
    """Return an address as people read it and as a file is named; `reverse` writes it in percents."""
    return unquote(address)


def quoted(path: str) -> str:
    """Return a plain address as it is asked for."""
    return quote(path)


def place_of(path: str) -> Path:
    """Return the file of a plain address: `/announcements/7/` is announcements/7/index.html.

    Raises UnusableAddress for what would lie elsewhere or could not be written.
    """
    names = [*path.split("/")[1:-1], path.rsplit("/", 1)[-1] or INDEX]
    if not path.startswith("/") or any(map(_is_unusable, names)):
        raise UnusableAddress(f"地址“{path}”不能对应一个文件。")
    return Path(settings.PAGES_ROOT, *names)


def path_of(place: Path) -> str:
    """Return the plain address that a file stands for."""
    relative = place.relative_to(settings.PAGES_ROOT).as_posix()
    return f"/{relative.removesuffix(INDEX) if place.name == INDEX else relative}"


def marked(place: Path) -> str:
    """Return a file's name below the root in ASCII, to be stored or shown: others may have named it in no UTF-8."""
    return quote(os.fsencode(place.relative_to(settings.PAGES_ROOT)))


def name_of(mark: str) -> str:
    """Return the name below the root that was marked."""
    return os.fsdecode(unquote_to_bytes(mark))


def is_named_by_us(place: Path) -> bool:
    """Tell whether the name is text, as those of all pages are; the database takes no other."""
    try:
        str(place).encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_unusable(name: str) -> bool:
    # Names that begin with a dot are those of files that are just being written.
    return not name or name.startswith(".") or "\0" in name or len(name.encode()) > LONGEST_NAME

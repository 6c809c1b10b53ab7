"""Every page through the Nu HTML Checker of the W3C: not one error."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from apps.tests.pages.capturing import Album

JAVA = shutil.which("java") or ""
CHECKER = settings.BASE_DIR / "var" / "validator" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
MISSING = "" if JAVA and CHECKER.exists() else "no Nu HTML Checker: make validator (needs java and npm)"

pytestmark = [pytest.mark.django_db, pytest.mark.skipif(bool(MISSING), reason=MISSING or "the checker is there")]

# What is not ours to change: on pages whose name begins so, messages that read so.
EXEMPT = (
    # Django's admin prints a label for a hidden field, and hides it.
    ("admin:", "The value of the “for” attribute of the “label” element must be the ID of a non-hidden form control."),
    # The chapters of a tender document have the headings that the agency gave them.
    ("tender_planning:document-preview", "skipping 1 heading level"),
)


def errors(album: Album, folder: Path) -> list[str]:
    """Return what the checker finds wrong, one line for each kind of page and message."""
    pages = {folder / f"{number}.html": page for number, page in enumerate(album.pages)}
    for file, page in pages.items():
        file.write_bytes(page.body)
    # From files, because it asks no loopback address, and in one go, because Java takes a second to start.
    command = [JAVA, "-jar", str(CHECKER), "--format", "json", "--errors-only", "--exit-zero-always", *map(str, pages)]
    answer = subprocess.run(command, capture_output=True, check=True)
    found = {
        f"{pages[folder / Path(message['url']).name]}: {message['message']} … {message.get('extract', '')}"
        for message in json.loads(answer.stderr)["messages"]
        if not _is_exempt(str(pages[folder / Path(message["url"]).name]), message["message"])
    }
    return sorted(found)


def _is_exempt(page: str, message: str) -> bool:
    return any(page.startswith(names) and words in message for names, words in EXEMPT)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Where the pages lie while they are checked."""
    place = tmp_path / "pages"
    place.mkdir()
    yield place
    shutil.rmtree(place)


def test_public_pages_are_valid(public_pages: Album, folder: Path) -> None:
    assert errors(public_pages, folder) == []


def test_pages_of_an_agency_are_valid(agency_pages: Album, folder: Path) -> None:
    assert errors(agency_pages, folder) == []


def test_pages_of_the_center_are_valid(center_pages: Album, folder: Path) -> None:
    assert errors(center_pages, folder) == []

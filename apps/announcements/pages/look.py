"""What all pages have in common, as one short digest: pages of another look are made anew in the background."""

import functools
import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage

from apps.core.models import CalendarDay
from apps.tender_planning.models import StatutoryRule

LENGTH = 16
# What a page is made from besides what is stored. Tests change no page.
SOURCES = (
    ("requirements.txt", ""),
    ("templates", "**/*"),
    ("apps/announcements", "**/*.py"),
    ("apps/core", "**/*.py"),
    ("apps/acceptance/codes.py", ""),
    ("apps/tender_planning/rules", "**/*.py"),
)
# What the settings put on every page.
SHOWN = ("center_name", "center_phone", "public_base_url")


def current_look() -> str:
    """Return the digest of everything that pages have in common at this moment; two queries.

    That is templates, styles and scripts, the code that makes pages, what the settings say of the center, and
    what periods are counted by: the calendar and the rules.
    """
    found = hashlib.sha256(_of_files().encode())
    for value in (*_shown(), *_counted_by()):
        found.update(f"{value}\n".encode())
    return found.hexdigest()[:LENGTH]


@functools.cache
def _of_files() -> str:
    """Return the digest of what lies on the disk; a process keeps the templates and the code it began with."""
    found = hashlib.sha256()
    for start, pattern in SOURCES:
        base = Path(settings.BASE_DIR, start)
        for file in sorted(base.glob(pattern) if pattern else [base]):
            if file.is_file() and "tests" not in file.parts:
                found.update(file.relative_to(settings.BASE_DIR).as_posix().encode())
                found.update(hashlib.sha256(file.read_bytes()).digest())
    # Names of static files carry the digests of their contents.
    for name, hashed in sorted(getattr(staticfiles_storage, "hashed_files", {}).items()):
        found.update(f"{name} {hashed}\n".encode())
    return found.hexdigest()


def _shown() -> Iterator[object]:
    for name in SHOWN:
        yield getattr(settings.ENVIRONMENT, name)
    yield settings.CONTENT_SECURITY_POLICY
    # Whether lists offer a subscription by e-mail.
    yield settings.SENDS_MAIL


def _counted_by() -> Iterator[object]:
    yield from CalendarDay.objects.order_by("pk").values_list("date", "is_working_day", "occasion")
    yield from StatutoryRule.objects.order_by("pk").values_list()

"""Files of public pages in a directory of the test."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import LazySettings

from apps.announcements.models import PageOrder
from apps.announcements.pages import kinds
from apps.announcements.pages.places import place_of
from apps.announcements.pages.rendering import render_due

Held = Callable[[str], str]


@pytest.fixture(autouse=True)
def ordinary_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the pages that readers know; a test adds kinds of its own."""
    ordinary = {name: kind for name, kind in kinds._kinds.items() if name in {"announcements", "projects", "site"}}
    monkeypatch.setattr(kinds, "_kinds", ordinary)


@pytest.fixture
def root(settings: LazySettings) -> Path:
    return Path(settings.PAGES_ROOT)


@pytest.fixture
def held() -> Held:
    """Return a function that makes what is ordered and returns what the file of an address holds."""

    def read(path: str) -> str:
        render_due()
        assert not PageOrder.objects.exists()
        return place_of(path).read_text()

    return read

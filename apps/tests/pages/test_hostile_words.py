"""Titles, names and numbers that are mark-up: on no page of any side do they act, the browser's policy being off."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle

import pytest

from apps.announcements.tests.browser.arena import Answer, Arena, arena
from apps.tests.browser import what_is_missing
from apps.tests.pages.capturing import Album, Page
from apps.tests.pages.story import Say

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
    pytest.mark.skipif(bool(what_is_missing()), reason=what_is_missing() or "the browser is there"),
]

POLICY = re.compile(rb'<meta http-equiv="Content-Security-Policy"[^>]*>')
# Out of a text, a quoted attribute, a title, a script, a comment, an address. Short: a title has 200 letters.
HOSTILE = (
    "<img src=x: onerror=alert(1)>",
    "\"'><svg onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</textarea></select><img src=x: onerror=alert(1)>",
    "--><script>alert(1)</script>",
    '" autofocus onfocus=alert(1) x="',
    "javascript:alert(1)",
    "{{ 7|add:7 }}{% now 'Y' %}",
    "\\u003cimg src=x: onerror=alert(1)\\u003e",
    "&lt;img src=x: onerror=alert(1)&gt;",
)


@pytest.fixture
def say() -> Say:
    """Whatever the people of the story have to say ends in an attack; each time in another."""
    attacks = cycle(HOSTILE)
    return lambda words: f"{words}{next(attacks)}"


@pytest.fixture
def stage() -> Iterator[Arena]:
    with arena() as opened:
        yield opened


def acted(stage: Arena, pages: list[Page]) -> dict[str, list[str]]:
    answers = [Answer(page.body, {"Content-Type": page.headers["Content-Type"]}) for page in pages]
    outcomes = stage.watch([str(page) for page in pages], answers)
    return {outcome.attack: outcome.feats for outcome in outcomes if outcome.feats}


def test_on_no_public_page(public_pages: Album, stage: Arena) -> None:
    pages = _without_policy(public_pages)

    assert sum(b"alert(1)" in page.body for page in pages) >= 15
    assert acted(stage, pages) == {}


def test_on_no_page_of_an_agency(agency_pages: Album, stage: Arena) -> None:
    pages = _without_policy(agency_pages)

    assert sum(b"alert(1)" in page.body for page in pages) >= 25
    assert acted(stage, pages) == {}


def test_on_no_page_of_the_center(center_pages: Album, stage: Arena) -> None:
    pages = _without_policy(center_pages)

    assert sum(b"alert(1)" in page.body for page in pages) >= 25
    assert acted(stage, pages) == {}


def _without_policy(album: Album) -> list[Page]:
    return [replace(page, body=POLICY.sub(b"", page.body)) for page in album.pages]

"""Pages by keyboard alone, and without JavaScript."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from apps.tests.browser import what_is_missing
from apps.tests.pages.capturing import Album
from apps.tests.pages.capturing import Page as Captured
from apps.tests.pages.reading import browser, reader

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
    pytest.mark.skipif(bool(what_is_missing()), reason=what_is_missing() or "the browser is there"),
]

# How the element in focus is set off; nothing when it cannot be told from the others.
RING = "getComputedStyle(document.activeElement).outlineStyle"
# Buttons that only a script could answer, as far as they can be seen.
DEAD_BUTTONS = """
Array.from(document.querySelectorAll("button"))
    .filter((button) => button.checkVisibility() && !(button.form && button.type === "submit"))
    .map((button) => button.textContent.trim())
"""


@pytest.fixture
def started() -> Iterator[Browser]:
    with browser() as opened:
        yield opened


def named(album: Album, name: str) -> Captured:
    return next(page for page in album.pages if page.name == name)


@pytest.mark.parametrize("name", ["announcements:home", "announcements:detail", "announcements:project"])
def test_the_first_key_leads_past_the_menus_and_every_focus_is_seen(
    public_pages: Album, started: Browser, name: str
) -> None:
    tab = reader(started).open(named(public_pages, name))

    tab.keyboard.press("Tab")
    expect(tab.locator(".skip-link")).to_be_focused()
    expect(tab.locator(".skip-link")).to_be_in_viewport()
    tab.keyboard.press("Enter")
    expect(tab.locator("#content")).to_be_focused()

    walked = [_step(tab) for _ in range(25)]
    # Behind the last link is the browser itself.
    assert [place for place, ring in walked if ring == "none" and not place.startswith("<body")] == []
    assert len({place for place, _ in walked}) >= 5


def _step(tab: Page) -> tuple[str, str]:
    tab.keyboard.press("Tab")
    return tab.evaluate("document.activeElement.outerHTML.slice(0, 120)"), tab.evaluate(RING)


def test_a_dialog_keeps_the_focus_and_gives_it_back(center_pages: Album, started: Browser) -> None:
    to_be_decided = next(page for page in center_pages.pages if page.kind == "to be decided")
    tab = reader(started).open(to_be_decided)
    asking = tab.locator("button[data-confirm]").first

    asking.focus()
    tab.keyboard.press("Enter")
    dialog = tab.locator("dialog[open]")
    expect(dialog).to_be_visible()
    for _ in range(6):
        tab.keyboard.press("Tab")
        # Behind the last button is the browser itself, never the page under the dialog.
        assert tab.evaluate("document.activeElement === document.body || !!document.activeElement.closest('dialog')")
    tab.keyboard.press("Escape")

    expect(dialog).to_have_count(0)
    expect(asking).to_be_focused()


def test_without_javascript_no_public_page_has_a_button_that_does_nothing(
    public_pages: Album, started: Browser
) -> None:
    plain = reader(started, has_scripts=False)

    dead = {str(page): found for page in public_pages.pages if (found := plain.open(page).evaluate(DEAD_BUTTONS))}

    assert dead == {}
    assert plain.complaints == []

"""Waiting, at a browser, for what the other system or a worker will have done soon."""

from playwright.sync_api import Locator, Page

from apps.interconnection.tests.flow.systems import eventually


def until_visible(page: Page, found: Locator, *, what: str) -> None:
    """Open the page again until it shows what is looked for; fail when it never does."""

    def look() -> bool:
        page.reload()
        return found.first.is_visible()

    if not found.first.is_visible():
        eventually(look, what=what)

"""Captured pages in Chromium, read by the rules of accessibility."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.test import RequestFactory
from django.urls import reverse
from django.views.i18n import JavaScriptCatalog
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Route, ViewportSize
from playwright.sync_api import Page as Tab

from apps.tests.axe import RULES, RULES_OF_SHAPE, grave_faults
from apps.tests.browser import chromium
from apps.tests.pages.capturing import Page

ORIGIN = "https://platform.example"
DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
# What a page asks for by itself is not here: it was captured as it came.
# What the scripts of Django's admin say; they cannot do without.
WORDS_OF_THE_ADMIN = JavaScriptCatalog(packages=["django.contrib.admin"]).get(RequestFactory().get("/")).content
UNANSWERED = "Failed to load resource"


class Reader:
    """A browser in which captured pages are opened as if their server were there."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.complaints: list[str] = []
        self.shown: Page | None = None
        context.route("**/*", self._answer)
        self.tab: Tab = context.new_page()
        self.tab.on("console", self._heard)
        self.tab.on("pageerror", lambda error: self._note(str(error)))

    def open(self, page: Page) -> Tab:
        """Show a page."""
        self.shown = page
        self.tab.goto(f"{ORIGIN}{page.address}")
        return self.tab

    def read(self, page: Page) -> None:
        """Open a page, and note every grave fault and whether it is wider than the window."""
        self._judge(self.open(page), RULES)

    def read_folded(self, page: Page) -> None:
        """Read a page, and what becomes of it in the window of a phone: what that changes, not its colours again."""
        self.read(page)
        desk = self.tab.viewport_size
        assert desk is not None
        self.tab.set_viewport_size(PHONE)
        # Scripts hear of it before the next picture.
        self.tab.evaluate("new Promise((done) => requestAnimationFrame(done))")
        self._judge(self.tab, RULES_OF_SHAPE)
        self.tab.set_viewport_size(desk)

    def _judge(self, tab: Tab, rules: Mapping[str, Any]) -> None:
        width, room = tab.evaluate("[document.documentElement.scrollWidth, innerWidth]")
        for fault in grave_faults(tab, rules):
            self._note(f"{fault}, in a window of {room}")
        if width > room:
            self._note(f"{width} wide in a window of {room}")

    def _answer(self, route: Route) -> None:
        address = urlsplit(route.request.url)
        if route.request.is_navigation_request() and self.shown:
            shown = self.shown
            route.fulfill(status=shown.status, headers=dict(shown.headers), body=shown.body)
            return
        if address.path == reverse("admin:jsi18n"):
            route.fulfill(body=WORDS_OF_THE_ADMIN, content_type="text/javascript")
            return
        found = finders.find(address.path.removeprefix("/static/")) if address.path.startswith("/static/") else None
        if found:
            route.fulfill(path=found, content_type=MEDIA_TYPES.get(Path(found).suffix, "application/octet-stream"))
        else:
            route.fulfill(status=404)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(UNANSWERED):
            self._note(message.text)

    def _note(self, words: str) -> None:
        complaint = f"{self.shown}: {words}"
        if complaint not in self.complaints:
            self.complaints.append(complaint)


@contextmanager
def browser() -> Iterator[Browser]:
    """Start a browser."""
    with chromium() as started:
        yield started


def reader(started: Browser, size: ViewportSize = DESK, *, is_large: bool = False, has_scripts: bool = True) -> Reader:
    """Return a reader with a window of that size, of large letters if asked."""
    context = started.new_context(viewport=size, locale="zh-CN", java_script_enabled=has_scripts)
    if is_large:
        context.add_init_script("localStorage.setItem('text-size', 'large')")
    return Reader(context)

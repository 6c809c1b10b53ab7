"""A desk with a browser of its own; what the browser complains of is kept."""

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, ViewportSize, expect

from apps.accounts.models import User
from apps.conftest import signed_in
from apps.tests.axe import grave_faults

# An answer of 409 or 422 to a page that saves by itself is part of its work, and so is a lost connection.
ANSWERS = "Failed to load resource"
DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


class Desk:
    """Where one person works, signed in."""

    def __init__(self, browser: Browser, user: User, address: str) -> None:
        self.address = address
        self.complaints: list[str] = []
        self.context = browser.new_context(
            base_url=address,
            viewport=DESK,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            accept_downloads=True,
        )
        self.context.set_default_timeout(15_000)
        self.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": _session(signed_in(user)), "url": address}]
        )
        self.page = self.open_page()

    def open_page(self) -> Page:
        """Open a page that is listened to: violations of the content security policy are errors of its console."""
        page = self.context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", self._answered)
        return page

    def go(self, path: str) -> Page:
        """Open an address of the site, and leave no grave fault of accessibility unsaid."""
        self.page.goto(path)
        return self.page

    def look(self) -> None:
        """Have the page that is open read by the rules of accessibility, and see that it fits a phone."""
        self.complaints += [f"{self.page.url}: {fault}" for fault in grave_faults(self.page)]
        self.page.set_viewport_size(PHONE)
        width = self.page.evaluate("document.documentElement.scrollWidth")
        if width > PHONE["width"]:
            self.complaints.append(f"{self.page.url}: {width} wide on a phone")
        self.page.set_viewport_size(DESK)

    def is_saved(self) -> None:
        """Wait until the page has saved by itself what was typed."""
        expect(self.page.locator("[data-autosave-status=saved]")).to_be_visible()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(ANSWERS):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.url}: {response.status}")


def _session(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value

"""People at browsers of their own; what a browser complains of is kept."""

from dataclasses import dataclass, field

from playwright.sync_api import Browser, ConsoleMessage, Page, Response, ViewportSize

from apps.accounts.demo_accounts import DEMO_PASSWORD
from apps.interconnection.tests.flow.systems import Systems

DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


@dataclass
class People:
    """Everybody who takes part in a walk."""

    browser: Browser
    systems: Systems
    complaints: list[str] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)

    def sits_down(self, *, viewport: ViewportSize = DESK) -> Page:
        """Open a fresh browser and listen to it; its console tells violations of the content security policy too."""
        context = self.browser.new_context(viewport=viewport, locale="zh-CN", timezone_id="Asia/Shanghai")
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", self._answered)
        self.pages.append(page)
        return page

    def signs_in(self, address: str, username: str) -> Page:
        """Sign in at one of the doors."""
        page = self.sits_down()
        page.goto(address)
        page.locator("input[name=username]").fill(username)
        page.locator("input[name=password]").fill(DEMO_PASSWORD)
        page.get_by_role("button", name="登录").click()
        return page

    def go_home(self) -> None:
        """Close every browser."""
        for page in self.pages:
            page.context.close()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.complaints.append(message.text)

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.url}: {response.status}")

"""Somebody at home who reads the public site, on a telephone or at a desk."""

from playwright.sync_api import Locator, Page, ViewportSize, expect

from apps.acceptance.models import Project
from apps.interconnection.tests.flow.fixture_projects import FixtureProject
from apps.interconnection.tests.flow.patience import until_visible
from apps.interconnection.tests.flow.people import PHONE, People


class Citizen:
    """Signed in nowhere."""

    def __init__(self, people: People, *, viewport: ViewportSize = PHONE) -> None:
        self.address = people.systems.platform_url
        self.page: Page = people.sits_down(viewport=viewport)

    @property
    def main(self) -> Locator:
        """The page without its head and foot."""
        return self.page.locator("main")

    def finds_on_the_first_page(self, project: FixtureProject, kind: str) -> None:
        """Wait until the first page names the announcement, and open it."""
        self.page.goto(f"{self.address}/")
        self._opens(project, kind, what="the first page names it")

    def finds_in_the_column(self, column: str, project: FixtureProject, kind: str) -> None:
        """Go to a column by the bar at the top, and open the announcement there."""
        self.page.get_by_role("navigation", name="主导航").get_by_role("link", name=column, exact=True).click()
        self._opens(project, kind, what=f"{column} names it")

    def reads(self, *words: str) -> None:
        """See that the page says so; amounts stand in facts and text alike."""
        for phrase in words:
            expect(self.main).to_contain_text(phrase)

    def waits_for(self, words: str) -> None:
        """Open the page again until it says so."""
        until_visible(self.page, self.main.get_by_text(words), what=f"the page says {words}")

    def goes_to_the_project(self, project: Project) -> None:
        """Go to 项目全过程 by the number of the project."""
        self.main.get_by_role("link", name=project.project_no).first.click()
        expect(self.page.get_by_role("heading", name="办理过程")).to_be_visible()

    def follows(self, words: str, *, exact: bool = False) -> None:
        """Follow a link of the page."""
        self.main.get_by_role("link", name=words, exact=exact).first.click()

    def _opens(self, project: FixtureProject, kind: str, *, what: str) -> None:
        link = self.main.get_by_role("link", name=project.name).filter(has_text=kind)
        until_visible(self.page, link, what=what)
        link.first.click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(kind)

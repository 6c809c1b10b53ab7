"""The center's reviewer: decides on changes, finds announcements and results in the lists."""

from playwright.sync_api import Locator, Page, expect

from apps.acceptance.models import Project
from apps.interconnection.tests.flow.fixture_projects import FixtureProject
from apps.interconnection.tests.flow.people import People


class Reviewer:
    """Signed in at the center's site."""

    def __init__(self, people: People) -> None:
        self.address = f"{people.systems.platform_url}/center/"
        self.page: Page = people.signs_in(self.address, "reviewer")

    def opens_the_change(self, project: FixtureProject) -> Locator:
        """Go from the card on the first page to the change that waits."""
        self.page.get_by_role("link", name="待审核变更").first.click()
        link = self.page.get_by_role("row").filter(has_text=project.name).get_by_role("link")
        link.first.click()
        return self.page.locator("#content-main")

    def approves(self) -> None:
        """通过."""
        self.page.get_by_role("button", name="通过", exact=True).click()
        self.page.locator("dialog[open]").get_by_role("button", name="确认通过").click()
        expect(self.page.get_by_text("审核通过，已公开。")).to_be_visible()

    def finds_the_announcement(self, project: FixtureProject, kind: str) -> None:
        """Search the list of announcements for a project's name and open the one of a kind."""
        self.page.goto(f"{self.address}announcements/announcement/")
        self.page.locator("#searchbar").fill(project.name)
        self.page.locator("#searchbar").press("Enter")
        row = self.page.get_by_role("row").filter(has=self.page.get_by_role("cell", name=kind, exact=True))
        row.get_by_role("link").first.click()
        expect(self.page.get_by_role("heading", name=project.name).first).to_be_visible()

    def opens_the_results(self, project: Project, *, tab: str) -> Locator:
        """Open the list of results under one tab; return the rows of the project."""
        self.page.goto(f"{self.address}results/lotresult/?tab={tab}")
        return self.page.get_by_role("row").filter(has_text=project.project_no)

"""The agency's clerk: settles the times of a change, watches what becomes of the lots."""

from datetime import datetime

from playwright.sync_api import Locator, Page, expect

from apps.interconnection.tests.flow.fixture_projects import FixtureProject
from apps.interconnection.tests.flow.patience import until_visible
from apps.interconnection.tests.flow.people import People

BROWSER_MINUTES = "%Y-%m-%dT%H:%M"


class AgencyClerk:
    """Signed in at the agency's work place."""

    def __init__(self, people: People, project: FixtureProject) -> None:
        self.address = f"{people.systems.platform_url}/agency/"
        self.page: Page = people.signs_in(self.address, project.agency)

    def opens_the_change(self, project: FixtureProject) -> None:
        """Go to the change that waits, as soon as it does."""
        self.page.goto(f"{self.address}changes/")
        link = self.page.get_by_role("link", name=project.name)
        until_visible(self.page, link, what="the change waits for its agency")
        link.first.click()

    def finds_filled_in(self, moment: datetime) -> None:
        """See both times as the announcement has them."""
        for name in ("bid_deadline", "opening_at"):
            expect(self.page.locator(f"[name={name}]")).to_have_value(moment.strftime(BROWSER_MINUTES))

    def submits_the_times(self) -> None:
        """保存并提交审核."""
        self.page.get_by_role("button", name="保存并提交审核").click()
        self.page.locator("dialog[open]").get_by_role("button", name="提交审核").click()
        expect(self.page.get_by_text("已提交审核。").first).to_be_visible()

    def opens_the_results(self, project: FixtureProject, *, until: str) -> Locator:
        """Go from the project to 结果与合同 and wait until the page says something."""
        self.page.goto(self.address)
        self.page.get_by_role("link", name=project.name).first.click()
        self.page.get_by_role("link", name="结果与合同").first.click()
        main = self.page.locator("main")
        until_visible(self.page, main.get_by_text(until), what=f"the results page says {until}")
        return main

    def opens_the_preparation(self, project: FixtureProject) -> Locator:
        """Go from the project to 招标准备."""
        self.page.goto(self.address)
        self.page.get_by_role("link", name=project.name).first.click()
        self.page.get_by_role("link", name="招标准备").first.click()
        return self.page.locator("main")

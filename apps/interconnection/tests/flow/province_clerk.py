"""采购经办岗 at the province's own pages: what is drafted and published there."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from playwright.sync_api import Locator, Page, expect

from apps.interconnection.tests.flow.fixture_projects import Award, FixtureProject
from apps.interconnection.tests.flow.people import People

BROWSER_MINUTES = "%Y-%m-%dT%H:%M"


class ProvinceClerk:
    """Signed in at the province."""

    def __init__(self, people: People) -> None:
        self.page: Page = people.signs_in(f"{people.systems.province_url}/", "caigou")

    def publishes_the_tender(self, project: FixtureProject) -> None:
        """采购公告, as it is proposed."""
        self._wizard(project)
        self._publish()

    def postpones(self, project: FixtureProject, *, to: datetime) -> None:
        """变更公告 that moves deadline and opening."""
        self._drafts(project, "变更公告")
        self.page.get_by_role("group", name="是否延期开标").get_by_label("是", exact=True).check()
        self._fill({"bid_deadline": to.strftime(BROWSER_MINUTES), "opening_at": to.strftime(BROWSER_MINUTES)})
        self._compose("更正内容")
        self._publish()

    def publishes_the_result(
        self, project: FixtureProject, awards: Sequence[Award], *, experts: Sequence[str], fee: str
    ) -> None:
        """结果公告 of all lots in their order; the first of the experts has the chair."""
        self._drafts(project, "结果公告")
        self._fill({"fee_amount": fee})
        for position, award in enumerate(awards):
            self._fill(
                {
                    f"lot-{position}-supplier_name": award.supplier.name,
                    f"lot-{position}-supplier_uscc": award.supplier.credit_code,
                    f"lot-{position}-supplier_address": award.supplier.address,
                    f"lot-{position}-amount": award.amount,
                    f"lot-{position}-score": award.score,
                    **{f"lot-{position}-items-0-{name}": value for name, value in vars(award.item).items()},
                }
            )
        for position, name in enumerate(experts):
            if position:
                self._panel("评审专家").get_by_role("button", name="增加一行").click()
            self._fill({f"experts-{position}-name": name})
        self.page.locator("[name=experts-0-is_chair]").check()
        self._compose("评审专家")
        self._publish()

    def corrects_the_amount(self, project: FixtureProject, *, to: str) -> None:
        """结果更正公告: the first lot's price was another."""
        self._drafts(project, "结果更正公告")
        self.page.locator("[name=lot-0-is_included]").check()
        self._fill({"lot-0-amount": to})
        self._compose("更正")
        self._publish()

    def terminates(self, project: FixtureProject, *, because: str) -> None:
        """终止公告 of the only lot."""
        self._drafts(project, "终止公告")
        self.page.get_by_label("终止本标段").check()
        self.page.get_by_label("终止原因").fill(because)
        self._compose(because)
        self._publish()

    def publishes_the_contract(self, project: FixtureProject, *, number: str, signed_on: str, term: str) -> None:
        """合同公告 of the lot that is proposed: the first without a contract."""
        self._drafts(project, "合同公告")
        self._fill({"contract_no": number, "signed_on": signed_on, "term": term})
        self._compose(number)
        self._publish()

    def mends_the_contract(self, *, term: str) -> None:
        """修改再发 of the announcement that was just published."""
        self.page.get_by_role("link", name="修改再发").click()
        self._fill({"term": term})
        self._compose(term)
        self.page.get_by_role("button", name="重新发布", exact=True).click()
        expect(self.page.get_by_text("公告已发布").first).to_be_visible()

    def _wizard(self, project: FixtureProject) -> None:
        self.page.get_by_role("link", name="采购公告发布").first.click()
        row = self.page.get_by_role("row").filter(has_text=project.plan_no)
        row.get_by_role("link", name="项目向导").click()

    def _drafts(self, project: FixtureProject, kind: str) -> None:
        self._wizard(project)
        self.page.locator(".offers").get_by_role("link", name=kind, exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(f"起草{kind}")

    def _panel(self, heading: str) -> Locator:
        return self.page.locator("section.panel").filter(has=self.page.get_by_role("heading", name=heading))

    def _fill(self, fields: Mapping[str, str]) -> None:
        for name, value in fields.items():
            self.page.locator(f"[name={name}]").fill(value)

    def _compose(self, words: str) -> None:
        """Have the text made of the facts, and wait for it."""
        self.page.get_by_role("button", name="按要素生成正文").click()
        expect(self.page.locator("[data-paper]")).to_contain_text(words)

    def _publish(self) -> None:
        self.page.get_by_role("button", name="发布", exact=True).click()
        expect(self.page.get_by_text("公告已发布").first).to_be_visible()

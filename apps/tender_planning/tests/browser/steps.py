"""What a clerk does on each page of a preparation, with the keyboard and the mouse."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from playwright.sync_api import Locator, Page, expect

from apps.tests.desk import Desk

WRITTEN = "自合同签订之日起30日内"
TITLES = {"technical": "技术", "business": "商务", "other": "其他"}


@dataclass(frozen=True)
class Item:
    """A scoring item; `levels` are (name, least, most, criterion) from the best one down."""

    category: str
    name: str
    points: int
    description: str
    levels: Sequence[tuple[str, str, str, str]] = ()


# Judged by the same words in every tender here: 70 points beside the price.
ITEMS = (
    Item("technical", "技术参数响应", 30, "全部满足得30分，每有一项负偏离扣3分，扣完为止。"),
    Item(
        "technical",
        "实施方案",
        20,
        "按方案的完整性和可行性分档评审。",
        (
            ("优", "14", "20", "进度细化到日，人员、设备、质量和安全措施齐全"),
            ("良", "7", "13.99", "进度细化到周，主要措施齐全"),
            ("一般", "0", "6.99", "仅有总体进度，措施不全"),
        ),
    ),
    Item("business", "同类业绩", 20, "2023年1月1日以来的同类合同，每提供一份得5分，最高得20分。"),
)


def go_on(page: Page, heading: str) -> None:
    """Go to the next part by the link at the end of the page."""
    page.locator(".way-on").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    page.wait_for_load_state()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def told(page: Page, words: str) -> None:
    """Expect the message above the page that came back."""
    expect(page.locator(".messages")).to_contain_text(words)
    page.wait_for_load_state()


def findings(page: Page) -> Locator:
    return page.locator("[data-autosave-panel=findings]")


def check_setup(page: Page) -> None:
    """立项信息: not without a hall, not unencrypted and remote together."""
    press(page, "核对无误")
    expect(page.get_by_text("不见面开标须选择不见面开标大厅").first).to_be_visible()
    page.get_by_label("不见面开标大厅").select_option(label="不见面开标大厅")
    page.get_by_label("否，不加密").check()
    press(page, "核对无误")
    expect(page.get_by_text("投标（响应）文件必须加密").first).to_be_visible()
    page.get_by_label("是，投标（响应）文件加密").check()
    press(page, "核对无误")
    told(page, "立项信息已核对。")


def define_fees(page: Page, tariff: str) -> None:
    """资费定义 of the lot that is shown: security as a share of the budget, at most 2 %, and the agency's own fee."""
    page.locator("[name=fees-1-manner]").select_option(label="按比例")
    page.locator("[name=fees-1-rate]").fill("3")
    press(page, "添加资费")
    page.locator("[name=fees-2-tariff]").select_option(label=tariff)
    expect(page.locator("[name=fees-2-manner]")).to_have_value("brackets")
    expect(page.get_by_text("政府采购法实施条例第三十三条").first).to_be_visible()
    page.locator("[name=fees-1-rate]").fill("2")
    press(page, "保存")
    told(page, "资费已保存。")


def write_document(desk: Desk, *, chapters: int) -> None:
    """招标文件: begin it from the template and fill in every place that waits for words in the first chapters."""
    page = desk.page
    press(page, "按模板建立")
    told(page, "请逐章填写")
    page.locator("summary", has_text="处需要完善").click()
    waiting = findings(page).get_by_role("listitem").filter(has=page.get_by_text("待填写")).get_by_role("link")
    for address in [str(link.get_attribute("href")) for link in waiting.all()[:chapters]]:
        write_chapter(desk.go(address))


def write_chapter(page: Page, words: str = WRITTEN) -> int:
    """Go from one waiting place to the next and type; return how many there were."""
    following = page.get_by_role("button", name="选中下一处【】")
    places = 0
    while following.get_attribute("aria-disabled") == "false":
        following.click()
        page.keyboard.type(words)
        places += 1
    press(page, "保存")
    told(page, "已保存")
    return places


def score(page: Page, *, price: str, items: Sequence[Item] = ITEMS) -> None:
    """Type a scheme; nothing is pressed."""
    page.locator("[name=price_points]").fill(price)
    for category in TITLES:
        own = [item for item in items if item.category == category]
        if own:
            page.locator(f"[name={category}_points]").fill(str(sum(item.points for item in own)))
        for number, item in enumerate(own):
            _enter(page, f"{category}-{number}", item)


def _enter(page: Page, row: str, item: Item) -> None:
    if not page.locator(f"[name={row}-name]").count():
        press(page, f"添加{TITLES[item.category]}评分项")
    page.locator(f"[name={row}-name]").fill(item.name)
    page.locator(f"[name={row}-most_points]").fill(str(item.points))
    page.locator(f"[name={row}-description]").fill(item.description)
    if item.levels:
        # Choosing 主观分 opens the levels.
        page.locator(f"[name={row}-judging]").select_option(label="主观分")
    levels = page.locator("[data-levels]").filter(has=page.locator(f"[name={row}-level_0_label]"))
    for number, level in enumerate(item.levels):
        if not page.locator(f"[name={row}-level_{number}_label]").is_visible():
            levels.get_by_role("button", name="添加一档").click()
        for part, words in zip(("label", "least", "most", "criterion"), level, strict=True):
            page.locator(f"[name={row}-level_{number}_{part}]").fill(words)


def try_out(page: Page, quotes: Mapping[str, str], points: Mapping[str, str]) -> None:
    """试算 with three pretend bids that earn the same points beside the price."""
    for number, (supplier, quote) in enumerate(quotes.items()):
        page.locator(f"[name=bids-{number}-supplier]").fill(supplier)
        page.locator(f"[name=bids-{number}-quote]").fill(quote)
        for category, earned in points.items():
            page.locator(f"[name=bids-{number}-{category}]").fill(earned)
    press(page, "计算排名")
    expect(page.get_by_role("heading", name="排名")).to_be_visible()


def begin_checks(page: Page) -> None:
    """资格审查 and 符合性审查: from the templates; what they leave open is written or taken out."""
    press(page, "按模板建立")
    told(page, "请逐项核对、补充")
    for row in page.locator("tr[data-formset-row]").all():
        requirement = row.locator("textarea[name$=-requirement]")
        if requirement.count() and "【" in requirement.input_value():
            requirement.fill(re.sub("【.*?】", "无", requirement.input_value()))
    press(page, "保存")
    expect(findings(page)).to_contain_text("没有发现问题。")


def arrange_committee(page: Page, *, experts: int, representatives: int) -> None:
    page.locator("[name=expert_count]").fill(str(experts))
    page.locator("[name=representative_count]").fill(str(representatives))
    page.locator("[name=candidate_count]").fill("3")


def book_rooms(page: Page, *names: str) -> None:
    for name in names:
        page.get_by_role("radio", name=name).check()
    press(page, "预约（改约）所选场所")
    told(page, "场地已预约。")

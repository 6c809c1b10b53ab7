"""What is wrong with one scoring item: its words, its levels, and how its points are counted."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from apps.core.figures import write_figure
from apps.tender_planning.findings import Finding
from apps.tender_planning.scoring.choices import Judging
from apps.tender_planning.scoring.facts import Item
from apps.tender_planning.scoring.words import EVERYWHERE, LEAST_CRITERION, MAKER_PAPERS, REFERENCE_AMOUNT, VAGUE

QUANTIFIED = "财政部令第87号第五十五条"
AGREED = "财政部令第87号第五十五条、第六十四条"

# 每提供一项得3分, 每有1个加0.5分
_EACH = re.compile(r"每[^。；;，,\n]{0,30}?[得加计]\s*(\d+(?:\.\d+)?)\s*分")
_COUNTED = re.compile(r"\d+(?:\.\d+)?\s*分|不得分|满分")
_REFERENCES = re.compile(r"业绩|类似项目|同类项目|成功案例|项目案例")
_CAPPED = re.compile(r"最高|最多|上限|不超过|满分|封顶|为止|以内")


def place_of(item: Item, field: str) -> str:
    """Return the path of an item's field, as findings name it."""
    return f"items-{item.key}-{field}"


def level_place(item: Item, index: int, field: str) -> str:
    """Return the path of a field of the item's nth level."""
    return place_of(item, f"levels-{index}-{field}")


def texts_of(item: Item) -> Iterator[tuple[str, str]]:
    """Yield what bidders are judged by, with its place; the evidence asked for is not a criterion."""
    yield place_of(item, "name"), item.name
    yield place_of(item, "description"), item.description
    for index, level in enumerate(item.levels):
        yield level_place(item, index, "criterion"), f"{level.label} {level.criterion}".strip()


def item_findings(item: Item, *, is_import_allowed: bool) -> Iterator[Finding]:
    """Yield everything that can be said about one item without the others."""
    yield from _completeness(item)
    yield from _words(item, is_import_allowed=is_import_allowed)
    yield from _references(item)
    yield from _steps(item)
    if item.judging == Judging.SUBJECTIVE:
        yield from _subjective(item)
    else:
        yield from _objective(item)


def _completeness(item: Item) -> Iterator[Finding]:
    if not item.name:
        yield Finding("error", place_of(item, "name"), "请填写评分因素的名称。")
    if item.most_points is None:
        yield Finding("error", place_of(item, "most_points"), "请填写最高分。", QUANTIFIED)
    elif item.most_points == 0:
        yield Finding("error", place_of(item, "most_points"), "最高分为0的评分项没有意义，请填写分值或删除该项。")


def _words(item: Item, *, is_import_allowed: bool) -> Iterator[Finding]:
    rules = EVERYWHERE if is_import_allowed else (*EVERYWHERE, MAKER_PAPERS)
    for place, text in texts_of(item):
        for rule in rules:
            for found in dict.fromkeys(match[0] for match in rule.pattern.finditer(text)):
                yield Finding(rule.level, place, rule.text.format(found=found), rule.article)


def _references(item: Item) -> Iterator[Finding]:
    """业绩: a number of contracts without an end, and amounts as a condition."""
    text = f"{item.name} {item.description}"
    if not _REFERENCES.search(text):
        return
    if _EACH.search(item.description) and not _CAPPED.search(item.description):
        yield Finding(
            "error",
            place_of(item, "description"),
            "业绩按数量加分的，应写明最多计几项或最高得几分。",
            "财政部令第87号第五十五条、财库〔2021〕22号",
        )
    amount = REFERENCE_AMOUNT.search(item.description)
    if amount:
        yield Finding(
            "warning",
            place_of(item, "description"),
            f"“{amount[0]}”以合同金额限定业绩，可能变相设置规模条件，请说明与采购需求的关系或删去。",
            "政府采购法实施条例第二十条",
        )


def _steps(item: Item) -> Iterator[Finding]:
    """每项得3分，最高10分: the steps do not lead to the top."""
    for match in _EACH.finditer(item.description):
        step = Decimal(match[1])
        if item.most_points and step and item.most_points % step:
            top = write_figure(item.most_points)
            text = f"每次得 {write_figure(step)} 分，最高分 {top} 不是它的整数倍，最高分达不到。"
            yield Finding("warning", place_of(item, "most_points"), text, QUANTIFIED)


def _objective(item: Item) -> Iterator[Finding]:
    """Members of the committee must come to the same points."""
    if not item.levels:
        if not _COUNTED.search(item.description):
            text = "客观分须写明怎样计算，例如“每提供一项得2分，最高6分”。"
            yield Finding("error", place_of(item, "description"), text, AGREED)
        return
    ranges = [index for index, level in enumerate(item.levels) if level.least != level.most]
    for index, level in enumerate(item.levels):
        if index in ranges:
            text = "客观分各评委的打分应当一致，每一档只能是一个确定的分值。"
            yield Finding("error", level_place(item, index, "least"), text, AGREED)
        if not level.criterion:
            yield Finding("error", level_place(item, index, "criterion"), "请写明达到什么标准得这个分值。", QUANTIFIED)
    if not ranges:
        yield from _covers(item)


def _subjective(item: Item) -> Iterator[Finding]:
    if len(item.levels) < 2:
        yield Finding(
            "error", place_of(item, "levels-0-label"), "主观分应分档评审，至少设两档并写明每档的标准。", QUANTIFIED
        )
        return
    for index, level in enumerate(item.levels):
        if len(VAGUE.sub("", level.criterion)) < LEAST_CRITERION:
            said = f"“{level.criterion or level.label or '空白'}”"
            text = f"{said}没有可以对照的标准，请写明具体达到什么程度属于这一档。"
            yield Finding("error", level_place(item, index, "criterion"), text, QUANTIFIED)
    yield from _covers(item)


def _covers(item: Item) -> Iterator[Finding]:
    """Yield where levels overlap, leave gaps or do not fill the range of the item.

    A score on the border of two levels belongs to the better one, so that 8—10 and 5—8 do not overlap.
    Whole points leave no gap between 8—10 and 5—7; single points (10, 6, 2) leave none at all.
    """
    known = [(level.least, level.most, index) for index, level in enumerate(item.levels)]
    bounds = [(least, most, index) for least, most, index in known if least is not None and most is not None]
    if len(bounds) < len(known):
        for least, most, index in known:
            if least is None or most is None:
                field = "least" if least is None else "most"
                yield Finding("error", level_place(item, index, field), "请填写这一档的分值。", QUANTIFIED)
        return
    bounds.sort(key=lambda bound: (bound[1], bound[0]), reverse=True)
    is_single = all(least == most for least, most, _ in bounds)
    step = _finest_step(item, bounds)
    for (least, _, _), (next_least, next_most, index) in pairwise(bounds):
        if next_most > least or (next_most == least and next_least == next_most):
            yield Finding("error", level_place(item, index, "most"), "这一档的分值与上一档重叠。", QUANTIFIED)
        elif not is_single and least - next_most > step:
            text = f"这一档与上一档之间缺 {write_figure(next_most)} 至 {write_figure(least)} 分的标准。"
            yield Finding("error", level_place(item, index, "most"), text, QUANTIFIED)
    top, bottom = bounds[0], bounds[-1]
    if item.most_points is not None and top[1] != item.most_points:
        text = f"最高一档到 {write_figure(top[1])} 分，与该项最高分 {write_figure(item.most_points)} 不一致。"
        yield Finding("error", level_place(item, top[2], "most"), text, QUANTIFIED)
    if item.least_points is not None and bottom[0] != item.least_points:
        text = f"最低一档从 {write_figure(bottom[0])} 分起，与该项最低分 {write_figure(item.least_points)} 不一致。"
        yield Finding("error", level_place(item, bottom[2], "least"), text, QUANTIFIED)


def _finest_step(item: Item, bounds: list[tuple[Decimal, Decimal, int]]) -> Decimal:
    """Return the smallest step that the item's own figures are written in: 1, 0.1 or 0.01."""
    figures = [figure for least, most, _ in bounds for figure in (least, most)]
    decimals = max((_decimals(figure) for figure in figures), default=0)
    return Decimal(1).scaleb(-decimals)


def _decimals(figure: Decimal) -> int:
    exponent = figure.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return max(-exponent, 0)

from dataclasses import replace
from decimal import Decimal

import pytest

from apps.tender_planning.scoring.choices import Judging
from apps.tender_planning.scoring.facts import Item, Level
from apps.tender_planning.scoring.item_checks import item_findings
from apps.tender_planning.tests.scoring.examples import AFTER_SALES, INSTALLATION, REFERENCES, WARRANTY

COUNTED = "，每提供一项得5分，最高得10分。"


def said(item: Item, *, is_import_allowed: bool = False) -> list[tuple[str, str]]:
    """The field and the text of every finding."""
    findings = item_findings(item, is_import_allowed=is_import_allowed)
    return [(finding.place.removeprefix(f"items-{item.key}-"), finding.text) for finding in findings]


def levels(*bounds: tuple[str, str]) -> tuple[Level, ...]:
    return tuple(
        Level(f"第{number}档", Decimal(least), Decimal(most), f"写明其中 {number} 个环节的责任人和时间")
        for number, (least, most) in enumerate(bounds, start=1)
    )


@pytest.mark.parametrize("item", [WARRANTY, INSTALLATION, REFERENCES, AFTER_SALES])
def test_a_well_made_item_has_no_findings(item: Item) -> None:
    assert said(item) == []


@pytest.mark.parametrize(
    "words",
    [
        "注册资本", "注册资金", "实缴资本", "实收资本", "资产总额", "总资产", "净资产", "营业收入", "营业额",
        "从业人员人数", "从业人员不少于50人", "员工总数", "净利润", "利润总额", "纳税额", "纳税总额", "企业规模",
    ],
)  # fmt: skip
def test_scale_conditions_are_found_in_name_description_and_levels(words: str) -> None:
    criterion = replace(AFTER_SALES.levels[0], criterion=f"{words}达到要求且2小时内到达现场")

    in_name = replace(WARRANTY, name=words)
    in_description = replace(WARRANTY, description=f"{words}达到1000万元{COUNTED}")
    in_level = replace(AFTER_SALES, levels=(criterion, *AFTER_SALES.levels[1:]))

    assert [place for place, text in said(in_name) if "规模条件" in text] == ["name"]
    assert [place for place, text in said(in_description) if "规模条件" in text] == ["description"]
    assert [place for place, text in said(in_level) if "规模条件" in text] == ["levels-0-criterion"]


@pytest.mark.parametrize(
    "text",
    ["项目从业人员持证上岗", "报价中的合理利润构成说明", "依法缴纳税收", "资产盘点方案", "投入本项目人员的资历"],
)
def test_words_that_only_look_like_scale_conditions_pass(text: str) -> None:
    assert said(replace(WARRANTY, description=f"{text}{COUNTED}")) == []


@pytest.mark.parametrize(
    ("text", "article"),
    [
        ("本地企业", "政府采购法第二十二条、政府采购法实施条例第二十条"),
        ("在方城县设有服务网点", "政府采购法第二十二条、政府采购法实施条例第二十条"),
        ("南阳市内的供应商", "政府采购法第二十二条、政府采购法实施条例第二十条"),
        ("注册地在本省", "政府采购法第二十二条、政府采购法实施条例第二十条"),
        ("省级以上奖项", "政府采购法第二十二条、政府采购法实施条例第二十条"),
        ("国有企业", "政府采购法实施条例第二十条、财库〔2019〕38号"),
        ("上市公司", "政府采购法实施条例第二十条、财库〔2019〕38号"),
        ("成立满3年", "财库〔2019〕38号"),
        ("成立时间5年以上", "财库〔2019〕38号"),
        ("经营年限", "财库〔2019〕38号"),
    ],
)
def test_discrimination_is_found_with_its_article(text: str, article: str) -> None:
    item = replace(WARRANTY, description=f"{text}{COUNTED}")

    (finding,) = item_findings(item, is_import_allowed=False)

    assert (finding.level, finding.article) == ("error", article)


def test_a_makers_paper_is_warned_of_unless_imports_are_allowed() -> None:
    item = replace(WARRANTY, description=f"提供原厂出具的授权书{COUNTED}")

    (finding,) = item_findings(item, is_import_allowed=False)

    assert (finding.level, finding.article) == ("warning", "财政部令第87号第十七条")
    assert said(item, is_import_allowed=True) == []


@pytest.mark.parametrize("text", ["由评委酌情打分", "各供应商横向比较", "综合比较后打分", "视情况给分"])
def test_points_by_taste_are_refused(text: str) -> None:
    ((place, found),) = said(replace(INSTALLATION, description=text))

    assert (place, "没有确定的标准" in found) == ("description", True)


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        # Whole points, tenths, hundredths; touching borders; single points.
        ([("8", "10"), ("5", "7"), ("1", "4"), ("0", "0")], []),
        ([("8", "10"), ("5", "7.9"), ("0", "4.9")], []),
        ([("8", "10"), ("4.01", "7.99"), ("0", "4")], []),
        ([("8", "10"), ("5", "8"), ("0", "5")], []),
        ([("10", "10"), ("6", "6"), ("0", "0")], []),
        # In any order of entry.
        ([("0", "5"), ("5", "8"), ("8", "10")], []),
        ([("8", "10"), ("5", "9"), ("0", "4")], [("levels-1-most", "这一档的分值与上一档重叠。")]),
        ([("10", "10"), ("10", "10"), ("0", "0")], [("levels-1-most", "这一档的分值与上一档重叠。")]),
        ([("8", "10"), ("4", "6"), ("0", "3")], [("levels-1-most", "这一档与上一档之间缺 6 至 8 分的标准。")]),
        ([("8", "10"), ("5", "7.5"), ("0", "5")], [("levels-1-most", "这一档与上一档之间缺 7.5 至 8 分的标准。")]),
        ([("6", "9"), ("0", "5")], [("levels-0-most", "最高一档到 9 分，与该项最高分 10 不一致。")]),
        ([("6", "10"), ("1", "5")], [("levels-1-least", "最低一档从 1 分起，与该项最低分 0 不一致。")]),
    ],
)
def test_levels_cover_the_range_without_gaps_or_overlaps(
    bounds: list[tuple[str, str]], expected: list[tuple[str, str]]
) -> None:
    item = replace(INSTALLATION, most_points=Decimal(10), levels=levels(*bounds))

    assert said(item) == expected


def test_a_level_without_points_is_named_before_anything_is_compared() -> None:
    open_level = replace(levels(("6", "10"))[0], least=None)

    item = replace(INSTALLATION, most_points=Decimal(10), levels=(open_level, *levels(("0", "5"))))

    assert said(item) == [("levels-0-least", "请填写这一档的分值。")]


@pytest.mark.parametrize("count", [0, 1])
def test_a_subjective_item_has_at_least_two_levels(count: int) -> None:
    assert said(replace(INSTALLATION, levels=INSTALLATION.levels[:count])) == [
        ("levels-0-label", "主观分应分档评审，至少设两档并写明每档的标准。")
    ]


@pytest.mark.parametrize("criterion", ["", "优", "方案较好", "方案优秀、内容完整合理", "基本满足要求"])
def test_a_level_that_only_ranks_says_too_little(criterion: str) -> None:
    first = replace(INSTALLATION.levels[0], criterion=criterion)

    found = said(replace(INSTALLATION, levels=(first, *INSTALLATION.levels[1:])))

    assert [place for place, _ in found] == ["levels-0-criterion"]


def test_the_levels_of_objective_points_are_single_points() -> None:
    item = replace(
        AFTER_SALES,
        levels=(replace(AFTER_SALES.levels[0], least=Decimal(8)), *AFTER_SALES.levels[1:]),
    )

    assert said(item) == [("levels-0-least", "客观分各评委的打分应当一致，每一档只能是一个确定的分值。")]


def test_objective_points_say_how_they_are_counted() -> None:
    assert said(replace(WARRANTY, description="质保期越长越好。")) == [
        ("description", "客观分须写明怎样计算，例如“每提供一项得2分，最高6分”。")
    ]


def test_references_by_number_have_an_end() -> None:
    item = replace(REFERENCES, description="每提供一个同类项目业绩得5分。")

    assert said(item) == [("description", "业绩按数量加分的，应写明最多计几项或最高得几分。")]


def test_references_by_amount_are_warned_of() -> None:
    item = replace(REFERENCES, description="合同金额500万元以上的业绩每个得5分，最多得10分。")

    (finding,) = item_findings(item, is_import_allowed=False)

    assert (finding.level, finding.place) == ("warning", f"items-{item.key}-description")


def test_steps_that_never_reach_the_top_are_warned_of() -> None:
    item = replace(WARRANTY, description="每延长1年得3分，最高得10分。")

    assert said(item) == [("most_points", "每次得 3 分，最高分 10 不是它的整数倍，最高分达不到。")]


def test_an_item_of_no_points_is_no_item() -> None:
    assert said(replace(WARRANTY, most_points=Decimal(0), judging=Judging.OBJECTIVE)) == [
        ("most_points", "最高分为0的评分项没有意义，请填写分值或删除该项。")
    ]

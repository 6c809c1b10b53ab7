"""A version is read long after it was frozen: every key of it has words, and every value reads well."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from apps.tender_planning import inspections
from apps.tender_planning.frozen_blocks import blocks_of
from apps.tender_planning.frozen_words import HIDDEN, WORDS, plain_text
from apps.tender_planning.models import Planning, Sheet
from apps.tender_planning.snapshots.freezing import PARTS, content_of


def nameless(part: str, value: Any) -> Iterator[str]:
    """Yield the keys of a part that have no words."""
    words = WORDS[part]
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key not in words.labels and key not in HIDDEN:
                yield key
            yield from nameless(part, inner)
    elif isinstance(value, list):
        for inner in value:
            yield from nameless(part, inner)


def test_every_part_is_inspected_frozen_and_named() -> None:
    assert set(inspections.INSPECTORS) == set(Sheet.Kind) - {Sheet.Kind.CHAPTER}
    assert len(PARTS) == len(inspections.INSPECTORS)


def test_every_key_of_a_version_has_words(filled: Planning) -> None:
    content = content_of(filled)

    assert set(content) == set(WORDS)
    assert {part: list(nameless(part, value)) for part, value in content.items()} == {part: [] for part in content}


def test_a_version_is_read_in_the_order_of_the_work_and_no_value_is_a_code(filled: Planning) -> None:
    content = content_of(filled)

    blocks = {block.title: block for block in blocks_of(content)}

    assert list(blocks) == [
        "项目信息",
        "代理机构",
        "标段",
        "公告所载事项",
        "立项信息",
        "资费定义",
        "招标文件",
        "投标文件组成",
        "评分标准",
        "资格审查与符合性审查",
        "开评标配置",
    ]
    assert next(fact.value for fact in blocks["项目信息"].facts if fact.label == "采购方式") == "公开招标"
    lots = blocks["标段"].table
    assert lots is not None
    assert [fact.value for fact in lots.rows[0]][:4] == ["1", "电子白板", "A02020700", "100"]
    assert [block.title for block in blocks["评分标准"].blocks] == ["标段 1", "标段 2"]
    opening = blocks["开评标配置"].blocks[0]
    assert ("开标（开启）时间", "2026年3月24日 09:00") in [(fact.label, fact.value) for fact in opening.facts]


@pytest.mark.parametrize(
    ("part", "key", "value", "text"),
    [
        ("fees", "amount", "3120000.5", "3,120,000.50 元"),
        ("fees", "manner", "free", "免收"),
        ("scoring", "points", "30.00", "30"),
        ("scoring", "judging", "objective", "客观分"),
        ("checks", "judging", "document", "查验证明文件"),
        ("slots", "is_required", True, "是"),
        ("project", "planned_announcement_date", "2026-03-02", "2026年3月2日"),
        ("schedule", "opening_at", "2026-03-24T09:00:00+08:00", "2026年3月24日 09:00"),
        ("schedule", "expert_count", None, "—"),
        ("schedule", "expert_count", 0, "0"),
        (
            "document",
            "facts",
            [["采购人", "教育体育局"], ["编制时间", "2026年3月"]],
            "采购人：教育体育局\n编制时间：2026年3月",
        ),
    ],
)
def test_values_read_as_people_write_them(part: str, key: str, value: Any, text: str) -> None:
    assert WORDS[part].text(key, value) == text


def test_html_reads_line_by_line_and_cell_by_cell() -> None:
    html = "<h3>一、总则</h3><p>甲<br>乙 &lt;丙&gt;</p><table><tr><td>1</td><td><p>电子白板</p></td></tr></table>"

    assert plain_text(html) == "一、总则\n甲\n乙 <丙>\n1\u3000电子白板"

from typing import Any

from apps.acceptance.differences import Difference
from apps.tender_planning.differences import ADDED, REMOVED, between, changed_lines


def told(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[tuple[str, str, str]]]:
    return {part.title: [(row.label, row.before, row.after) for row in part.rows] for part in between(before, after)}


def slot(key: str, name: str, **changes: Any) -> dict[str, Any]:
    row = {"key": key, "name": name, "category": "business", "requirement": "", "is_required": True}
    return row | changes


def of_lot(*slots: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"lot_no": "1", "slots": list(slots)}]


def test_the_same_content_differs_in_nothing() -> None:
    content = {"setup": {"room": "开标一室"}, "slots": of_lot(slot("a", "商务部分"))}

    assert between(content, content) == []


def test_a_changed_field_is_told_by_its_words_and_its_values_in_words() -> None:
    before = {"schedule": {"opening": {"opening_at": "2026-03-23T01:00:00Z", "price_reader": "王主任"}}}
    after = {"schedule": {"opening": {"opening_at": "2026-04-07T01:00:00Z", "price_reader": "王主任"}}}

    assert told(before, after) == {
        "开评标配置": [("开标配置 · 开标（开启）时间", "2026年3月23日 09:00", "2026年4月7日 09:00")]
    }


def test_rows_are_matched_by_their_keys_and_not_by_their_places() -> None:
    before = {"slots": of_lot(slot("a", "商务部分"), slot("b", "技术部分"))}
    after = {"slots": of_lot(slot("b", "技术方案"), slot("a", "商务部分", category="other", is_required=False))}

    assert told(before, after) == {
        "投标文件组成": [
            ("标段 1 · 投标文件组成 · 技术方案 · 名称", "技术部分", "技术方案"),
            ("标段 1 · 投标文件组成 · 商务部分 · 类别", "商务部分", "其他材料"),
            ("标段 1 · 投标文件组成 · 商务部分 · 必须提交", "是", "否"),
            ("标段 1 · 投标文件组成 · 顺序", "商务部分、技术方案", "技术方案、商务部分"),
        ]
    }


def test_a_row_that_came_or_went_is_told_once_with_what_it_says() -> None:
    before = {"slots": of_lot(slot("a", "商务部分", requirement="加盖公章"))}
    after = {"slots": of_lot(slot("b", "技术部分"))}

    assert told(before, after) == {
        "投标文件组成": [
            (
                "标段 1 · 投标文件组成 · 商务部分",
                "类别：商务部分\n名称：商务部分\n要求：加盖公章\n必须提交：是",
                REMOVED,
            ),
            ("标段 1 · 投标文件组成 · 技术部分", ADDED, "类别：商务部分\n名称：技术部分\n必须提交：是"),
        ]
    }


def test_lots_are_the_same_lot_by_their_deal_code() -> None:
    before = {"lots": [{"lot_no": "1", "unified_deal_code": "X", "name": "电子白板", "budget": "100.00"}]}
    after = {"lots": [{"lot_no": "2", "unified_deal_code": "X", "name": "电子白板", "budget": "120.50"}]}

    assert told(before, after) == {
        "标段": [("标段 2 · 标段号", "1", "2"), ("标段 2 · 预算金额", "100.00 元", "120.50 元")]
    }


def test_chapters_are_compared_as_text_and_only_changed_lines_are_shown() -> None:
    chapter = {"key": "a", "number": "第一章 ", "name": "招标公告", "level": 1}
    before = {"document": {"chapters": [chapter | {"html": "<p>一</p><p>开标一室&nbsp;</p><p>三</p>"}]}}
    after = {"document": {"chapters": [chapter | {"html": "<p>一</p><p><strong>开标二室</strong></p><p>三</p>"}]}}

    assert told(before, after) == {"招标文件": [("章节 · 招标公告 · 正文", "……\n开标一室\n……", "……\n开标二室\n……")]}


def test_mark_up_alone_is_told_although_the_words_are_the_same() -> None:
    chapter = {"key": "a", "name": "招标公告"}
    before = {"document": {"chapters": [chapter | {"html": "<p>一</p>"}]}}
    after = {"document": {"chapters": [chapter | {"html": "<p><strong>一</strong></p>"}]}}

    assert told(before, after) == {"招标文件": [("章节 · 招标公告 · 正文", "（文字相同）", "（仅格式有变化）")]}


def test_numbers_that_follow_from_the_order_are_not_told_twice() -> None:
    before = {"document": {"chapters": [{"key": "a", "number": "第二章 ", "name": "投标人须知"}]}}
    after = {"document": {"chapters": [{"key": "a", "number": "第一章 ", "name": "投标人须知"}]}}

    assert told(before, after) == {}


def test_a_part_that_was_not_there_is_told_field_by_field() -> None:
    after = {"schedule": {"opening": {"price_reader": "王主任"}}}

    assert told({"schedule": {"opening": None}}, after) == {"开评标配置": [("开标配置 · 唱标人", "—", "王主任")]}


def test_a_key_that_no_list_names_any_more_is_shown_as_it_is() -> None:
    assert told({"setup": {"old_key": 1}}, {"setup": {"old_key": 2}}) == {"立项信息": [("old_key", "1", "2")]}


def test_an_exception_is_the_same_by_its_rule_and_place() -> None:
    row = {
        "code": "candidates",
        "place": "candidate_count",
        "responsible_name": "陈局长",
        "ground": "",
        "reason": "甲",
    }
    other = row | {"key": "bid_security 1", "code": "bid_security", "place": "1"}
    before = {"exceptions": [row | {"key": "candidates candidate_count"}]}
    after = {"exceptions": [other, row | {"key": "candidates candidate_count", "reason": "乙"}]}

    assert told(before, after)["例外说明"] == [
        ("投标保证金", ADDED, "规则：投标保证金\n批准（负责）人：陈局长\n理由：甲"),
        ("推荐候选人数量 · 理由", "甲", "乙"),
    ]


def test_lines_that_both_have_are_left_out() -> None:
    assert changed_lines("甲\n乙\n丙", "甲\n丁\n丙\n戊") == ("……\n乙\n……", "……\n丁\n……\n戊")


def test_a_text_that_is_new_has_nothing_beside_it() -> None:
    assert changed_lines("—", "王主任") == ("—", "王主任")


def test_differences_are_ready_for_the_table() -> None:
    (part,) = between({"setup": {"remarks": ""}}, {"setup": {"remarks": "有"}})

    assert part.rows == [Difference("备注", "—", "有", differs=True)]

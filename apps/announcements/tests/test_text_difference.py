"""What is different between two texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.announcements import text_difference
from apps.announcements.text_difference import Line, Part, TooLong, compare_lines

TEXTS = st.lists(st.text(alphabet="甲乙丙丁", max_size=6), max_size=12)


def told(lines: list[Line]) -> list[tuple[str, str]]:
    return [(line.kind, "".join(part.text for part in line.parts) or str(line.count)) for line in lines]


def test_equal_texts_have_no_difference() -> None:
    assert compare_lines(["一", "二"], ["一", "二"]) == []


def test_a_changed_line_marks_the_characters_that_differ() -> None:
    assert compare_lines(["09时00分开标"], ["09时30分开标"]) == [
        Line("removed", (Part("09时"), Part("0", is_changed=True), Part("0分开标"))),
        Line("added", (Part("09时"), Part("3", is_changed=True), Part("0分开标"))),
    ]


def test_what_is_the_same_is_shortened_to_its_ends() -> None:
    old = [str(number) for number in range(20)]
    new = [*old[:10], "新的一行", *old[10:]]

    assert told(compare_lines(old, new)) == [
        ("gap", "8"),
        ("same", "8"),
        ("same", "9"),
        ("added", "新的一行"),
        ("same", "10"),
        ("same", "11"),
        ("gap", "8"),
    ]


def test_one_line_is_not_worth_a_gap() -> None:
    assert told(compare_lines(["一", "二", "三"], ["一", "二", "三", "四"])) == [
        ("same", "一"),
        ("same", "二"),
        ("same", "三"),
        ("added", "四"),
    ]


def test_a_line_that_is_too_long_is_marked_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_difference, "LONGEST_LINE", 3)

    assert compare_lines(["一二三四"], ["一二三五"]) == [
        Line("removed", (Part("一二三四", is_changed=True),)),
        Line("added", (Part("一二三五", is_changed=True),)),
    ]


def test_texts_that_are_too_long_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_difference, "MOST_LINES", 2)

    with pytest.raises(TooLong):
        compare_lines(["一", "二", "三"], ["一"])


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_back_from_the_difference(old: list[str], new: list[str]) -> None:
    lines = compare_lines(old, new)

    hidden = sum(line.count for line in lines)
    for text, kinds in ((old, {"same", "removed"}), (new, {"same", "added"})):
        shown = ["".join(part.text for part in line.parts) for line in lines if line.kind in kinds]
        assert not lines or len(shown) + hidden == len(text)
        assert set(shown) <= set(text)
    assert (lines == []) == (old == new)

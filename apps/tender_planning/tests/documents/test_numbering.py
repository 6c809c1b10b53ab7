"""Chapters are numbered by their place."""

import pytest

from apps.tender_planning.documents.numbering import in_chinese, numbers


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (29, "二十九"),
        (100, "一百"),
        (105, "一百零五"),
        (112, "一百一十二"),
    ],
)
def test_numbers_are_written_as_headings_do(number: int, written: str) -> None:
    assert in_chinese(number) == written


def test_each_level_begins_anew_under_the_one_above() -> None:
    levels = [1, 2, 2, 3, 3, 2, 1, 2]

    assert list(numbers(levels)) == ["第一章　", "一、", "二、", "（一）", "（二）", "三、", "第二章　", "一、"]

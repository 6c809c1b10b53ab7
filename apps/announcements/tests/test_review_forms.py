"""Forms of a decision: what is asked for, and what is refused at its field."""

import pytest

from apps.announcements.review_forms import ReturnForm

SM3 = "0" * 64


@pytest.mark.parametrize("nothing", [" ", "\u200b\ufeff", "\u3164", "\u2800\u00ad"])
def test_a_return_without_a_reason_says_why_one_is_needed(nothing: str) -> None:
    form = ReturnForm({"sm3": SM3, "reason": nothing})

    assert form.errors == {"reason": ["请写明退回的原因，代理机构据此修改。"]}


@pytest.mark.parametrize(("character", "name"), [("\u202e", "U+202E"), ("\uffff", "U+FFFF"), ("\ud800", "U+D800")])
def test_an_unseen_character_in_a_reason_is_refused_where_it_stands(character: str, name: str) -> None:
    form = ReturnForm({"sm3": SM3, "reason": f"请{character}改正"})

    assert form.errors == {"reason": [f"第 2 个字符是看不见的控制字符（{name}），请删去后重新填写。"]}


def test_a_reason_may_have_lines() -> None:
    form = ReturnForm({"sm3": SM3, "reason": "第一处\n第二处"})

    assert form.is_valid(), form.errors

"""Forms of a decision: what is asked for, and what is refused at its field."""

from apps.announcements.review_forms import ReturnForm

SM3 = "0" * 64


def test_a_return_without_a_reason_says_why_one_is_needed() -> None:
    form = ReturnForm({"sm3": SM3, "reason": " "})

    assert form.errors == {"reason": ["请写明退回的原因，代理机构据此修改。"]}


def test_an_unseen_character_in_a_reason_is_refused_where_it_stands() -> None:
    form = ReturnForm({"sm3": SM3, "reason": "请\u202e改正"})

    assert form.errors == {"reason": ["第 2 个字符是看不见的控制字符（U+202E），请删去后重新填写。"]}


def test_a_reason_may_have_lines() -> None:
    form = ReturnForm({"sm3": SM3, "reason": "第一处\n第二处"})

    assert form.is_valid(), form.errors

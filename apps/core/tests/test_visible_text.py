from apps.core.visible_text import MOST_CHARACTERS, fit_for_xml, visible, without_hiding


def test_ordinary_text_stays_as_it_is() -> None:
    assert visible("一、项目\t基本情况\nABC 😀𠮷") == "一、项目\t基本情况\nABC 😀𠮷"


def test_what_would_hide_or_turn_the_text_is_named() -> None:
    assert visible("a\x00b\x1b[2J\u202efdp.exe\u200b\ufeff\r") == (
        "a⟨U+0000⟩b⟨U+001B⟩[2J⟨U+202E⟩fdp.exe⟨U+200B⟩⟨U+FEFF⟩⟨U+000D⟩"
    )


def test_the_end_of_a_very_long_text_is_cut_and_that_is_said() -> None:
    shown = visible("长" * (MOST_CHARACTERS + 7))

    assert shown.count("长") == MOST_CHARACTERS
    assert shown.endswith("……（其余 7 个字符未显示）")


def test_what_would_hide_can_be_left_out() -> None:
    assert without_hiding("报价\u202egpj.exe\x00") == "报价gpj.exe"


def test_half_a_surrogate_pair_is_named_and_can_be_left_out() -> None:
    assert visible("a\ud800b") == "a⟨U+D800⟩b"
    assert without_hiding("a\ud800b") == "ab"


def test_what_xml_cannot_hold_is_left_out() -> None:
    assert fit_for_xml("零\x00\x0b\x1f\ud800\ufffe\uffff尾\t\n𠮷") == "零尾\t\n𠮷"

import pytest

from apps.interconnection.displaying import as_document, as_text


def test_a_document_gets_lines_and_indents_and_keeps_every_digit() -> None:
    shown = as_document('{"a":[1,92.50,-0,true,null,{}],"b":{"名":"\\u65b9城"},"c":[]}'.encode())

    assert shown == (
        '{\n  "a": [\n    1,\n    92.50,\n    -0,\n    true,\n    null,\n    {}\n  ],\n'
        '  "b": {\n    "名": "方城"\n  },\n  "c": []\n}'
    )


@pytest.mark.parametrize("raw", [b'{"a": 1, "a": 2}', b"<html>", b"[" * 40 + b"]" * 40, b""])
def test_what_is_no_document_of_ours_is_shown_as_it_came(raw: bytes) -> None:
    assert as_document(raw) == raw.decode()


def test_bytes_that_are_no_text_are_replaced() -> None:
    assert as_text(b"\xff\xfea\x00") == "\ufffd\ufffda⟨U+0000⟩"

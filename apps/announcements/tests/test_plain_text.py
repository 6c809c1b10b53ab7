"""The words of sanitised HTML, line by line."""

import pytest

from apps.announcements.plain_text import lines_of


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        ("", []),
        ("<p>一</p><p>二</p>", ["一", "二"]),
        ("<p>一<br>二</p>三", ["一", "二", "三"]),
        ("<p>一\n  <b>二</b>三</p>", ["一 二三"]),
        ("<p> </p><div></div><p>&nbsp;</p>", []),
        ("<ul><li>一</li><li>二</li></ul>", ["一", "二"]),
        (
            "<table><tr><th>包号</th><th>名称</th></tr><tr><td>1</td><td>白板</td></tr></table>",
            ["包号 | 名称", "1 | 白板"],
        ),
        ("<p>a &lt;script&gt; &amp; b</p>", ["a <script> & b"]),
    ],
)
def test_a_line_is_what_a_reader_sees_as_one(markup: str, lines: list[str]) -> None:
    assert lines_of(markup) == lines

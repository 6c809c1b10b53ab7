"""HTML as announcements have it: more elements than the editor of a tender document writes."""

import pytest

from apps.core.printing.blocks import Blocks, Heading, Marks, Paragraph, Run, Table
from apps.core.printing.grid import UnprintableTable
from apps.core.printing.reading import read_blocks

STRONG = Marks(is_strong=True)


def plain(text: str) -> Paragraph:
    return Paragraph((Run(text),))


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        ("<h1>甲</h1><h6>乙</h6>", (Heading(1, (Run("甲"),)), Heading(2, (Run("乙"),)))),
        ("<div>甲<div>乙</div>丙</div>", (plain("甲"), plain("乙"), plain("丙"))),
        ("<center>甲</center><section>乙</section>", (plain("甲"), plain("乙"))),
        ("<dl><dt>甲</dt><dd>乙</dd></dl>", (plain("甲"), plain("乙"))),
        ("<p><b>甲</b></p>", (Paragraph((Run("甲", STRONG),)),)),
        ("<p><i>甲</i></p>", (Paragraph((Run("甲", Marks(is_emphasised=True)),)),)),
        ("<p><ins>甲</ins></p>", (Paragraph((Run("甲", Marks(is_underlined=True)),)),)),
        ("<p><del>甲</del></p>", (Paragraph((Run("甲", Marks(is_struck=True)),)),)),
    ],
)
def test_structure_is_read_and_the_words_stay(html: str, blocks: Blocks) -> None:
    assert read_blocks(html) == blocks


def test_the_caption_stands_before_its_table_and_columns_say_nothing() -> None:
    caption, table = read_blocks(
        "<table><caption>标段</caption><colgroup><col><col></colgroup><tbody><tr><td>甲</td><td>乙</td></tr></tbody></table>"
    )

    assert caption == plain("标段")
    assert isinstance(table, Table)
    assert [cell.blocks for cell in table.cells] == [(plain("甲"),), (plain("乙"),)]


def test_a_table_that_no_page_can_hold_is_refused() -> None:
    with pytest.raises(UnprintableTable, match="80 列"):
        read_blocks(f"<table><tr>{'<td>甲</td>' * 80}</tr></table>")

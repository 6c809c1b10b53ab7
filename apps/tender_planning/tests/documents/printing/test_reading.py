import pytest

from apps.core.printing.blocks import (
    LINE_BREAK,
    PLAIN,
    Blocks,
    Heading,
    Listing,
    Marks,
    Paragraph,
    Quote,
    Rule,
    Run,
    Table,
)
from apps.core.printing.reading import DEEPEST
from apps.tender_planning.documents.printing.reading import read_blocks

STRONG = Marks(is_strong=True)


def plain(text: str) -> Paragraph:
    return Paragraph((Run(text),))


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        ("", ()),
        ("<p></p><p> </p>", ()),
        ("裸露的文字", (plain("裸露的文字"),)),
        ("<p>甲</p>\n<p>乙</p>", (plain("甲"), plain("乙"))),
        ("<p>　　缩进 \n 折叠&nbsp;</p>", (plain("缩进 折叠"),)),
        ("<p>甲<br>乙<br></p>", (Paragraph((Run("甲"), Run(LINE_BREAK), Run("乙"))),)),
        ("<p><br></p>", (Paragraph(()),)),
        ("<h3>一、<strong>总则</strong></h3>", (Heading(1, (Run("一、"), Run("总则", STRONG))),)),
        ("<h4>（一）</h4>", (Heading(2, (Run("（一）"),)),)),
        ("<hr>", (Rule(),)),
        ("<blockquote>引文</blockquote>", (Quote((plain("引文"),)),)),
        ("<ul><li>甲</li><li></li></ul>", (Listing(False, 1, ((plain("甲"),),)),)),
        ('<ol start="7"><li>甲</li></ol>', (Listing(True, 7, ((plain("甲"),),)),)),
        ('<ol start="-7"><li>甲</li></ol>', (Listing(True, 1, ((plain("甲"),),)),)),
        ("<div>块</div><script>alert(1)</script>", (plain("块"),)),
        ("a &lt;b&gt; &amp;amp; c", (plain("a <b> &amp; c"),)),
        ("零\u200b宽\ufe0f\ufffe", (plain("零宽"),)),
    ],
)
def test_structure_is_read_and_the_words_stay(html: str, blocks: Blocks) -> None:
    assert read_blocks(html) == blocks


def test_a_list_in_a_list_belongs_to_its_item() -> None:
    (outer,) = read_blocks("<ol><li>甲<ul><li>乙</li></ul></li></ol>")

    assert outer == Listing(True, 1, ((plain("甲"), Listing(False, 1, ((plain("乙"),),))),))


def test_marks_add_up_and_the_last_of_sub_and_sup_wins() -> None:
    (paragraph,) = read_blocks(
        '<p><strong><u>甲<sub><sup>乙</sup></sub></u></strong><a href="https://x.cn/">丙</a></p>'
    )

    assert paragraph == Paragraph(
        (
            Run("甲", Marks(is_strong=True, is_underlined=True)),
            Run("乙", Marks(is_strong=True, is_underlined=True, is_superscript=True)),
            Run("丙", Marks(address="https://x.cn/")),
        )
    )


def test_a_heading_in_a_cell_is_strong_text_and_no_part_of_the_outline() -> None:
    (table,) = read_blocks("<table><tr><td><h3>题</h3></td></tr></table>")

    assert isinstance(table, Table)
    assert table.cells[0].blocks == (Paragraph((Run("题", STRONG),)),)


def test_what_is_nested_too_deep_keeps_its_words() -> None:
    depth = DEEPEST * 10

    (block,) = read_blocks("<blockquote>" * depth + "深" + "</blockquote>" * depth)

    levels = 0
    while isinstance(block, Quote):
        (block,) = block.blocks
        levels += 1
    assert levels == DEEPEST
    assert block == Paragraph((Run("深", PLAIN),))

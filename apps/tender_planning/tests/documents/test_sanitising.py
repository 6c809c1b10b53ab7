"""A chapter keeps its words and its plain structure, and nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.announcements.tests.attacks import ALL_ATTACKS
from apps.announcements.tests.test_sanitising import Reader
from apps.core import safe_html
from apps.tender_planning.documents.sanitising import clean_chapter

# Written out a second time on purpose: widening the list must show up here.
TAGS = {
    "a", "blockquote", "br", "em", "h3", "h4", "hr", "li", "ol", "p", "s", "strong", "sub", "sup", "table", "tbody",
    "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
ATTRIBUTES = {"href", "start", "colspan", "rowspan"}
SCHEMES = ("http://", "https://", "mailto:")


@pytest.mark.parametrize("attack", ALL_ATTACKS)
def test_only_plain_structure_survives_an_attack(attack: str) -> None:
    found = Reader(clean_chapter(attack))

    assert found.tags <= TAGS
    assert {name for name, _ in found.attributes} <= ATTRIBUTES
    assert [
        value for name, value in found.attributes if name == "href" and not (value or "").startswith(SCHEMES)
    ] == []
    assert found.others == []


@pytest.mark.parametrize("attack", ALL_ATTACKS)
def test_what_was_cleaned_stays_as_it_is(attack: str) -> None:
    once = clean_chapter(attack)

    assert clean_chapter(once) == once


@pytest.mark.parametrize(
    "markup",
    [
        "<h3>一、总则</h3><p>采购项目：<strong>{{项目名称}}</strong><br>第二行</p>",
        '<ol start="3"><li>三<ul><li>下级</li></ul></li></ol>',
        '<table><thead><tr><th colspan="2">表头</th></tr></thead>'
        '<tbody><tr><td rowspan="3">甲</td><td>10 m<sup>2</sup></td></tr></tbody></table>',
        "<blockquote><p><em>斜</em><u>线</u><s>删</s>H<sub>2</sub>O</p></blockquote><hr><h4>小标题</h4>",
        '<p><a href="https://www.ccgp.gov.cn/">网站</a> <a href="mailto:a@example.cn">邮箱</a></p>',
        "<p>预算 &lt; 100 万元 &amp; 工期 &gt; 30 天</p>",
        "",
    ],
)
def test_what_the_editor_writes_is_kept_letter_for_letter(markup: str) -> None:
    assert clean_chapter(markup) == markup


@pytest.mark.parametrize(
    ("markup", "clean"),
    [
        ('<p class="MsoNormal" style="margin:0"><span lang="EN-US">字<o:p></o:p></span></p>', "<p>字</p>"),
        ("<h1>大</h1><div>块</div><b>粗</b>", "大块粗"),
        ('<ol start="1"><li>一</li></ol>', "<ol><li>一</li></ol>"),
        ('<ol start="-3"><li>一</li></ol>', "<ol><li>一</li></ol>"),
        ('<ol start="99999"><li>一</li></ol>', "<ol><li>一</li></ol>"),
        ('<ol start="３"><li>一</li></ol>', "<ol><li>一</li></ol>"),
        (
            '<table><tbody><tr><td colspan="0">甲</td><td rowspan="9999">乙</td></tr></tbody></table>',
            "<table><tbody><tr><td>甲</td><td>乙</td></tr></tbody></table>",
        ),
        (
            '<p><a href="/agency/" target="_blank" title="x">内</a><a href="tel:1">电话</a></p>',
            "<p><a>内</a><a>电话</a></p>",
        ),
        ('<p><img src="https://example.cn/x.png">图</p>', "<p>图</p>"),
        ("<p>一\x0b二\u202e三&#8203;四\x00</p>", "<p>一二三四</p>"),
        ("\r\n<p>一\r\n二</p>\r\n", "<p>一\n二</p>"),
    ],
)
def test_everything_else_goes_and_the_words_stay(markup: str, clean: str) -> None:
    assert clean_chapter(markup) == clean


pieces = st.sampled_from(
    [
        "<p>", "</p>", "<div>", "<a href='http://e.cn/'>", "</a>", "<table>", "</table>", "<tr>", "<td colspan=2>",
        "</td>", "<strong>", "</strong>", "<ul>", "<li>", "</ul>", "<h3>", "</h3>", "<svg>", "</svg>", "<math>",
        "<style>", "</style>", "<script>", "<template>", "<form>", "<select>", "<!--", "-->", "<![CDATA[", "]]>",
        "&#x202e;", "\u200b", "&lt;", "<img src=x onerror=x()>", "\"'><", "字", " ",
    ]
)  # fmt: skip


@given(st.lists(pieces, max_size=25).map("".join))
def test_no_heap_of_tags_gets_anything_through_and_cleaning_twice_is_cleaning_once(markup: str) -> None:
    once = clean_chapter(markup)

    found = Reader(once)
    assert found.tags <= TAGS
    assert {name for name, _ in found.attributes} <= ATTRIBUTES
    assert clean_chapter(once) == once


def test_more_elements_than_can_be_judged_in_time_become_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_html, "MOST_ELEMENTS", 2)

    assert clean_chapter("<h3>一</h3><ul><li>二 &lt;</li></ul>") == "<p>一</p><p>二 &lt;</p>"

"""Nothing that acts, loads or styles survives; every word does."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.announcements.sanitising import sanitise
from apps.announcements.tests.attacks import ALL_ATTACKS
from apps.core import safe_html

# Written out a second time on purpose: widening the list must show up here.
TAGS = {
    "a", "abbr", "address", "article", "b", "blockquote", "br", "caption", "center", "code", "col", "colgroup", "dd",
    "del", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "ins", "li",
    "ol", "p", "pre", "s", "section", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td",
    "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "href", "title", "rel", "start", "type", "border", "tabindex", "colspan", "rowspan", "scope", "align", "valign",
}  # fmt: skip
SCHEMES = ("http://", "https://", "mailto:", "tel:")


class Reader(HTMLParser):
    """Reads markup as a browser would and notes what it finds."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.others: list[str] = []
        self.words = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def handle_decl(self, decl: str) -> None:
        self.others.append(decl)

    def unknown_decl(self, data: str) -> None:
        self.others.append(data)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)


@pytest.mark.parametrize("attack", ALL_ATTACKS)
def test_only_structure_survives_an_attack(attack: str) -> None:
    found = Reader(sanitise(attack))

    assert found.tags <= TAGS
    assert {name for name, _ in found.attributes} <= ATTRIBUTES
    assert [
        value for name, value in found.attributes if name == "href" and not (value or "").startswith(SCHEMES)
    ] == []
    assert found.others == []


@pytest.mark.parametrize("attack", ALL_ATTACKS)
def test_what_was_made_safe_stays_as_it_is(attack: str) -> None:
    once = sanitise(attack)

    assert sanitise(once) == once


def test_there_are_at_least_four_hundred_attacks() -> None:
    assert len(set(ALL_ATTACKS)) >= 400


@pytest.mark.parametrize(
    ("markup", "safe"),
    [
        ("<p style='color:red' class='x' id='y'>字</p>", "<p>字</p>"),
        ("<font face='宋体'>一</font><o:p>二</o:p>", "一二"),
        ('<p align="center">居中</p>', '<p align="center">居中</p>'),
        (
            '<table border="1" style="width:100%"><tr><td colspan="2" width="80">格</td></tr></table>',
            '<table border="1" tabindex="0"><tbody><tr><td colspan="2">格</td></tr></tbody></table>',
        ),
        (
            '<a href="https://example.cn/x?a=1&b=2" target="_blank" onclick="x()">来源</a>',
            '<a href="https://example.cn/x?a=1&amp;b=2" rel="noopener noreferrer nofollow">来源</a>',
        ),
        ('<a href="/agency/sign-out/">退出</a>', '<a rel="noopener noreferrer nofollow">退出</a>'),
        ('<a href="//example.cn/">别处</a>', '<a rel="noopener noreferrer nofollow">别处</a>'),
        ("<style>p{color:red}</style><script>x()</script><!-- 注 -->字", "字"),
        ("预算&lt;100万元&gt;&amp;", "预算&lt;100万元&gt;&amp;"),
        ("<p>没有写完的段落<p>第二段", "<p>没有写完的段落</p><p>第二段</p>"),
        ("", ""),
    ],
)
def test_markup_of_a_real_announcement_becomes_exactly_this(markup: str, safe: str) -> None:
    assert sanitise(markup) == safe


words = st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\u2028\u2029"), max_size=20)
inline = st.recursive(
    words.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")),
    lambda inner: st.builds(
        "<{0}>{1}</{0}>".format,
        st.sampled_from(["b", "strong", "i", "em", "u", "span", "sub", "sup", "small", "ins", "del"]),
        st.lists(inner, min_size=1, max_size=3).map("".join),
    ),
    max_leaves=6,
)
block = st.recursive(
    st.builds("<{0}>{1}</{0}>".format, st.sampled_from(["p", "h1", "h2", "h3", "h4"]), inline),
    lambda inner: st.one_of(
        st.builds(
            "<{0}>{1}</{0}>".format,
            st.sampled_from(["div", "section", "blockquote", "center"]),
            st.lists(inner).map("".join),
        ),
        st.lists(inner, min_size=1, max_size=3).map(
            lambda items: f"<ul>{''.join(f'<li>{each}</li>' for each in items)}</ul>"
        ),
        st.lists(inner, min_size=1, max_size=3).map(
            lambda cells: f"<table><tbody><tr>{''.join(f'<td>{each}</td>' for each in cells)}</tr></tbody></table>"
        ),
    ),
    max_leaves=8,
)


@given(block)
def test_no_word_of_allowed_markup_changes(markup: str) -> None:
    safe = sanitise(markup)

    assert Reader(safe).words == Reader(markup).words
    assert sanitise(safe) == safe


pieces = st.sampled_from(
    [
        "<p>", "</p>", "<div>", "</div>", "<a href='http://e.cn/'>", "</a>", "<table>", "</table>", "<tr>", "<td>",
        "</td>", "<b>", "</b>", "<ul>", "<li>", "</ul>", "<svg>", "</svg>", "<math>", "</math>", "<mtext>", "<style>",
        "</style>", "<script>", "</script>", "<noscript>", "</noscript>", "<template>", "</template>", "<textarea>",
        "</textarea>", "<title>", "</title>", "<iframe>", "</iframe>", "<object>", "</object>", "<marquee>",
        "</marquee>", "<form>", "</form>", "<select>", "<option>", "<button>", "</button>", "<!--", "-->", "<![CDATA[",
        "]]>", "<xmp>", "</xmp>", "<foreignObject>", "<img src=x onerror=x()>", "\"'><", "字",
    ]
)  # fmt: skip


@given(st.lists(pieces, max_size=25).map("".join))
def test_no_heap_of_tags_gets_anything_through(markup: str) -> None:
    found = Reader(sanitise(markup))

    assert found.tags <= TAGS
    assert {name for name, _ in found.attributes} <= ATTRIBUTES
    assert found.others == []


def test_more_elements_than_can_be_judged_in_time_become_plain_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(safe_html, "MOST_ELEMENTS", 3)

    assert sanitise("<p>一</p><p>二</p><p>三</p>") == "<p>一</p><p>二</p><p>三</p>"
    assert sanitise('<div>一&lt;b&gt;<p onclick="x()">二</p><p>三 & 四</p><p></p></div>') == (
        "<p>一&lt;b&gt;</p><p>二</p><p>三 &amp; 四</p>"
    )


@pytest.mark.parametrize("attack", ALL_ATTACKS)
def test_plain_text_lets_no_attack_through(monkeypatch: pytest.MonkeyPatch, attack: str) -> None:
    monkeypatch.setattr(safe_html, "MOST_ELEMENTS", -1)

    found = Reader(sanitise(attack))

    assert found.tags <= {"p"}
    assert found.attributes == []
    assert found.others == []

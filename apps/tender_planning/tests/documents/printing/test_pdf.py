import io
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from html import escape
from typing import Any

import pytest
import typst
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import Destination, DictionaryObject

from apps.core.exceptions import DomainError
from apps.core.printing.characters import SIGNS, cleaned, drawable, drawn_characters
from apps.core.printing.typefaces import FONT_FILES
from apps.core.printing.typesetting import SHARED_FOLDER
from apps.tender_planning.documents.printing.description import PrintedChapter, PrintedDocument
from apps.tender_planning.documents.printing.outline import headlines, read_chapters
from apps.tender_planning.documents.printing.pdf import TEMPLATE, characters_without_glyph, lay_out, print_pdf
from apps.tender_planning.documents.printing.typst_data import document_data
from apps.tender_planning.tests.documents.printing.examples import LONG_CODE, TENDER, one_chapter, pages_of, paragraph

INJECTIONS = [
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.3.0"',
    '#eval("1+1")',
    "#{ sys.inputs }",
    "$ x^2 $",
    "*粗体* _斜体_ `代码` ```块```",
    "@ref <label> = 标题",
    "- 项 + 项 / 词: 义",
    "\\u{41} \\ \\#",
    "// 注释 /* 注释 */",
    '"; read("tender.typ")',
    "--- ~ ... 'quotes' \"quotes\"",
    "</p><script>alert(1)</script>",
]


def bookmarks(reader: PdfReader) -> list[tuple[str, int]]:
    """Return title and page, counted from 1, of every bookmark in reading order."""
    found: list[tuple[str, int]] = []

    def read(entries: Sequence[Destination | Sequence[Any]]) -> None:
        for entry in entries:
            if isinstance(entry, Destination):
                found.append((str(entry.title), (reader.get_destination_page_number(entry) or 0) + 1))
            else:
                read(entry)

    read(reader.outline)
    return found


def test_the_contents_name_the_pages_on_which_the_headings_stand(tender_pdf: bytes) -> None:
    pages = pages_of(tender_pdf)
    chapters = read_chapters(TENDER.chapters)

    contents = dict(re.findall(r"([^.]+?)\.{3,}(\d+)", pages[1]))

    listed = [headline for headline in headlines(chapters) if headline.level <= 2]
    assert len(contents) == len(listed) == 10
    for headline in listed:
        words = re.sub(r"\s", "", headline.title)
        page = next(int(number) for title, number in contents.items() if title.endswith(words))
        assert words in pages[page - 1]
        assert f"第{page}页共{len(pages)}页" in pages[page - 1]


def test_every_heading_is_a_bookmark_to_its_page(tender_pdf: bytes) -> None:
    chapters = read_chapters(TENDER.chapters)
    layout = lay_out(TENDER, chapters)
    titles = [headline.title for headline in headlines(chapters)]

    found = bookmarks(PdfReader(io.BytesIO(tender_pdf)))

    assert found == list(zip(titles, layout.heading_pages, strict=True))


def test_every_page_but_the_cover_has_the_project_the_notice_and_its_number(tender_pdf: bytes) -> None:
    cover, *pages = pages_of(tender_pdf)

    assert len(pages) > 20
    assert "页共" not in cover
    for number, page in enumerate(pages, start=2):
        assert TENDER.title in page
        assert page.count("示例数据") == 2  # across the page and at its head
        assert f"第{number}页共{len(pages) + 1}页" in page
        assert "第1版·SM366c7" in page


def test_the_cover_has_the_facts(tender_pdf: bytes) -> None:
    cover = pages_of(tender_pdf)[0]

    assert "招标文件" in cover
    for name, value in TENDER.facts:
        assert f"{name}：{value}" in cover


def test_the_head_of_a_table_is_repeated_on_each_of_its_pages(tender_pdf: bytes) -> None:
    pages = pages_of(tender_pdf)

    with_scoring = [page for page in pages if "评审因素1" in page or "评审因素8" in page or "评审因素12" in page]

    assert len(with_scoring) >= 3
    assert all("评审标准" in page for page in with_scoring)


def test_a_code_longer_than_its_cell_is_whole_when_copied_out(tender_pdf: bytes) -> None:
    assert LONG_CODE in pages_of(tender_pdf)[2]


def test_a_long_code_stays_inside_the_page() -> None:
    html = f"<table><tr>{f'<td>{LONG_CODE}</td>' * 6}</tr></table><p>{'W' * 300}</p>"

    page = PdfReader(io.BytesIO(print_pdf(one_chapter(html)))).pages[2]

    rights: list[float] = []
    page.extract_text(visitor_text=lambda text, _, matrix, *__: rights.append(matrix[4]) if text.strip() else None)
    assert max(rights) < float(page.mediabox.width) - 70


def test_the_file_says_what_it_is(tender_pdf: bytes) -> None:
    reader = PdfReader(io.BytesIO(tender_pdf))

    assert reader.metadata is not None
    assert reader.metadata.title == f"招标文件　{TENDER.title}"
    assert reader.metadata.author == TENDER.author
    assert str(reader.root_object["/Lang"]) == "zh-CN"


def test_only_our_fonts_are_used_and_all_are_embedded(tender_pdf: bytes) -> None:
    reader = PdfReader(io.BytesIO(tender_pdf))
    objects = (reader.get_object(number) for number in range(1, int(str(reader.trailer["/Size"]))))

    embedded = {
        str(each["/FontName"]).split("+")[1]: not {"/FontFile2", "/FontFile3"}.isdisjoint(each)
        for each in objects
        if isinstance(each, DictionaryObject) and each.get("/Type") == "/FontDescriptor"
    }

    assert embedded == {"NotoSerifSC-Regular": True, "NotoSansSC-Regular": True, "NotoSansSC-Bold": True}


def test_the_same_document_gives_the_same_bytes(tender_pdf: bytes) -> None:
    assert print_pdf(TENDER) == tender_pdf


def test_progress_ends_at_a_hundred() -> None:
    heard: list[int] = []

    print_pdf(one_chapter("<p>短</p>"), progress=heard.append)

    assert heard == sorted(heard)
    assert heard[-1] == 100


def test_what_looks_like_typst_comes_out_as_itself() -> None:
    chapters = tuple(PrintedChapter(text, 1, paragraph(text)) for text in INJECTIONS)

    pages = pages_of(print_pdf(replace(one_chapter(""), chapters=chapters)))

    assert len(pages) == 2 + len(INJECTIONS)
    for text, page in zip(INJECTIONS, pages[2:], strict=True):
        assert page.count(re.sub(r"\s", "", text)) == 2


def test_the_words_around_the_chapters_are_no_typst_either() -> None:
    text = '#read("tender.typ")'
    document = PrintedDocument(text, text, ((text, text),), text, (), text, text)

    (cover,) = pages_of(print_pdf(document))

    assert cover.count(text) == 7  # the notice stands on the cover and across it


def test_rare_characters_and_the_signs_of_forms_are_kept() -> None:
    text = "㐂龘㊣" + "".join(sorted(SIGNS))
    document = one_chapter(paragraph(text))

    page = pages_of(print_pdf(document))[2]

    assert text in page
    assert characters_without_glyph(document) == frozenset()


@pytest.mark.parametrize("look", ["{}", "<strong>{}</strong>", "<em>{}</em>"])
def test_every_character_that_counts_as_drawable_has_a_glyph(look: str) -> None:
    known = "".join(chr(number) for number in sorted(drawn_characters()))
    document = one_chapter(look.format(escape(known)))
    data = document_data(document, read_chapters(document.chapters))
    compiler = typst.Compiler(  # type: ignore[misc]  # takes sources by name, which its stubs leave out
        {"main.typ": TEMPLATE.read_bytes(), "blocks.typ": (SHARED_FOLDER / "blocks.typ").read_bytes()},
        root=SHARED_FOLDER,
        font_paths=[file.parent for file in FONT_FILES],
        ignore_system_fonts=True,
        sys_inputs={"document": json.dumps(data)},
    )

    # This standard has Typst refuse a text for which a glyph is missing.
    assert compiler.compile(format="pdf", pdf_standards="ua-1")


def test_a_character_without_a_glyph_is_named_and_reported() -> None:
    document = one_chapter("<p>吉&#x20bb7;祥</p>")

    page = pages_of(print_pdf(document))[2]

    assert "吉〔U+20BB7〕祥" in page
    assert characters_without_glyph(document) == {"𠮷"}


def test_without_chapters_there_is_a_cover_alone() -> None:
    bare = replace(one_chapter(""), chapters=())

    assert len(pages_of(print_pdf(bare))) == 1


def test_a_table_that_no_page_can_hold_is_refused_with_its_chapter() -> None:
    html = f"<table><tr>{'<td>格</td>' * 64}</tr></table>"

    with pytest.raises(DomainError, match="“附件一”：有一个 64 列的表格"):
        print_pdf(one_chapter(html, title="附件一"))


# White space folds, what hides is dropped, and a reader of PDF may put a mark before its letter.
letters = st.characters(
    exclude_categories=("Cs", "Cc", "Cf", "Cn", "Co", "Zs", "Zl", "Zp", "Mn", "Mc", "Me"),
)
chinese = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5)
markup = st.sampled_from("#$*@<>\\/_`~^&{}[]()")
texts = st.text(letters | chinese | markup, max_size=60)


# Each print costs far more than a paragraph: many texts in few documents.
@settings(max_examples=5, deadline=None)
@given(st.lists(texts, min_size=30, max_size=30))
@example(INJECTIONS)
def test_any_text_comes_out_unchanged(words: list[str]) -> None:
    document = one_chapter("".join(paragraph(f"始{text}终") for text in words))

    printed = "".join(pages_of(print_pdf(document)))

    for text in words:
        expected = re.sub(r"\s", "", f"始{drawable(cleaned(text))}终")
        assert expected in printed

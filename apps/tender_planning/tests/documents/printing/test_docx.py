import io
import re
from zipfile import ZipFile

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.core.printing.characters import cleaned
from apps.tender_planning.documents.printing.outline import headlines, read_chapters
from apps.tender_planning.documents.printing.pdf import lay_out
from apps.tender_planning.documents.printing.word.document import print_docx
from apps.tender_planning.tests.documents.printing.examples import LONG_CODE, TENDER, one_chapter, paragraph


def opened(file: bytes) -> Document:
    return docx.Document(io.BytesIO(file))


def styled(document: Document, style: str) -> list[str]:
    return [each.text for each in document.paragraphs if each.style is not None and each.style.style_id == style]


def instructions(element: BaseOxmlElement) -> list[str]:
    return [(each.text or "").strip() for each in element.iter(qn("w:instrText"))]


def test_headings_stand_in_the_styles_of_their_levels(tender_docx: bytes) -> None:
    document = opened(tender_docx)

    found = [
        (each.text, int(each.style.style_id.removeprefix("Heading")))
        for each in document.paragraphs
        if each.style is not None and each.style.style_id.startswith("Heading")
    ]

    assert found == [(each.title, each.level) for each in headlines(read_chapters(TENDER.chapters))]


def test_the_contents_are_a_field_that_is_filled_with_the_pages_of_the_pdf(tender_docx: bytes) -> None:
    chapters = read_chapters(TENDER.chapters)
    pages = lay_out(TENDER, chapters).heading_pages
    body = opened(tender_docx).element.body

    entries = [
        "".join(each.text or "\t" for each in entry.iter(qn("w:t"), qn("w:tab")) if each.getparent().tag == qn("w:r"))
        for entry in body.iter(qn("w:p"))
        if (style := entry.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")) is not None and style.get(qn("w:val"))[:3] == "TOC"
    ]

    listed = [(each, page) for each, page in zip(headlines(chapters), pages, strict=True) if each.level <= 2]
    assert entries == [f"{headline.title}\t{page}" for headline, page in listed]
    assert instructions(body)[0] == 'TOC \\o "1-2" \\h \\z \\u'


def test_every_entry_points_to_a_bookmark_that_exists(tender_docx: bytes) -> None:
    body = opened(tender_docx).element.body
    bookmarks = {each.get(qn("w:name")) for each in body.iter(qn("w:bookmarkStart"))}

    referred = [told.split()[1] for told in instructions(body) if told.startswith("PAGEREF")]

    assert len(referred) == 10
    assert set(referred) <= bookmarks
    assert {each.get(qn("w:anchor")) for each in body.iter(qn("w:hyperlink"))} - {None} == set(referred)


def test_every_field_that_begins_is_separated_and_ends(tender_docx: bytes) -> None:
    kinds = [each.get(qn("w:fldCharType")) for each in opened(tender_docx).element.body.iter(qn("w:fldChar"))]

    assert kinds.count("begin") == kinds.count("separate") == kinds.count("end") == 11


def test_header_and_footer_name_project_notice_version_and_pages(tender_docx: bytes) -> None:
    section = opened(tender_docx).sections[0]

    assert section.different_first_page_header_footer
    assert [each.text for each in section.header.paragraphs] == ["示例数据", f"{TENDER.title}\t招标文件"]
    assert re.fullmatch(rf"{re.escape(TENDER.version_note)}\t第 1 页 共 \d+ 页", section.footer.paragraphs[0].text)
    assert instructions(section.footer.part.element) == ["PAGE", "NUMPAGES"]
    for header in (section.header, section.first_page_header):
        shapes = header.part.element.iter("{urn:schemas-microsoft-com:vml}textpath")
        assert [each.get("string") for each in shapes] == [None, "示例数据"]


def test_without_a_notice_nothing_stands_across_the_pages() -> None:
    section = opened(print_docx(one_chapter("<p>文</p>"))).sections[0]

    assert [each.text for each in section.header.paragraphs] == ["项目\t招标文件"]
    assert not list(section.header.part.element.iter("{urn:schemas-microsoft-com:vml}shape"))


def test_tables_have_merged_cells_and_repeated_heads(tender_docx: bytes) -> None:
    table = opened(tender_docx).tables[0]

    grid = [[cell.text for cell in row.cells] for row in table.rows]

    assert grid[0] == ["包号", "标段名称", "金额", "金额", "采购标的编码"]
    assert grid[1] == ["包号", "标段名称", "预算金额（元）", "最高限价（元）", "采购标的编码"]
    assert grid[2][4] == LONG_CODE
    assert grid[4] == ["合计", "合计", "2,240,000.00", "2,240,000.00", "2,240,000.00"]
    heads = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.rows]
    assert heads == [True, True, False, False, False]


def test_each_ordered_list_counts_for_itself(tender_docx: bytes) -> None:
    document = opened(tender_docx)
    starts = {
        num.get(qn("w:numId")): num.find(f".//{qn('w:startOverride')}").get(qn("w:val"))
        for num in document.part.numbering_part.element.iter(qn("w:num"))
        if num.find(f".//{qn('w:startOverride')}") is not None
    }

    items = [
        (each.text, number.find(qn("w:ilvl")).get(qn("w:val")), starts[number.find(qn("w:numId")).get(qn("w:val"))])
        for each in document.paragraphs
        for number in each._p.iter(qn("w:numPr"))
    ]

    assert items == [
        ("具有独立承担民事责任的能力；", "0", "1"),
        ("落实政策：", "0", "1"),
        ("中小企业；", "1", "1"),
        ("残疾人福利性单位。", "1", "1"),
        ("另一个从七开始的列表。", "0", "7"),
    ]
    assert len(starts) == 3


def test_looks_and_links_are_kept(tender_docx: bytes) -> None:
    document = opened(tender_docx)

    (told,) = [each for each in document.paragraphs if each.text.startswith("见公告")]

    assert told.text == "见公告，面积100 m2，重要。"
    assert [each.text for each in told.runs if each.font.superscript] == ["2"]
    assert [each.text for each in told.runs if each.style.style_id == "Strong"] == ["重要"]
    assert [link.address for link in told.hyperlinks] == ["https://example.com/notice"]


def test_fonts_have_fallbacks_and_the_file_says_what_it_is(tender_docx: bytes) -> None:
    with ZipFile(io.BytesIO(tender_docx)) as archive:
        fonts = archive.read("word/fontTable.xml").decode()
        styles = archive.read("word/styles.xml").decode()
    properties = opened(tender_docx).core_properties

    assert 'w:eastAsia="宋体"' in styles
    assert "SimSun, Noto Serif SC, Noto Serif CJK SC" in fonts
    assert (properties.title, properties.author) == (f"招标文件　{TENDER.title}", TENDER.author)
    assert properties.language == "zh-CN"


def test_every_style_that_is_used_is_defined(tender_docx: bytes) -> None:
    document = opened(tender_docx)
    defined = {style.style_id for style in document.styles}
    section = document.sections[0]

    roots = [document.element, section.header.part.element, section.footer.part.element]
    used = {
        each.get(qn("w:val")) for root in roots for each in root.iter(qn("w:pStyle"), qn("w:rStyle"), qn("w:tblStyle"))
    }

    assert used <= defined
    assert styled(document, "CoverTitle") == [TENDER.title]


def test_progress_ends_at_a_hundred() -> None:
    heard: list[int] = []

    print_docx(one_chapter("<p>短</p>"), progress=heard.append)

    assert heard == sorted(heard)
    assert heard[-1] == 100


@pytest.mark.parametrize("level", [1, 2, 3])
def test_an_outline_that_skips_levels_is_printed_without_gaps(level: int) -> None:
    document = one_chapter("<h3>小题</h3>")
    chapter = type(document.chapters[0])("正文", level, "<h3>小题</h3>")

    printed = opened(print_docx(type(document)("项目", "招标文件", (), "", (chapter,), "")))

    assert styled(printed, "Heading1") == ["正文"]
    assert styled(printed, "Heading2") == ["小题"]


# Each document costs far more than a paragraph: many texts in few documents.
@settings(max_examples=5, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=60), min_size=24, max_size=24))
def test_any_text_comes_out_unchanged(words: list[str]) -> None:
    document = one_chapter("".join(paragraph(f"始{text}终") for text in words))

    printed = opened(print_docx(document))

    assert styled(printed, "BodyText") == [cleaned(f"始{text}终") for text in words]

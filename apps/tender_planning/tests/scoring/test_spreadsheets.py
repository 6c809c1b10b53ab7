import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from apps.tender_planning.scoring.choices import Category, EvaluationMethod, Judging, TieRule
from apps.tender_planning.scoring.facts import Group, Item, Level, SchemeFacts
from apps.tender_planning.scoring.spreadsheet_export import write_scheme
from apps.tender_planning.scoring.spreadsheet_import import LARGEST_BYTES, SpreadsheetRefused, read_scheme
from apps.tender_planning.tests.scoring.examples import SCHEME, WARRANTY


def written(scheme: SchemeFacts) -> BytesIO:
    return BytesIO(write_scheme(scheme, title="电子白板 评分标准"))


def edited(change: Callable[[Workbook], None], scheme: SchemeFacts = SCHEME) -> BytesIO:
    """The workbook of a scheme, changed as somebody would in Excel."""
    workbook = load_workbook(written(scheme))
    change(workbook)
    saved = BytesIO()
    workbook.save(saved)
    return saved


def put(sheet: str, cell: str, value: Any) -> Callable[[Workbook], None]:
    def change(workbook: Workbook) -> None:
        workbook[sheet][cell] = value

    return change


def refusal(file: BytesIO) -> list[str]:
    with pytest.raises(SpreadsheetRefused) as caught:
        read_scheme(file)
    return caught.value.problems


def test_what_is_exported_is_imported_as_it_was() -> None:
    assert read_scheme(written(SCHEME)) == SCHEME


POINTS = st.one_of(st.none(), st.decimals(min_value=0, max_value=100, places=2))
# What the page takes: no control characters, no blanks at the ends.
TEXT = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Cf", "Zl", "Zp", "Zs", "Cn", "Co"), include_characters=" \n=+-@'"),
    max_size=60,
).map(str.strip)
LINE = TEXT.map(lambda text: text.replace("\n", ""))


@st.composite
def bounds(draw: st.DrawFn) -> tuple[Decimal | None, Decimal | None]:
    least, most = draw(POINTS), draw(POINTS)
    return (most, least) if least is not None and most is not None and least > most else (least, most)


@st.composite
def levels(draw: st.DrawFn) -> Level:
    least, most = draw(bounds())
    return Level(draw(LINE)[:20].strip() or "档", least, most, draw(TEXT))


@st.composite
def items(draw: st.DrawFn) -> Item:
    least, most = draw(bounds())
    return Item(
        key=str(draw(st.uuids())),
        category=draw(st.sampled_from([Category.TECHNICAL, Category.BUSINESS, Category.OTHER])),
        name=draw(LINE),
        judging=draw(st.sampled_from(Judging)),
        least_points=least,
        most_points=most,
        description=draw(TEXT),
        evidence=draw(LINE),
        levels=tuple(draw(st.lists(levels(), max_size=6))),
    )


@st.composite
def schemes(draw: st.DrawFn) -> SchemeFacts:
    return SchemeFacts(
        evaluation_method=draw(st.sampled_from(EvaluationMethod)),
        is_price_fixed=draw(st.booleans()),
        small_firm_deduction=draw(POINTS),
        consortium_deduction=draw(POINTS),
        domestic_deduction=draw(POINTS),
        abnormal_mean_rate=draw(POINTS),
        abnormal_second_rate=draw(POINTS),
        abnormal_ceiling_rate=draw(POINTS),
        tie_rule=draw(st.sampled_from(TieRule)),
        groups=tuple(Group(category, draw(LINE) or category.label, draw(POINTS)) for category in Category),
        items=tuple(draw(st.lists(items(), max_size=6, unique_by=lambda item: item.key))),
    )


@settings(max_examples=40, deadline=None)
@given(schemes())
def test_any_scheme_survives_the_way_out_and_back(scheme: SchemeFacts) -> None:
    assert read_scheme(written(scheme)) == scheme


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://example.invalid","x")'])
def test_text_that_looks_like_a_formula_stays_text(text: str) -> None:
    scheme = replace(SCHEME, items=(replace(WARRANTY, description=text), *SCHEME.items[1:]))

    cell = load_workbook(written(scheme))["评分项"]["G2"]

    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", text, True)
    assert read_scheme(written(scheme)) == scheme


def test_a_formula_is_refused_where_it_stands() -> None:
    assert refusal(edited(put("评分项", "F2", "=5+5"))) == [
        "工作表“评分项”第 2 行“最高分”：不能使用公式，请改为数值或文字。"
    ]


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "problem"),
    [
        ("评分项", "F3", "很多", "工作表“评分项”第 3 行“最高分”：请只填写数字，例如 30 或 2.5。"),
        ("评分项", "F3", 101, "工作表“评分项”第 3 行“最高分”：不能超过 100。"),
        ("评分项", "F3", 9.999, "工作表“评分项”第 3 行“最高分”：最多两位小数。"),
        ("评分项", "E3", 40, "工作表“评分项”第 3 行“最低分”：不能高于最高分。"),
        ("评分项", "D3", "随意", "工作表“评分项”第 3 行“评分性质”：不是可选的内容，可选：客观分、主观分。"),
        ("评分项", "B3", "价格", "工作表“评分项”第 3 行“类别”：不是可选的内容，可选：技术、商务、其他。"),
        ("评分项", "C3", "长" * 101, "工作表“评分项”第 3 行“评分因素”：最多 100 个字。"),
        (
            "评分项",
            "C3",
            "质保\u202e期",
            "工作表“评分项”第 3 行“评分因素”：第 3 个字符是看不见的控制字符（U+202E），请删去后重新填写。",
        ),
        ("评分项", "A3", 1, "工作表“评分项”第 3 行“序号”：与前面的行重复。"),
        ("评分项", "I3", "abc", "工作表“评分项”第 3 行“行标识（请勿改动）”：请清空该单元格。"),
        ("分档", "A2", 9, "工作表“分档”第 2 行“评分项序号”：“评分项”工作表中没有这个序号。"),
        ("分档", "C2", 99, "工作表“分档”第 2 行“最低分”：不能高于最高分。"),
        ("评分类别", "A3", "价格", "工作表“评分类别”第 3 行“类别”：与前面的行重复。"),
        (
            "评审设置",
            "B2",
            "抓阄",
            "工作表“评审设置”第 2 行“评审方法”：不是可选的内容，可选：综合评分法、最低评标（审）价法。",
        ),
        ("评审设置", "A2", "别的", "工作表“评审设置”缺少“评审方法”一行。"),
        (
            "评分类别",
            "C1",
            "权重",
            "工作表“评分类别”的表头应依次为：类别、名称、分值。",
        ),
    ],
)
def test_what_is_wrong_is_said_with_sheet_row_and_column(sheet: str, cell: str, value: Any, problem: str) -> None:
    assert problem in refusal(edited(put(sheet, cell, value)))


def test_a_missing_sheet_is_named() -> None:
    assert refusal(edited(lambda workbook: workbook.remove(workbook["分档"]))) == [
        "缺少工作表“分档”，请使用导出的表格填写。"
    ]


def test_a_row_that_was_copied_gets_a_key_of_its_own() -> None:
    def copy_row(workbook: Workbook) -> None:
        sheet = workbook["评分项"]
        sheet.append([5, *[cell.value for cell in sheet[2]][1:]])

    scheme = read_scheme(edited(copy_row))

    assert scheme.items[0] == WARRANTY
    assert scheme.items[4] == replace(WARRANTY, key=scheme.items[4].key)
    assert UUID(scheme.items[4].key) != UUID(WARRANTY.key)


def test_blank_rows_and_figures_as_people_write_them_are_taken() -> None:
    def change(workbook: Workbook) -> None:
        workbook["评分项"].insert_rows(3, amount=2)
        workbook["评分类别"]["C2"] = " ４０ "
        workbook["评分项"]["F2"] = 10.0

    assert read_scheme(edited(change)) == SCHEME


def test_too_many_rows_are_refused_without_reading_on() -> None:
    def fill(workbook: Workbook) -> None:
        for number in range(200):
            workbook["评分项"].append([100 + number, "技术", "质保期", "客观分", 0, 1, "得1分", "", ""])

    assert refusal(edited(fill)) == ["工作表“评分项”的内容过多，最多 60 行。"]


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04broken"])
def test_what_is_no_workbook_is_refused(content: bytes) -> None:
    assert refusal(BytesIO(content)) == ["文件无法读取，请确认是 Excel 工作簿（.xlsx）且没有损坏。"]


def test_another_archive_is_no_workbook() -> None:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as package:
        package.writestr("readme.txt", "x")

    assert refusal(archive) == ["文件无法读取，请确认是 Excel 工作簿（.xlsx）且没有损坏。"]


def test_a_large_file_is_refused_unread() -> None:
    assert refusal(BytesIO(b"P" * (LARGEST_BYTES + 1))) == ["文件超过 2 MB，请删去图片和多余的工作表。"]


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b" " * (21 * 1024 * 1024))

    assert refusal(archive) == ["文件解压后过大，不能导入。"]


@pytest.mark.parametrize(
    "content", [b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', "<x/>".encode("utf-16")]
)
def test_a_part_that_could_expand_is_refused(content: bytes) -> None:
    bomb = BytesIO()
    with zipfile.ZipFile(written(SCHEME)) as source, zipfile.ZipFile(bomb, "w") as target:
        for part in source.infolist():
            target.writestr(part, content if part.filename == "xl/styles.xml" else source.read(part))

    assert refusal(bomb) == ["文件内容异常，不能导入。"]


def test_an_imported_scheme_has_every_group() -> None:
    def drop(workbook: Workbook) -> None:
        workbook["评分类别"].delete_rows(5)

    assert read_scheme(edited(drop)).groups[3] == Group(Category.OTHER, "其他", None)


def test_decimals_do_not_pick_up_binary_dust() -> None:
    scheme = replace(SCHEME, small_firm_deduction=Decimal("8.1"), consortium_deduction=Decimal("5.67"))

    assert read_scheme(written(scheme)) == scheme


@pytest.mark.parametrize(
    ("part", "sound", "damaged"),
    [
        ("xl/worksheets/sheet2.xml", b't="n"', b't="s"'),
        ("xl/worksheets/sheet2.xml", b"<v>", b"<v>x"),
        ("xl/worksheets/sheet3.xml", b'r="2"', b'r="abc"'),
        ("xl/worksheets/sheet4.xml", b"<sheetData>", b"<sheetData><sheetData>"),
        ("xl/workbook.xml", b'sheetId="1"', b'sheetId="x"'),
        ("xl/_rels/workbook.xml.rels", b"relationships/worksheet", b"relationships/chartsheet"),
    ],
)
def test_a_workbook_with_a_damaged_part_is_refused_in_words(part: str, sound: bytes, damaged: bytes) -> None:
    file = BytesIO()
    with zipfile.ZipFile(written(SCHEME)) as package, zipfile.ZipFile(file, "w") as copy:
        for name in package.namelist():
            content = package.read(name)
            assert name != part or sound in content
            copy.writestr(name, content.replace(sound, damaged) if name == part else content)

    assert refusal(file) == ["文件无法读取，请确认是 Excel 工作簿（.xlsx）且没有损坏。"]


def test_an_archive_whose_directory_points_before_its_beginning_is_refused_in_words() -> None:
    content = bytearray(written(SCHEME).getvalue())
    end = content.rindex(b"PK\x05\x06")
    content[end + 16 : end + 20] = (2**31).to_bytes(4, "little")

    assert refusal(BytesIO(bytes(content))) == ["文件无法读取，请确认是 Excel 工作簿（.xlsx）且没有损坏。"]

"""Reads a scheme from a workbook. The workbook is distrusted: its size, its parts, its formulas, each of its cells."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Any
from uuid import uuid4

from django.core.exceptions import ValidationError
from openpyxl import load_workbook

from apps.core.exceptions import DomainError
from apps.tender_planning.scoring import sheet_layout as layout
from apps.tender_planning.scoring.choices import Category
from apps.tender_planning.scoring.facts import Group, Item, Level, SchemeFacts
from apps.tender_planning.scoring.fields import MOST_LEVELS

LARGEST_BYTES = 2 * 1024 * 1024
LARGEST_UNPACKED_BYTES = 20 * 1024 * 1024
MOST_PARTS = 200
# Where reading stops saying more: somebody who gets fifty sentences mends the first and tries again.
MOST_PROBLEMS = 50

UNREADABLE = "文件无法读取，请确认是 Excel 工作簿（.xlsx）且没有损坏。"


class SpreadsheetRefused(DomainError):
    """The workbook cannot be taken; each of `problems` says where and why."""

    def __init__(self, *problems: str) -> None:
        self.problems = list(problems)
        super().__init__("；".join(problems))


@dataclass(frozen=True)
class _Row:
    number: int
    values: dict[str, Any]


class _Problems(list[str]):
    def add(self, sheet: str, row: int, heading: str, text: str) -> None:
        self.append(f"工作表“{sheet}”第 {row} 行“{heading}”：{text}")

    def read(self, column: layout.Column, cell: Any, *, sheet: str, row: int) -> dict[str, Any]:
        """Return what a cell holds, under its column's name; nothing when it cannot be taken."""
        try:
            return {column.name: _value(column, cell)}
        except ValidationError as error:
            self.add(sheet, row, column.heading, " ".join(error.messages))
            return {}


def read_scheme(file: IO[bytes]) -> SchemeFacts:
    """Return the scheme of a workbook made by `write_scheme` and filled in by people.

    Raises SpreadsheetRefused, naming sheet, row and column of everything that is wrong.
    """
    _check_package(file)
    with _damage_refused():
        workbook = load_workbook(file, read_only=True, data_only=False, keep_links=False)
    try:
        return _read(workbook)
    finally:
        workbook.close()


@contextmanager
def _damage_refused() -> Iterator[None]:
    """Refuse what the readers of archives and workbooks stumble over: a damaged part makes them raise anything."""
    try:
        yield
    except SpreadsheetRefused:
        raise
    except Exception as error:
        raise SpreadsheetRefused(UNREADABLE) from error


def _cells(sheet: Any, **bounds: int) -> list[tuple[Any, ...]]:
    """Return the rows of a sheet within the bounds; only here is a sheet parsed. What is no table is damage too."""
    with _damage_refused():
        sheet.reset_dimensions()
        return list(sheet.iter_rows(**bounds))


def _check_package(file: IO[bytes]) -> None:
    """Refuse what would unpack to something huge or lets a parser expand entities, before anything is parsed."""
    file.seek(0, 2)
    if file.tell() > LARGEST_BYTES:
        raise SpreadsheetRefused(f"文件超过 {LARGEST_BYTES // 1024 // 1024} MB，请删去图片和多余的工作表。")
    file.seek(0)
    with _damage_refused(), zipfile.ZipFile(file) as package:
        parts = package.infolist()
        if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED_BYTES:
            raise SpreadsheetRefused("文件解压后过大，不能导入。")
        for part in parts:
            content = package.read(part)
            # A workbook has no document type; text with zero bytes would hide one from this look.
            if part.filename.endswith((".xml", ".rels")) and (b"<!DOCTYPE" in content or b"\0" in content):
                raise SpreadsheetRefused("文件内容异常，不能导入。")
    file.seek(0)


def _read(workbook: Any) -> SchemeFacts:
    needed = (layout.SETTINGS_TITLE, layout.GROUPS.title, layout.ITEMS.title, layout.LEVELS.title)
    missing = [title for title in needed if title not in workbook.sheetnames]
    if missing:
        raise SpreadsheetRefused(*(f"缺少工作表“{title}”，请使用导出的表格填写。" for title in missing))
    problems = _Problems()
    settings = _settings(workbook[layout.SETTINGS_TITLE], problems)
    groups = list(_rows(workbook[layout.GROUPS.title], layout.GROUPS, problems))
    items = list(_rows(workbook[layout.ITEMS.title], layout.ITEMS, problems))
    levels = list(_rows(workbook[layout.LEVELS.title], layout.LEVELS, problems))
    _check_sense(groups, items, levels, problems)
    if problems:
        raise SpreadsheetRefused(*problems[:MOST_PROBLEMS])
    return SchemeFacts(
        **settings,
        groups=tuple(_group(category, groups) for category in Category),
        items=tuple(_items(items, levels)),
    )


def _settings(sheet: Any, problems: _Problems) -> dict[str, Any]:
    known = {setting.heading: setting for setting in layout.SETTINGS}
    entered: dict[str, Any] = {}
    for number, cells in enumerate(_cells(sheet, min_row=2, max_row=50, max_col=2), start=2):
        texts = [_text(cell) for cell in cells]
        setting = known.get(texts[0] or "") if texts else None
        if setting is not None and len(cells) == 2:
            entered |= problems.read(setting, cells[1], sheet=sheet.title, row=number)
    for heading, setting in known.items():
        if setting.name not in entered and not any(f"“{heading}”" in problem for problem in problems):
            problems.append(f"工作表“{sheet.title}”缺少“{heading}”一行。")
    return entered


def _rows(sheet: Any, kind: layout.Sheet, problems: _Problems) -> Iterator[_Row]:
    """Yield the rows that are not blank."""
    last = kind.most_rows * 2 + 1
    rows = iter(_cells(sheet, min_row=1, max_row=last + 1, max_col=len(kind.columns)))
    headings = [_text(cell) for cell in next(rows, ())]
    expected = [column.heading for column in kind.columns]
    if headings != expected:
        problems.append(f"工作表“{kind.title}”的表头应依次为：{'、'.join(expected)}。")
        return
    found = 0
    for number, cells in enumerate(rows, start=2):
        if all(_text(cell) is None for cell in cells):
            continue
        found += 1
        if found > kind.most_rows or number > last:
            problems.append(f"工作表“{kind.title}”的内容过多，最多 {kind.most_rows} 行。")
            return
        values: dict[str, Any] = {}
        padded = [*cells, *[None] * (len(kind.columns) - len(cells))]
        for column, cell in zip(kind.columns, padded, strict=True):
            values |= problems.read(column, cell, sheet=kind.title, row=number)
        yield _Row(number, values)


def _value(column: layout.Column, cell: Any) -> Any:
    """Read a cell as a form reads a field. Raises ValidationError."""
    if cell is not None and cell.data_type == "f":
        raise ValidationError("不能使用公式，请改为数值或文字。")
    value = column.field.clean(_text(cell))
    return value if column.words is None else column.words[value]


def _text(cell: Any) -> str | None:
    """Return what a cell shows; a number without the digits that binary fractions leave."""
    value = None if cell is None else cell.value
    if value is None:
        return None
    if isinstance(value, float):
        return f"{Decimal(repr(value)).normalize():f}"
    return str(value).strip() or None


def _check_sense(groups: list[_Row], items: list[_Row], levels: list[_Row], problems: _Problems) -> None:
    """Refuse what each cell allows and the sheet as a whole does not."""
    for sheet, rows, name, heading in (
        (layout.GROUPS.title, groups, "category", "类别"),
        (layout.ITEMS.title, items, "number", "序号"),
    ):
        seen: set[Any] = set()
        for row in rows:
            value = row.values.get(name)
            if value is not None and value in seen:
                problems.add(sheet, row.number, heading, "与前面的行重复。")
            seen.add(value)
    numbers = {row.values.get("number") for row in items}
    counts: dict[Any, int] = {}
    for row in levels:
        number = row.values.get("number")
        counts[number] = counts.get(number, 0) + 1
        if number is not None and number not in numbers:
            problems.add(layout.LEVELS.title, row.number, "评分项序号", "“评分项”工作表中没有这个序号。")
        elif counts[number] == MOST_LEVELS + 1:
            problems.add(layout.LEVELS.title, row.number, "评分项序号", f"一个评分项最多 {MOST_LEVELS} 档。")
    for sheet, rows, least, most in (
        (layout.ITEMS.title, items, "least_points", "most_points"),
        (layout.LEVELS.title, levels, "least", "most"),
    ):
        for row in rows:
            low, high = row.values.get(least), row.values.get(most)
            if low is not None and high is not None and low > high:
                problems.add(sheet, row.number, "最低分", "不能高于最高分。")


def _group(category: Category, rows: list[_Row]) -> Group:
    for row in rows:
        if row.values["category"] == category:
            return Group(category, row.values["name"] or category.label, row.values["points"])
    return Group(category, category.label, None)


def _items(rows: list[_Row], levels: list[_Row]) -> Iterator[Item]:
    keys: set[str] = set()
    for row in rows:
        values = dict(row.values)
        number = values.pop("number")
        # A row that was copied in Excel carries its model's key: only the first keeps it.
        key = str(values.pop("key") or uuid4())
        key = str(uuid4()) if key in keys else key
        keys.add(key)
        own = [level.values for level in levels if level.values["number"] == number]
        yield Item(
            key=key,
            levels=tuple(Level(each["label"], each["least"], each["most"], each["criterion"]) for each in own),
            **values,
        )

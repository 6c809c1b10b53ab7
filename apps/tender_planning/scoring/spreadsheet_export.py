"""Writes a scheme as a workbook that people fill in and `spreadsheet_import` reads back."""

from collections.abc import Sequence
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from apps.tender_planning.scoring import sheet_layout as layout
from apps.tender_planning.scoring.facts import Item, SchemeFacts

_HEAD = PatternFill("solid", fgColor="E2ECF7")
_BOLD = Font(bold=True)
_WRAPPED = Alignment(wrap_text=True, vertical="top")


def write_scheme(scheme: SchemeFacts, *, title: str) -> bytes:
    """Return the workbook of a scheme; `title` heads the sheet of instructions.

    Whatever was typed stays text: a text that begins with `=` or `+` is no formula for whoever opens it.
    """
    workbook = Workbook()
    instructions = workbook.active
    assert isinstance(instructions, Worksheet)
    _instruct(instructions, title)
    _settings(workbook.create_sheet(layout.SETTINGS_TITLE), scheme)
    numbers = {item.key: str(number) for number, item in enumerate(scheme.items, start=1)}
    _rows(
        workbook.create_sheet(layout.GROUPS.title),
        layout.GROUPS,
        [(group.category, group.name, group.points) for group in scheme.groups],
    )
    _rows(workbook.create_sheet(layout.ITEMS.title), layout.ITEMS, [_item(item, numbers) for item in scheme.items])
    _rows(
        workbook.create_sheet(layout.LEVELS.title),
        layout.LEVELS,
        [
            (numbers[item.key], level.label, level.least, level.most, level.criterion)
            for item in scheme.items
            for level in item.levels
        ],
    )
    written = BytesIO()
    workbook.save(written)
    return written.getvalue()


def _item(item: Item, numbers: dict[str, str]) -> tuple[Any, ...]:
    return (
        numbers[item.key],
        item.category,
        item.name,
        item.judging,
        item.least_points,
        item.most_points,
        item.description,
        item.evidence,
        item.key,
    )


def _instruct(sheet: Worksheet, title: str) -> None:
    sheet.title = layout.INSTRUCTIONS_TITLE
    sheet.column_dimensions["A"].width = 100
    for number, line in enumerate((title, *layout.INSTRUCTIONS), start=1):
        cell = _put(sheet, number, 1, line)
        if number == 1:
            cell.font = _BOLD


def _settings(sheet: Worksheet, scheme: SchemeFacts) -> None:
    _head(sheet, ("项目", "内容"), (40, 50))
    for number, setting in enumerate(layout.SETTINGS, start=2):
        value = getattr(scheme, setting.name)
        _put(sheet, number, 1, setting.heading)
        _put(sheet, number, 2, _written(setting, value))
        _offer(sheet, setting, f"B{number}")


def _rows(sheet: Worksheet, kind: layout.Sheet, rows: Sequence[Sequence[Any]]) -> None:
    _head(sheet, [column.heading for column in kind.columns], [column.width for column in kind.columns])
    sheet.freeze_panes = "A2"
    for number, row in enumerate(rows, start=2):
        for index, (column, value) in enumerate(zip(kind.columns, row, strict=True), start=1):
            _put(sheet, number, index, _written(column, value))
    for index, column in enumerate(kind.columns, start=1):
        letter = get_column_letter(index)
        _offer(sheet, column, f"{letter}2:{letter}{kind.most_rows + 1}")


def _head(sheet: Worksheet, headings: Sequence[str], widths: Sequence[int]) -> None:
    for index, (heading, width) in enumerate(zip(headings, widths, strict=True), start=1):
        cell = _put(sheet, 1, index, heading)
        cell.font, cell.fill = _BOLD, _HEAD
        sheet.column_dimensions[get_column_letter(index)].width = width


def _written(column: layout.Column, value: Any) -> str | Decimal | None:
    """Return what stands in the cell: a number, a word of the list, or a text."""
    if column.words is not None:
        return next(word for word, stored in column.words.items() if stored == value)
    return value if isinstance(value, Decimal) else value or None


def _put(sheet: Worksheet, row: int, column: int, value: str | Decimal | None) -> Cell:
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    cell.value = value
    cell.alignment = _WRAPPED
    if isinstance(value, str):
        # openpyxl takes a leading = for a formula, Excel does so when the cell is edited.
        cell.data_type, cell.number_format, cell.quotePrefix = "s", "@", True
    cell.protection = Protection(locked=False)
    return cell


def _offer(sheet: Worksheet, column: layout.Column, cells: str) -> None:
    """Offer the words of a list in its cells."""
    if column.words is None:
        return
    offered = DataValidation(type="list", formula1=f'"{",".join(column.words)}"', allow_blank=True)
    offered.error, offered.errorTitle, offered.showErrorMessage = "请从列表中选择。", column.heading, True
    offered.add(cells)
    sheet.add_data_validation(offered)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.printing.blocks import WIDTH, Blocks, Paragraph, Run, Table
from apps.core.printing.grid import MOST_COLUMNS, LooseCell, UnprintableTable, table_of


def cell(text: str = "", *, rowspan: int = 1, colspan: int = 1) -> LooseCell:
    blocks: Blocks = (Paragraph((Run(text),)),) if text else ()
    return LooseCell(rowspan=rowspan, colspan=colspan, is_header=False, blocks=blocks)


def places(table: Table) -> list[tuple[int, int, int, int]]:
    return [(cell.row, cell.column, cell.rowspan, cell.colspan) for cell in table.cells]


def test_spans_push_the_cells_beside_and_below() -> None:
    table = table_of(header=[], body=[[cell(rowspan=2), cell(colspan=2)], [cell(), cell()]])

    assert table is not None
    assert places(table) == [(0, 0, 2, 1), (0, 1, 1, 2), (1, 1, 1, 1), (1, 2, 1, 1)]


def test_holes_are_filled_and_spans_end_with_their_section() -> None:
    table = table_of(header=[[cell(rowspan=5), cell()]], body=[[cell(rowspan=9)]])

    assert table is not None
    assert table.header_rows == 1
    assert places(table) == [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)]


def test_a_span_is_cut_where_another_cell_stands() -> None:
    table = table_of(header=[], body=[[cell(), cell(rowspan=2)], [cell(colspan=2)]])

    assert table is not None
    assert places(table) == [(0, 0, 1, 1), (0, 1, 2, 1), (1, 0, 1, 1)]


def test_no_cells_are_no_table() -> None:
    assert table_of(header=[], body=[[], []]) is None


def test_a_table_wider_than_word_can_open_is_refused() -> None:
    assert table_of(header=[], body=[[cell(colspan=MOST_COLUMNS)]]) is not None
    with pytest.raises(UnprintableTable, match="64 列"):
        table_of(header=[], body=[[cell(), cell(colspan=MOST_COLUMNS)]])


def test_a_head_longer_than_the_page_is_not_repeated() -> None:
    table = table_of(header=[[cell("头")]] * 7, body=[[cell("体")]])

    assert table is not None
    assert table.header_rows == 0


def test_narrow_columns_get_what_they_need_and_wide_ones_share_the_rest() -> None:
    table = table_of(header=[], body=[[cell("1"), cell("短短短短"), cell("长" * 40), cell("长" * 400)]])

    assert table is not None
    number, short, long, longest = table.shares
    assert number < short < long < longest
    assert number * 86 >= 5 * WIDTH
    assert longest < 5 * long


rows = st.lists(
    st.lists(st.builds(cell, st.text(max_size=9), rowspan=st.integers(1, 5), colspan=st.integers(1, 3)), max_size=4),
    max_size=5,
)


@given(rows, rows)
def test_every_place_belongs_to_exactly_one_cell(header: list[list[LooseCell]], body: list[list[LooseCell]]) -> None:
    table = table_of(header=header, body=body)

    assert (table is None) == (not any([*header, *body]))
    if table is not None:
        taken = [
            (each.row + down, each.column + right)
            for each in table.cells
            for down in range(each.rowspan)
            for right in range(each.colspan)
        ]
        assert sorted(taken) == [
            (row, column) for row in range(table.row_count) for column in range(len(table.shares))
        ]
        assert sum(table.shares) == WIDTH
        assert min(table.shares) > 0
        written = sorted(str(loose.blocks) for row in [*header, *body] for loose in row if loose.blocks)
        assert sorted(str(each.blocks) for each in table.cells if each.blocks) == written

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.core.figures import read_figure, write_figure


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("3120000", "3120000"),
        ("3,120,000.00", "3120000.00"),
        (" 3,120,000.5 ", "3120000.5"),
        ("３，１２０，０００．００", "3120000.00"),
        ("　12　", "12"),
        ("0.01", "0.01"),
        ("007", "7"),
        ("0", "0"),
    ],
)
def test_what_clerks_type_is_read(typed: str, number: str) -> None:
    assert read_figure(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        ".",
        ".5",
        "5.",
        "-1",
        "+1",
        "1e5",
        "1E5",
        "NaN",
        "Infinity",
        "1_000",
        "0x10",
        "3,12",
        "31,20,000",
        "1,2345",
        ",100",
        "1.2.3",
        "12元",
        "十二",
        "１２万",
        "١٢",
        "1 2",
        "1\n2",
    ],
)
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=rf"^{re.escape(typed)}$"):
        read_figure(typed)


@pytest.mark.parametrize(
    ("number", "least_decimals", "written"),
    [
        ("3120000.000000", 2, "3,120,000.00"),
        ("3120000.125000", 2, "3,120,000.125"),
        ("100.000000", 0, "100"),
        ("1.500000", 0, "1.5"),
        ("0", 2, "0.00"),
        ("1E+3", 0, "1,000"),
    ],
)
def test_a_number_is_written_exactly(number: str, least_decimals: int, written: str) -> None:
    assert write_figure(Decimal(number), least_decimals=least_decimals) == written


@given(st.decimals(min_value=0, max_value=Decimal("99999999999999.999999"), places=6))
def test_what_is_written_is_read_back(number: Decimal) -> None:
    assert read_figure(write_figure(number, least_decimals=2)) == number

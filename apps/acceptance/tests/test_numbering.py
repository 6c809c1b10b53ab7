from datetime import date

import pytest

from apps.acceptance.codes import METHOD_WORDS, Method
from apps.acceptance.numbering import give_deal_code, next_project_no

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("method", "number"),
    [
        ("open_tender", "方财公开采购-2026-1"),
        ("invited_tender", "方财邀请采购-2026-1"),
        ("competitive_consultation", "方财磋商采购-2026-1"),
        ("competitive_negotiation", "方财谈判采购-2026-1"),
        ("inquiry", "方财询价采购-2026-1"),
        ("single_source", "方财单一来源采购-2026-1"),
    ],
)
def test_a_number_is_written_in_the_countys_style(method: str, number: str) -> None:
    assert next_project_no(method, 2026) == number


def test_every_method_has_a_word_for_its_numbers() -> None:
    assert set(METHOD_WORDS) == set(Method)


def test_methods_and_years_count_on_their_own() -> None:
    given = [
        next_project_no("inquiry", 2026),
        next_project_no("inquiry", 2026),
        next_project_no("open_tender", 2026),
        next_project_no("inquiry", 2027),
    ]

    assert given == ["方财询价采购-2026-1", "方财询价采购-2026-2", "方财公开采购-2026-1", "方财询价采购-2027-1"]


def test_deal_codes_of_a_day_are_counted_over_all_kinds() -> None:
    day = date(2026, 3, 15)

    codes = [give_deal_code("goods", day), give_deal_code("goods", day), give_deal_code("services", day)]

    assert codes == [
        "D01-12411322AEBA000110-20260315-000001-E",
        "D01-12411322AEBA000110-20260315-000002-C",
        codes[2],
    ]
    assert codes[2].startswith("D03-12411322AEBA000110-20260315-000003-")
    assert give_deal_code("goods", date(2026, 3, 16)).startswith("D01-12411322AEBA000110-20260316-000001-")

"""The form of 评分标准 gives back what was put into it, and says at the field what cannot be taken."""

from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest

from apps.tender_planning.forms.scoring import (
    ItemFormSet,
    SchemeForm,
    anchors,
    are_few_enough,
    item_formsets,
    scheme_form,
    scheme_of,
)
from apps.tender_planning.scoring.choices import Category
from apps.tender_planning.scoring.facts import SchemeFacts
from apps.tender_planning.tests.scoring.examples import AFTER_SALES, INSTALLATION, SCHEME, WARRANTY
from apps.tender_planning.tests.scoring.pages import scheme_data


def bound(data: dict[str, Any]) -> tuple[SchemeForm, dict[Category, ItemFormSet]]:
    return scheme_form(None, 0, data), item_formsets(None, data)


def read(data: dict[str, Any]) -> SchemeFacts:
    form, formsets = bound(data)
    assert form.is_valid(), form.errors
    assert all(formset.is_valid() for formset in formsets.values())
    return scheme_of(form, formsets)


def test_what_the_page_shows_is_what_it_sends_back() -> None:
    assert read(scheme_data(SCHEME, 1)) == SCHEME


def test_everything_may_be_left_for_later() -> None:
    bare = replace(WARRANTY, name="", least_points=None, most_points=None, description="延长质保", evidence="")
    draft = replace(
        SCHEME,
        small_firm_deduction=None,
        groups=tuple(replace(group, points=None) for group in SCHEME.groups),
        items=(bare,),
    )

    assert read(scheme_data(draft, 1)) == draft


def test_a_group_without_a_name_bears_that_of_its_category() -> None:
    assert read(scheme_data(SCHEME, 1, technical_name=" ")).groups[1].name == "技术"


def test_a_blank_row_is_no_item_and_a_struck_out_one_goes() -> None:
    data = scheme_data(SCHEME, 1) | {
        "other-TOTAL_FORMS": 1,
        "other-0-key": str(uuid4()),
        "other-0-judging": "objective",
        "other-0-least_points": "0",
        "technical-0-DELETE": "on",
    }

    assert [item.name for item in read(data).items] == ["安装调试方案", "同类项目业绩", "售后响应时间"]


def test_rows_come_in_the_order_of_their_places() -> None:
    data = scheme_data(SCHEME, 1) | {"technical-0-position": 1, "technical-1-position": 0}

    assert [item.name for item in read(data).items_of(Category.TECHNICAL)] == ["安装调试方案", "质保期"]


def test_blank_levels_between_others_are_closed_up() -> None:
    data = scheme_data(SCHEME, 1)
    for part in ("label", "least", "most", "criterion"):
        data[f"business-1-level_4_{part}"] = data.pop(f"business-1-level_1_{part}")

    levels = next(item.levels for item in read(data).items if item.key == AFTER_SALES.key)

    assert [level.label for level in levels] == ["一档", "三档", "二档"]


@pytest.mark.parametrize(
    ("field", "typed", "text"),
    [
        ("technical_points", "三十", "请只填写数字，例如 30 或 2.5。"),
        ("technical_points", "100.01", "不能超过 100。"),
        ("technical_points", "33.333", "最多两位小数。"),
        ("technical_points", "-1", "请只填写数字，例如 30 或 2.5。"),
        ("technical_name", "长" * 61, "最多 60 个字。"),
    ],
)
def test_a_setting_that_cannot_be_taken_is_said_at_its_field(field: str, typed: str, text: str) -> None:
    form, _ = bound(scheme_data(SCHEME, 1, **{field: typed}))

    assert not form.is_valid()
    assert form.errors == {field: [text]}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"technical-0-least_points": "11"}, "least_points"),
        ({"technical-1-level_0_least": "31"}, "level_0_least"),
        ({"technical-0-name": "长" * 101}, "name"),
        ({"technical-0-description": "质保\u202e期"}, "description"),
        ({"technical-0-judging": "taste"}, "judging"),
    ],
)
def test_an_item_that_cannot_be_taken_is_said_at_its_field(changes: dict[str, str], field: str) -> None:
    _, formsets = bound(scheme_data(SCHEME, 1, **changes))

    assert not formsets[Category.TECHNICAL].is_valid()
    assert [list(errors) for errors in formsets[Category.TECHNICAL].errors if errors] == [[field]]


def test_line_ends_of_browsers_are_not_changes() -> None:
    text = "第一行\r\n第二行，每项得5分，最高10分"

    assert read(scheme_data(SCHEME, 1, **{"technical-0-description": text})).items[0].description == text.replace(
        "\r\n", "\n"
    )


def test_all_groups_together_hold_sixty_items() -> None:
    data = scheme_data(SCHEME, 1) | {"business-TOTAL_FORMS": 59}
    for place in range(2, 59):
        data |= {f"business-{place}-key": str(uuid4()), f"business-{place}-name": f"因素{place}"}
        data |= {f"business-{place}-judging": "objective", f"business-{place}-position": place}
    form, formsets = bound(data)
    assert form.is_valid()
    assert all(formset.is_valid() for formset in formsets.values())

    assert not are_few_enough(form, formsets)
    assert form.non_field_errors() == ["全部类别最多 60 个评分项，现有 61 个。"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (f"items-{WARRANTY.key}-name", "id_technical-0-name"),
        (f"items-{INSTALLATION.key}-levels-1-most", "id_technical-1-level_1_most"),
        (f"items-{AFTER_SALES.key}-levels-0-criterion", "id_business-1-level_0_criterion"),
        (f"items-{WARRANTY.key}-levels-0-label", "id_technical-0-level_0_label"),
        ("items-99999999-9999-4999-8999-999999999999-name", ""),
        ("groups-price-points", "id_price_points"),
        ("groups", "groups"),
        ("evaluation_method", "id_evaluation_method"),
        ("domestic_deduction", "id_domestic_deduction"),
        ("", ""),
    ],
)
def test_a_finding_leads_to_its_field(path: str, expected: str) -> None:
    anchor_of = anchors(scheme_form(SCHEME, 1), item_formsets(SCHEME))

    assert anchor_of(f"7/{path}") == expected


def test_a_finding_about_a_level_leads_to_the_row_in_which_it_was_typed() -> None:
    data = scheme_data(SCHEME, 1)
    for part in ("label", "least", "most", "criterion"):
        data[f"business-1-level_5_{part}"] = data.pop(f"business-1-level_2_{part}")
    form, formsets = bound(data)

    anchor = anchors(form, formsets)(f"7/items-{AFTER_SALES.key}-levels-2-most")

    assert anchor == "id_business-1-level_5_most"


def test_points_are_shown_without_the_zeros_of_the_database() -> None:
    form = scheme_form(replace(SCHEME, small_firm_deduction=Decimal("10.00")), 1)

    assert 'value="10"' in str(form["small_firm_deduction"])
